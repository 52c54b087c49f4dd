"""The queue as an operator sees it: what waits, what is being done, what failed; once more."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from contract.generations import LIVE
from contract.problems import Code, Problem
from server.queue.port import Queue
from server.queue.tasks import MAKING_TASK
from server.tables import Generation

# What a terminal shows; more of them are one and the same trouble.
MOST_SHOWN = 200

_LIST = text(
    """
    SELECT id, task_name, status::text, args ->> 'generation_id' AS generation_id, attempts,
           (SELECT max(at) FROM procrastinate_events WHERE job_id = job.id) AS since
      FROM procrastinate_jobs AS job
     WHERE status <> 'succeeded'
     ORDER BY id DESC LIMIT :most
    """
)
_FIND = text(
    """
    SELECT task_name, status::text, args ->> 'generation_id' AS generation_id, priority
      FROM procrastinate_jobs WHERE id = :id
    """
)


@dataclass(frozen=True)
class Task:
    """A task that has not succeeded; `status` as Procrastinate words it: todo, doing, failed ..."""

    id: int
    name: str
    status: str
    generation_id: str | None
    attempts: int
    since: datetime | None


async def list_tasks(session: AsyncSession) -> list[Task]:
    """The newest tasks first."""
    return [Task(*row) for row in await session.execute(_LIST, {"most": MOST_SHOWN})]


async def retry(session: AsyncSession, queue: Queue, task_id: int) -> None:
    """Put the generation of a task that failed back into the queue; one that waits, waits on.

    Raises: Problem TASK_UNKNOWN; ALREADY_ENDED when its generation has come to its end, which
    never changes; SERVER_BUSY while it is being done.
    """
    found = (await session.execute(_FIND, {"id": task_id})).one_or_none()
    if found is None or found.task_name != MAKING_TASK:
        raise Problem(
            Code.TASK_UNKNOWN,
            f"There is no task {task_id} that makes a generation.",
            "`reelyard admin tasks` lists them; upkeep comes again by itself.",
        )
    if found.status == "doing":
        raise Problem(
            Code.SERVER_BUSY,
            f"Task {task_id} is being done.",
            "If its worker died, it is put back by itself when its lease has run out.",
            retryable=True,
        )
    generation_id = UUID(found.generation_id)
    status = await session.scalar(select(Generation.status).where(Generation.id == generation_id))
    if status not in LIVE:
        raise Problem(
            Code.ALREADY_ENDED,
            f"The generation of task {task_id} has ended: {status}.",
            "An end never changes; its owner may press Generate again.",
        )
    await queue.enqueue(session, generation_id, found.priority)
