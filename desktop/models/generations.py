"""Generations and their variants as last heard of, and jobs: what the dashboard shows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, exists, func, insert, literal, select, update

from contract.drafts import LONGEST_FIRST_WORDS_CHARS, shown_title
from contract.generations import (
    FOLLOWS,
    LIVE,
    ErrorAnswer,
    GenerationAnswer,
    Stage,
    Status,
    VariantStatus,
)
from contract.jobs import JobStatus
from desktop.models.absence import nothing_here
from desktop.models.row_texts import loads
from desktop.models.session import Session
from desktop.models.tables import ASSETS, DRAFTS, GENERATIONS, VARIANTS, WISHES
from reel.script import plain_topic

NO_GENERATION: JobStatus = "draft"
_READ_OF_TOPIC_CHARS = 10 * LONGEST_FIRST_WORDS_CHARS


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
    found = _read(session, _ASKED.where(GENERATIONS.c.id == generation_id))
    if not found:
        raise nothing_here("generation")
    return found[0]


def list_of_draft(session: Session, draft_id: UUID) -> tuple[Generation, ...]:
    """All of a draft, the newest first."""
    newest = (GENERATIONS.c.created_at.desc(), GENERATIONS.c.id.desc())
    return _read(session, _ASKED.where(GENERATIONS.c.draft_id == draft_id).order_by(*newest))


def list_in(
    session: Session, states: Collection[Status], most: int, *, since: str = ""
) -> tuple[Generation, ...]:
    """At most so many that are in one of these states, the newest first; also provisional ones.
    `since` is a moment in RFC 3339."""
    newest = (GENERATIONS.c.created_at.desc(), GENERATIONS.c.id.desc())
    asked = _ASKED.where(GENERATIONS.c.status.in_(states), GENERATIONS.c.created_at >= since)
    return _read(session, asked.order_by(*newest).limit(most))


def list_live(session: Session) -> tuple[UUID, ...]:
    """Those that were accepted and have not ended: whose progress is worth asking for."""
    asked = select(GENERATIONS.c.id).where(
        GENERATIONS.c.status.in_(LIVE), GENERATIONS.c.is_provisional.is_(False)
    )
    return tuple(session.execute(asked.order_by(GENERATIONS.c.created_at)).scalars())


def list_jobs(
    session: Session, *, limit: int = 20, status: JobStatus | None = None
) -> tuple[Job, ...]:
    """Drafts outside the trash, the newest change first, each with its latest generation."""
    asked = _JOBS.limit(limit)
    if status is not None:
        asked = asked.where(literal(status) == _STATUS)
    return tuple(_job_of(row) for row in session.execute(asked))


def take_in_progress(session: Session, answer: GenerationAnswer) -> None:
    """What a poll or a hint said of a generation; progress never falls, an end never changes."""
    asked = select(GENERATIONS).where(GENERATIONS.c.id == answer.id)
    row = session.execute(asked).one_or_none()
    if row is None:
        return
    before: Status = row.status
    if answer.status != before and answer.status not in FOLLOWS[before]:
        return
    error = answer.error.model_dump_json() if answer.error else None
    values = {
        "status": answer.status,
        "stage": answer.stage,
        "progress_pct": max(answer.progress_pct, row.progress_pct),
        "queue_position": answer.queue_position,
        "error": error,
        "cooldown_until": _moment(answer.cooldown_until),
        "is_provisional": False,
    }
    session.execute(update(GENERATIONS).where(GENERATIONS.c.id == answer.id).values(values))
    mine = VARIANTS.c.generation_id == answer.id
    session.execute(VARIANTS.delete().where(mine))
    if answer.variants:
        session.execute(insert(VARIANTS), [_variant_row(answer.id, one) for one in answer.variants])
    session.tell("generation", answer.id)


def note_progress(session: Session, told: Mapping[str, Any]) -> None:
    """How far a generation that is being made has come, as the server's stream tells it:
    {generation_id, status, stage, progress_pct}. It never falls; one that has ended, or that is
    not known here, stays as it is."""
    row = session.execute(
        select(GENERATIONS).where(GENERATIONS.c.id == UUID(told["generation_id"]))
    ).one_or_none()
    if row is None or told["status"] != "running" or row.status not in ("queued", "running"):
        return
    values = {
        "status": "running",
        "stage": told["stage"],
        "progress_pct": max(int(told["progress_pct"]), row.progress_pct),
        "queue_position": None,
    }
    session.execute(update(GENERATIONS).where(GENERATIONS.c.id == row.id).values(values))
    session.tell("generation", row.id)


def list_exports(session: Session, *, limit: int = 20) -> Sequence[UUID]:
    """Items of the library in the order of their saving, the newest first, also those in the
    trash."""
    asked = select(ASSETS.c.id).order_by(ASSETS.c.place.desc()).limit(limit)
    return tuple(session.execute(asked).scalars())


_open = WISHES.c.state.in_(("waiting", "sent"))
_made_by = and_(WISHES.c.generation_id == GENERATIONS.c.id, _open, WISHES.c.kind != "save")
_WISH_ID = (
    select(WISHES.c.id)
    .where(_made_by, WISHES.c.kind != "cancel")
    .limit(1)
    .correlate(GENERATIONS)
    .scalar_subquery()
)
_ASKED = select(
    GENERATIONS,
    _WISH_ID.label("wish_id"),
    exists()
    .where(_made_by, WISHES.c.kind == "cancel")
    .correlate(GENERATIONS)
    .label("is_cancelling"),
)
LATEST_ID = (
    select(GENERATIONS.c.id)
    .where(GENERATIONS.c.draft_id == DRAFTS.c.id)
    .order_by(GENERATIONS.c.created_at.desc(), GENERATIONS.c.id.desc())
    .limit(1)
    .correlate(DRAFTS)
    .scalar_subquery()
)
_STATUS = func.coalesce(GENERATIONS.c.status, NO_GENERATION)
_JOBS = (
    select(
        DRAFTS.c.id,
        DRAFTS.c.title,
        func.substr(DRAFTS.c.topic, 1, _READ_OF_TOPIC_CHARS).label("topic"),
        DRAFTS.c.platform,
        DRAFTS.c.preset,
        _STATUS.label("status"),
        GENERATIONS.c.stage,
        func.coalesce(GENERATIONS.c.progress_pct, 0).label("progress_pct"),
        GENERATIONS.c.id.label("generation_id"),
        func.coalesce(GENERATIONS.c.is_provisional, False).label("is_waiting"),
        DRAFTS.c.updated_at_ms,
    )
    .join_from(DRAFTS, GENERATIONS, GENERATIONS.c.id == LATEST_ID, isouter=True)
    .where(DRAFTS.c.deleted_at.is_(None))
    .order_by(DRAFTS.c.rank.desc(), DRAFTS.c.id.desc())
)


def _read(session: Session, asked: Select[Any]) -> tuple[Generation, ...]:
    rows = session.execute(asked).all()
    ids = [row.id for row in rows]
    mine = VARIANTS.c.generation_id.in_(ids)
    variants: dict[UUID, list[Variant]] = {id: [] for id in ids}
    for one in session.execute(select(VARIANTS).where(mine).order_by(VARIANTS.c.index)):
        variants[one.generation_id].append(_variant_of(one))
    return tuple(_generation_of(row, tuple(variants[row.id])) for row in rows)


def _generation_of(row: Any, variants: tuple[Variant, ...]) -> Generation:
    return Generation(
        id=row.id,
        draft_id=row.draft_id,
        status=row.status,
        stage=row.stage,
        progress_pct=row.progress_pct,
        queue_position=row.queue_position,
        error=ErrorAnswer(**loads(row.error)) if row.error else None,
        cooldown_until=row.cooldown_until,
        created_at=row.created_at,
        is_provisional=row.is_provisional,
        is_cancelling=bool(row.is_cancelling),
        wish_id=row.wish_id,
        variants=variants,
    )


def _variant_of(row: Any) -> Variant:
    names = [name for name in Variant.__dataclass_fields__ if name != "is_saved"]
    return Variant(**{name: getattr(row, name) for name in names}, is_saved=row.is_saved)


def _variant_row(generation_id: UUID, one: Any) -> dict[str, Any]:
    names = ("id", "index", "status", "title", "differs_by", "duration_ms", "width", "height")
    values = {name: getattr(one, name) for name in names}
    return {**values, "generation_id": generation_id, "is_saved": one.saved}


def _job_of(row: Any) -> Job:
    return Job(
        id=row.id,
        title=shown_title(row.title, plain_topic(row.topic)),
        platform=row.platform,
        preset=row.preset,
        status=row.status,
        stage=row.stage,
        progress_pct=row.progress_pct,
        generation_id=row.generation_id,
        is_waiting=bool(row.is_waiting),
        updated_at_ms=row.updated_at_ms,
    )


def _moment(moment: Any) -> str | None:
    return None if moment is None else moment.isoformat()
