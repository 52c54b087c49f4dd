"""Jobs: the rows of the dashboard, a draft with its latest generation."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from contract.generations import Stage
from contract.values import Answer

JobStatus = Literal["draft", "queued", "running", "succeeded", "failed", "cancelled"]


class Job(Answer):
    """A draft by its id; `generation_id` None while nothing was asked for (status `draft`)."""

    id: UUID
    title: str
    platform: str
    preset: str
    status: JobStatus
    stage: Stage | None
    progress_pct: int
    generation_id: UUID | None
    updated_at: datetime


class JobsAnswer(Answer):
    """`GET /v1/jobs`, the newest draft change first, ties by id."""

    jobs: tuple[Job, ...]
