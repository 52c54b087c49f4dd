"""Ends: exactly one for each generation, paid for once, whoever comes first."""

import asyncio
from contextlib import suppress
from uuid import uuid4

import psycopg
import pytest
from accepted_reels import accept, body
from server_client import make_parts
from server_reels import (
    OURS,
    THEIRS,
    break_down,
    cancel,
    finish,
    make_ready,
    meter,
    row_of,
    take_up,
    variant_statuses,
)
from server_users import make_user
from sqlalchemy import func, select

from contract.problems import Code, Problem
from contract.syncing.push import line_of
from contract.usage import Meter
from server import claiming, ending, generations, ledger
from server.database import reading, transaction
from server.tables import Change, Generation, Lease, LedgerEntry

pytestmark = pytest.mark.anyio


@pytest.fixture
def parts(engine, tmp_path):
    return make_parts(engine, tmp_path)


@pytest.fixture
async def accepted(parts):
    return await accept(parts, body(variants=3))


@pytest.fixture
async def session(engine):
    async with reading(engine) as session:
        yield session


async def leases(session) -> int:
    return (await session.execute(select(func.count()).select_from(Lease))).scalar_one()


async def ends(session, generation_id) -> list[tuple[str, int]]:
    found = await session.execute(
        select(LedgerEntry.kind, LedgerEntry.ms).where(
            LedgerEntry.generation_id == generation_id, LedgerEntry.kind != "reserve"
        )
    )
    return [tuple(row) for row in found]


async def test_what_was_delivered_is_charged_and_the_rest_given_back(parts, accepted, session):
    fence = await take_up(parts, accepted.id)
    reserved = (await row_of(session, accepted.id)).reserved_ms
    assert await finish(parts, accepted.id, fence, [5000, 4000, 3000])
    assert await meter(session, accepted.owner_id) == Meter(
        exports_used=0, used_ms=12_000, reserved_ms=0
    )
    assert reserved > 12_000
    row = await row_of(session, accepted.id)
    assert (row.status, row.stage, row.progress_pct) == ("succeeded", None, 100)
    assert row.ended_at is not None
    assert await leases(session) == 0


async def test_never_more_than_was_set_aside_is_charged(parts, accepted, session):
    fence = await take_up(parts, accepted.id)
    reserved = (await row_of(session, accepted.id)).reserved_ms
    assert await finish(parts, accepted.id, fence, [reserved, reserved, reserved])
    assert (await meter(session, accepted.owner_id)).used_ms == reserved


async def test_some_ready_and_others_not_is_success_with_fewer(parts, accepted, session):
    fence = await take_up(parts, accepted.id)
    assert await finish(parts, accepted.id, fence, [5000, None])
    assert await variant_statuses(session, accepted.id) == ["ready", "failed", "failed"]
    assert (await meter(session, accepted.owner_id)).used_ms == 5000


async def test_none_ready_is_no_success_and_costs_nothing(parts, accepted, session):
    fence = await take_up(parts, accepted.id)
    assert await finish(parts, accepted.id, fence, [None, None, None])
    row = await row_of(session, accepted.id)
    assert (row.status, row.error["code"]) == ("failed", "internal-error")
    assert await meter(session, accepted.owner_id) == Meter(
        exports_used=0, used_ms=0, reserved_ms=0
    )


async def test_a_failure_costs_nothing_and_asks_for_no_patience(parts, accepted, session):
    fence = await take_up(parts, accepted.id)
    assert await break_down(parts, accepted.id, fence)
    row = await row_of(session, accepted.id)
    assert (row.status, row.error, row.cooldown_until) == ("failed", OURS.model_dump(), None)
    assert (row.progress_pct, row.stage) == (0, None)
    assert await ends(session, accepted.id) == [("release", 0)]
    assert await variant_statuses(session, accepted.id) == ["failed"] * 3
    assert await leases(session) == 0


async def test_a_failure_of_the_words_keeps_the_draft_waiting(parts, accepted, session):
    before = (await row_of(session, accepted.id)).cooldown_until
    assert await break_down(parts, accepted.id, error=THEIRS)
    session.expire_all()
    assert (await row_of(session, accepted.id)).cooldown_until == before is not None


async def test_what_was_ready_before_a_failure_is_delivered(parts, accepted, session):
    fence = await take_up(parts, accepted.id)
    await make_ready(parts, accepted.id, fence, [5000])
    assert await break_down(parts, accepted.id, fence)
    row = await row_of(session, accepted.id)
    assert (row.status, row.error) == ("succeeded", None)
    assert await ends(session, accepted.id) == [("settle", 5000)]


async def test_what_was_ready_is_delivered_though_it_waits_again_when_it_fails(
    parts, accepted, session
):
    fence = await take_up(parts, accepted.id)
    await make_ready(parts, accepted.id, fence, [5000])
    async with transaction(parts.engine) as own:
        assert await claiming.give_back(own, parts.queue, accepted.id, fence)
    assert await break_down(parts, accepted.id)
    row = await row_of(session, accepted.id)
    assert (row.status, row.error, row.progress_pct) == ("succeeded", None, 100)
    assert await variant_statuses(session, accepted.id) == ["ready", "failed", "failed"]
    assert await ends(session, accepted.id) == [("settle", 5000)]


async def test_a_waiting_one_is_cancelled_at_once_and_leaves_the_queue(parts, accepted, session):
    assert accepted.id in parts.queue.waiting
    await cancel(parts, accepted.owner_id, accepted.id)
    assert accepted.id not in parts.queue.waiting
    row = await row_of(session, accepted.id)
    assert row.status == "cancelled"
    assert row.cooldown_until is not None, "a change of mind is not our fault"
    assert await ends(session, accepted.id) == [("release", 0)]
    assert await leases(session) == 0


