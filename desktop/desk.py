"""A desk: all that is open for one account on this device, for whoever draws or tests it.

Its store opens and edits without a network and without a sign-in; `connect` begins the talk with
a server. Every question is answered by a future, and news comes on other threads.
"""

import asyncio
from collections.abc import Callable, Generator
from concurrent.futures import Future
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

from contract.accounts import ApiKeyAnswer, DeviceAnswer, NewApiKeyAnswer
from contract.problems import Code, Problem
from contract.usage import LedgerAnswer, MonthAnswer
from desktop.models import cache, generations, media, usage
from desktop.models.media import Media
from desktop.models.news import Listener
from desktop.models.session import Session
from desktop.models.storage import Storage
from desktop.settings import KnownAccount
from desktop.sync import account_calls, downloads
from desktop.sync.async_client import AsyncApiClient, Signer
from desktop.sync.carrying import Carrying
from desktop.sync.downloads import VariantFile
from desktop.sync.engine import Engine
from desktop.sync.proof import Proof
from desktop.sync.status import Status
from desktop.talk import Talk

P = ParamSpec("P")
T = TypeVar("T")

# The proof reads all rows of both sides; once an hour costs a device of 10,000 drafts a second.
PROVE_EVERY_S = 3600.0
# The first one waits until what came after the start has settled.
FIRST_PROOF_AFTER_S = 20.0
# A month ends and a boost runs out without an event; until the first reading we look often.
METER_EVERY_S, FIRST_METER_LOOK_S = 600.0, 0.5
HISTORY_MONTHS = 6

OnStatus = Callable[[Status], None]
OnProgress = Callable[[dict[str, Any]], None]
# Which file, how many of its bytes have come, of how many (None: the server does not say).
OnUpload = Callable[[str, int, int], None]
OnFetch = Callable[[UUID, str, int, int | None], None]


def _nothing(*_told: object) -> None:
    """Nobody listens yet."""


