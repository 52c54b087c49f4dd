"""Generations and their variants as last heard of, and jobs: what the dashboard shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from contract.generations import ErrorAnswer, GenerationAnswer, Stage, Status, VariantStatus
from contract.jobs import JobStatus
from desktop.models.session import Session


@dataclass(frozen=True)
class Variant:
    """One video of a generation; `is_saved` when it is in the library, also provisionally."""

    id: UUID
    index: int
    status: VariantStatus
    title: str | None
    differs_by: str | None
    duration_ms: int | None
    width: int | None
    height: int | None
    is_saved: bool


@dataclass(frozen=True)
class Generation:
    """A generation; `is_provisional` while its wish has no answer (`wish_id`), `is_cancelling`
    while a cancel waits."""

    id: UUID
    draft_id: UUID
    status: Status
    stage: Stage | None
    progress_pct: int
    queue_position: int | None
    error: ErrorAnswer | None
    cooldown_until: str | None
    created_at: str
    is_provisional: bool
    is_cancelling: bool
    wish_id: UUID | None
    variants: tuple[Variant, ...]


@dataclass(frozen=True)
class Job:
    """A draft with its latest generation, as a row of the dashboard. `is_waiting` when its wish
    waits for the network: only this device knows of it."""

    id: UUID
    title: str
    platform: str
    preset: str
    status: JobStatus
    stage: Stage | None
    progress_pct: int
    generation_id: UUID | None
    is_waiting: bool
    updated_at_ms: int


def get(session: Session, generation_id: UUID) -> Generation:
    """A generation with its variants.

    Raises: Problem NOT_FOUND.
    """
    raise NotImplementedError


def list_of_draft(session: Session, draft_id: UUID) -> tuple[Generation, ...]:
    """All of a draft, the newest first."""
    raise NotImplementedError


def list_live(session: Session) -> tuple[UUID, ...]:
    """Those that were accepted and have not ended: whose progress is worth asking for."""
    raise NotImplementedError


def list_jobs(
    session: Session, *, limit: int = 20, status: JobStatus | None = None
) -> tuple[Job, ...]:
    """Drafts outside the trash, the newest change first, each with its latest generation."""
    raise NotImplementedError


def take_in_progress(session: Session, answer: GenerationAnswer) -> None:
    """What a poll or a hint said of a generation; progress never falls, an end never changes."""
    raise NotImplementedError


def list_exports(session: Session, *, limit: int = 20) -> Sequence[UUID]:
    """Items of the library in the order of their saving, the newest first, also those in the
    trash."""
    raise NotImplementedError
