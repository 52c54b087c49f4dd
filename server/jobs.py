"""Jobs: the rows of the dashboard, each draft once with its latest generation."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, lateral, literal, select, true
from sqlalchemy.ext.asyncio import AsyncSession

from contract.drafts import LONGEST_FIRST_WORDS_CHARS, shown_title
from contract.jobs import Job, JobStatus
from reel.script import plain_topic
from server.tables import Draft, Generation

# Of a topic of 100,000 characters its first words are shown; spaces before them are not.
READ_OF_TOPIC_CHARS = 10 * LONGEST_FIRST_WORDS_CHARS
NO_GENERATION: JobStatus = "draft"

_LATEST = lateral(
    select(Generation.id, Generation.status, Generation.stage, Generation.progress_pct)
    .where(Generation.draft_id == Draft.id)
    .order_by(Generation.created_at.desc(), Generation.id.desc())
    .limit(1)
).alias("latest")
_STATUS = func.coalesce(_LATEST.c.status, NO_GENERATION)
_ASKED = (
    select(
        Draft.id,
        Draft.title,
        func.left(Draft.topic, READ_OF_TOPIC_CHARS).label("topic"),
        Draft.platform,
        Draft.preset,
        _STATUS.label("status"),
        _LATEST.c.stage,
        func.coalesce(_LATEST.c.progress_pct, 0).label("progress_pct"),
        _LATEST.c.id.label("generation_id"),
        Draft.updated_at,
    )
    .join_from(Draft, _LATEST, true(), isouter=True)
    .where(Draft.deleted_at.is_(None))
    .order_by(Draft.updated_at.desc(), Draft.id)
)


async def get_recent_jobs(
    session: AsyncSession, owner_id: UUID, limit: int, status: JobStatus | None = None
) -> tuple[Job, ...]:
    """An owner's latest jobs, the newest draft change first, ties by id; with a status given,
    only those that stand so now. What lies in the trash is left out."""
    asked = _ASKED.where(Draft.owner_id == owner_id).limit(limit)
    if status is not None:
        asked = asked.where(literal(status) == _STATUS)
    return tuple(_job_of(row) for row in await session.execute(asked))


def _job_of(row: Row[Any]) -> Job:
    return Job(
        id=row.id,
        title=shown_title(row.title, plain_topic(row.topic)),
        platform=row.platform,
        preset=row.preset,
        status=row.status,
        stage=row.stage,
        progress_pct=row.progress_pct,
        generation_id=row.generation_id,
        updated_at=row.updated_at,
    )
