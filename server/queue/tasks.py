"""Tasks as rows of Procrastinate: put in and taken out within the transaction of their cause."""

from uuid import UUID

import procrastinate
from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from server.ready import Ready, connection_of, driver_of

# Names in rows that outlive a version of us: they never change.
MAKING_TASK = "make_variants"
MAKING_QUEUE = "making"

# Never released: it goes with the transaction.
_SAVE = Ready(text("SAVEPOINT enqueue"))
_GO_BACK = Ready(text("ROLLBACK TO SAVEPOINT enqueue"))


class ProcrastinateQueue:
    """The queue in the same Postgres as everything else. Nothing is connected, nothing opened:
    every statement goes through the caller's session."""

    def __init__(self) -> None:
        self._app = procrastinate.App(connector=procrastinate.PsycopgConnector())

    async def enqueue(self, session: AsyncSession, generation_id: UUID, priority: int) -> None:
        """Put a generation in the queue, within the caller's transaction, unless it waits."""
        # A refusal for waiting twice must not end the caller's transaction.
        await _SAVE.ask(session)
        task = self._app.configure_task(
            MAKING_TASK,
            queue=MAKING_QUEUE,
            # Never `lock`: what is being done would keep its own revival waiting.
            queueing_lock=_lock_of(generation_id),
            priority=priority,
            connection=driver_of(await connection_of(session)),
        )
        try:
            await task.defer_async(generation_id=str(generation_id))
        except AlreadyEnqueued:
            await _GO_BACK.ask(session)

    async def cancel(self, session: AsyncSession, generation_id: UUID) -> None:
        """Take a waiting generation out of the queue; one that is being made is left alone."""
        await session.execute(
            text(
                "SELECT procrastinate_cancel_job_v1(id, false, true) FROM procrastinate_jobs"
                " WHERE queueing_lock = :lock AND status = 'todo'"
            ),
            {"lock": _lock_of(generation_id)},
        )


def _lock_of(generation_id: UUID) -> str:
    return f"generation:{generation_id}"
