"""Making a generation with real child processes: once, to one end, whatever happens meanwhile."""

import asyncio
import json
import os
import signal
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta

import psutil
import psycopg
import pytest
from accepted_reels import accept, body
from sqlalchemy import func, update
from structlog.testing import capture_logs

from contract.generations import AcceptedAnswer, RegenerateBody
from contract.problems import Code, Problem
from server import accepting, changes, claiming, ending
from server.blobs import Blobs
from server.claiming import MadeFacts, PutFile
from server.database import transaction
from server.tables import Lease
from server.work.holding import LOOK_EVERY_S
from server.work.make_variants import SCRATCH, make_variants
from server.work.orders import KINDS
from server.work.render import TO_END_BY_ITSELF_S

pytestmark = pytest.mark.anyio

PATIENCE_S = 120
# Of a writing system that is drawn, but in no font of ours.
UNREADABLE = "ꜣꞒ is a word.\n\nAll is well."
BY_HAND = MadeFacts(
    title="By hand",
    differs_by="It was not drawn",
    duration_ms=1000,
    width=1080,
    height=1920,
    files={"video": PutFile("a" * 64, 9)},
)


async def make(parts, generation_id, give_back=None):
    await make_variants(parts, generation_id, give_back or asyncio.Event())


@asynccontextmanager
async def being_drawn(parts, bell, generation_id, give_back=None):
    """A generation whose first variant is being drawn right now."""
    task = asyncio.create_task(make(parts, generation_id, give_back))
    try:
        await until(lambda: any(told["stage"] == "drawing" for _, told in bell.told))
        assert not task.done()
        yield task
        await asyncio.wait_for(task, PATIENCE_S)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert children() == []


def children():
    """Processes that a test here started and that are still there, with their own."""
    mine = [one for one in psutil.Process().children() if one.pid not in _STANDING]
    return [each for one in mine for each in (one, *one.children(recursive=True))]


# Of the test process, before the test: its database, and servers that other tests share.
_STANDING: set[int] = set()


@pytest.fixture(autouse=True)
def _standing(database_url):
    _STANDING.clear()
    _STANDING.update(one.pid for one in psutil.Process().children())


async def until(is_so):
    async with asyncio.timeout(PATIENCE_S):
        while not is_so():
            await asyncio.sleep(0.02)


def end_of(sql):
    """Everything that must be true once of a generation that has ended."""
    assert sql("SELECT * FROM leases") == []
    ((status, stage, error),) = sql("SELECT status, stage, error FROM generations")
    assert stage is None
    entries = sql("SELECT kind, ms FROM usage_ledger ORDER BY id")
    assert [kind for kind, _ in entries] == [
        "reserve",
        "settle" if status == "succeeded" else "release",
    ]
    ((used_ms, reserved_ms),) = sql("SELECT used_ms, reserved_ms FROM usage_periods")
    assert (used_ms, reserved_ms) == (entries[1][1], 0)
    return status, error and error["code"], used_ms


def variants(sql):
    return [status for (status,) in sql('SELECT status FROM variants ORDER BY "index"')]


def left_behind(parts):
    folder = parts.settings.files / SCRATCH
    return list(folder.iterdir()) if folder.is_dir() else []


async def test_a_generation_is_made_stored_and_charged_once(parts, bell, sql, warm):
    accepted = await accept(parts, body(variants=2))
    await make(parts, accepted.id)
    durations = [ms for (ms,) in sql("SELECT duration_ms FROM variants")]
    ((reserved_ms,),) = sql("SELECT ms FROM usage_ledger WHERE kind = 'reserve'")
    assert all(4000 < ms < 8000 for ms in durations)
    assert end_of(sql) == ("succeeded", None, min(sum(durations), reserved_ms))
    assert variants(sql) == ["ready", "ready"]
    for kinds in sql("SELECT array_agg(kind) FROM variant_files GROUP BY variant_id"):
        assert sorted(*kinds) == sorted(KINDS.values())
    for sha256, size in sql("SELECT sha256, size_bytes FROM blobs"):
        assert await parts.blobs.size_of(sha256) == size
    assert left_behind(parts) == []
    assert children() == []


