"""The right to make a generation: taken, kept, lost, given back, and what is written with it.

Everything is done at least once, so every write of a worker names its fence: the number of
its claim. Whoever claims later raises it, and what an earlier one still writes changes nothing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, case, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from contract.drafts import Draft
from contract.generations import ErrorAnswer, Stage
from contract.problems import Code, Problem
from server import changes, ending, frozen, generations
from server.database import now
from server.queue.port import Queue
from server.tables import Blob, Generation, Lease, Variant, VariantFile

# A draft that ends its worker three times would end every other, too.
MOST_DEATHS = 3
# 100 is what `succeeded` says.
MOST_PCT_WHILE_RUNNING = 99
# What the reaper puts back in one transaction; the rest follows with its next round.
MOST_AT_ONCE = 100

LOST = ErrorAnswer(
    code=Code.WORKER_LOST.value,
    says="The video could not be finished: its maker stopped three times.",
    remedy="Nothing was charged. Try again, or change the draft a little.",
)


@dataclass(frozen=True)
class ClaimedVariant:
    """A variant to be made; `status` is waiting, drawing, ready or failed."""

    id: UUID
    index: int
    status: str


@dataclass(frozen=True)
class Claim:
    """The right to make a generation, and the wish as it was frozen."""

    generation_id: UUID
    owner_id: UUID
    fence: int
    draft: Draft
    variants: tuple[ClaimedVariant, ...]


@dataclass(frozen=True)
class PutFile:
    """A file that is stored."""

    sha256: str
    size_bytes: int


@dataclass(frozen=True)
class MadeFacts:
    """What a variant is, once it is ready; `files` by their kind. `made_ms` is what of its time
    was made anew, and is to be paid; None for all of it."""

    title: str
    differs_by: str
    duration_ms: int
    width: int
    height: int
    files: Mapping[str, PutFile]
    made_ms: int | None = None


async def claim(session: AsyncSession, generation_id: UUID, lease_s: float) -> Claim | None:
    """Take a generation up that waits, or whose worker has been silent for too long.

    None when there is nothing to do: somebody else has it, or it has come to its end. After
    three claims that died, or when its draft cannot be read any more, this brings it to its end
    itself, failed.
    """
    found = await _find_free(session, generation_id)
    if found is None:
        return None
    if found.claims >= MOST_DEATHS:
        await ending.fail(session, generation_id, found.fence, LOST)
        return None
    try:
        draft = frozen.thaw(found.frozen)
    except Problem as problem:
        # Before the row is locked: an end takes the owner's month first.
        await ending.fail(session, generation_id, found.fence, ending.error_of(problem))
        return None
    taken = await session.execute(
        update(Generation)
        .where(_is(generation_id, found.fence), Generation.status == found.status)
        .values(
            status="running",
            stage="writing",
            fence=Generation.fence + 1,
            claims=Generation.claims + 1,
            started_at=func.coalesce(Generation.started_at, func.reelyard_now()),
        )
        .returning(Generation.owner_id, Generation.fence)
    )
    row = taken.one_or_none()
    if row is None:
        return None
    await _set_lease(session, generation_id, await _end_of(session, lease_s))
    variants = await _begin_again(session, generation_id)
    await _log(session, row.owner_id, generation_id)
    return Claim(generation_id, row.owner_id, row.fence, draft, variants)


async def renew(session: AsyncSession, generation_id: UUID, fence: int, lease_s: float) -> bool:
    """Keep the right for another while; False when it is lost."""
    renewed = await session.execute(
        update(Lease)
        .where(Lease.generation_id == generation_id, _holds(generation_id, fence))
        .values(expires_at=await _end_of(session, lease_s))
        .returning(Lease.generation_id)
    )
    return renewed.one_or_none() is not None


async def find_left_s(session: AsyncSession, generation_id: UUID, fence: int) -> float | None:
    """How long the right is still there; None when it is lost: somebody cancelled, or claimed
    later, or put it back.

    Nothing and less is left of one that ran out and that nobody has noticed yet: renew it.
    """
    left = func.extract("epoch", Lease.expires_at - func.reelyard_now())
    found = await session.execute(
        select(left).where(Lease.generation_id == generation_id, _holds(generation_id, fence))
    )
    left_s = found.scalar_one_or_none()
    return None if left_s is None else float(left_s)


async def report(
    session: AsyncSession, generation_id: UUID, fence: int, stage: Stage, progress_pct: int
) -> int | None:
    """Note how far a generation is, and return what now stands there: it never falls.

    None when the right is lost. It is no line of the log: tell it by the bell.
    """
    bounded = min(progress_pct, MOST_PCT_WHILE_RUNNING)
    noted = await session.execute(
        update(Generation)
        .where(_is(generation_id, fence), Generation.status == "running")
        .values(stage=stage, progress_pct=func.greatest(Generation.progress_pct, bounded))
        .returning(Generation.progress_pct)
    )
    return noted.scalar_one_or_none()


async def variant_drawing(
    session: AsyncSession, generation_id: UUID, fence: int, index: int
) -> bool:
    """A variant is being made; False, and nothing written, when the right is lost."""
    return await _write(session, generation_id, fence, index, {"status": "drawing"}, {})


async def variant_ready(
    session: AsyncSession, generation_id: UUID, fence: int, index: int, facts: MadeFacts
) -> bool:
    """A variant is made and its files are stored; False, and nothing written, when the right is
    lost.

    Before the commit, look whether the files are all there still: the sweep may have taken one
    that nobody had named since yesterday.
    """
    values = {
        "status": "ready",
        "title": facts.title,
        "differs_by": facts.differs_by,
        "duration_ms": facts.duration_ms,
        "made_ms": facts.made_ms,
        "width": facts.width,
        "height": facts.height,
        "ready_at": func.reelyard_now(),
    }
    return await _write(session, generation_id, fence, index, values, facts.files)


async def variant_failed(
    session: AsyncSession, generation_id: UUID, fence: int, index: int
) -> bool:
    """A variant cannot be made; False, and nothing written, when the right is lost."""
    return await _write(session, generation_id, fence, index, {"status": "failed"}, {})


async def give_back(session: AsyncSession, queue: Queue, generation_id: UUID, fence: int) -> bool:
    """Put a generation back for another worker, as if it had not been claimed.

    False when the right was lost before.
    """
    values = {"status": "queued", "stage": None, "claims": Generation.claims - 1}
    given = await session.execute(
        update(Generation)
        .where(_is(generation_id, fence), Generation.status == "running")
        .values(values)
        .returning(Generation.id, Generation.owner_id, Generation.priority)
    )
    rows = given.all()
    await _wait_again(session, queue, rows)
    return bool(rows)


async def requeue_expired(
    session: AsyncSession, queue: Queue, *, but: Collection[UUID] = ()
) -> list[UUID]:
    """Put back what a silent worker holds; return what was put back.

    Each counts as a death, so whoever does this leaves out what it holds itself: it was not
    dead, it was asleep, as its whole computer may have been.

    All generations first, then all owners' logs: two who do this at once, or one of these coming
    to its end meanwhile, must not wait for each other in a ring.
    """
    found = await session.execute(
        select(Generation.id)
        .join(Lease, Lease.generation_id == Generation.id)
        .where(
            Generation.status == "running",
            Lease.expires_at <= func.reelyard_now(),
            Generation.id.not_in(but),
        )
        .order_by(Generation.id)
        .limit(MOST_AT_ONCE)
    )
    rows: list[Row[UUID, UUID, int]] = []
    for generation_id in found.scalars().all():
        put_back = await session.execute(
            update(Generation)
            .where(
                Generation.id == generation_id,
                Generation.status == "running",
                # Read anew under the row's lock: it may have been renewed or claimed meanwhile.
                select(Lease.expires_at <= func.reelyard_now())
                .where(Lease.generation_id == generation_id)
                .scalar_subquery(),
            )
            .values(status="queued", stage=None)
            .returning(Generation.id, Generation.owner_id, Generation.priority)
        )
        rows += put_back.all()
    await _wait_again(session, queue, rows)
    return [row.id for row in rows]


def _is(generation_id: UUID, fence: int) -> ColumnElement[bool]:
    return and_(Generation.id == generation_id, Generation.fence == fence)


def _holds(generation_id: UUID, fence: int) -> ColumnElement[bool]:
    is_running = and_(_is(generation_id, fence), Generation.status == "running")
    return select(Generation.id).where(is_running).exists()


async def _find_free(
    session: AsyncSession, generation_id: UUID
) -> Row[str, int, int, dict[str, Any]] | None:
    """Not locked: a claim that comes to its end takes the owner's period first."""
    is_expired = case(
        (Generation.status == "queued", True),
        (Generation.status == "running", Lease.expires_at <= func.reelyard_now()),
        else_=False,
    )
    found = await session.execute(
        select(Generation.status, Generation.fence, Generation.claims, Generation.frozen)
        .join(Lease, Lease.generation_id == Generation.id)
        .where(Generation.id == generation_id, is_expired)
    )
    return found.one_or_none()


