"""The right to make a generation: one at a time, until its moment, and never after its fence."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import psycopg
import pytest
from accepted_reels import accept, body
from server_client import make_parts

from contract.generations import ErrorAnswer
from contract.syncing.push import line_of
from server import claiming, ending, generations
from server.claiming import MadeFacts, PutFile
from server.database import reading, transaction
from server.queue.tasks import ProcrastinateQueue

pytestmark = pytest.mark.anyio

LEASE_S = 60.0
WHY = ErrorAnswer(code="encoding-failed", says="It stopped.", remedy="Try again.")
FACTS = MadeFacts(
    title="Why?",
    differs_by="Opens with the topic",
    duration_ms=5167,
    width=1080,
    height=1920,
    files={
        "video": PutFile("a" * 64, 9),
        "proxy": PutFile("b" * 64, 5),
        "cover": PutFile("a" * 64, 9),
    },
)


@pytest.fixture
def parts(engine, tmp_path):
    return make_parts(engine, tmp_path, queue=ProcrastinateQueue())


@pytest.fixture
async def accepted(parts):
    """An accepted generation of two variants and its owner."""
    return await accept(parts, body(variants=2))


@pytest.fixture
def sql(database_url):
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield lambda statement, *values: connection.execute(statement, values).fetchall()


async def claim(parts, generation_id):
    async with transaction(parts.engine) as session:
        return await claiming.claim(session, generation_id, LEASE_S)


async def told(parts, generation_id, sql):
    """The generation as the last line of the log tells it: its digest is that of what it is now."""
    async with reading(parts.engine) as session:
        news = await generations.news_of(session, generation_id)
    ((digest,),) = sql(
        "SELECT digest FROM changes WHERE of = 'generation' ORDER BY seq DESC LIMIT 1"
    )
    assert digest == line_of("generation", generation_id, news.row)
    return news.row


async def do(parts, verb, *values):
    async with transaction(parts.engine) as session:
        return await verb(session, *values)


def state(sql, generation_id):
    ((status, stage, pct, fence, claims),) = sql(
        "SELECT status, stage, progress_pct, fence, claims FROM generations WHERE id = %s",
        generation_id,
    )
    return status, stage, pct, fence, claims


def variants(sql):
    return [status for (status,) in sql('SELECT status FROM variants ORDER BY "index"')]


def lease_left_s(sql):
    """Seconds that the only lease still holds, None while it waits; [] without one."""
    found = sql("SELECT extract(epoch FROM expires_at - reelyard_now())::float FROM leases")
    return found and found[0][0]


def waiting(sql):
    return sql("SELECT args ->> 'generation_id' FROM procrastinate_jobs WHERE status = 'todo'")


async def test_claiming_makes_it_running_with_a_lease_and_all_that_is_to_be_made(
    parts, accepted, sql
):
    claimed = await claim(parts, accepted.id)
    assert claimed.generation_id == accepted.id
    assert claimed.owner_id == accepted.owner_id
    assert claimed.draft.topic == body().topic
    assert [(v.index, v.status) for v in claimed.variants] == [(0, "waiting"), (1, "waiting")]
    assert state(sql, accepted.id) == ("running", "writing", 0, 1, 1)
    assert LEASE_S - 5 < lease_left_s(sql) <= LEASE_S
    assert (await told(parts, accepted.id, sql))["status"] == "running"


async def test_while_one_holds_it_nobody_else_gets_it(parts, accepted):
    assert await claim(parts, accepted.id)
    assert await claim(parts, accepted.id) is None


async def test_of_two_at_once_one_gets_it(parts, accepted, sql):
    both = await asyncio.gather(claim(parts, accepted.id), claim(parts, accepted.id))
    assert sorted(found is None for found in both) == [False, True]
    assert state(sql, accepted.id)[3:] == (1, 1)


async def test_nothing_is_claimed_that_has_ended_or_never_was(parts, accepted):
    await do(parts, ending.cancel, accepted.owner_id, accepted.id)
    assert await claim(parts, accepted.id) is None
    assert await claim(parts, uuid4()) is None


async def test_the_moment_a_lease_is_over_another_may_have_it(parts, accepted, sql, move_clock):
    first = await claim(parts, accepted.id)
    move_clock(timedelta(seconds=LEASE_S - 5))
    assert await claim(parts, accepted.id) is None
    move_clock(timedelta(seconds=LEASE_S + 1))
    second = await claim(parts, accepted.id)
    assert (first.fence, second.fence) == (1, 2)
    assert state(sql, accepted.id)[3:] == (2, 2)


async def test_a_renewed_lease_lasts_from_then_on(parts, accepted, sql, move_clock):
    claimed = await claim(parts, accepted.id)
    move_clock(timedelta(seconds=LEASE_S - 5))
    assert await do(parts, claiming.renew, accepted.id, claimed.fence, LEASE_S)
    assert LEASE_S - 5 < lease_left_s(sql) <= LEASE_S


async def outdated_by_a_later_claim(parts, generation, move_clock):
    await claim(parts, generation.id)
    move_clock(timedelta(seconds=LEASE_S + 1))
    await claim(parts, generation.id)


async def outdated_by_a_cancel(parts, generation, move_clock):
    await claim(parts, generation.id)
    await do(parts, ending.cancel, generation.owner_id, generation.id)


async def outdated_by_the_reaper(parts, generation, move_clock):
    await claim(parts, generation.id)
    move_clock(timedelta(seconds=LEASE_S + 1))
    await do(parts, claiming.requeue_expired, parts.queue)


@pytest.mark.parametrize(
    "outdate", [outdated_by_a_later_claim, outdated_by_a_cancel, outdated_by_the_reaper]
)
async def test_an_outdated_fence_changes_nothing(parts, accepted, sql, move_clock, outdate):
    await outdate(parts, accepted, move_clock)
    everything = (
        "SELECT to_jsonb(g), to_jsonb(v), to_jsonb(l) FROM generations g"
        " JOIN variants v ON v.generation_id = g.id LEFT JOIN leases l ON l.generation_id = g.id"
        " ORDER BY v.index"
    )
    before = sql(everything), sql("SELECT * FROM changes"), sql("SELECT * FROM usage_ledger")
    id, fence = accepted.id, 1
    assert not await do(parts, claiming.renew, id, fence, LEASE_S)
    assert await do(parts, claiming.report, id, fence, "drawing", 40) is None
    assert not await do(parts, claiming.variant_drawing, id, fence, 0)
    assert not await do(parts, claiming.variant_ready, id, fence, 0, FACTS)
    assert not await do(parts, claiming.variant_failed, id, fence, 0)
    assert not await do(parts, claiming.give_back, parts.queue, id, fence)
    assert not await do(parts, ending.succeed, id, fence)
    async with reading(parts.engine) as session:
        assert await claiming.find_left_s(session, id, fence) is None
    after = sql(everything), sql("SELECT * FROM changes"), sql("SELECT * FROM usage_ledger")
    assert before == after
    assert sql("SELECT * FROM blobs") == []


async def test_progress_never_falls_and_never_says_done(parts, accepted, sql):
    claimed = await claim(parts, accepted.id)
    told = [
        await do(parts, claiming.report, accepted.id, claimed.fence, stage, percent)
        for stage, percent in [("drawing", 40), ("narrating", 30), ("finishing", 100)]
    ]
    assert told == [40, 40, 99]
    assert state(sql, accepted.id)[:3] == ("running", "finishing", 99)


async def test_progress_is_no_line_of_the_log(parts, accepted, sql):
    claimed = await claim(parts, accepted.id)
    before = sql("SELECT max(seq) FROM changes")
    await do(parts, claiming.report, accepted.id, claimed.fence, "drawing", 40)
    assert sql("SELECT max(seq) FROM changes") == before


async def test_a_variant_goes_from_waiting_to_drawing_to_ready(parts, accepted, sql):
    claimed = await claim(parts, accepted.id)
    assert await do(parts, claiming.variant_drawing, accepted.id, claimed.fence, 1)
    assert variants(sql) == ["waiting", "drawing"]
    assert await do(parts, claiming.variant_ready, accepted.id, claimed.fence, 1, FACTS)
    assert variants(sql) == ["waiting", "ready"]
    ((*facts, has_moment),) = sql(
        "SELECT title, differs_by, duration_ms, width, height, ready_at IS NOT NULL"
        " FROM variants WHERE status = 'ready'"
    )
    assert facts == ["Why?", "Opens with the topic", 5167, 1080, 1920]
    assert has_moment
    assert sorted(sql("SELECT kind, sha256 FROM variant_files")) == [
        ("cover", "a" * 64),
        ("proxy", "b" * 64),
        ("video", "a" * 64),
    ]
    assert sorted(sql("SELECT sha256, size_bytes FROM blobs")) == [("a" * 64, 9), ("b" * 64, 5)]
    news = await told(parts, accepted.id, sql)
    assert [variant["status"] for variant in news["variants"]] == ["waiting", "ready"]


async def test_what_was_written_but_not_heard_of_is_written_again_without_harm(
    parts, accepted, sql
):
    claimed = await claim(parts, accepted.id)
    for _ in range(2):
        assert await do(parts, claiming.variant_ready, accepted.id, claimed.fence, 1, FACTS)
    assert variants(sql) == ["waiting", "ready"]
    assert len(sql("SELECT * FROM variant_files")) == 3


async def test_a_file_named_again_counts_as_stored_now(parts, accepted, sql, move_clock):
    claimed = await claim(parts, accepted.id)
    await do(parts, claiming.variant_ready, accepted.id, claimed.fence, 0, FACTS)
    ((before,),) = sql("SELECT min(stored_at) FROM blobs")
    move_clock(timedelta(hours=30))
    await do(parts, claiming.variant_ready, accepted.id, claimed.fence, 1, FACTS)
    ((after,),) = sql("SELECT min(stored_at) FROM blobs")
    assert after - before > timedelta(hours=29)


async def test_a_graceful_stop_gives_it_back_and_is_no_death(parts, accepted, sql):
    for _ in range(claiming.MOST_DEATHS + 2):
        claimed = await claim(parts, accepted.id)
        await do(parts, claiming.variant_drawing, accepted.id, claimed.fence, 0)
        await do(parts, claiming.report, accepted.id, claimed.fence, "drawing", 40)
        assert await do(parts, claiming.give_back, parts.queue, accepted.id, claimed.fence)
        status, stage, pct, _, claims = state(sql, accepted.id)
        assert (status, stage, pct, claims) == ("queued", None, 40, 0)
        assert lease_left_s(sql) is None
        assert variants(sql) == ["waiting", "waiting"]
        assert waiting(sql) == [(str(accepted.id),)]


async def test_only_what_is_over_goes_back_into_the_queue(parts, accepted, sql, move_clock):
    other = await accept(parts, body())
    sql("DELETE FROM procrastinate_jobs RETURNING 1")
    await claim(parts, accepted.id)
    move_clock(timedelta(seconds=LEASE_S + 1))
    await claim(parts, other.id)
    assert await do(parts, claiming.requeue_expired, parts.queue) == [accepted.id]
    assert state(sql, accepted.id)[0] == "queued"
    assert state(sql, other.id)[0] == "running"
    assert waiting(sql) == [(str(accepted.id),)]
    assert await do(parts, claiming.requeue_expired, parts.queue) == []


async def test_two_reapers_at_once_put_back_once(parts, accepted, sql, move_clock):
    await claim(parts, accepted.id)
    move_clock(timedelta(seconds=LEASE_S + 1))
    both = await asyncio.gather(
        *(do(parts, claiming.requeue_expired, parts.queue) for _ in range(2))
    )
    assert sorted(map(len, both)) == [0, 1]
    assert waiting(sql) == [(str(accepted.id),)]


async def die(parts, generation_id, times, move_clock):
    for death in range(times):
        assert await claim(parts, generation_id) is not None
        move_clock(timedelta(seconds=(death + 1) * (LEASE_S + 1)))


@pytest.mark.parametrize("is_reaped", [True, False])
async def test_after_three_deaths_it_has_failed_and_gives_back_all(
    parts, accepted, sql, move_clock, is_reaped
):
    await die(parts, accepted.id, 3, move_clock)
    if is_reaped:
        await do(parts, claiming.requeue_expired, parts.queue)
    assert await claim(parts, accepted.id) is None
    assert state(sql, accepted.id)[0] == "failed"
    ((error,),) = sql("SELECT error FROM generations")
    assert error["code"] == "worker-lost"
    assert sql("SELECT * FROM leases") == []
    assert [kind for (kind,) in sql("SELECT kind FROM usage_ledger ORDER BY id")] == [
        "reserve",
        "release",
    ]
    assert sql("SELECT used_ms, reserved_ms FROM usage_periods") == [(0, 0)]


async def test_after_two_deaths_it_is_tried_once_more(parts, accepted, move_clock):
    await die(parts, accepted.id, 2, move_clock)
    assert await claim(parts, accepted.id) is not None


async def test_a_variant_that_was_being_drawn_waits_again_and_a_ready_one_stays(
    parts, accepted, move_clock
):
    claimed = await claim(parts, accepted.id)
    await do(parts, claiming.variant_ready, accepted.id, claimed.fence, 0, FACTS)
    await do(parts, claiming.variant_drawing, accepted.id, claimed.fence, 1)
    move_clock(timedelta(seconds=LEASE_S + 1))
    again = await claim(parts, accepted.id)
    assert [v.status for v in again.variants] == ["ready", "waiting"]


async def test_the_seconds_that_a_lease_lasts_may_be_a_fraction(parts, accepted, sql):
    parts = replace(parts, settings=replace(parts.settings, lease_s=1.5))
    async with transaction(parts.engine) as session:
        await claiming.claim(session, accepted.id, parts.settings.lease_s)
    assert 0 < lease_left_s(sql) <= 1.5
