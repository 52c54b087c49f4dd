"""Whatever is killed while people ask for reels, every accepted wish reaches exactly one end,
is charged once if it succeeded and else not at all, and nothing is left behind.

`KILLS` says how many kills (4), `KILLS_SEED` at which moments; `make soak` asks for 50.
"""

import os
import random
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator

import httpx
import psycopg
import pytest
from kills import LONGEST_REST_S, PATIENCE_S, SHORTEST_REST_S, VICTIMS, Serving, Wisher

from contract.usage import Entry, fold
from server.postgres.embedded import EmbeddedPostgres

KILLS = int(os.environ.get("KILLS", "4"))
SEED = int(os.environ.get("KILLS_SEED", "1"))
WISHERS = 2
ENDS = {"succeeded": "settle", "failed": "release", "cancelled": "release"}


def victims() -> Iterator[str]:
    """Each kind in turn, so that few kills meet all, in an order of chance."""
    chance = random.Random(SEED)
    while True:
        yield from chance.sample(VICTIMS, len(VICTIMS))


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory):
    """A server that went through all kills and then came to rest, with its wishers."""
    folder = tmp_path_factory.mktemp("a server with späces") / "data"
    serving = Serving(folder)
    serving.start()
    try:
        wishers = _wishers(serving)
        chance, order = random.Random(SEED), victims()
        for _ in range(KILLS):
            threading.Event().wait(chance.uniform(SHORTEST_REST_S, LONGEST_REST_S))
            serving.kill(next(order))
        for wisher in wishers:
            wisher.finish()
        _wait_for_rest(wishers)
        yield serving, wishers
    finally:
        left = serving.stop()
    assert left == []


def _wishers(serving: Serving) -> list[Wisher]:
    """People on plan pro, who begin to ask."""
    wishers = [Wisher(lambda: serving.url, number, SEED + number) for number in range(WISHERS)]
    for wisher in wishers:
        wisher.sign_up()
        admin = ("admin", "--data", str(serving.folder), "set-plan", wisher.email, "pro")
        subprocess.run([sys.executable, "-m", "reelyard", *admin], check=True)
        wisher.start()
    return wishers


def _wait_for_rest(wishers: list[Wisher]) -> None:
    """Poll as an app would until nothing is queued or running any more."""
    waiting = {wish.generation_id: wisher for wisher in wishers for wish in wisher.wishes}
    for _ in range(PATIENCE_S):
        for generation_id, wisher in list(waiting.items()):
            answer = wisher.call("GET", f"/v1/generations/{generation_id}")
            if answer is not None and answer.json()["status"] in ENDS:
                del waiting[generation_id]
        if not waiting:
            return
        threading.Event().wait(1)
    raise AssertionError(f"never ended: {sorted(map(str, waiting))}")


@pytest.fixture(scope="module")
def rows(aftermath):
    """Reads the server's own database."""
    serving, _ = aftermath
    with EmbeddedPostgres(serving.folder / "postgres") as postgres:
        assert not postgres.is_owner

        def read(query: str) -> list[tuple]:
            with psycopg.connect(postgres.url) as connection:
                return connection.execute(query).fetchall()

        yield read


def test_wishes_were_accepted_and_some_reels_were_made(aftermath, rows):
    _, wishers = aftermath
    assert sum(len(wisher.wishes) for wisher in wishers) >= KILLS / 2
    statuses = Counter(status for (status,) in rows("select status from generations"))
    assert statuses["succeeded"] >= 1, statuses
    assert set(statuses) <= set(ENDS)


def test_a_wish_asked_for_again_is_the_same_generation(aftermath, rows):
    _, wishers = aftermath
    accepted = [wish for wisher in wishers for wish in wisher.wishes]
    assert all(len(wish.answers) == 1 for wish in accepted)
    known = {str(id) for (id,) in rows("select id from generations")}
    assert known == {wish.generation_id for wish in accepted}


def test_each_is_reserved_once_and_ends_once_charged_only_when_it_succeeded(rows):
    kinds: dict[str, list[str]] = {}
    for id, kind in rows("select generation_id::text, kind from usage_ledger order by id"):
        kinds.setdefault(id, []).append(kind)
    for id, status in rows("select id::text, status from generations"):
        assert kinds.pop(id) == ["reserve", ENDS[status]], id
    assert kinds == {}


def test_what_was_charged_is_what_was_delivered(rows):
    charged = """
        select l.generation_id, l.ms, sum(v.duration_ms) filter (where v.status = 'ready')
        from usage_ledger l join variants v using (generation_id)
        where l.kind = 'settle' group by 1, 2"""
    reserved = dict(rows("select generation_id, ms from usage_ledger where kind = 'reserve'"))
    for id, ms, delivered_ms in rows(charged):
        assert ms == min(delivered_ms, reserved[id])


def test_ledger_and_period_agree(rows):
    columns = "owner_id, id, kind, ms, exports, generation_id, period, created_at"
    entries: dict[tuple, list[Entry]] = {}
    for owner_id, *facts in rows(f"select {columns} from usage_ledger"):
        entry = Entry(**dict(zip(columns.split(", ")[1:], facts, strict=True)))
        entries.setdefault((owner_id, entry.period), []).append(entry)
    stored = "select owner_id, period, exports_used, used_ms, reserved_ms from usage_periods"
    for owner_id, period, *amounts in rows(stored):
        meter = fold(entries.pop((owner_id, period), []))
        assert amounts == [meter.exports_used, meter.used_ms, meter.reserved_ms]
        assert meter.reserved_ms == 0
    assert entries == {}


def test_no_lease_lock_or_task_is_left(rows):
    assert rows("select * from leases") == []
    assert rows("select * from pg_locks where locktype = 'advisory'") == []
    open_tasks = "select id from procrastinate_jobs where status in ('todo', 'doing')"
    assert rows(f"{open_tasks} and task_name like '%generation%'") == []


def test_every_file_of_a_ready_variant_is_there(aftermath):
    _, wishers = aftermath
    for wisher in wishers:
        for wish in wisher.wishes:
            answer = wisher.call("GET", f"/v1/generations/{wish.generation_id}")
            for variant in answer.json()["variants"]:
                if variant["status"] == "ready":
                    assert httpx.head(variant["video_url"]).status_code == 200
