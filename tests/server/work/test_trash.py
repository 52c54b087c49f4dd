"""The trash and the horizon: what is gone, who hears of it, and how long that is remembered."""

import asyncio
import hashlib
from datetime import timedelta
from secrets import token_bytes
from uuid import UUID, uuid4

import pytest
from made_reels import make_draft, make_generation
from pushing_device import PushingDevice
from server_client import client
from server_users import make_user

from contract.text import merged
from server import api_keys
from server.database import transaction
from server.work import horizon, sweep, trash

pytestmark = pytest.mark.anyio

DAY = timedelta(days=1)
MOMENT = timedelta(minutes=1)
DELETED = {"deleted_at": "2026-11-22T14:05:00Z"}
# By a device whose clock is wrong.
LONG_AGO = {"deleted_at": "1970-01-01T00:00:00Z"}


@pytest.fixture
async def owner_id(parts):
    async with transaction(parts.engine) as session:
        return await make_user(session)


@pytest.fixture
async def api(parts, engine, tmp_path, owner_id):
    """Signed by a key, which is good however far the clock is moved."""
    async with transaction(parts.engine) as session:
        made = await api_keys.create(session, owner_id, name="test", entropy=token_bytes(32))
    async with client(engine, tmp_path, token=made.key, parts=parts) as opened:
        yield opened


@pytest.fixture
def device(api):
    return PushingDevice(api)


@pytest.fixture
def reader(api):
    return PushingDevice(api)


async def make_full(device: PushingDevice) -> tuple[str, str]:
    """A draft with words, a tag and a placement; both ids."""
    draft, placement = await device.new_draft(title="Mine"), str(uuid4())
    placed = {"draft_id": draft, "media": "ab" * 32}
    await device.applied(
        *device.write(draft, "Words."),
        device.tags(draft, ["x"]),
        device.set("placement", placement, **placed),
        device.set("draft", draft, title="Still mine"),
    )
    return draft, placement


async def test_a_draft_is_gone_after_thirty_days_by_the_servers_clock(
    parts, bell, device, reader, api, sql, move_clock, owner_id
):
    draft, placement = await make_full(device)
    await device.applied(device.set("draft", draft, **LONG_AGO))
    await reader.catch_up()
    move_clock(30 * DAY - MOMENT)
    await trash.empty(parts)
    assert await reader.http_pull() == []
    move_clock(30 * DAY + MOMENT)
    await trash.empty(parts)
    told = await reader.catch_up()
    assert {(one["of"], one["id"], one["is_gone"]) for one in told} == {
        ("draft", draft, True),
        ("placement", placement, True),
    }
    assert all(
        one[name] is None for one in told for name in ("fields", "tags", "texts", "update", "row")
    )
    assert sql("SELECT topic, script, title, tags, fields, tag_puts FROM drafts") == [
        ("", "", None, [], {}, [])
    ]
    for table in ("draft_texts", "placements", "overwritten"):
        assert sql(f"SELECT * FROM {table}") == []
    assert bell.rung[-1] == (owner_id, told[-1]["seq"])
    assert (await api.get(f"/v1/drafts/{draft}")).status_code == 404
    assert (await api.post(f"/v1/drafts/{draft}/restore")).status_code == 404
    assert (await api.get("/v1/drafts", params={"trash": True})).json()["drafts"] == []
    assert await PushingDevice(api).snapshot() == []
    assert (await api.get("/v1/sync/digest")).json()["tables"]["draft"]["count"] == 0
    await trash.empty(parts)
    assert await reader.http_pull() == [], "said once"


async def test_a_placement_is_gone_by_itself(parts, device, reader, move_clock):
    draft, placement = await make_full(device)
    await device.applied(device.set("placement", placement, **DELETED))
    await reader.catch_up()
    move_clock(30 * DAY + MOMENT)
    await trash.empty(parts)
    (told,) = await reader.catch_up()
    assert (told["of"], told["id"], told["is_gone"]) == ("placement", placement, True)
    assert ("draft", draft) in reader.rows


async def test_what_was_taken_out_in_time_stays(parts, device, reader, move_clock):
    draft, _ = await make_full(device)
    await device.applied(device.set("draft", draft, **DELETED))
    move_clock(20 * DAY)
    restored = device.set("draft", draft, deleted_at=None)
    await device.applied(restored)
    move_clock(40 * DAY)
    await device.applied(device.set("draft", draft, **DELETED))
    move_clock(60 * DAY)
    await trash.empty(parts)
    await reader.catch_up()
    assert reader.rows["draft", draft]["texts"]["script"] == "Words."


async def test_what_is_gone_takes_no_edit_but_comes_back_whole(parts, device, reader, move_clock):
    draft, _ = await make_full(device)
    await reader.catch_up()
    held = reader.rows["draft", draft]
    whole = merged(reader.updates[draft])
    await device.applied(device.set("draft", draft, **DELETED))
    move_clock(31 * DAY)
    await trash.empty(parts)
    for op in (
        device.set("draft", draft, title="x"),
        device.tags(draft, ["y"]),
        *device.write(draft, "Words. More."),
    ):
        assert await device.rejected(op) == "not-found"
    title = held["fields"]["title"]
    again = reader.set("draft", draft, title["hlc"], title=title["v"])
    reader.mark = reader.cursor = None
    await reader.applied(
        {**again, "by": title["device"]}, {**reader.text(draft, whole), "whole": True}
    )
    other = PushingDevice(device.http)
    await other.snapshot()
    row = other.rows["draft", draft]
    assert row["texts"]["script"] == "Words."
    assert row["fields"]["title"] == title
    assert (await device.http.get(f"/v1/drafts/{draft}")).json()["title"] == "Still mine"


