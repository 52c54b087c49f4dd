"""The trash, emptied: what lay in it for a month is gone, on every device.

Of a draft its id stays, and that it is gone, until everybody has had time to hear of it.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from server import changes
from server.changes import News
from server.database import transaction
from server.parts import Parts
from server.tables import Asset, Draft, DraftText, Overwritten, Placement

# PRODUCT's decision 14, by the server's own clock: whoever put something there may have had
# another.
IN_TRASH_FOR = timedelta(days=30)
# What is done in one transaction; the rest follows at once.
MOST_AT_ONCE = 500
NOTHING = {"topic": "", "script": "", "title": None, "language": None, "voice": None}


async def empty(parts: Parts) -> None:
    """Library items, placements and drafts that lay in the trash for a month are gone."""
    for purge in (_purge_assets, _purge_placements, _purge_drafts):
        is_done = False
        while not is_done:
            async with transaction(parts.engine) as session:
                told = await purge(session)
                if told is not None:
                    owner_id, news = told
                    seq = await changes.append(session, owner_id, news)
            is_done = told is None
            if told is not None:
                parts.bell.ring(owner_id, seq)


Purged = tuple[UUID, list[News]]


async def _purge_assets(session: AsyncSession) -> Purged | None:
    """Delete some items of one owner; None when none is left."""
    # Rows of older versions know only what their column says.
    is_due = func.coalesce(Asset.trashed_at, Asset.deleted_at) <= _due()
    rows = await _delete_some(session, Asset, is_due)
    return _told("asset", rows)


async def _purge_placements(session: AsyncSession) -> Purged | None:
    rows = await _delete_some(session, Placement, Placement.trashed_at <= _due())
    await _forget_overwritten(session, [row.id for row in rows])
    return _told("placement", rows)


async def _purge_drafts(session: AsyncSession) -> Purged | None:
    """Take away all that some drafts of one owner were, and their placements."""
    is_due = Draft.trashed_at <= _due()
    owner = select(Draft.owner_id).where(is_due).limit(1).scalar_subquery()
    asked = select(Draft.id, Draft.owner_id).where(is_due, Draft.owner_id == owner)
    locked = asked.order_by(Draft.id).limit(MOST_AT_ONCE).with_for_update(key_share=True)
    rows = (await session.execute(locked)).all()
    if not rows:
        return None
    ids = [row.id for row in rows]
    in_them = Placement.draft_id.in_(ids) & (Placement.owner_id == rows[0].owner_id)
    placed = await session.execute(
        delete(Placement).where(in_them).returning(Placement.owner_id, Placement.id)
    )
    gone = placed.all()
    await session.execute(delete(DraftText).where(DraftText.draft_id.in_(ids)))
    await session.execute(
        update(Draft)
        .where(Draft.id.in_(ids))
        .values(**NOTHING, tags=[], fields={}, tag_puts=[], trashed_at=None, gone_at=_now())
    )
    await _forget_overwritten(session, [*ids, *(row.id for row in gone)])
    owner_id, news = _told("draft", rows) or (rows[0].owner_id, [])
    told = _told("placement", gone)
    return owner_id, [*news, *(told[1] if told else [])]


async def _delete_some(
    session: AsyncSession, table: type[Asset] | type[Placement], is_due: ColumnElement[bool]
) -> Sequence[Any]:
    owner = select(table.owner_id).where(is_due).limit(1).scalar_subquery()
    some = select(table.id).where(is_due, table.owner_id == owner).limit(MOST_AT_ONCE)
    gone = await session.execute(
        delete(table)
        # Once more: somebody may have restored one meanwhile.
        .where(table.id.in_(some), is_due)
        .returning(table.owner_id, table.id)
    )
    return gone.all()


async def _forget_overwritten(session: AsyncSession, ids: Sequence[UUID]) -> None:
    if ids:
        await session.execute(delete(Overwritten).where(Overwritten.of_id.in_(ids)))


def _told(of: str, rows: Sequence[Any]) -> Purged | None:
    if not rows:
        return None
    news = [News(of, str(row.id), {"id": str(row.id), "purged": True}) for row in rows]
    return rows[0].owner_id, news


def _now() -> Any:
    return func.reelyard_now()


def _due() -> Any:
    return func.reelyard_now() - IN_TRASH_FOR