async def test_what_is_going_on_is_told_and_rung(parts, bell, sql, warm):
    accepted = await accept(parts, body())
    await make(parts, accepted.id)
    assert {owner for owner, _ in bell.rung + bell.told} == {accepted.owner_id}
    told = [progress for _, progress in bell.told]
    assert {progress["generation_id"] for progress in told} == {str(accepted.id)}
    percents = [progress["progress_pct"] for progress in told]
    assert percents == sorted(percents)
    assert max(percents, default=0) < 100
    (head,) = sql("SELECT seq FROM owner_counters")
    assert bell.rung[-1][1] == head[0]


async def test_nothing_happens_when_there_is_nothing_to_do(parts, bell, sql):
    accepted = await accept(parts, body())
    async with transaction(parts.engine) as session:
        await ending.cancel(session, accepted.owner_id, accepted.id)
    await make(parts, accepted.id)
    assert end_of(sql) == ("cancelled", None, 0)
    assert bell.told == []


async def test_a_variant_that_is_ready_is_not_made_again(parts, sql, warm):
    accepted = await accept(parts, body(variants=2))
    async with transaction(parts.engine) as session:
        claimed = await claiming.claim(session, accepted.id, 60)
        await claiming.variant_ready(session, accepted.id, claimed.fence, 1, BY_HAND)
        await claiming.give_back(session, parts.queue, accepted.id, claimed.fence)
    await make(parts, accepted.id)
    titles = sql('SELECT title, duration_ms > 4000 FROM variants ORDER BY "index"')
    assert titles == [("Blue?", True), ("By hand", False)]
    assert end_of(sql)[0] == "succeeded"


async def test_what_cannot_be_drawn_fails_with_the_engine_s_own_code(parts, sql):
    accepted = await accept(parts, body(script=UNREADABLE, variants=2))
    await make(parts, accepted.id)
    assert end_of(sql) == ("failed", "letters-not-covered", 0)
    assert variants(sql) == ["failed", "failed"]
    assert left_behind(parts) == []


async def test_what_another_version_froze_fails_once_and_costs_nothing(parts, sql):
    accepted = await accept(parts, body(variants=2))
    sql("""UPDATE generations SET frozen = frozen || '{"of a later one": 1}'""")
    await make(parts, accepted.id)
    assert end_of(sql) == ("failed", "internal-error", 0)
    assert variants(sql) == ["failed", "failed"]
    ((says, cooldown_until),) = sql("SELECT error ->> 'says', cooldown_until FROM generations")
    assert "another version" in says
    assert cooldown_until is None, "it was not their fault"
    await make(parts, accepted.id)
    assert sql("SELECT count(*) FROM usage_ledger WHERE kind = 'release'") == [(1,)]


async def test_a_scene_of_what_another_version_froze_fails_and_costs_nothing(parts, sql):
    first = await accept(parts, body())
    async with transaction(parts.engine) as session:
        claimed = await claiming.claim(session, first.id, 60)
        await claiming.variant_ready(session, first.id, claimed.fence, 0, BY_HAND)
        await ending.succeed(session, first.id, claimed.fence)
    sql("UPDATE generations SET cooldown_until = NULL")
    ((variant_id,),) = sql("SELECT id FROM variants")
    wish = RegenerateBody(draft_id=first.draft_id, variant_id=variant_id, scene=0)
    async with transaction(parts.engine) as session:
        outcome = await accepting.regenerate(session, parts, first.owner_id, "again", wish)
        await changes.append(session, first.owner_id, outcome.news)
    again = AcceptedAnswer.model_validate_json(outcome.answer.body).generation_id
    sql("""UPDATE generations SET frozen = '{"old": 1}' WHERE id = %s""", first.id)
    await make(parts, again)
    ended = sql("SELECT status, error ->> 'code' FROM generations WHERE id = %s", again)
    assert ended == [("failed", "internal-error")]
    assert sql("SELECT reserved_ms FROM usage_periods") == [(0,)]


