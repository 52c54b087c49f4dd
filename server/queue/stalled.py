"""Tasks whose worker is gone, put back; tasks that are long over, forgotten.

Procrastinate does neither by itself. Its own clock is used for its own rows.
"""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from server.queue.port import Queue
from server.queue.tasks import MAKING_TASK

# Finished tasks say why something failed; after a week nobody asks any more, and every row of
# theirs makes taking the next one slower.
KEPT_FOR = timedelta(days=7)

_FIND = text(
    """
    SELECT job.id, job.task_name, job.args ->> 'generation_id' AS generation_id, job.priority
      FROM procrastinate_jobs AS job
      LEFT JOIN procrastinate_workers AS worker ON worker.id = job.worker_id
     WHERE job.status = 'doing'
       AND (worker.id IS NULL OR worker.last_heartbeat < clock_timestamp() - :silent)
       FOR UPDATE OF job SKIP LOCKED
    """
)
_FORGOTTEN = text(
    """
    SELECT generation.id, generation.priority
      FROM generations AS generation
     WHERE generation.status = 'queued'
       AND NOT EXISTS (
           SELECT 1 FROM procrastinate_jobs AS job
            WHERE job.queueing_lock = 'generation:' || generation.id AND job.status = 'todo'
       )
     ORDER BY generation.id
    """
)
_FINISH = text("SELECT procrastinate_finish_job_v1(:id, 'failed', true)")
_PRUNE = text(
    """
    DELETE FROM procrastinate_jobs AS job
     WHERE job.status IN ('succeeded', 'failed', 'cancelled', 'aborted')
       AND NOT EXISTS (
           SELECT 1 FROM procrastinate_events AS event
            WHERE event.job_id = job.id AND event.at > clock_timestamp() - :kept
       )
    """
)


async def revive(session: AsyncSession, queue: Queue, silent_s: float) -> tuple[UUID, ...]:
    """Put generations whose worker has been silent for this long back into the queue.

    It is no matter when one of them is over or made by somebody else: whoever takes it up
    claims it first, and gets nothing then. What comes by the clock is not put back, because
    it comes again.
    """
    found = (await session.execute(_FIND, {"silent": timedelta(seconds=silent_s)})).all()
    revived = []
    for task in found:
        await session.execute(_FINISH, {"id": task.id})
        if task.task_name == MAKING_TASK:
            generation_id = UUID(task.generation_id)
            await queue.enqueue(session, generation_id, task.priority)
            revived.append(generation_id)
    return tuple(revived)


async def enqueue_forgotten(session: AsyncSession, queue: Queue) -> tuple[UUID, ...]:
    """Put generations that wait, but not in the queue, into it.

    Somebody took one up, and the database went away before they could claim it. Who is about
    to claim one just now does so first; then the second task finds nothing to do.
    """
    found = (await session.execute(_FORGOTTEN)).all()
    for generation in found:
        await queue.enqueue(session, generation.id, generation.priority)
    return tuple(generation.id for generation in found)


async def prune(session: AsyncSession, kept_for: timedelta = KEPT_FOR) -> None:
    """Forget tasks that were over before this long a time."""
    await session.execute(_PRUNE, {"kept": kept_for})
