"""Taking tasks up: what a worker process does all day, until it is told to stop."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

import procrastinate
import structlog
from procrastinate.exceptions import JobAborted
from procrastinate.worker import Worker
from psycopg_pool import AsyncConnectionPool

from server.queue.tasks import MAKING_QUEUE, MAKING_TASK

UPKEEP_QUEUE = "upkeep"
# After the database was away; it needs 0.4 s to come back when it was killed.
AGAIN_AFTER_S = 0.5
# New tasks are told by NOTIFY; this only catches one that was missed.
POLL_S = 2.0
# Two workers that take, beat and finish, and the clock of what comes regularly.
MOST_CONNECTIONS = 4
# Without one for this long the database is away, and whoever wants us to stop is looked after.
CONNECT_WITHIN_S = 3.0

log = structlog.stdlib.get_logger("reelyard.queue")


@dataclass(frozen=True)
class Upkeep:
    """Something to be done again and again, by one worker of all. `cron` has six fields, the
    seconds last."""

    name: str
    cron: str
    do: Callable[[], Awaitable[None]]


class Taking:
    """Takes generations up, a few at a time, and does the upkeep beside them.

    Upkeep has a queue of its own: it must not wait behind a video that takes minutes.
    """

    def __init__(
        self,
        database_url: str,
        make: Callable[[UUID], Awaitable[None]],
        upkeep: Sequence[Upkeep],
        *,
        at_once: int,
        silent_s: float,
    ) -> None:
        self._url = database_url
        self._app = procrastinate.App(connector=procrastinate.PsycopgConnector())
        self._make = make
        self._stop = asyncio.Event()
        self._app.task(name=MAKING_TASK, queue=MAKING_QUEUE)(self._take_up)
        for work in upkeep:
            self._register(work)
        self._workers = [
            self._worker(MAKING_QUEUE, at_once, silent_s),
            self._worker(UPKEEP_QUEUE, 1, silent_s),
        ]

    async def run(self) -> None:
        """Take tasks up until `stop`; then what was taken up comes to its end first.

        A database that goes away is waited for.
        """
        # One of ours, because Procrastinate's own would not begin before the database is there.
        async with self._pool() as pool, self._app.open_async(pool):
            await asyncio.gather(*(self._run(worker) for worker in self._workers))

    def stop(self) -> None:
        """Take nothing up any more."""
        self._stop.set()
        for worker in self._workers:
            worker.stop()  # type: ignore[no-untyped-call]

    async def _run(self, worker: Worker) -> None:
        while not self._stop.is_set():
            try:
                await worker.run()  # type: ignore[no-untyped-call]
            except Exception as error:  # noqa: BLE001 - the worker must outlive whatever it was
                await self._pause(error)

    def _pool(self) -> AsyncConnectionPool:
        return AsyncConnectionPool(
            self._url,
            min_size=1,
            max_size=MOST_CONNECTIONS,
            timeout=CONNECT_WITHIN_S,
            check=AsyncConnectionPool.check_connection,
            open=False,
        )

    async def _pause(self, error: Exception) -> None:
        log.warning("taking up interrupted", exc_info=error)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), AGAIN_AFTER_S)

    async def _take_up(self, generation_id: str) -> None:
        try:
            await self._make(UUID(generation_id))
        except asyncio.CancelledError as error:
            # Anything else would count as a failure of the task.
            raise JobAborted from error

    def _register(self, work: Upkeep) -> None:
        # The moment it was due is passed in, and says nothing that the database does not know.
        async def do(timestamp: int) -> None:
            await work.do()

        # A queueing lock and no `lock`: one that died must not keep the next one from running.
        task = self._app.task(name=work.name, queue=UPKEEP_QUEUE, queueing_lock=work.name)(do)
        self._app.periodic(cron=work.cron)(task)

    def _worker(self, queue: str, at_once: int, silent_s: float) -> Worker:
        return Worker(
            app=self._app,
            queues=[queue],
            name=queue,
            concurrency=at_once,
            fetch_job_polling_interval=POLL_S,
            delete_jobs="successful",
            # Signals are the composition root's.
            install_signal_handlers=False,
            update_heartbeat_interval=silent_s / 4,
            stalled_worker_timeout=silent_s,
        )