async def test_with_some_ready_and_others_failed_only_those_are_charged(parts, sql):
    accepted = await accept(parts, body(script=UNREADABLE, variants=2))
    async with transaction(parts.engine) as session:
        claimed = await claiming.claim(session, accepted.id, 60)
        await claiming.variant_ready(session, accepted.id, claimed.fence, 1, BY_HAND)
        await claiming.give_back(session, parts.queue, accepted.id, claimed.fence)
    await make(parts, accepted.id)
    assert end_of(sql) == ("succeeded", None, BY_HAND.duration_ms)
    assert variants(sql) == ["failed", "ready"]


class FullBlobs(Blobs):
    """A folder on a disk without room."""

    async def put(self, path):
        raise Problem(Code.DISK_FULL, "The server's disk is full.", "Free some space.")


async def test_a_folder_that_takes_nothing_is_named_to_nobody_but_the_operator(
    parts, sql, warm, tmp_path
):
    folder = tmp_path / "no folder"
    folder.write_text("")
    accepted = await accept(parts, body())
    with capture_logs() as lines:
        await make(replace(parts, blobs=Blobs(folder)), accepted.id)
    assert end_of(sql) == ("failed", "folder-unwritable", 0)
    ((told,),) = sql("SELECT error::text FROM generations")
    assert str(tmp_path) not in told
    assert any(str(folder) in line.get("says", "") for line in lines)


async def test_a_full_disk_fails_it_and_leaves_nothing(parts, sql, warm):
    accepted = await accept(parts, body())
    await make(replace(parts, blobs=FullBlobs(parts.settings.files)), accepted.id)
    assert end_of(sql) == ("failed", "disk-full", 0)
    assert left_behind(parts) == []


def test_cancelled_means_stopped_within_a_second():
    assert LOOK_EVERY_S + TO_END_BY_ITSELF_S < 1.0


async def test_a_cancel_stops_the_drawing_and_gives_the_reserve_back(parts, bell, sql, lukewarm):
    accepted = await accept(parts, body())
    async with being_drawn(parts, bell, accepted.id), transaction(parts.engine) as session:
        news = await ending.cancel(session, accepted.owner_id, accepted.id)
        seq = await changes.append(session, accepted.owner_id, news)
    assert end_of(sql) == ("cancelled", None, 0)
    assert sql("SELECT max(seq) FROM changes") == [(seq,)], "nothing is written after the end"
    assert left_behind(parts) == []


async def test_a_graceful_stop_puts_it_back_and_the_next_one_goes_on(parts, bell, sql, lukewarm):
    accepted = await accept(parts, body())
    sql("DELETE FROM procrastinate_jobs")
    give_back = asyncio.Event()
    async with being_drawn(parts, bell, accepted.id, give_back):
        give_back.set()
    assert sql("SELECT status, claims, fence FROM generations") == [("queued", 0, 1)]
    assert sql("SELECT expires_at FROM leases") == [(None,)]
    assert len(sql("SELECT * FROM procrastinate_jobs WHERE status = 'todo'")) == 1
    assert left_behind(parts) == []
    await make(parts, accepted.id)
    assert end_of(sql)[0] == "succeeded"


async def test_who_lost_the_right_stops_and_writes_nothing(parts, bell, sql, lukewarm):
    accepted = await accept(parts, body())
    async with being_drawn(parts, bell, accepted.id):
        async with transaction(parts.engine) as session:
            # In one go: the worker would renew what runs out while it looks.
            await session.execute(update(Lease).values(expires_at=func.reelyard_now()))
            later = await claiming.claim(session, accepted.id, 60)
        before = sql("SELECT max(seq) FROM changes")
    assert sql("SELECT max(seq) FROM changes") == before
    assert sql("SELECT status, fence FROM generations") == [("running", later.fence)]


