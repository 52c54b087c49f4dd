"""The owner's log: every change they can see, numbered without gaps in commit order."""

import hashlib
import json
from collections.abc import Iterator, Sequence
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
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from server.ready import Ready
from server.tables import Change, OwnerCounter

START_HASH = bytes(32)

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
        bindparam("of_ids", type_=ARRAY(Text())),
        bindparam("rows", type_=ARRAY(JSONB())),
        bindparam("hashes", type_=ARRAY(LargeBinary())),
    )
    .table_valued("of", "of_id", "row", "hash", with_ordinality="nth")
    .render_derived()
)
_WRITE_LINES = Ready(
    insert(Change).from_select(
        ["owner_id", "seq", "of", "of_id", "row", "hash"],
        select(
            bindparam("owner", type_=Uuid()),
            _lines.c.nth + bindparam("before", type_=BigInteger()),
            _lines.c.of,
            _lines.c.of_id,
            _lines.c.row,
            _lines.c.hash,
        ),
    )
)
_MOVE_COUNTER = Ready(
    update(OwnerCounter).where(OwnerCounter.owner_id == bindparam("owner")),
    columns=("seq", "hash"),
)


@dataclass(frozen=True)
class News:
    """What became true: `of` is draft, generation, asset, usage ...; `row` its state as JSON."""

    of: str
    id: str
    row: dict[str, Any]


async def append(session: AsyncSession, owner_id: UUID, news: Sequence[News]) -> int:
    """Number these lines at the end of the owner's log and return the last number.

    Call it last in a transaction: the counter's row lock, held to the commit, is what keeps
    numbers in commit order. Lock order everywhere: key, period row, owner counter.
    """
    (counter,) = await _LOCK_COUNTER.ask(session, owner_id=owner_id, seq=0, hash=START_HASH)
    before: int = counter.seq
    if not news:
        return before
    hashes = list(_chained(counter.hash, news))
    await _WRITE_LINES.ask(
        session,
        owner=owner_id,
        before=before,
        of=[line.of for line in news],
        of_ids=[line.id for line in news],
        rows=[line.row for line in news],
        hashes=hashes,
    )
    seq = before + len(news)
    await _MOVE_COUNTER.ask(session, owner=owner_id, seq=seq, hash=hashes[-1])
    return seq


async def head(session: AsyncSession, owner_id: UUID) -> int:
    """The last number of an owner's log, 0 before the first change."""
    found = await session.execute(select(OwnerCounter.seq).where(OwnerCounter.owner_id == owner_id))
    return found.scalar_one_or_none() or 0


def _chained(last: bytes, news: Sequence[News]) -> Iterator[bytes]:
    """The hash of each line, over its own words and the hash of the one before."""
    for line in news:
        last = hashlib.sha256(last + _canonical(line)).digest()
        yield last


def _canonical(line: News) -> bytes:
    """One spelling for one line, whoever writes it: keys sorted, no spaces, UTF-8."""
    content = {"of": line.of, "id": line.id, "row": line.row}
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
