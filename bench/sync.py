"""What sync costs a device: its first one, and how soon an edit stands on the next device.

The devices live in this process; Postgres and one API process have their own.
"""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory

from bench.account import ASSETS, DRAFTS, fill_account
from bench.load import percentile
from bench.populated import Person
from bench.serving import api_process, populated
from bench.table import Findings, Row, at_most, at_most_times
from desktop.models import drafts
from desktop.models.news import Changed
from desktop.models.storage import Storage
from desktop.models.store_file import NAME
from desktop.sync.async_client import AsyncApiClient
from desktop.sync.engine import Engine
from desktop.sync.session import KeySession

RUNS = 5
MOST_TIMES_SQLITE = 12.0
EDITS = 300
MOST_EDIT_MS = 1_000.0
# A person types in bursts of a sentence; this is one every half second, as a long test.
BETWEEN_EDITS_S = 0.05
PATIENCE_S = 60.0


def measure(folder: Path) -> Findings:
    """The first sync of a full account beside plain inserts; edits from device to device."""
    with populated(folder) as (url, people), api_process(url, folder) as serving:
        full, typing, *_ = people
        fill_account(url, full)
        address = f"http://127.0.0.1:{serving.port}"
        rows = [
            _first_sync(address, full, folder),
            _edits(address, typing, folder),
        ]
    return Findings(tuple(rows), ("sync: CPU of the device's process alone",))


def _first_sync(address: str, owner: Person, folder: Path) -> Row:
    ours, plain = list[float](), list[float]()
    for _ in range(RUNS):
        with TemporaryDirectory(dir=folder) as name:
            store = Path(name) / "store"
            ours.append(asyncio.run(_sync_first(address, owner, store)))
            plain.append(_insert_all(store / NAME, Path(name) / "plain"))
    return at_most_times("first_sync_cpu", median(ours), "CPU-s", median(plain), MOST_TIMES_SQLITE)


async def _sync_first(address: str, owner: Person, store: Path) -> float:
    """CPU seconds from an empty store to one that holds all."""
    storage = Storage(store)
    async with AsyncApiClient(address, KeySession(owner.token)) as client:
        engine = Engine(client, storage, chance=Random(1))
        began_s = time.process_time()
        await engine.sync_once()
        took_s = time.process_time() - began_s
        proof = await engine.prove()
    storage.close()
    assert proof is not None, "nothing to prove"
    assert proof.holds, proof.says
    assert proof.rows >= DRAFTS + ASSETS, proof.rows
    return took_s


def _insert_all(filled: Path, empty: Path) -> float:
    """CPU seconds to insert the rows of a filled store straight into an empty one."""
    Storage(empty).close()
    with sqlite3.connect(filled) as source:
        tables = _tables_of(source)
        rows = {name: source.execute(f'select * from "{name}"').fetchall() for name in tables}
    source.close()
    target = sqlite3.connect(empty / NAME, isolation_level=None)
    target.execute("pragma synchronous = full")
    began_s = time.process_time()
    target.execute("begin")
    for name, some in rows.items():
        if some:
            places = ", ".join("?" * len(some[0]))
            target.executemany(f'insert or replace into "{name}" values ({places})', some)
    target.execute("commit")
    took_s = time.process_time() - began_s
    target.close()
    return took_s


def _tables_of(source: sqlite3.Connection) -> list[str]:
    """Every table that rows are inserted into; those behind a search table fill themselves."""
    found = source.execute("select name, sql from sqlite_master where type = 'table'").fetchall()
    virtual = [name for name, sql in found if sql and sql.upper().startswith("CREATE VIRTUAL")]
    behind = tuple(f"{name}_" for name in virtual)
    return [name for name, _ in found if not name.startswith(("sqlite_", *behind))]


def _edits(address: str, owner: Person, folder: Path) -> Row:
    with TemporaryDirectory(dir=folder) as name:
        latencies_ms = asyncio.run(_type(address, owner, Path(name)))
    assert len(latencies_ms) == EDITS
    return at_most("edit_to_other_device_p99", percentile(latencies_ms, 0.99), "ms", MOST_EDIT_MS)


async def _type(address: str, owner: Person, folder: Path) -> Sequence[float]:
    """How long each edit took from the keyboard here to the database there."""
    here, there = Storage(folder / "here"), Storage(folder / "there")
    async with (
        AsyncApiClient(address, KeySession(owner.token)) as one,
        AsyncApiClient(address, KeySession(owner.token)) as other,
    ):
        engines = [Engine(one, here, chance=Random(1)), Engine(other, there, chance=Random(2))]
        running = [asyncio.create_task(engine.run()) for engine in engines]
        try:
            async with asyncio.timeout(PATIENCE_S + EDITS * 1.0):
                return [one async for one in _latencies(here, there, engines)]
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            here.close()
            there.close()


async def _latencies(
    here: Storage, there: Storage, engines: Sequence[Engine]
) -> AsyncIterator[float]:
    loop, arrived = asyncio.get_running_loop(), asyncio.Event()
    moments = [0.0]

    def note(news: tuple[Changed, ...]) -> None:
        if any(change.of == "draft" for change in news):
            moments.append(time.perf_counter())
            loop.call_soon_threadsafe(arrived.set)

    there.subscribe(note)
    draft_id = here.call(drafts.new).id
    while not all(engine.status.is_live for engine in engines):
        await asyncio.sleep(BETWEEN_EDITS_S)
    for number in range(EDITS):
        text = f"Line {number}, typed here."
        began_s = time.perf_counter()
        await here.run(drafts.edit_text, draft_id, "script", text)
        while True:
            arrived.clear()
            read = await there.run(drafts.find, draft_id)
            if read is not None and read.script == text:
                break
            await arrived.wait()
        yield (moments[-1] - began_s) * 1000
        await asyncio.sleep(BETWEEN_EDITS_S)
