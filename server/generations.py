"""Generations as their owner reads them: one statement, however often they are polled."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlalchemy import and_, bindparam, case, exists, func, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from contract.generations import (
    ErrorAnswer,
    GenerationAnswer,
    Stage,
    Status,
    VariantAnswer,
    VariantStatus,
)
from server.absence import nothing_here
from server.changes import News
from server.file_urls import KINDS, UNNAMED, urls_for
from server.ready import Asked, Ready
from server.tables import Asset, Generation, Variant
from server.variant_files import files_of

# Not news: it changes without a line in the log, and is told by hints and reads alone.
PROGRESS = ("stage", "progress_pct", "queue_position")
URLS = frozenset(f"{kind}_url" for kind in KINDS)
# Of a sha256: enough that no two readings of a generation are ever taken for each other.
ETAG_CHARS = 32


@dataclass(frozen=True)
class MadeVariant:
    """A variant; `files` are its stored files, kind to sha256."""

    id: UUID
    index: int
    status: VariantStatus
    title: str | None
    differs_by: str | None
    duration_ms: int | None
    width: int | None
    height: int | None
    saved: bool
    files: dict[str, str]


@dataclass(frozen=True)
class Made:
    """A generation with its variants, as it stood at `read_at`."""

    id: UUID
    draft_id: UUID
    status: Status
    stage: Stage | None
    progress_pct: int
    queue_position: int | None
    error: dict[str, str] | None
    cooldown_until: datetime | None
    created_at: datetime
    variants: tuple[MadeVariant, ...]
    # No part of what it says of itself: two readings of the same are spelled alike.
    read_at: datetime = field(repr=False)

    @property
    def has_files(self) -> bool:
        """Whether there is an address to give."""
        return any(variant.files for variant in self.variants)


def _position() -> Any:
    """How many are taken up before this one, and itself: those of a higher priority, then the
    older ones. Counted in the index of what waits; null once it does not wait."""
    before = aliased(Generation)
    comes_first = or_(
        before.priority > Generation.priority,
        and_(
            before.priority == Generation.priority,
            tuple_(before.created_at, before.id) < tuple_(Generation.created_at, Generation.id),
        ),
    )
    ahead = (
        select(func.count())
        .select_from(before)
        .where(before.status == "queued", before.priority >= Generation.priority, comes_first)
        .correlate(Generation)
        .scalar_subquery()
    )
    return case((Generation.status == "queued", ahead + 1))


_SELECTED = select(
    Generation.id,
    Generation.draft_id,
    Generation.status,
    Generation.stage,
    Generation.progress_pct,
    _position().label("queue_position"),
    Generation.error,
    Generation.cooldown_until,
    Generation.created_at,
    func.reelyard_now().label("read_at"),
    Variant.id.label("variant_id"),
    Variant.index.label("variant_index"),
    Variant.status.label("variant_status"),
    Variant.title,
    Variant.differs_by,
    Variant.duration_ms,
    Variant.width,
    Variant.height,
    exists()
    .where(Asset.variant_id == Variant.id, Asset.deleted_at.is_(None))
    .correlate(Variant)
    .label("saved"),
    files_of(Variant.id).label("files"),
).join_from(Generation, Variant, Variant.generation_id == Generation.id, isouter=True)
_ASKED = _SELECTED.where(Generation.id == bindparam("generation_id")).order_by(Variant.index)
_ANY = Ready(_ASKED)
_OWN = Ready(_ASKED.where(Generation.owner_id == bindparam("owner_id")))


async def get(session: Asked, owner_id: UUID, generation_id: UUID) -> Made:
    """A generation of this owner with its variants, by one statement.

    Raises: Problem NOT_FOUND.
    """
    rows = await _OWN.ask(session, generation_id=generation_id, owner_id=owner_id)
    if not rows:
        raise nothing_here()
    return _made_of(rows)


async def news_of(session: Asked, generation_id: UUID) -> News:
    """The line that tells a generation as it is now."""
    return told(_made_of(await _ANY.ask(session, generation_id=generation_id)))


async def list_news(
    session: AsyncSession, owner_id: UUID, generation_ids: Sequence[UUID]
) -> dict[UUID, News]:
    """The lines that tell these generations of an owner as they are now, by their ids."""
    mine = (Generation.id.in_(generation_ids), Generation.owner_id == owner_id)
    found = await session.execute(_SELECTED.where(*mine).order_by(Generation.id, Variant.index))
    return {
        generation_id: told(_made_of(list(rows)))
        for generation_id, rows in groupby(found, key=lambda row: row.id)
    }


def as_accepted(
    id: UUID,
    draft_id: UUID,
    variant_ids: Sequence[UUID],
    created_at: datetime,
    cooldown_until: datetime | None,
) -> Made:
    """A generation that was accepted a moment ago, as a read would find it."""
    waiting = MadeVariant(
        id=id,
        index=0,
        status="waiting",
        title=None,
        differs_by=None,
        duration_ms=None,
        width=None,
        height=None,
        saved=False,
        files={},
    )
    return Made(
        id=id,
        draft_id=draft_id,
        status="queued",
        stage=None,
        progress_pct=0,
        queue_position=None,
        error=None,
        cooldown_until=cooldown_until,
        created_at=created_at,
        variants=tuple(
            replace(waiting, id=variant_id, index=index)
            for index, variant_id in enumerate(variant_ids)
        ),
        read_at=created_at,
    )


def told(made: Made) -> News:
    """The line that tells a generation: as GET, without addresses and progress."""
    left_out: Any = {**dict.fromkeys(PROGRESS, True), "variants": {"__all__": URLS}}
    row = answer_of(made, secret="", base_url="").model_dump(mode="json", exclude=left_out)
    return News("generation", str(made.id), row)


def answer_of(made: Made, *, secret: str, base_url: str) -> GenerationAnswer:
    """What a poll answers, with fresh addresses."""
    return GenerationAnswer(
        id=made.id,
        draft_id=made.draft_id,
        status=made.status,
        stage=made.stage,
        progress_pct=made.progress_pct,
        queue_position=made.queue_position,
        error=ErrorAnswer(**made.error) if made.error else None,
        cooldown_until=made.cooldown_until,
        created_at=made.created_at,
        variants=tuple(
            _variant_answer(one, made.read_at, secret, base_url) for one in made.variants
        ),
    )


def etag_of(made: Made) -> str:
    """What tells this reading from another: all but the moment and the addresses."""
    return f'"{hashlib.sha256(repr(made).encode()).hexdigest()[:ETAG_CHARS]}"'


def _variant_answer(
    variant: MadeVariant, now: datetime, secret: str, base_url: str
) -> VariantAnswer:
    name = f"{variant.title or UNNAMED} {variant.index + 1}"
    urls = urls_for(secret, base_url, variant.files, name, now)
    return VariantAnswer(
        id=variant.id,
        index=variant.index,
        status=variant.status,
        title=variant.title,
        differs_by=variant.differs_by,
        duration_ms=variant.duration_ms,
        width=variant.width,
        height=variant.height,
        saved=variant.saved,
        **urls.__dict__,
    )


def _made_of(rows: Sequence[Any]) -> Made:
    first = rows[0]
    return Made(
        id=first.id,
        draft_id=first.draft_id,
        status=first.status,
        stage=first.stage,
        progress_pct=first.progress_pct,
        queue_position=first.queue_position,
        error=first.error,
        cooldown_until=first.cooldown_until,
        created_at=first.created_at,
        variants=tuple(_variant_of(row) for row in rows if row.variant_id is not None),
        read_at=first.read_at,
    )


def _variant_of(row: Any) -> MadeVariant:
    return MadeVariant(
        id=row.variant_id,
        index=row.variant_index,
        status=row.variant_status,
        title=row.title,
        differs_by=row.differs_by,
        duration_ms=row.duration_ms,
        width=row.width,
        height=row.height,
        saved=row.saved,
        files=row.files or {},
    )