async def test_a_draft_of_which_a_reel_was_made_leaves_its_id(parts, owner_id, move_clock, sql):
    async with transaction(parts.engine) as session:
        for status in ("made", "not made"):
            draft = await make_draft(session, owner_id, topic=status)
            if status == "made":
                await make_generation(session, owner_id, draft)
    sql("UPDATE drafts SET deleted_at = reelyard_now(), trashed_at = reelyard_now()")
    move_clock(31 * DAY)
    await sweep.sweep(parts)
    assert sql("SELECT topic, gone_at IS NOT NULL FROM drafts") == [("", True)] * 2
    move_clock(212 * DAY)
    await sweep.sweep(parts)
    assert sql("SELECT drafts.id FROM drafts") == sql("SELECT draft_id FROM generations")


async def test_behind_the_horizon_only_the_latest_lines_of_what_is_there_are_kept(
    parts, device, reader, api, sql, move_clock
):
    edited, gone = await device.new_draft(), await device.new_draft()
    await reader.catch_up()
    away = dict(reader.cursor)
    for n in range(5):
        await device.applied(device.set("draft", edited, title=str(n)))
    await device.applied(device.set("draft", gone, **DELETED))
    quiet = await device.new_draft(title="Quiet")
    places = sql("SELECT seq, hash FROM changes ORDER BY seq")
    move_clock(31 * DAY)
    await trash.empty(parts)
    move_clock(100 * DAY)
    late = await device.new_draft(title="Late")
    move_clock(180 * DAY - MOMENT)
    await horizon.forget(parts)
    assert len(sql("SELECT * FROM changes")) == 11
    move_clock(180 * DAY + MOMENT)
    await horizon.forget(parts)
    ((floor,),) = sql("SELECT floor FROM owner_counters")
    assert floor == 9, "the last line that is old"
    kept = [seq for (seq,) in sql("SELECT seq FROM changes ORDER BY seq")]
    assert kept == [7, 9, 10, 11], "5 edits are one line; of the gone, its being gone"

    # Who was away that long is told to begin anew; so is nobody else.
    reader.cursor = away
    refused = await reader.greet()
    assert (refused.status_code, refused.json()["reason"]) == (409, "horizon")
    for seq, hash in places:
        other = PushingDevice(api, cursor={"seq": seq, "h": hash.hex()})
        answer = await other.greet()
        assert answer.status_code == (409 if seq < floor else 200)
    forged = PushingDevice(api, cursor={"seq": 9, "h": "0" * 64})
    assert (await forged.greet()).json()["reason"] == "history"
    device.cursor = None
    assert (await device.greet()).status_code == 200
    # A mark of before the floor says nothing where the cursor is known.
    old_mark = {"seq": 1, "h": places[0][1].hex()}
    steady = PushingDevice(api, cursor={"seq": 9, "h": places[8][1].hex()}, mark=old_mark)
    assert (await steady.greet()).status_code == 200

    # From there on the chain is whole, and all that is there is told from the start.
    last = places[8][1]
    for digest, hash in sql("SELECT digest, hash FROM changes WHERE seq > 9 ORDER BY seq"):
        last = hashlib.sha256(last + digest).digest()
        assert hash == last
    fresh = PushingDevice(api)
    await fresh.catch_up()
    assert {id for _, id in fresh.rows} == {edited, quiet, late}
    assert fresh.value("draft", edited, "title") == "4"
    answer = await api.get("/v1/sync/pull", params={"limit": 1})
    assert answer.status_code == 409, "its end would lie before the floor"
    assert {one["id"] for one in await fresh.snapshot(limit=1)} == {edited, quiet, late}


async def test_what_is_long_gone_is_forgotten_and_may_be_made_again(parts, device, sql, move_clock):
    draft = await device.new_draft()
    await device.applied(device.set("draft", draft, **DELETED))
    for days in (31, 212, 400):
        move_clock(days * DAY)
        await sweep.sweep(parts)
    assert sql("SELECT * FROM drafts") == []
    assert sql("SELECT seq FROM changes") == [(3,)], "one place can still be verified"
    assert sql("SELECT * FROM sync_acks") == []
    device.cursor = device.mark = None
    await device.applied(device.set("draft", draft, title="Again"))
    assert sql("SELECT id, title FROM drafts") == [(UUID(draft), "Again")]


async def test_acks_and_lost_values_are_kept_for_a_while(parts, device, sql, move_clock):
    draft = await device.new_draft(title="One")
    await device.applied(device.set("draft", draft, title="Two"))
    move_clock(30 * DAY - MOMENT)
    await horizon.forget(parts)
    assert len(sql("SELECT * FROM overwritten")) == 1
    move_clock(30 * DAY + MOMENT)
    await horizon.forget(parts)
    assert sql("SELECT * FROM overwritten") == []
    assert len(sql("SELECT * FROM sync_acks")) == 2
    move_clock(180 * DAY + MOMENT)
    await horizon.forget(parts)
    assert sql("SELECT * FROM sync_acks") == []
    assert sql("SELECT last_n FROM sync_devices") == [(2,)]


async def test_two_at_once_do_no_harm(parts, device, reader, move_clock):
    for _ in range(3):
        draft, _ = await make_full(device)
        await device.applied(device.set("draft", draft, **DELETED))
    await reader.catch_up()
    move_clock(31 * DAY)
    await asyncio.gather(trash.empty(parts), trash.empty(parts))
    assert len(await reader.catch_up()) == 6
    assert await reader.http_pull() == []
    move_clock(400 * DAY)
    await asyncio.gather(horizon.forget(parts), horizon.forget(parts))
    assert await PushingDevice(device.http).snapshot() == []
