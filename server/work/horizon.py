"""The horizon of sync: what is older than any device may stay away is forgotten.

Of an owner's log all is kept from its floor on, so that every place there can be verified; before
it only the latest lines of rows that are still there. A device that comes back from behind the
floor is told to begin anew.
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, exists, func, select, text, tuple_, update
from sqlalchemy.ext.asyncio import AsyncSession

from server import changes
from server.database import now, reading, transaction
from server.parts import Parts
from server.tables import Change, Draft, Generation, Overwritten, OwnerCounter, SyncAck

AWAY_FOR = timedelta(days=180)
KEPT_OVERWRITTEN_FOR = timedelta(days=30)
LINES_AT_ONCE = 5_000
ROWS_AT_ONCE = 1_000

# Owners whose first line behind the floor is old.
_DUE = text(
    """
    SELECT owner_id FROM owner_counters AS counter
     WHERE (SELECT created_at FROM changes AS line
             WHERE line.owner_id = counter.owner_id AND line.seq > counter.floor
             ORDER BY line.seq LIMIT 1) <= :before
     ORDER BY owner_id
    """
)
# Lines of which a later one, or nothing at all, has become; the floor's own line stays, for its
# hash is that of a place.
_FORGET = text(
    """
    DELETE FROM changes AS old WHERE owner_id = :owner AND seq < :floor AND (
      EXISTS (SELECT FROM changes AS new WHERE new.owner_id = old.owner_id AND new.of = old.of
                 AND new.of_id = old.of_id AND new.seq > old.seq)
      OR NOT CASE old.of
        WHEN 'draft' THEN EXISTS (SELECT FROM drafts WHERE id = old.of_id)
        WHEN 'placement' THEN EXISTS (SELECT FROM placements WHERE id = old.of_id)
        WHEN 'asset' THEN EXISTS (SELECT FROM assets WHERE id = old.of_id)
        WHEN 'generation' THEN EXISTS (SELECT FROM generations WHERE id = old.of_id)
        WHEN 'media' THEN EXISTS (SELECT FROM media WHERE id = old.of_id)
        ELSE old.of = 'usage' END)
    """
)


async def forget(parts: Parts) -> None:
    """Everything behind the horizon is forgotten."""
    async with reading(parts.engine) as session:
        moment = await now(session)
    await _forget_drafts(parts, moment - AWAY_FOR)
    async with reading(parts.engine) as session:
        found = await session.execute(_DUE, {"before": moment - AWAY_FOR})
        owners = found.scalars().all()
    for owner_id in owners:
        while await _raise_floor(parts, owner_id, moment - AWAY_FOR):
            pass
    await _forget_acks(parts, moment - AWAY_FOR)
    await _forget_overwritten(parts, moment - KEPT_OVERWRITTEN_FOR)


async def _forget_drafts(parts: Parts, before: datetime) -> None:
    """Of drafts that are gone since so long nothing is left, unless a reel was made of them."""
    is_needed = exists().where(Generation.draft_id == Draft.id)
    some = select(Draft.id).where(Draft.gone_at <= before, ~is_needed).limit(ROWS_AT_ONCE)
    gone = 1
    while gone:
        async with transaction(parts.engine) as session:
            rows = await session.execute(
                # Once more: a device may have sent it again meanwhile.
                delete(Draft).where(Draft.id.in_(some), Draft.gone_at <= before).returning(Draft.id)
            )
            gone = len(rows.all())


async def _raise_floor(parts: Parts, owner_id: UUID, before: datetime) -> bool:
    """Forget some old lines of an owner; False when there may be no more."""
    async with transaction(parts.engine) as session:
        await changes.lock(session, owner_id)
        floor = await _last_before(session, owner_id, before)
        if floor is None:
            return False
        await session.execute(_FORGET, {"owner": owner_id, "floor": floor})
        await session.execute(
            update(OwnerCounter).where(OwnerCounter.owner_id == owner_id).values(floor=floor)
        )
    return True


async def _last_before(session: AsyncSession, owner_id: UUID, before: datetime) -> int | None:
    """The last of the next lines behind the floor that is old."""
    floor = select(OwnerCounter.floor).where(OwnerCounter.owner_id == owner_id).scalar_subquery()
    following = (
        select(Change.seq, Change.created_at)
        .where(Change.owner_id == owner_id, Change.seq > floor)
        .order_by(Change.seq)
        .limit(LINES_AT_ONCE)
        .subquery()
    )
    asked = select(func.max(following.c.seq)).where(following.c.created_at <= before)
    last: int | None = (await session.execute(asked)).scalar_one_or_none()
    return last


async def _forget_acks(parts: Parts, before: datetime) -> None:
    """Nobody asks again for an answer that they were given so long ago."""
    key = (SyncAck.owner_id, SyncAck.device_id, SyncAck.n)
    some = select(*key).where(SyncAck.created_at <= before).limit(ROWS_AT_ONCE)
    gone = 1
    while gone:
        async with transaction(parts.engine) as session:
            rows = await session.execute(
                delete(SyncAck).where(tuple_(*key).in_(some)).returning(SyncAck.n)
            )
            gone = len(rows.all())


async def _forget_overwritten(parts: Parts, before: datetime) -> None:
    """Values that others took the place of are kept for a month."""
    some = select(Overwritten.id).where(Overwritten.lost_at <= before).limit(ROWS_AT_ONCE)
    gone = 1
    while gone:
        async with transaction(parts.engine) as session:
            rows = await session.execute(
                delete(Overwritten).where(Overwritten.id.in_(some)).returning(Overwritten.id)
            )
            gone = len(rows.all())
