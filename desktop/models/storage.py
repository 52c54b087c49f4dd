"""One thread that owns the database and all open texts; everybody else asks it.

Work is short: a call is one transaction, and others wait for it. What takes longer than
`SLICE_MS` is a generator that yields; each stretch is a transaction of its own, and whoever waits
comes in between.
"""

import asyncio
import threading
from collections.abc import Callable, Generator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Concatenate, Generic, ParamSpec, TypeVar

from desktop.models import sync_state
from desktop.models.news import Changed, Listener
from desktop.models.session import Session
from desktop.models.sources import Sources, system_sources
from desktop.models.store_file import NAME, Turn, close_file, open_file
from desktop.models.store_problems import saying_what_is_wrong

# A frame of 60 Hz is 16 ms; who asks from the painting thread must not wait for longer.
SLICE_MS = 5

P = ParamSpec("P")
T = TypeVar("T")


class Storage:
    """The store of one (server, user), open until `close`.

    Raises at its making: Problem STORE_IN_USE, STORE_DAMAGED, STORE_NEWER, DISK_FULL,
    FOLDER_UNWRITABLE.
    """

    def __init__(self, folder: Path, sources: Sources | None = None) -> None:
        self.folder = folder
        self._file = folder / NAME
        self._sources = sources or system_sources()
        self.is_closed = False
        self._listeners: list[Listener] = []
        self._turn = Turn(folder)
        self._turn.take()
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="storage")
        try:
            self._session = self._thread.submit(self._open).result()
        except BaseException:
            self._thread.shutdown()
            self._turn.give_back()
            raise

    def call(self, fn: Callable[Concatenate[Session, P], T], *args: P.args, **kw: P.kwargs) -> T:
        """Run `fn(session, ...)` as one transaction and wait for its answer.

        On return all of it is on the disk and its news is told; when it raises, nothing
        happened.

        Raises: what `fn` raises; Problem DISK_FULL, FOLDER_UNWRITABLE, STORE_DAMAGED.
        """
        return self.submit(fn, *args, **kw).result()

    async def run(
        self, fn: Callable[Concatenate[Session, P], T], *args: P.args, **kw: P.kwargs
    ) -> T:
        """The same, awaited. Cancelled before its turn, it does not happen; after, it does."""
        return await asyncio.wrap_future(self.submit(fn, *args, **kw))

    def submit(
        self, fn: Callable[Concatenate[Session, P], T], *args: P.args, **kw: P.kwargs
    ) -> Future[T]:
        """The same, for whoever has no loop and must not wait: the answer comes on the storage
        thread."""
        return self._thread.submit(self._transact, lambda session: fn(session, *args, **kw))

    def call_long(
        self,
        fn: Callable[Concatenate[Session, P], Generator[None, None, T]],
        *args: P.args,
        **kw: P.kwargs,
    ) -> T:
        """Run a generator stretch by stretch, each a transaction, and wait for its answer.

        When a stretch raises, those before it stand.
        """
        stretches = _Stretches(fn(self._session, *args, **kw))
        while not self.call(stretches.go_on):
            pass
        return stretches.answer

    async def run_long(
        self,
        fn: Callable[Concatenate[Session, P], Generator[None, None, T]],
        *args: P.args,
        **kw: P.kwargs,
    ) -> T:
        """The same, awaited."""
        stretches = _Stretches(fn(self._session, *args, **kw))
        while not await self.run(stretches.go_on):
            pass
        return stretches.answer

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Tell a listener what each transaction changed, right after its commit and before its
        answer; return what ends that. It is called on the storage thread."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def close(self) -> None:
        """What was asked for before is done, the file is whole, another program may open it."""
        try:
            self._thread.submit(self._close).result()
        finally:
            self.is_closed = True
            self._thread.shutdown()
            self._turn.give_back()

    def _transact(self, fn: Callable[[Session], T]) -> T:
        session = self._session
        try:
            with saying_what_is_wrong(self._file), session.connection.begin():
                answer = fn(session)
        except BaseException:
            session.documents.forget_touched()
            session.end()
            raise
        session.documents.keep()
        self._tell(session.end())
        return answer

    def _tell(self, news: tuple[Changed, ...]) -> None:
        if not news:
            return
        for listener in tuple(self._listeners):
            try:
                listener(news)
            except Exception as error:  # noqa: BLE001 - what is committed stays so
                threading.excepthook(
                    threading.ExceptHookArgs(
                        (type(error), error, error.__traceback__, threading.current_thread())
                    )
                )

    def _open(self) -> Session:
        connection = open_file(self.folder)
        session = Session(connection, self._sources)
        self._session = session
        try:
            self._transact(sync_state.begin)
        except BaseException:
            close_file(self.folder, connection)
            raise
        return session

    def _close(self) -> None:
        with saying_what_is_wrong(self._file):
            close_file(self.folder, self._session.connection)


class _Stretches(Generic[T]):
    """A generator, taken up again transaction by transaction."""

    def __init__(self, work: Generator[None, None, T]) -> None:
        self._work = work
        self._answer: list[T] = []

    def go_on(self, _session: Session) -> bool:
        """Run to its next yield; whether that was the end."""
        try:
            next(self._work)
        except StopIteration as end:
            self._answer.append(end.value)
            return True
        return False

    @property
    def answer(self) -> T:
        """What it returned at its end."""
        return self._answer[0]