async def test_a_running_one_is_cancelled_and_its_worker_has_lost_the_right(
    parts, accepted, session
):
    fence = await take_up(parts, accepted.id)
    await cancel(parts, accepted.owner_id, accepted.id)
    assert await claiming.find_left_s(session, accepted.id, fence) is None
    async with transaction(parts.engine) as late:
        assert not await claiming.renew(late, accepted.id, fence, 60.0)
        assert not await ending.succeed(late, accepted.id, fence)
        assert not await ending.fail(late, accepted.id, fence, OURS)
        assert not await ending.fail(late, accepted.id, None, OURS)
    row = await row_of(session, accepted.id)
    assert (row.status, row.fence) == ("cancelled", fence + 1)


async def test_whoever_ends_it_waits_for_the_month_before_taking_the_generation(
    parts, accepted, database_url
):
    """One order of locks for all who accept, save and end: nobody waits in a ring."""
    async with transaction(parts.engine) as first:
        await ledger.lock_period(first, accepted.owner_id)
        ending_it = asyncio.create_task(break_down(parts, accepted.id))
        with psycopg.connect(database_url, autocommit=True) as beside:
            waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
            while not ending_it.done() and not beside.execute(waiting).fetchone()[0]:
                await asyncio.sleep(0)
        assert not ending_it.done()
        free = select(Generation.id).with_for_update(nowait=True)
        assert (await first.execute(free)).scalar_one() == accepted.id
    assert await ending_it


async def test_cancelling_twice_is_no_change(parts, accepted, session):
    await cancel(parts, accepted.owner_id, accepted.id)
    told = await session.execute(select(func.count()).select_from(Change))
    before = told.scalar_one()
    await cancel(parts, accepted.owner_id, accepted.id)
    again = await session.execute(select(func.count()).select_from(Change))
    assert again.scalar_one() == before


@pytest.mark.parametrize("status", ["succeeded", "failed"])
async def test_what_has_ended_otherwise_cannot_be_cancelled(status, parts, accepted):
    fence = await take_up(parts, accepted.id)
    if status == "succeeded":
        await finish(parts, accepted.id, fence, [5000])
    else:
        await break_down(parts, accepted.id)
    with pytest.raises(Problem) as refused:
        await cancel(parts, accepted.owner_id, accepted.id)
    assert refused.value.code == Code.ALREADY_ENDED
    assert refused.value.facts == {"ended": status}


async def test_nobody_cancels_what_is_not_theirs(parts, accepted, session):
    async with transaction(parts.engine) as own:
        stranger = await make_user(own)
    for owner_id, generation_id in ((stranger, accepted.id), (accepted.owner_id, uuid4())):
        with pytest.raises(Problem) as refused:
            await cancel(parts, owner_id, generation_id)
        assert refused.value.code == Code.NOT_FOUND
    assert (await row_of(session, accepted.id)).status == "queued"


async def test_only_the_last_claim_may_end_it(parts, accepted, session):
    fence = await take_up(parts, accepted.id)
    async with transaction(parts.engine) as late:
        assert not await ending.succeed(late, accepted.id, fence - 1)
        assert not await ending.fail(late, accepted.id, fence + 1, OURS)
    assert (await row_of(session, accepted.id)).status == "running"


async def test_what_waits_again_is_not_ended_by_whoever_had_it(parts, accepted, session):
    fence = await take_up(parts, accepted.id)
    async with transaction(parts.engine) as own:
        assert await claiming.give_back(own, parts.queue, accepted.id, fence)
    async with transaction(parts.engine) as late:
        assert not await ending.succeed(late, accepted.id, fence)
    assert (await row_of(session, accepted.id)).status == "queued"


async def test_an_end_is_told_with_its_entry(parts, accepted, session):
    await cancel(parts, accepted.owner_id, accepted.id)
    asked = select(Change.of, Change.of_id, Change.digest).order_by(Change.seq)
    told = (await session.execute(asked)).all()
    assert [(line.of, line.of_id) for line in told] == [
        ("draft", accepted.draft_id),
        *[("generation", accepted.id), ("usage", accepted.owner_id)] * 2,
    ]
    news = await generations.news_of(session, accepted.id)
    assert news.row["status"] == "cancelled"
    assert told[-2].digest == line_of("generation", accepted.id, news.row)


async def test_of_all_who_end_it_at_once_one_has_an_effect(parts, session):
    """Settle against release: twelve generations, eight enders each, all at the same time."""

    async def succeed(accepted, fence):
        async with transaction(parts.engine) as own:
            await ending.succeed(own, accepted.id, fence)

    async def fail(accepted, fence):
        async with transaction(parts.engine) as own:
            await ending.fail(own, accepted.id, fence, OURS)

    async def withdraw(accepted, _fence):
        with suppress(Problem):
            await cancel(parts, accepted.owner_id, accepted.id)

    enders = [succeed, withdraw, fail, withdraw, succeed, fail, withdraw, succeed]
    for place in range(12):
        accepted = await accept(parts, body(variants=1))
        fence = await take_up(parts, accepted.id)
        await make_ready(parts, accepted.id, fence, [4000])
        turned = enders[place % 8 :] + enders[: place % 8]
        await asyncio.gather(*(end(accepted, fence) for end in turned))
        status = (await row_of(session, accepted.id)).status
        entries = await ends(session, accepted.id)
        assert entries == {"cancelled": [("release", 0)], "succeeded": [("settle", 4000)]}[status]
        assert await meter(session, accepted.owner_id) == Meter(
            exports_used=0, used_ms=entries[0][1], reserved_ms=0
        )
    assert await leases(session) == 0
