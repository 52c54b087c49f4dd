"""Ends: a generation reaches exactly one, and is paid for once, if something was delivered.

Whoever tries to end it, a worker, the reaper or a person, locks the owner's month first and the
generation second; who comes later finds it ended and changes nothing.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contract.generations import ENDS, FOLLOWS, LIVE, ErrorAnswer, Status
from contract.problems import Code, Problem
from server import changes, generations, ledger, troubles
from server.absence import nothing_here
from server.changes import News
from server.tables import Generation, Lease, UsagePeriod, Variant

NOTHING_READY = ErrorAnswer(
    code=Code.INTERNAL_ERROR.value,
    says="None of the videos could be finished.",
    remedy="Nothing was charged. Try again, or change the draft a little.",
)
# What a person can change in their draft; every other failure is our side's, and asks for no
# patience before the next try.
THEIR_SIDE = frozenset(
    code.value
    for code in (
        Code.SCRIPT_EMPTY,
        Code.SCRIPT_TOO_LONG,
        Code.SCRIPT_TOO_SHORT,
        Code.TOPIC_MISSING,
        Code.TOPIC_TOO_LONG,
        Code.UNKNOWN_PLATFORM,
        Code.UNKNOWN_PRESET,
        Code.UNKNOWN_VOICE,
        Code.VARIANTS_OUT_OF_RANGE,
        Code.LANGUAGE_NOT_SPOKEN,
        Code.LETTERS_NOT_COVERED,
        Code.MEDIA_NOT_FOUND,
        Code.MEDIA_UNREADABLE,
        Code.MEDIA_TOO_LARGE,
        Code.MEDIA_TOO_MANY,
        Code.MEDIA_MISSING,
    )
)


@dataclass(frozen=True)
class _Live:
    """A generation that has not ended, its row and its owner's month locked."""

    id: UUID
    owner_id: UUID
    status: Status
    fence: int


async def succeed(session: AsyncSession, generation_id: UUID, fence: int) -> bool:
    """End a generation with the variants that are ready, and charge what was made of those;
    with none, it has failed.

    False, and nothing changed, when it had ended or a later claim has it.
    """
    live = await _lock(session, generation_id, fence)
    if live is None or live.status != "running":
        return False
    await _deliver(session, live, NOTHING_READY)
    return True


async def fail(
    session: AsyncSession, generation_id: UUID, fence: int | None, error: ErrorAnswer
) -> bool:
    """End a generation that cannot go on. It costs nothing, unless variants were ready before:
    those are delivered and charged, and it has succeeded with fewer.

    A `fence` of None is anybody's. False, and nothing changed, when it had ended or a later
    claim has it.
    """
    live = await _lock(session, generation_id, fence)
    if live is None:
        return False
    await _deliver(session, live, error)
    return True


async def cancel(session: AsyncSession, owner_id: UUID, generation_id: UUID) -> tuple[News, ...]:
    """End a generation because its owner wants so; its worker sees that its fence is outdated.

    Nothing is charged. Cancelling twice is no change. Return the lines that tell it.

    Raises: Problem NOT_FOUND, ALREADY_ENDED.
    """
    live = await _lock(session, generation_id, None, owner_id)
    if live is not None:
        return await _end(session, live, "cancelled", {})
    found = await session.execute(
        select(Generation.status).where(
            Generation.id == generation_id, Generation.owner_id == owner_id
        )
    )
    status = found.scalar_one_or_none()
    if status is None:
        raise nothing_here()
    if status != "cancelled":
        raise Problem(
            Code.ALREADY_ENDED,
            f"This has already ended: it has {status}.",
            "There is nothing left to cancel.",
            # Not "status": that is HTTP's in every problem.
            facts={"ended": status},
        )
    return ()


def error_of(problem: Problem) -> ErrorAnswer:
    """A problem as the generation that failed of it tells it."""
    told = troubles.told_outside(problem)
    return ErrorAnswer(code=told.code.value, says=told.says, remedy=told.remedy)


async def _deliver(session: AsyncSession, live: _Live, error: ErrorAnswer) -> None:
    """End it well if anything is ready, else with this error, and tell so."""
    ready = await session.execute(
        select(func.count(), func.sum(func.coalesce(Variant.made_ms, Variant.duration_ms))).where(
            Variant.generation_id == live.id, Variant.status == "ready"
        )
    )
    count, delivered_ms = ready.one()
    if count:
        news = await _end(session, live, "succeeded", {"progress_pct": 100}, int(delivered_ms or 0))
    else:
        values: dict[str, Any] = {"error": error.model_dump(mode="json")}
        if error.code not in THEIR_SIDE:
            values["cooldown_until"] = None
        news = await _end(session, live, "failed", values)
    await changes.append(session, live.owner_id, news)


async def _end(
    session: AsyncSession,
    live: _Live,
    status: Status,
    values: dict[str, Any],
    delivered_ms: int | None = None,
) -> tuple[News, ...]:
    """Write everything that belongs to an end; the lines that tell it."""
    assert status in ENDS & FOLLOWS[live.status]
    await session.execute(
        update(Generation)
        .where(Generation.id == live.id, Generation.status == live.status)
        .values(
            status=status,
            stage=None,
            fence=Generation.fence + 1,
            ended_at=func.reelyard_now(),
            **values,
        )
    )
    await session.execute(
        update(Variant)
        .where(Variant.generation_id == live.id, Variant.status.in_(("waiting", "drawing")))
        .values(status="failed")
    )
    await session.execute(delete(Lease).where(Lease.generation_id == live.id))
    if delivered_ms is None:
        entry = await ledger.release(session, live.id)
    else:
        entry = await ledger.settle(session, live.id, delivered_ms)
    assert entry is not None, "what has not ended was not paid for"
    return (await generations.news_of(session, live.id), entry)


async def _lock(
    session: AsyncSession, generation_id: UUID, fence: int | None, owner_id: UUID | None = None
) -> _Live | None:
    """The generation, locked, if it has not ended and this fence is still its own."""
    mine = [Generation.id == generation_id]
    if owner_id is not None:
        mine.append(Generation.owner_id == owner_id)
    if fence is not None:
        mine.append(Generation.fence == fence)
    mine.append(Generation.status.in_(LIVE))
    # The month before the generation, as whoever accepts and saves does.
    await session.execute(
        select(UsagePeriod.period)
        .join(
            Generation,
            (Generation.owner_id == UsagePeriod.owner_id)
            & (Generation.period == UsagePeriod.period),
        )
        .where(*mine)
        .with_for_update(of=UsagePeriod)
    )
    found = await session.execute(
        select(Generation.id, Generation.owner_id, Generation.status, Generation.fence)
        .where(*mine)
        .with_for_update(key_share=True)
    )
    row = found.one_or_none()
    return None if row is None else _Live(row.id, row.owner_id, row.status, row.fence)
