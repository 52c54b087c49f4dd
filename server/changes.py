"""The owner's log: every change they can see, numbered without gaps in commit order.

A line says which row changed, and the digest of what it became; each hash covers the one before,
so that whoever knows a place in the log notices when it has another past.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    BigInteger,
    LargeBinary,
    Text,
    Uuid,
    bindparam,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from contract.syncing.hello import START_HASH, Place, refuse_other_past
from contract.syncing.push import chained, line_of
from server.ready import Asked, Ready
from server.tables import Change, OwnerCounter

_COUNTER = upsert(OwnerCounter)
# Made if need be, else written as it is: either way it is locked, and read as it stands then.
_LOCK_COUNTER = Ready(
    _COUNTER.on_conflict_do_update(
        index_elements=["owner_id"], set_={"seq": OwnerCounter.seq}
    ).returning(OwnerCounter.seq, OwnerCounter.hash),
    columns=("owner_id", "seq", "hash"),
)
_lines = (
    func.unnest(
        bindparam("of", type_=ARRAY(Text())),
        bindparam("of_ids", type_=ARRAY(Uuid())),
        bindparam("digests", type_=ARRAY(LargeBinary())),
        bindparam("hashes", type_=ARRAY(LargeBinary())),
    )
    .table_valued("of", "of_id", "digest", "hash", with_ordinality="nth")
    .render_derived()
)
_WRITE_LINES = Ready(
    insert(Change).from_select(
        ["owner_id", "seq", "of", "of_id", "digest", "hash"],
        select(
            bindparam("owner", type_=Uuid()),
            _lines.c.nth + bindparam("before", type_=BigInteger()),
            _lines.c.of,
            _lines.c.of_id,
            _lines.c.digest,
            _lines.c.hash,
        ),
    )
)
_MOVE_COUNTER = Ready(
    update(OwnerCounter).where(OwnerCounter.owner_id == bindparam("owner")),
    columns=("seq", "hash"),
)
_HEAD = Ready(
    select(OwnerCounter.seq, OwnerCounter.hash, OwnerCounter.floor).where(
        OwnerCounter.owner_id == bindparam("owner")
    )
)
_HASH_AT = Ready(
    select(Change.hash).where(Change.owner_id == bindparam("owner"), Change.seq == bindparam("seq"))
)


@dataclass(frozen=True)
class News:
    """What became true: `of` is draft, generation, asset, usage ...; `row` its state as JSON, of
    which the log keeps the digest."""

    of: str
    id: str
    row: dict[str, Any]


@dataclass(frozen=True)
class Line:
    """A row that changed, and the digest of what it became."""

    of: str
    id: UUID
    digest: bytes


@dataclass(frozen=True)
class Head:
    """The end of an owner's log; from `floor` on all of it is kept."""

    seq: int
    hash: bytes
    floor: int = 0

    @property
    def place(self) -> Place | None:
        """As devices know it; None before the first line."""
        return Place(seq=self.seq, h=self.hash.hex()) if self.seq else None


async def append(session: AsyncSession, owner_id: UUID, news: Sequence[News]) -> int:
    """Number these lines at the end of the owner's log and return the last number.

    Call it last in a transaction: the counter's row lock, held to the commit, is what keeps
    numbers in commit order. Lock order everywhere: key, period row, owner counter.
    """
    lines = [line_of_news(one) for one in news]
    end = await lock(session, owner_id)
    places = await write(session, owner_id, end, lines)
    return places[-1].seq if places else end.seq


def line_of_news(news: News) -> Line:
    """The line that keeps the digest of what became true."""
    return Line(news.of, UUID(news.id), line_of(news.of, news.id, news.row))


async def lock(session: AsyncSession, owner_id: UUID) -> Head:
    """Lock the end of the owner's log until the commit, and return it: the next line's number
    is known before it is written. Rows are locked before, never after."""
    (counter,) = await _LOCK_COUNTER.ask(session, owner_id=owner_id, seq=0, hash=START_HASH)
    return Head(counter.seq, counter.hash)


async def write(
    session: AsyncSession, owner_id: UUID, end: Head, lines: Sequence[Line]
) -> tuple[Place, ...]:
    """Write these lines behind the locked end; their places."""
    if not lines:
        return ()
    hashes, last = [], end.hash
    for line in lines:
        last = chained(last, line.digest)
        hashes.append(last)
    await _WRITE_LINES.ask(
        session,
        owner=owner_id,
        before=end.seq,
        of=[line.of for line in lines],
        of_ids=[line.id for line in lines],
        digests=[line.digest for line in lines],
        hashes=hashes,
    )
    await _MOVE_COUNTER.ask(session, owner=owner_id, seq=end.seq + len(lines), hash=last)
    return tuple(Place(seq=end.seq + nth, h=hash.hex()) for nth, hash in enumerate(hashes, start=1))


async def head(session: AsyncSession, owner_id: UUID) -> int:
    """The last number of an owner's log, 0 before the first change."""
    found = await session.execute(select(OwnerCounter.seq).where(OwnerCounter.owner_id == owner_id))
    return found.scalar_one_or_none() or 0


async def read_head(session: Asked, owner_id: UUID) -> Head:
    """The end of an owner's log."""
    found = await _HEAD.ask(session, owner=owner_id)
    return Head(*found[0]) if found else Head(0, START_HASH)


async def check_past(
    session: Asked, owner_id: UUID, end: Head, cursor: Place | None, mark: Place | None
) -> None:
    """True on return: both places that a device shows lie in this log.

    Raises: Problem RESYNC.
    """
    hashes = {}
    for place in (cursor, mark):
        found = None if place is None else await hash_at(session, owner_id, end, place.seq)
        if place is not None and found is not None:
            hashes[place.seq] = found.hex()
    refuse_other_past(cursor, mark, head=end.seq, kept_from=end.floor, hash_at=hashes)


async def hash_at(session: Asked, owner_id: UUID, end: Head, seq: int) -> bytes | None:
    """The hash of all lines up to this one; None where it is not kept, or not yet written."""
    if seq == 0:
        return START_HASH
    if seq == end.seq:
        return end.hash
    found = await _HASH_AT.ask(session, owner=owner_id, seq=seq)
    return found[0].hash if found else None
