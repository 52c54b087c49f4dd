"""The composition root of a worker: what it is wired of, what it does, how it stops."""

import asyncio
import signal
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from uuid import UUID

import structlog

from server import claiming
from server.bell import NotifyBell
from server.blobs import Blobs
from server.database import make_engine, transaction
from server.gate import Gate
from server.parts import Parts
from server.queue import stalled
from server.queue.taking import Taking, Upkeep
from server.queue.tasks import ProcrastinateQueue
from server.settings import Settings
from server.work import sweep
from server.work.holding import ring
from server.work.make_variants import make_variants

# The engine keeps every core busy with one video; two at once would take twice as long each.
AT_ONCE = 1
# A few statements at a time: what is made, its beat, upkeep.
MOST_CONNECTIONS = 6
# What is nearly done is finished; the rest is put back, and whoever takes it up finds all that
# was drawn on the shelf.
FINISH_WITHIN_S = 5.0

log = structlog.stdlib.get_logger("reelyard.worker")


@dataclass(frozen=True)
class Rhythm:
    """When upkeep is done, as six-field cron with the seconds last, in UTC."""

    reap: str = "* * * * * */10"
    sweep: str = "17 * * * * 0"
    rederive: str = "23 3 * * * 0"


class Stopping:
    """Two steps to the end: the first takes nothing new and waits a little for what is being
    made, the second gives that back at once."""

    def __init__(self, quiet: Callable[[], None], give_back: asyncio.Event) -> None:
        self._quiet = quiet
        self._give_back = give_back
        self._is_asked = False

    def ask(self, finish_within_s: float) -> None:
        """Ask for the next step."""
        if self._is_asked:
            self._give_back.set()
            return
        self._is_asked = True
        self._quiet()
        asyncio.get_running_loop().call_later(finish_within_s, self._give_back.set)


def make_parts(settings: Settings) -> Parts:
    """Wire a worker as its settings say; nothing is connected yet."""
    return Parts(
        settings=settings,
        engine=make_engine(settings.database_url, most_connections=MOST_CONNECTIONS),
        blobs=Blobs(settings.files),
        queue=ProcrastinateQueue(),
        bell=NotifyBell(settings.database_url),
        gate=Gate(),
        plans=dict(settings.plans),
    )


async def run(
    settings: Settings,
    *,
    on_ready: Callable[[], None] = lambda: None,
    rhythm: Rhythm = Rhythm(),
    at_once: int = AT_ONCE,
    finish_within_s: float = FINISH_WITHIN_S,
) -> None:
    """Make what waits, until SIGTERM or SIGINT; a second one does not wait for anything.

    On return nothing of what was taken up is left half done: it was finished or put back.
    """
    parts = make_parts(settings)
    give_back = asyncio.Event()
    held: set[UUID] = set()

    async def make(generation_id: UUID) -> None:
        held.add(generation_id)
        try:
            await make_variants(parts, generation_id, give_back)
        finally:
            held.discard(generation_id)

    taking = Taking(
        settings.database_url,
        make,
        _upkeep(parts, rhythm, held),
        at_once=at_once,
        silent_s=settings.lease_s,
    )
    stopping = Stopping(taking.stop, give_back)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        with suppress(NotImplementedError):
            # Windows has none; there a supervisor ends our standard input.
            loop.add_signal_handler(number, stopping.ask, finish_within_s)
    first = asyncio.create_task(_at_start(parts))
    try:
        on_ready()
        await taking.run()
    finally:
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        await parts.bell.close()
        await parts.engine.dispose()


async def reap(parts: Parts, held: Collection[UUID] = ()) -> None:
    """Put back what workers hold who are gone: claims, and tasks that never became one.

    What is `held` here is let alone: this worker is not gone.
    """
    async with transaction(parts.engine) as session:
        requeued = await claiming.requeue_expired(session, parts.queue, but=held)
    async with transaction(parts.engine) as session:
        revived = await stalled.revive(session, parts.queue, parts.settings.lease_s)
        forgotten = await stalled.enqueue_forgotten(session, parts.queue)
    if requeued or revived or forgotten:
        counts = {"expired": requeued, "stalled": revived, "forgotten": forgotten}
        log.warning("put back", **{why: len(which) for why, which in counts.items()})
    for generation_id in requeued:
        await ring(parts, generation_id)


async def _at_start(parts: Parts) -> None:
    """What the clock may have missed: a computer of somebody's own sleeps at night."""
    for work in (reap, sweep.sweep, sweep.rederive):
        try:
            await work(parts)
        except Exception as error:
            log.warning("upkeep at the start failed", exc_info=error)


def _upkeep(parts: Parts, rhythm: Rhythm, held: Collection[UUID]) -> tuple[Upkeep, ...]:
    return (
        Upkeep("reap", rhythm.reap, partial(reap, parts, held)),
        Upkeep("sweep", rhythm.sweep, partial(sweep.sweep, parts)),
        Upkeep("rederive", rhythm.rederive, partial(sweep.rederive, parts)),
    )
