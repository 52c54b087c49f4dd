"""A digest of all that an owner has: with it a device proves that it holds the same."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from contract.syncing.digests import fold, row_digest
from contract.syncing.pull import DigestAnswer
from server import changes, pulling, snapshots
from server.pulling import Json, Plans, Wanted

ROWS_AT_ONCE = 200
# Usage is no row: it is a reading that moves with the calendar.
KINDS = tuple(of for of in snapshots.KINDS if of != "usage")
TOLD = ("of", "id", "fields", "tags", "texts", "row")

# One digest at a time, beside everything else.
_aside = ThreadPoolExecutor(1, thread_name_prefix="digests")


async def read(session: AsyncSession, owner_id: UUID, plans: Plans) -> DigestAnswer:
    """Of each kind of row how many there are, and what all of them say. Call it in one moment
    of the database."""
    end = await changes.read_head(session, owner_id)
    tables = {}
    for of in KINDS:
        digests: list[bytes] = []
        last = snapshots.NO_ID
        while ids := await snapshots.list_ids(session, owner_id, of, last, ROWS_AT_ONCE):
            wanted = [Wanted(of, id, 0, 0) for id in ids]
            told = await pulling.tell(session, owner_id, wanted, None, plans, with_updates=False)
            loop = asyncio.get_running_loop()
            digests += await loop.run_in_executor(_aside, _digests_of, told)
            last = ids[-1]
        tables[of] = fold(digests)
    return DigestAnswer(head=end.place, tables=tables)


def _digests_of(told: Sequence[Json]) -> list[bytes]:
    return [
        row_digest({name: change[name] for name in TOLD if change[name] is not None})
        for change in told
    ]
