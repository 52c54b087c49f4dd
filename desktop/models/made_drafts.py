"""Drafts of which something was made: what a person reviews, found by its words."""

from collections.abc import Generator, Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, tuple_

from contract.drafts import LONGEST_FIRST_WORDS_CHARS, shown_title
from contract.generations import Stage, Status
from contract.search import fold
from desktop.models import generations
from desktop.models.session import Session
from desktop.models.tables import DRAFTS, GENERATIONS, VARIANTS
from reel.script import plain_topic

# A list on a screen, some times over.
USUAL_PAGE = 60
# Looked through at a time: folding their words takes a few milliseconds.
_LOOKED_AT = 200
_READ_OF_TOPIC_CHARS = 10 * LONGEST_FIRST_WORDS_CHARS


@dataclass(frozen=True)
class MadeDraft:
    """A draft with its latest generation. `variants`, `ready` and `saved` count that one's;
    `cover_of` is a finished variant of the draft that can stand for it, with its generation."""

    id: UUID
    rank: int
    title: str
    platform: str
    preset: str
    generation_id: UUID
    status: Status
    stage: Stage | None
    progress_pct: int
    queue_position: int | None
    is_waiting: bool
    made_at: str
    variants: int
    ready: int
    saved: int
    cover_of: tuple[UUID, UUID] | None


@dataclass(frozen=True)
class MadePage:
    """Some of them, the newest change first; `end` goes into the next call, None after the
    last one."""

    drafts: tuple[MadeDraft, ...]
    end: tuple[int, UUID] | None


def find(
    session: Session,
    q: str = "",
    *,
    limit: int = USUAL_PAGE,
    after: tuple[int, UUID] | None = None,
) -> Generator[None, None, MadePage]:
    """Drafts outside the trash whose title or topic has these words, case and accents ignored.
    It takes its time stretch by stretch: Storage.run_long."""
    words, found = fold(q), list[Any]()
    while True:
        rows = session.execute(_page(after, _LOOKED_AT)).all()
        for row in rows:
            if words and words not in fold(f"{row.title or ''} {row.topic}"):
                continue
            if len(found) == limit:
                last = found[-1]
                return MadePage(_made(session, found), (last.rank, last.id))
            found.append(row)
        if len(rows) < _LOOKED_AT:
            return MadePage(_made(session, found), None)
        after = (rows[-1].rank, rows[-1].id)
        yield


_ROWS = select(
    DRAFTS.c.id,
    DRAFTS.c.rank,
    DRAFTS.c.title,
    func.substr(DRAFTS.c.topic, 1, _READ_OF_TOPIC_CHARS).label("topic"),
    DRAFTS.c.platform,
    DRAFTS.c.preset,
    GENERATIONS.c.id.label("generation_id"),
    GENERATIONS.c.status,
    GENERATIONS.c.stage,
    GENERATIONS.c.progress_pct,
    GENERATIONS.c.queue_position,
    GENERATIONS.c.is_provisional,
    GENERATIONS.c.created_at,
).join_from(DRAFTS, GENERATIONS, GENERATIONS.c.id == generations.LATEST_ID)


def _page(after: tuple[int, UUID] | None, limit: int) -> Any:
    # Most drafts may have none: those are passed by before their latest is looked for.
    has_one = DRAFTS.c.id.in_(select(GENERATIONS.c.draft_id))
    asked = _ROWS.where(DRAFTS.c.deleted_at.is_(None), has_one)
    if after is not None:
        asked = asked.where(tuple_(DRAFTS.c.rank, DRAFTS.c.id) < after)
    return asked.order_by(DRAFTS.c.rank.desc(), DRAFTS.c.id.desc()).limit(limit)


def _made(session: Session, rows: Iterable[Any]) -> tuple[MadeDraft, ...]:
    rows = tuple(rows)
    counted = _counts(session, [row.generation_id for row in rows])
    covers = _covers(session, [row.id for row in rows])
    return tuple(_draft_of(row, counted, covers) for row in rows)


def _draft_of(
    row: Any,
    counted: Mapping[UUID, tuple[int, int, int]],
    covers: Mapping[UUID, tuple[UUID, UUID]],
) -> MadeDraft:
    variants, ready, saved = counted.get(row.generation_id, (0, 0, 0))
    return MadeDraft(
        id=row.id,
        rank=row.rank,
        title=shown_title(row.title, plain_topic(row.topic)),
        platform=row.platform,
        preset=row.preset,
        generation_id=row.generation_id,
        status=row.status,
        stage=row.stage,
        progress_pct=row.progress_pct,
        queue_position=row.queue_position,
        is_waiting=row.is_provisional,
        made_at=row.created_at,
        variants=variants,
        ready=ready,
        saved=saved,
        cover_of=covers.get(row.id),
    )


def _counts(session: Session, ids: list[UUID]) -> dict[UUID, tuple[int, int, int]]:
    counted: dict[UUID, tuple[int, int, int]] = {}
    asked = select(VARIANTS.c.generation_id, VARIANTS.c.status, VARIANTS.c.is_saved)
    for row in session.execute(asked.where(VARIANTS.c.generation_id.in_(ids))):
        variants, ready, saved = counted.get(row.generation_id, (0, 0, 0))
        counted[row.generation_id] = (
            variants + 1,
            ready + (row.status == "ready"),
            saved + bool(row.is_saved),
        )
    return counted


def _covers(session: Session, draft_ids: list[UUID]) -> dict[UUID, tuple[UUID, UUID]]:
    """Of each draft the first finished variant of the newest generation that has one."""
    asked = (
        select(GENERATIONS.c.draft_id, VARIANTS.c.generation_id, VARIANTS.c.id)
        .join_from(GENERATIONS, VARIANTS, VARIANTS.c.generation_id == GENERATIONS.c.id)
        .where(GENERATIONS.c.draft_id.in_(draft_ids), VARIANTS.c.status == "ready")
        .order_by(GENERATIONS.c.created_at, GENERATIONS.c.id, VARIANTS.c.index.desc())
    )
    return {row.draft_id: (row.generation_id, row.id) for row in session.execute(asked)}