async def test_a_child_that_is_killed_is_started_once_more(parts, bell, sql, lukewarm):
    accepted = await accept(parts, body())
    async with being_drawn(parts, bell, accepted.id):
        child = next(one for one in children() if one.ppid() == os.getpid())
        os.killpg(child.pid, signal.SIGKILL)
    assert end_of(sql)[0] == "succeeded"


async def test_a_module_of_the_current_folder_is_not_taken_for_ours(
    parts, sql, lukewarm, tmp_path, monkeypatch
):
    (tmp_path / "server").mkdir()
    (tmp_path / "server" / "__init__.py").write_text("raise SystemExit('not ours')")
    monkeypatch.chdir(tmp_path)
    accepted = await accept(parts, body())
    await make(parts, accepted.id)
    assert end_of(sql)[0] == "succeeded"


@pytest.mark.parametrize("does", ["exit 3", "exec sleep 1000"], ids=["dies", "hangs"])
async def test_a_child_that_dies_or_hangs_twice_fails_it(parts, sql, tmp_path, monkeypatch, does):
    program = tmp_path / "renderer"
    program.write_text(f"#!/bin/sh\n{does}\n")
    program.chmod(0o755)
    monkeypatch.setattr("reel.own_command.sys.executable", str(program))
    monkeypatch.setattr("server.work.render.LONGEST_SILENCE_S", 0.5)
    accepted = await accept(parts, body())
    await make(parts, accepted.id)
    assert end_of(sql) == ("failed", "encoding-failed", 0)
    assert children() == []


async def test_a_database_that_cuts_every_line_meanwhile_does_no_harm(
    parts, bell, sql, database_url, lukewarm
):
    accepted = await accept(parts, body())
    async with being_drawn(parts, bell, accepted.id):
        with psycopg.connect(database_url, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND application_name <> 'mine'"
                " AND pid NOT IN (pg_backend_pid(), %s)",
                (sql("SELECT pg_backend_pid()")[0][0],),
            )
    assert end_of(sql)[0] == "succeeded"
    assert sql("SELECT claims FROM generations") == [(1,)]


async def test_one_scene_made_anew_keeps_the_pixels_of_all_others(parts, sql, warm, move_clock):
    accepted = await accept(parts, body())
    await make(parts, accepted.id)
    ((variant_id,),) = sql("SELECT id FROM variants")
    move_clock(timedelta(minutes=2))
    wish = RegenerateBody(draft_id=accepted.draft_id, variant_id=variant_id, scene=0)
    async with transaction(parts.engine) as session:
        outcome = await accepting.regenerate(session, parts, accepted.owner_id, "again", wish)
        await changes.append(session, accepted.owner_id, outcome.news)
    again = AcceptedAnswer.model_validate_json(outcome.answer.body).generation_id
    await make(parts, again)
    before, after = [await receipt(parts, sql, of) for of in (accepted.id, again)]
    same = [one["key"] == other["key"] for one, other in zip(before, after, strict=True)]
    assert [(s["kind"], s["scene"]) for s, is_same in zip(after, same, strict=True) if is_same] == [
        ("body", 0),
        ("body", 2),
    ]
    # 30 frames a second: a scene is its body and the transition into it.
    scene_ms = round(sum(s["frames"] for s in after if s["scene"] == 1) * 1000 / 30)
    charged = sql("SELECT ms FROM usage_ledger WHERE kind = 'settle' ORDER BY id")
    assert charged[1] == (scene_ms,), "only the one scene is paid for"
    (whole_ms, made_ms) = sql("SELECT duration_ms, made_ms FROM variants ORDER BY ready_at")[1]
    assert made_ms == scene_ms < whole_ms / 2


async def receipt(parts, sql, generation_id):
    """The segments of a generation's only variant."""
    ((sha256, size),) = sql(
        "SELECT sha256, size_bytes FROM variant_files JOIN blobs USING (sha256)"
        " JOIN variants v ON v.id = variant_id WHERE generation_id = %s AND kind = 'receipt'",
        generation_id,
    )
    whole = b"".join([piece async for piece in parts.blobs.read(sha256, 0, size)])
    return json.loads(whole)["segments"]