class Desk:
    """The store of an account, or of before any sign-in, and its talk with a server.

    The listeners `on_status`, `on_progress`, `on_upload` and `on_fetch` are called on the thread
    of the talk, `subscribe`'s on the storage thread: they hand on and return at once.
    """

    def __init__(self, talk: Talk, storage: Storage, account: KnownAccount | None) -> None:
        self.storage, self.account = storage, account
        self.on_status: OnStatus = _nothing
        self.on_progress: OnProgress = _nothing
        self.on_upload: OnUpload = _nothing
        self.on_fetch: OnFetch = _nothing
        self._talk = talk
        self._api: AsyncApiClient | None = None
        self._engine: Engine | None = None
        self._running: asyncio.Task[None] | None = None
        self._reading: set[str] = set()
        # How much files of variants may take on this computer; whoever asks the person sets it.
        self.most_cache_bytes = cache.MOST_BYTES

    @property
    def status(self) -> Status:
        """How it stands with the server; as new while there is none."""
        return self._engine.status if self._engine else Status()

    @property
    def is_connected(self) -> bool:
        """Whether a server is talked with, in reach or not."""
        return self._api is not None

    @property
    def folder(self) -> Path:
        """Where the store and its files stand."""
        return self.storage.folder

    def aside(self, work: Callable[[], T]) -> "Future[T]":
        """Some work that blocks and touches no store, on a thread of its own."""
        return self._talk.aside(work)

    # --- the store

    def run(
        self, fn: Callable[Concatenate[Session, P], T], *args: P.args, **kw: P.kwargs
    ) -> "Future[T]":
        """A verb of the models, as one transaction."""
        return self.storage.submit(fn, *args, **kw)

    def run_long(
        self,
        fn: Callable[Concatenate[Session, P], Generator[None, None, T]],
        *args: P.args,
        **kw: P.kwargs,
    ) -> "Future[T]":
        """A verb that takes its time, stretch by stretch."""
        return self._talk.submit(self.storage.run_long(fn, *args, **kw))

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Hear what each transaction changed; return what ends that."""
        return self.storage.subscribe(listener)

    def bring_media(self, path: Path) -> "Future[Media]":
        """A creator's file is copied into the store, then waits to be sent. Cancelled, nothing of
        it stays.

        Raises: Problem MEDIA_NOT_FOUND, MEDIA_TOO_LARGE, MEDIA_UNREADABLE, DISK_FULL ...
        """

        async def bring() -> Media:
            brought = await asyncio.to_thread(media.bring, self.storage.folder, path)
            return await self.storage.run(media.add, brought)

        return self._talk.submit(bring())

    # --- the server

    def connect(self, server: str, signer: Signer) -> None:
        """Talk with a server from now on, instead of whatever was talked with before."""
        self.disconnect()
        api = AsyncApiClient(server, signer)
        carrying = Carrying(
            api,
            self.storage,
            chance=Random(),
            on_progress=lambda sha256, come, size: self.on_upload(sha256, come, size),  # noqa: PLW0108 - set later
        )
        engine = Engine(
            api,
            self.storage,
            chance=Random(),
            transfers=carrying,
            on_status=lambda status: self.on_status(status),  # noqa: PLW0108 - likewise
            on_progress=self._progressed,
        )
        self._api, self._engine = api, engine

        async def begin() -> None:
            self._running = asyncio.create_task(_keep_alike(engine, api, self.storage))

        self._talk.submit(begin()).result()

    def disconnect(self) -> None:
        """On return nothing is sent or read any longer; all that waits stays."""
        running, self._running = self._running, None
        self._api = self._engine = None

        async def end(running: "asyncio.Task[None]") -> None:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

        if running is not None:
            self._talk.submit(end(running)).result()

    def look_now(self) -> None:
        """A person does not want to wait."""
        self._on_loop(lambda engine: engine.look_now())

    def confirm_deletions(self) -> "Future[None]":
        """A person said yes to what is asked while paused."""
        return self._talk.submit(self._with_engine().confirm_deletions())

    def prove(self) -> "Future[Proof | None]":
        """Compare both sides; None while something waits here or came there.

        Raises: Problem SERVER_UNREACHABLE ...
        """
        return self._ask(lambda _api: self._with_engine().prove())

    def fetch(self, generation_id: UUID, variant_id: UUID, kind: str) -> "Future[Path]":
        """Bring a variant's file here, unless it is; where it stands, absolute.

        Raises: Problem NOT_FOUND, SERVER_UNREACHABLE, DISK_FULL, FOLDER_UNWRITABLE.
        """

        async def fetch(api: AsyncApiClient) -> Path:
            path = await downloads.fetch(
                api,
                self.storage,
                VariantFile(generation_id, variant_id, kind),
                lambda come, all_of_it: self.on_fetch(variant_id, kind, come, all_of_it),
                lambda: frozenset(self._reading),
                self.most_cache_bytes,
            )
            return self.storage.folder / path

        if self._api is None:
            return self._talk.submit(self._find_here(variant_id, kind))
        return self._ask(fetch)

    def look_at(self, generation_id: UUID) -> "Future[None]":
        """Ask how far a generation is, and which place it has in the queue; the store knows it
        then.

        Raises: Problem NOT_FOUND, SERVER_UNREACHABLE ...
        """

        async def look(api: AsyncApiClient) -> None:
            answer = await account_calls.look_at(api, generation_id)
            await self.storage.run(generations.take_in_progress, answer)

        return self._ask(look)

    def hold(self, sha256: str) -> Callable[[], None]:
        """A file is being read: no room is made at its cost until the answer is called."""
        self._reading.add(sha256)
        return lambda: self._reading.discard(sha256)

    def list_devices(self) -> "Future[tuple[DeviceAnswer, ...]]":
        """Where this person is signed in."""
        return self._ask(account_calls.list_devices)

    def revoke_device(self, device_id: UUID) -> "Future[None]":
        """Whoever is signed in there is no more."""
        return self._ask(lambda api: account_calls.revoke_device(api, device_id))

    def usage_history(self, months: int = HISTORY_MONTHS) -> "Future[tuple[MonthAnswer, ...]]":
        """What the last months took."""
        return self._ask(lambda api: account_calls.usage_history(api, months))

    def ledger_page(self, cursor: str | None = None) -> "Future[LedgerAnswer]":
        """Some entries of the ledger, the newest first."""
        return self._ask(lambda api: account_calls.ledger_page(api, cursor))

    def list_keys(self) -> "Future[tuple[ApiKeyAnswer, ...]]":
        """The keys of machines."""
        return self._ask(account_calls.list_keys)

    def add_key(self, name: str) -> "Future[NewApiKeyAnswer]":
        """A new key; its secret is told this once."""
        return self._ask(lambda api: account_calls.add_key(api, name))

    def revoke_key(self, key_id: UUID) -> "Future[None]":
        """A key opens nothing any longer."""
        return self._ask(lambda api: account_calls.revoke_key(api, key_id))

    def close(self) -> None:
        """On return the talk has ended and the store is whole; another program may open it."""
        self.disconnect()
        if not self.storage.is_closed:
            self.storage.close()

    # --- inside

    def _progressed(self, bar: dict[str, Any]) -> None:
        # Kept, so that whoever looks next sees no less.
        self.storage.submit(generations.note_progress, bar)
        self.on_progress(bar)

    def _ask(self, question: Callable[[AsyncApiClient], Any]) -> "Future[Any]":
        api = self._api
        if api is None:
            failed: Future[Any] = Future()
            failed.set_exception(_not_connected())
            return failed

        async def ask() -> Any:
            return await question(api)

        return self._talk.submit(ask())

    async def _find_here(self, variant_id: UUID, kind: str) -> Path:
        """What is here needs no server."""
        held = await self.storage.run(cache.find, variant_id, kind)
        if held is None or held.path is None or not (self.folder / held.path).is_file():
            raise _not_connected()
        return self.folder / held.path

    def _with_engine(self) -> Engine:
        if self._engine is None:
            raise _not_connected()
        return self._engine

    def _on_loop(self, what: Callable[[Engine], None]) -> None:
        engine = self._engine
        if engine is None:
            return

        async def call() -> None:
            what(engine)

        self._talk.submit(call())


async def _keep_alike(engine: Engine, api: AsyncApiClient, storage: Storage) -> None:
    """Sync and prove until cancelled; on return the line is let go."""
    try:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(engine.run())
            tasks.create_task(_prove_for_ever(engine))
            tasks.create_task(_keep_the_meter(engine, api, storage))
    finally:
        await api.close()


async def _prove_for_ever(engine: Engine) -> None:
    """What a screen says about the proof is never older than an hour of being in reach."""
    await asyncio.sleep(FIRST_PROOF_AFTER_S)
    while True:
        if engine.status.state == "resting":
            with suppress(Problem):
                await engine.prove()
        await asyncio.sleep(PROVE_EVERY_S)


async def _keep_the_meter(engine: Engine, api: AsyncApiClient, storage: Storage) -> None:
    """The meter is known before anything was made, and moves with the calendar: the server's log
    tells only what happened."""
    while True:
        pause_s = FIRST_METER_LOOK_S
        if engine.status.state == "resting" and engine.status.last_exchange_ms is not None:
            with suppress(Problem):
                await storage.run(usage.take_in, await account_calls.read_usage(api))
                pause_s = METER_EVERY_S
        await asyncio.sleep(pause_s)


def _not_connected() -> Problem:
    return Problem(
        Code.SERVER_UNREACHABLE,
        "No server is connected.",
        "Sign in, or wait until the server on this computer has started.",
        retryable=True,
    )
