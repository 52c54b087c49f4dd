"""Promises of the engine: what keeps it from the server, how long, and what it does meanwhile."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import asynccontextmanager
from random import Random
from uuid import UUID

import pytest
from scripted_server import Scripted, refused, told

from contract.problems import Code, Problem
from desktop.models import drafts, outbox, sync_state
from desktop.models.storage import Storage
from desktop.sync.async_client import AsyncApiClient
from desktop.sync.engine import ASK_EVERY_S, JITTER_SHARE, LOOK_AT_OUTDATED_EVERY_S, Engine
from desktop.sync.session import KeySession
from desktop.sync.status import Status

pytestmark = pytest.mark.anyio

HELLO, PUSH, EVENTS = "/v1/sync/hello", "/v1/sync/push", "/v1/events"
SERVER, EPOCH = UUID(int=1), UUID(int=2)
HTML = Scripted(200, b"<html>Sign in to this network", {"Content-Type": "text/html"})


def hello(**more: object) -> Scripted:
    content = {
        "server": str(SERVER),
        "epoch": str(EPOCH),
        "schema": 1,
        "head": 0,
        "last_n": 0,
        "now_ms": 1_795_000_000_000,
        "limits": {"ops": 256, "bytes": 1048576, "update_bytes": 262144},
    }
    return told({**content, **more})


class Time:
    """Sleeps that end when the test says so."""

    def __init__(self) -> None:
        self.sleeping: dict[asyncio.Future[None], float] = {}

    async def sleep(self, seconds: float) -> None:
        future = asyncio.get_running_loop().create_future()
        self.sleeping[future] = seconds
        try:
            await future
        finally:
            del self.sleeping[future]

    def go_by(self) -> None:
        """Every sleep that goes on now is over."""
        for future in self.sleeping:
            if not future.done():
                future.set_result(None)


class Watched:
    """An engine at work, with what it says."""

    def __init__(self, api: AsyncApiClient, storage: Storage) -> None:
        self.time = Time()
        self.said: list[Status] = []
        self.storage = storage
        self._changed = asyncio.Event()
        self.engine = Engine(
            api,
            storage,
            chance=Random(1),
            clock_ms=lambda: 1_795_000_000_000,
            sleep=self.time.sleep,
            on_status=self._note,
        )

    def _note(self, status: Status) -> None:
        self.said.append(status)
        self._changed.set()

    async def until(self, is_so: Callable[[Status], bool]) -> Status:
        """The status once it is so."""
        async with asyncio.timeout(30):
            while not is_so(self.engine.status):
                self._changed.clear()
                await self._changed.wait()
        return self.engine.status

    async def until_asleep(self) -> Status:
        """The status once the talk is over and its wait has begun."""
        async with asyncio.timeout(30):
            while self.engine.status.state == "exchanging" or not self.waits:
                await asyncio.sleep(0)
        return self.engine.status

    @property
    def waits(self) -> list[float]:
        return list(self.time.sleeping.values())


@pytest.fixture
def storage(tmp_path):
    store = Storage(tmp_path / "store")
    yield store
    store.close()


@asynccontextmanager
async def at_work(server, storage):
    """An engine that runs within the block; ended, it leaves no task behind."""
    before = asyncio.all_tasks()
    async with AsyncApiClient(server.url, KeySession("ryk_key")) as api:
        watched = Watched(api, storage)
        running = asyncio.create_task(watched.engine.run())
        try:
            yield watched
        finally:
            running.cancel()
            with pytest.raises(asyncio.CancelledError):
                await running
    assert asyncio.all_tasks() == before


async def test_without_a_server_it_waits_and_says_what_for(server, storage):
    server.answer("POST", HELLO, refused(503, "server-busy"))
    async with at_work(server, storage) as watched:
        status = await watched.until(lambda one: one.state == "waiting")
    assert status.why is not None
    assert status.why.code is Code.SERVER_BUSY
    assert status.until_ms is not None
    assert status.says == "Offline."


async def test_edits_are_made_and_counted_while_it_waits_and_do_not_make_it_ask(server, storage):
    server.answer("POST", HELLO, refused(503, "server-busy"))
    async with at_work(server, storage) as watched:
        await watched.until(lambda one: one.state == "waiting")
        asked = len(server.sent("POST", HELLO))
        await storage.run(drafts.new)
        status = await watched.until(lambda one: one.waiting.ops > 0)
        assert len(server.sent("POST", HELLO)) == asked
    assert status.says == f"Offline: {status.waiting.ops} waiting."


async def test_who_does_not_want_to_wait_need_not(server, storage):
    server.answer("POST", HELLO, refused(503, "server-busy"), refused(426, "outdated"))
    async with at_work(server, storage) as watched:
        await watched.until(lambda one: one.state == "waiting")
        watched.engine.look_now()
        await watched.until(lambda one: one.state == "outdated")
    assert len(server.sent("POST", HELLO)) == 2


async def test_what_the_server_asks_for_is_waited_whatever_hints_come(server, storage):
    server.answer("POST", HELLO, refused(429, "server-busy", retry_after_s=90))
    async with at_work(server, storage) as watched:
        status = await watched.until(lambda one: one.state == "waiting")
        assert status.until_ms is not None
        assert status.until_ms >= 1_795_000_000_000 + 90_000
        watched.engine._stream_opened()
        watched.engine._heard(7)
        await watched.until_asleep()
        assert len(server.sent("POST", HELLO)) == 1


@pytest.mark.parametrize("answer", [HTML, Scripted(302, b"", {"Location": "http://192.0.2.1"})])
async def test_a_strangers_answer_is_waited_out_and_signs_nobody_out(server, storage, answer):
    server.answer("POST", HELLO, answer)
    await storage.run(drafts.new)
    async with at_work(server, storage) as watched:
        status = await watched.until(lambda one: one.state == "waiting")
    assert status.why is not None
    assert status.why.code is Code.SERVER_UNREACHABLE
    assert server.sent("POST", PUSH) == []


async def test_signed_out_it_pauses_fails_nothing_and_goes_on_after_the_sign_in(server, storage):
    server.answer("POST", HELLO, refused(401, "not-signed-in"), refused(503, "server-busy"))
    server.answer("GET", EVENTS, refused(401, "not-signed-in"))
    await storage.run(drafts.new)
    waiting = (await storage.run(outbox.count_waiting)).ops
    async with at_work(server, storage) as watched:
        status = await watched.until(lambda one: one.state == "signed-out" and one.waiting.ops > 0)
        assert (status.waiting.ops, status.until_ms) == (waiting, None)
        assert status.says == f"Signed out: {waiting} waiting."
        await storage.run(drafts.new)
        watched.time.go_by()
        assert len(server.sent("POST", HELLO)) == 1
        watched.engine.look_now()
        await watched.until(lambda one: one.state == "waiting")
        assert len(server.sent("POST", HELLO)) == 2
    assert server.sent("POST", PUSH) == []


async def test_a_schema_that_nobody_shares_is_said_and_looked_at_seldom(server, storage):
    server.answer("POST", HELLO, refused(426, "outdated"))
    async with at_work(server, storage) as watched:
        status = await watched.until(lambda one: one.state == "outdated")
        assert status.until_ms == 1_795_000_000_000 + int(1000 * LOOK_AT_OUTDATED_EVERY_S)


async def test_a_server_that_knows_no_sync_at_all_is_outdated(server, storage):
    async with at_work(server, storage) as watched:
        status = await watched.until(lambda one: one.state == "outdated")
    assert status.why is not None
    assert "older" in status.why.says


async def test_another_server_at_the_address_gets_nothing(server, storage):
    def remember(session):
        memory = sync_state.load(session)
        sync_state.save(session, type(memory)(**{**memory.__dict__, "server": UUID(int=9)}))

    await storage.run(remember)
    await storage.run(drafts.new)
    server.answer("POST", HELLO, hello())
    async with at_work(server, storage) as watched:
        status = await watched.until(lambda one: one.state == "paused")
    assert status.why is not None
    assert status.why.code is Code.OTHER_SERVER
    assert server.sent("POST", PUSH) == []
    assert server.sent("GET", EVENTS) == []


async def test_a_bug_costs_one_talk_and_never_the_sync(server, storage, monkeypatch):
    server.answer("POST", HELLO, hello())

    def fail(*args: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("desktop.sync.exchange._greet", fail)
    async with at_work(server, storage) as watched:
        status = await watched.until(lambda one: one.state == "waiting")
    assert status.why is not None
    assert isinstance(status.why.__cause__, ZeroDivisionError)


async def test_a_full_disk_is_waited_out_and_said(server, storage, monkeypatch):
    server.answer("POST", HELLO, hello())

    def refuse(*args: object) -> None:
        raise Problem(Code.DISK_FULL, "The disk is full.", "Free some space.", retryable=True)

    monkeypatch.setattr("desktop.sync.exchange._greet", refuse)
    async with at_work(server, storage) as watched:
        status = await watched.until(lambda one: one.state == "waiting")
    assert status.why is not None
    assert status.why.code is Code.DISK_FULL
    assert status.until_ms is not None


async def test_it_ends_within_a_request_that_never_ends(server, storage):
    server.answer("POST", HELLO, Scripted(200, b"{", {}, is_held=True))
    threads = set(threading.enumerate())
    async with at_work(server, storage):
        while not server.sent("POST", HELLO):
            await asyncio.sleep(0)
    left = {one.name for one in set(threading.enumerate()) - threads}
    assert {name for name in left if "storage" in name or "asyncio" in name} == set()


def test_the_minute_without_a_stream_is_one_give_or_take():
    assert ASK_EVERY_S == 60
    assert JITTER_SHARE <= 0.1
