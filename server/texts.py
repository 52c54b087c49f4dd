"""The long texts of drafts as the server keeps them: a row for every revision, with the Yjs
update that came with it, so that the text of an older revision is still known.

Once there are many, the oldest become one. What costs long is done in a thread of its own.
"""

import asyncio
import secrets
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import ParamSpec, TypeVar
from uuid import UUID

from sqlalchemy import delete, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from contract.syncing.hello import START_HASH
from contract.text import merged, seed
from server.ready import Ready
from server.tables import DraftText

P = ParamSpec("P")
T = TypeVar("T")

# Beyond this many rows the older half becomes one: a text is read by putting them together, and
# whoever read a draft so many changes ago reads it again.
MOST_KEPT = 100
KEPT_APART = 50
# Written and read in less than 5 ms; more than that keeps nobody else waiting.
MOST_AT_ONCE_BYTES = 20_000
CLIENT_ID_BITS = 53

_aside = ThreadPoolExecutor(1, thread_name_prefix="texts")
# The draft's line is the next in its owner's log: it is written in the same transaction, first.
_BEGIN = Ready(
    text(
        """
    WITH counter AS (
      INSERT INTO owner_counters (owner_id, seq, hash) VALUES (:owner, 0, :start)
      ON CONFLICT (owner_id) DO UPDATE SET seq = owner_counters.seq RETURNING seq
    )
    INSERT INTO draft_texts (draft_id, revision, seq, update)
    SELECT :draft, 1, counter.seq + 1, CAST(:update AS bytea) FROM counter
    """
    )
)
_KEEP = Ready(
    text(
        """
    INSERT INTO draft_texts (draft_id, revision, seq, update)
    SELECT * FROM unnest(CAST(:draft_ids AS uuid[]), CAST(:revisions AS int[]),
                         CAST(:seqs AS bigint[]), CAST(:updates AS bytea[]))
    """
    )
)


@dataclass(frozen=True)
class Kept:
    """A revision of a draft, the number of its change, the update that came with it."""

    draft_id: UUID
    revision: int
    seq: int
    update: bytes | None


async def begin(
    session: AsyncSession, owner_id: UUID, draft_id: UUID, topic: str, script: str
) -> None:
    """A new draft's texts say this; its line must be the next one of its owner's log, whose end
    is locked from here to the commit."""
    update = None
    if topic or script:
        update = await aside(len(topic) + len(script), seed, client_id(), topic, script)
    await _BEGIN.ask(session, owner=owner_id, start=START_HASH, draft=draft_id, update=update)


async def read(
    session: AsyncSession, draft_ids: Sequence[UUID], after: int | None = None
) -> dict[UUID, list[Kept]]:
    """What is kept of these drafts, in order; of changes after a number alone, if one is given."""
    asked = select(DraftText.draft_id, DraftText.revision, DraftText.seq, DraftText.update).where(
        DraftText.draft_id.in_(draft_ids)
    )
    if after is not None:
        asked = asked.where(DraftText.seq > after)
    found: dict[UUID, list[Kept]] = {draft_id: [] for draft_id in draft_ids}
    for row in await session.execute(asked.order_by(DraftText.draft_id, DraftText.revision)):
        found[row.draft_id].append(Kept(*row))
    return found


async def have_older(
    session: AsyncSession, draft_ids: Sequence[UUID], after: int | None
) -> frozenset[UUID]:
    """Those of these drafts of which words are kept that came with a change up to this number."""
    if after is None or not draft_ids:
        return frozenset()
    asked = select(DraftText.draft_id).where(
        DraftText.draft_id.in_(draft_ids), DraftText.seq <= after, DraftText.update.is_not(None)
    )
    return frozenset(await session.scalars(asked.distinct()))


async def keep(session: AsyncSession, rows: Sequence[Kept]) -> None:
    """Store these revisions."""
    if rows:
        await _KEEP.ask(
            session,
            draft_ids=[one.draft_id for one in rows],
            revisions=[one.revision for one in rows],
            seqs=[one.seq for one in rows],
            updates=[one.update for one in rows],
        )


async def shorten(session: AsyncSession, kept: Sequence[Kept]) -> None:
    """Of a draft with many rows, the older ones are one."""
    if len(kept) <= MOST_KEPT:
        return
    old = kept[:-KEPT_APART]
    updates = updates_in(old)
    one = await aside(sum(map(len, updates)), merged, updates) if updates else None
    last = old[-1]
    await session.execute(
        delete(DraftText).where(
            DraftText.draft_id == last.draft_id, DraftText.revision <= last.revision
        )
    )
    await keep(session, [Kept(last.draft_id, last.revision, last.seq, one)])


def at_revision(kept: Sequence[Kept], revision: int) -> list[Kept] | None:
    """What a draft was at a revision; None when that is not known any more."""
    if not kept or kept[0].revision > revision:
        return None
    return [one for one in kept if one.revision <= revision]


def updates_in(kept: Iterable[Kept]) -> list[bytes]:
    """The updates, in their order."""
    return [one.update for one in kept if one.update is not None]


async def aside(size: int, work: Callable[P, T], *args: P.args, **named: P.kwargs) -> T:
    """What this work returns; when there is much to do, done beside everything else."""
    if size <= MOST_AT_ONCE_BYTES:
        return work(*args, **named)
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_aside, lambda: work(*args, **named))


def client_id() -> int:
    """A fresh one, for a document that is opened once."""
    return secrets.randbits(CLIENT_ID_BITS) | 1
