"""A device begins anew: every row by its key, page by page, then the log from where it stood."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, literal, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from contract.syncing.hello import Place
from server import changes, pulling
from server.changes import Head
from server.cursors import invalid_cursor, read_cursor, write_cursor
from server.pulling import MOST_PAGE_BYTES, Json, Plans, Wanted
from server.ready import Ready
from server.tables import Asset, Change, Draft, Generation, Media, OwnerCounter, Placement

NO_ID = UUID(int=0)
# By the order in which a device can show something of them.
KINDS = ("draft", "placement", "asset", "media", "generation", "usage")

_LATEST = Ready(
    text(
        """
    SELECT one.id, (SELECT max(seq) FROM changes
                     WHERE owner_id = :owner AND of = :of AND of_id = one.id) AS seq
      FROM unnest(CAST(:ids AS uuid[])) AS one (id)
    """
    )
)


async def read_page(
    session: AsyncSession,
    owner_id: UUID,
    *,
    cursor: str | None,
    limit: int,
    secret: str,
    plans: Plans,
) -> Json:
    """A page of all rows that are there, as JSON. Call it in one moment of the database.

    Raises: Problem INVALID_CURSOR, RESYNC when this server was restored between two pages.
    """
    scope = ("snapshot", str(owner_id))
    end = await changes.read_head(session, owner_id)
    if cursor is None:
        at, of, last = end.place, KINDS[0], NO_ID
    else:
        at, of, last = _read(secret, scope, cursor)
        await changes.check_past(session, owner_id, end, at, None)
    told: list[Json] = []
    size = 0
    while True:
        room = min(limit - len(told), pulling.ROWS_AT_ONCE)
        ids = await list_ids(session, owner_id, of, last, room)
        wanted = await _numbered(session, owner_id, of, ids)
        for change in await pulling.tell(session, owner_id, wanted, None, plans):
            size += pulling.size_of(change)
            if told and size > MOST_PAGE_BYTES:
                return _page(told, at, end, write_cursor(secret, scope, _written(at, of, last)))
            told.append(change)
            last = UUID(change["id"])
        if len(ids) < room:
            if of == KINDS[-1]:
                return _page(told, at, end, None)
            of, last = KINDS[KINDS.index(of) + 1], NO_ID
        if len(told) == limit:
            return _page(told, at, end, write_cursor(secret, scope, _written(at, of, last)))


async def list_ids(
    session: AsyncSession, owner_id: UUID, of: str, after: UUID, limit: int
) -> Sequence[UUID]:
    """The keys of an owner's rows of a kind, from behind one on."""
    found = await session.execute(_ids_of(owner_id, of, after).limit(limit))
    return [row.id for row in found]


def _ids_of(owner_id: UUID, of: str, after: UUID) -> Select[Any]:
    match of:
        case "draft":
            asked = select(Draft.id).where(Draft.owner_id == owner_id, Draft.gone_at.is_(None))
            return asked.where(Draft.id > after).order_by(Draft.id)
        case "placement":
            asked = select(Placement.id).where(Placement.owner_id == owner_id)
            return asked.where(Placement.id > after).order_by(Placement.id)
        case "asset":
            asked = select(Asset.id).where(Asset.owner_id == owner_id, Asset.id > after)
            return asked.order_by(Asset.id)
        case "media":
            asked = select(Media.id).where(Media.owner_id == owner_id, Media.id > after)
            return asked.order_by(Media.id)
        case "generation":
            asked = select(Generation.id).where(Generation.owner_id == owner_id)
            return asked.where(Generation.id > after).order_by(Generation.id)
        case _:
            # One reading, once there is something to read.
            told = select(Change.seq).where(Change.owner_id == owner_id, Change.of == "usage")
            return select(OwnerCounter.owner_id.label("id")).where(
                OwnerCounter.owner_id == owner_id, literal(after) < owner_id, told.exists()
            )


async def _numbered(
    session: AsyncSession, owner_id: UUID, of: str, ids: Sequence[UUID]
) -> list[Wanted]:
    """These rows with the numbers of their latest lines, 0 where the log knows none."""
    if not ids:
        return []
    found = await _LATEST.ask(session, owner=owner_id, of=of, ids=list(ids))
    seqs = {row.id: row.seq or 0 for row in found}
    return [Wanted(of, id, seqs[id], seqs[id]) for id in ids]


def _page(told: list[Json], at: Place | None, end: Head, next_cursor: str | None) -> Json:
    return {
        "changes": told,
        "at": at and at.model_dump(),
        "next_cursor": next_cursor,
        "as_of": end.place and end.place.model_dump(),
    }


def _written(at: Place | None, of: str, last: UUID) -> tuple[str, ...]:
    seq, h = (str(at.seq), at.h) if at else ("", "")
    return seq, h, of, str(last)


def _read(secret: str, scope: Sequence[str], cursor: str) -> tuple[Place | None, str, UUID]:
    seq, h, of, last = read_cursor(secret, scope, cursor)
    if of not in KINDS:
        # Of a server that knew another kind of row.
        raise invalid_cursor()
    return Place(seq=int(seq), h=h) if seq else None, of, UUID(last)
