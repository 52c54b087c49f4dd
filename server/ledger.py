"""The ledger: append-only facts about allowance, and the month's row that is derived from them.

Each verb writes one entry and the row together, so that the fold of the one is always the other.
"""

from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, insert, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from contract.usage import Entry
from server.changes import News
from server.idempotency import lock_number
from server.ready import Ready
from server.tables import LedgerEntry, UsagePeriod

ENTRY = tuple(getattr(LedgerEntry, name) for name in Entry.model_fields)

# Which partial index decides, in words and not as parameters: a statement that the driver has
# prepared (it does so after five times) is planned without them, and then finds no index.
_IS_EXPORT, _IS_END = text("kind = 'export'"), text("kind in ('settle', 'release')")

# The row of the month that it is once nobody else decides about this owner. The advisory lock
# makes the turn of a month safe: two wishes in different months lock different rows, but count
# towards the same hour. `held` is read first, so the clock is read after the wait.
_LOCK_PERIOD = Ready(
    text(
        """
    WITH held AS MATERIALIZED (SELECT pg_advisory_xact_lock(:number))
    INSERT INTO usage_periods AS mine (owner_id, period, exports_used, used_ms, reserved_ms)
    SELECT :owner_id, to_char(reelyard_now() AT TIME ZONE 'UTC', 'YYYYMM'), 0, 0, 0 FROM held
    ON CONFLICT (owner_id, period) DO UPDATE SET reserved_ms = mine.reserved_ms
    RETURNING period
    """
    )
)
_RESERVE = Ready(
    insert(LedgerEntry).returning(*ENTRY),
    columns=("owner_id", "kind", "period", "ms", "exports", "generation_id"),
)
_SET_ASIDE = Ready(
    update(UsagePeriod)
    .where(UsagePeriod.owner_id == bindparam("owner_id"), UsagePeriod.period == bindparam("period"))
    .values(reserved_ms=UsagePeriod.reserved_ms + bindparam("ms"))
)


async def lock_period(session: AsyncSession, owner_id: UUID) -> str:
    """Lock the owner's row of this month, made if need be, until the commit; its name.

    Whoever holds it is alone in deciding about this owner's wishes.
    """
    number = lock_number("wishes", str(owner_id))
    (locked,) = await _LOCK_PERIOD.ask(session, number=number, owner_id=owner_id)
    period: str = locked.period
    return period


async def reserve(
    session: AsyncSession, owner_id: UUID, period: str, generation_id: UUID, ms: int
) -> News:
    """Set this much aside for a generation; the line that tells it."""
    (entry,) = await _RESERVE.ask(
        session,
        owner_id=owner_id,
        kind="reserve",
        period=period,
        ms=ms,
        exports=0,
        generation_id=generation_id,
    )
    await _SET_ASIDE.ask(session, owner_id=owner_id, period=period, ms=ms)
    return news_of(owner_id, entry)


async def settle(session: AsyncSession, generation_id: UUID, delivered_ms: int) -> News | None:
    """Charge what was delivered, never more than was set aside, and give the rest back.

    None when it had already ended.
    """
    return await _end(session, generation_id, "settle", delivered_ms)


async def release(session: AsyncSession, generation_id: UUID) -> News | None:
    """Give all that was set aside back; None when it had already ended."""
    return await _end(session, generation_id, "release", 0)


async def export(
    session: AsyncSession, owner_id: UUID, period: str, variant_id: UUID, generation_id: UUID
) -> News | None:
    """Count a variant's first save; None when it was counted before."""
    written = await session.execute(
        upsert(LedgerEntry)
        .values(
            owner_id=owner_id,
            kind="export",
            period=period,
            ms=0,
            exports=1,
            generation_id=generation_id,
            variant_id=variant_id,
        )
        .on_conflict_do_nothing(index_elements=["owner_id", "variant_id"], index_where=_IS_EXPORT)
        .returning(*ENTRY)
    )
    entry = written.one_or_none()
    if entry is None:
        return None
    await session.execute(
        update(UsagePeriod)
        .where(UsagePeriod.owner_id == owner_id, UsagePeriod.period == period)
        .values(exports_used=UsagePeriod.exports_used + 1)
    )
    return news_of(owner_id, entry)


def news_of(owner_id: UUID, entry: Any) -> News:
    """The line that tells an entry: the owner's meter, of which there is one, has moved."""
    told = Entry.model_validate(entry._asdict())
    return News("usage", str(owner_id), told.model_dump(mode="json"))


async def _end(
    session: AsyncSession, generation_id: UUID, kind: str, delivered_ms: int
) -> News | None:
    reserved = (
        await session.execute(
            select(LedgerEntry.owner_id, LedgerEntry.period, LedgerEntry.ms).where(
                LedgerEntry.generation_id == generation_id, LedgerEntry.kind == "reserve"
            )
        )
    ).one()
    ms = min(delivered_ms, reserved.ms)
    written = await session.execute(
        upsert(LedgerEntry)
        .values(
            owner_id=reserved.owner_id,
            kind=kind,
            period=reserved.period,
            ms=ms,
            exports=0,
            generation_id=generation_id,
        )
        # The index that lets one end stand decides who came first.
        .on_conflict_do_nothing(
            index_elements=["generation_id"],
            index_where=_IS_END,
        )
        .returning(*ENTRY)
    )
    entry = written.one_or_none()
    if entry is None:
        return None
    await session.execute(
        update(UsagePeriod)
        .where(UsagePeriod.owner_id == reserved.owner_id, UsagePeriod.period == reserved.period)
        .values(used_ms=UsagePeriod.used_ms + ms, reserved_ms=UsagePeriod.reserved_ms - reserved.ms)
    )
    return news_of(reserved.owner_id, entry)