async def _end_of(session: AsyncSession, lease_s: float) -> datetime:
    return await now(session) + timedelta(seconds=lease_s)


async def _set_lease(session: AsyncSession, generation_id: UUID, expires_at: datetime) -> None:
    await session.execute(
        update(Lease).where(Lease.generation_id == generation_id).values(expires_at=expires_at)
    )


async def _begin_again(session: AsyncSession, generation_id: UUID) -> tuple[ClaimedVariant, ...]:
    """The variants; one that was being drawn when its worker died waits again."""
    await session.execute(
        update(Variant)
        .where(Variant.generation_id == generation_id, Variant.status == "drawing")
        .values(status="waiting")
    )
    found = await session.execute(
        select(Variant.id, Variant.index, Variant.status)
        .where(Variant.generation_id == generation_id)
        .order_by(Variant.index)
    )
    return tuple(ClaimedVariant(*row) for row in found.all())


async def _write(
    session: AsyncSession,
    generation_id: UUID,
    fence: int,
    index: int,
    values: Mapping[str, Any],
    files: Mapping[str, PutFile],
) -> bool:
    """Write what became of a variant, and the line that says so, while the right is held."""
    held = await session.execute(
        select(Generation.owner_id)
        .where(_is(generation_id, fence), Generation.status == "running")
        .with_for_update()
    )
    owner_id = held.scalar_one_or_none()
    if owner_id is None:
        return False
    written = await session.execute(
        update(Variant)
        .where(
            Variant.generation_id == generation_id,
            Variant.index == index,
            Variant.status.in_(("waiting", "drawing")),
        )
        .values(dict(values))
        .returning(Variant.id)
    )
    variant_id = written.scalar_one_or_none()
    if variant_id is None:
        # Written before, by a transaction whose answer did not arrive.
        return True
    await _name_files(session, variant_id, files)
    await _log(session, owner_id, generation_id)
    return True


