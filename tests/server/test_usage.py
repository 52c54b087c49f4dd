"""What was used: the meter, its entries, earlier months, and that all of them agree."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from made_reels import make_draft, make_generation
from server_client import make_parts
from server_reels import boost, finish, meter, subscribe, take_up, wish
from server_users import make_user
from sqlalchemy import delete, insert, update

from contract.ids import generation_id_of, variant_id_of
from contract.plans import PLANS
from contract.problems import Code, Problem
from contract.usage import Meter, period_of, resets_at
from server import ledger, usage
from server.database import now, reading, transaction
from server.tables import LedgerEntry, UsagePeriod

pytestmark = pytest.mark.anyio


@pytest.fixture
def parts(engine, tmp_path):
    return make_parts(engine, tmp_path)


@pytest.fixture
async def session(engine):
    async with reading(engine) as session:
        yield session


@pytest.fixture
async def owner(engine):
    async with transaction(engine) as session:
        return await make_user(session)


async def finished(parts, owner, key, durations_ms):
    generation_id = generation_id_of(owner, "create", key)
    await wish(parts, owner, key, variants=len(durations_ms))
    await finish(parts, generation_id, await take_up(parts, generation_id), durations_ms)
    return generation_id


async def export(parts, owner, generation_id, index=0):
    async with transaction(parts.engine) as session:
        variant_id = variant_id_of(generation_id, index)
        return await usage.record_export(session, owner, variant_id, generation_id, parts.plans)


async def test_who_never_made_anything_has_used_nothing(session, owner):
    read = await usage.get_user_usage(session, owner, PLANS)
    assert read.model_dump(exclude={"resets_at"}) == {
        "plan": "free",
        "exports_used": 0,
        "exports_limit": 10,
        "minutes_used": 0,
        "minutes_limit": 20,
        "minutes_reserved": 0,
        "boost_expires_at": None,
    }
    assert read.resets_at == resets_at(await now(session))


async def test_the_meter_tells_what_is_set_aside_and_what_was_delivered(parts, session, owner):
    reserved = (await wish(parts, owner, "k", variants=1)).news[-1].row["ms"]
    read = await usage.get_user_usage(session, owner, PLANS)
    assert (read.minutes_used, read.minutes_reserved) == (0, reserved / 60_000)
    generation_id = generation_id_of(owner, "create", "k")
    await finish(parts, generation_id, await take_up(parts, generation_id), [4500])
    await export(parts, owner, generation_id)
    read = await usage.get_user_usage(session, owner, PLANS)
    assert (read.minutes_used, read.minutes_reserved, read.exports_used) == (0.075, 0, 1)


async def test_the_limits_are_those_of_the_plan_and_the_boost(engine, session, owner):
    async with transaction(engine) as own:
        until = await now(own) + timedelta(days=1)
        await boost(own, owner, uuid4(), until)
    read = await usage.get_user_usage(session, owner, PLANS)
    assert (read.plan, read.exports_limit, read.minutes_limit) == ("free", 300, 600)
    assert read.boost_expires_at == until
    async with transaction(engine) as own:
        await subscribe(own, owner, "own")
    read = await usage.get_user_usage(session, owner, PLANS)
    assert (read.plan, read.exports_limit, read.minutes_limit) == ("own", None, None)


async def test_a_new_month_reads_zero_and_the_old_one_stays(parts, session, owner, move_clock):
    await finished(parts, owner, "k", [4500])
    this_month = period_of(await now(session))
    move_clock(timedelta(days=32))
    read = await usage.get_user_usage(session, owner, PLANS)
    assert (read.minutes_used, read.exports_used) == (0, 0)
    months = await usage.list_months(session, owner, 4)
    assert len(months) == 4
    assert months[0].period == period_of(await now(session))
    assert {m.period: m.minutes_used for m in months if m.minutes_used} == {this_month: 0.075}


async def test_entries_are_read_newest_first_in_pages_without_a_gap(parts, session, owner):
    async with transaction(parts.engine) as own:
        await subscribe(own, owner, "pro")
        stranger = await make_user(own)
    await wish(parts, stranger, "k")
    for key in ("a", "b", "c"):
        await finished(parts, owner, key, [4500])
    whole, end = await usage.list_entries(session, owner, limit=100, before=None)
    assert end is None
    assert [entry.kind for entry in whole] == ["settle", "reserve"] * 3
    pages, before = [], None
    while True:
        page, before = await usage.list_entries(session, owner, limit=4, before=before)
        pages.append(page)
        if before is None:
            break
    assert [len(page) for page in pages] == [4, 2]
    assert sum(pages, ()) == whole
    exact, end = await usage.list_entries(session, owner, limit=6, before=None)
    assert (exact, end) == (whole, None), "no empty page at the end"


async def test_a_variant_is_exported_once_in_all_its_life(parts, session, owner, move_clock):
    generation_id = await finished(parts, owner, "k", [4500, 4400])
    entry = await export(parts, owner, generation_id)
    assert entry is not None
    assert (entry.of, entry.row["kind"], entry.row["exports"]) == ("usage", "export", 1)
    assert await export(parts, owner, generation_id) is None
    assert await export(parts, owner, generation_id, 1) is not None
    assert (await meter(session, owner)).exports_used == 2
    move_clock(timedelta(days=32))
    assert await export(parts, owner, generation_id) is None, "free in every later month, too"


async def test_the_last_export_is_the_last(parts, session, owner):
    async with transaction(parts.engine) as own:
        draft = await make_draft(own, owner)
        made = dict.fromkeys(range(12), "ready")
        generation_id = await make_generation(own, owner, draft, variants=made)
    asked = [export(parts, owner, generation_id, index) for index in range(12)]
    answers = await asyncio.gather(*asked, return_exceptions=True)
    refused = [answer for answer in answers if isinstance(answer, Problem)]
    assert {problem.code for problem in refused} == {Code.QUOTA_EXCEEDED}
    assert refused[0].facts["pool"] == "exports"
    assert len(refused) == 2
    assert (await meter(session, owner)).exports_used == 10
    counted = next(index for index in range(12) if not isinstance(answers[index], Problem))
    assert await export(parts, owner, generation_id, counted) is None, "saved before: still free"


async def test_one_variant_saved_by_many_at_once_is_one_export(parts, session, owner):
    generation_id = await finished(parts, owner, "k", [4500])
    answers = await asyncio.gather(*(export(parts, owner, generation_id) for _ in range(10)))
    assert sum(answer is not None for answer in answers) == 1
    assert (await meter(session, owner)).exports_used == 1


async def test_rows_that_agree_are_left_alone(parts, session, owner):
    await finished(parts, owner, "k", [4500])
    await wish(parts, owner, "l")
    async with transaction(parts.engine) as own:
        assert await usage.rederive(own) == ()


@pytest.mark.parametrize("fault", ["used_ms", "reserved_ms", "exports_used", "row"])
async def test_a_row_that_is_not_what_its_entries_say_is_mended(fault, parts, session, owner):
    generation_id = await finished(parts, owner, "k", [4500])
    await export(parts, owner, generation_id)
    await wish(parts, owner, "l", variants=1)
    right = await meter(session, owner)
    async with transaction(parts.engine) as own:
        if fault == "row":
            await own.execute(delete(UsagePeriod))
        else:
            await own.execute(update(UsagePeriod).values({fault: 7}))
    async with transaction(parts.engine) as own:
        (mismatch,) = await usage.rederive(own)
        assert await usage.rederive(own) == ()
    assert (mismatch.owner_id, mismatch.folded) == (owner, right)
    assert mismatch.stood != right
    assert await meter(session, owner) == right


async def test_a_row_without_entries_is_mended_to_nothing(engine, session, owner):
    values = {"owner_id": owner, "period": "202601", "exports_used": 1}
    async with transaction(engine) as own:
        await own.execute(insert(UsagePeriod).values(**values, used_ms=2, reserved_ms=3))
    async with transaction(engine) as own:
        (mismatch,) = await usage.rederive(own)
    assert mismatch.stood == Meter(exports_used=1, used_ms=2, reserved_ms=3)
    assert await meter(session, owner) == usage.NOTHING


async def test_the_ledger_lets_no_end_be_written_twice(parts, owner):
    generation_id = await finished(parts, owner, "k", [4500])
    async with transaction(parts.engine) as own:
        assert await ledger.settle(own, generation_id, 4500) is None
        assert await ledger.release(own, generation_id) is None
        found = await own.execute(
            delete(LedgerEntry).where(LedgerEntry.kind == "settle").returning(LedgerEntry.ms)
        )
        assert found.scalars().all() == [4500]
