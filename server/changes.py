"""The owner's log: every change they can see, numbered without gaps in commit order."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from server.tables import Change, OwnerCounter

START_HASH = bytes(32)


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
    seq, last = await _locked_counter(session, owner_id)
    rows = []
    for line in news:
        seq += 1
        last = hashlib.sha256(last + _canonical(line)).digest()
        rows.append(
            {
                "owner_id": owner_id,
                "seq": seq,
                "of": line.of,
                "of_id": line.id,
                "row": line.row,
                "hash": last,
            }
        )
    if rows:
        await session.execute(insert(Change), rows)
        await session.execute(
            update(OwnerCounter).where(OwnerCounter.owner_id == owner_id).values(seq=seq, hash=last)
        )
    return seq


async def head(session: AsyncSession, owner_id: UUID) -> int:
    """The last number of an owner's log, 0 before the first change."""
    found = await session.execute(select(OwnerCounter.seq).where(OwnerCounter.owner_id == owner_id))
    return found.scalar_one_or_none() or 0


async def _locked_counter(session: AsyncSession, owner_id: UUID) -> tuple[int, bytes]:
    await session.execute(
        upsert(OwnerCounter)
        .values(owner_id=owner_id, seq=0, hash=START_HASH)
        .on_conflict_do_nothing()
    )
    locked = await session.execute(
        select(OwnerCounter.seq, OwnerCounter.hash)
        .where(OwnerCounter.owner_id == owner_id)
        .with_for_update()
    )
    seq, last = locked.one()
    return seq, last


def _canonical(line: News) -> bytes:
    """One spelling for one line, whoever writes it: keys sorted, no spaces, UTF-8."""
    content = {"of": line.of, "id": line.id, "row": line.row}
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