async def _name_files(
    session: AsyncSession, variant_id: UUID, files: Mapping[str, PutFile]
) -> None:
    if not files:
        return
    # In one order for everybody, so that two who name the same files never wait in a ring.
    by_content = {file.sha256: file.size_bytes for file in files.values()}
    for sha256, size_bytes in sorted(by_content.items()):
        row = upsert(Blob).values(sha256=sha256, size_bytes=size_bytes)
        # Stored again is stored now, and keeps a sweep that is looking at it away.
        again = row.on_conflict_do_update(
            index_elements=[Blob.sha256], set_={"stored_at": func.reelyard_now()}
        )
        await session.execute(again)
    rows = [
        {"variant_id": variant_id, "kind": kind, "sha256": file.sha256}
        for kind, file in files.items()
    ]
    await session.execute(insert(VariantFile), rows)


async def _wait_again(
    session: AsyncSession, queue: Queue, rows: Sequence[Row[UUID, UUID, int]]
) -> None:
    """Everything that belongs to waiting, for generations that were just set to `queued`."""
    for row in rows:
        await session.execute(
            update(Lease).where(Lease.generation_id == row.id).values(expires_at=None)
        )
        await _begin_again(session, row.id)
        await queue.enqueue(session, row.id, row.priority)
    for row in sorted(rows, key=lambda row: str(row.owner_id)):
        await _log(session, row.owner_id, row.id)


async def _log(session: AsyncSession, owner_id: UUID, generation_id: UUID) -> None:
    news = await generations.news_of(session, generation_id)
    await changes.append(session, owner_id, [news])
