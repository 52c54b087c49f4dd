"""The rows that a batch of ops speaks of, locked and read before anything is decided."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from contract.problems import Code, Problem
from contract.syncing.ops import Op, SetOp, TextOp
from contract.syncing.push import PushBody
from contract.syncing.rows import Row, RowOf
from server import assets, draft_rows, placements, texts
from server.assets import Stored as StoredAsset
from server.draft_rows import Stored as StoredDraft
from server.placements import Stored as StoredPlacement
from server.ready import Ready
from server.tables import Asset, Change, Draft, OwnerCounter, SyncAck
from server.tables import Placement as PlacementRow
from server.texts import Kept

# Of a row: what it is of, and its id.
Key = tuple[RowOf, UUID]
# In the order in which their rows are locked.
KINDS: tuple[RowOf, ...] = ("asset", "draft", "placement")
_missing = (
    func.unnest(bindparam("of", type_=ARRAY(Text())), bindparam("ids", type_=ARRAY(Uuid())))
    .table_valued("of", "id")
    .render_derived()
)
_FLOOR = (
    select(OwnerCounter.floor).where(OwnerCounter.owner_id == bindparam("owner")).scalar_subquery()
)
_TOLD_BEFORE = Ready(
    select(_missing.c.of, _missing.c.id).where(
        select(Change.seq)
        .where(
            Change.owner_id == bindparam("owner"),
            Change.of == _missing.c.of,
            Change.of_id == _missing.c.id,
            # The floor's own line stays for its hash, whatever it tells.
            Change.seq > _FLOOR,
        )
        .correlate(_missing)
        .exists()
    )
)


@dataclass(frozen=True)
class Loaded:
    """The rows that a batch speaks of, locked. `kept` are the texts of drafts whose texts it
    changes, `unseen` those changes of them that the device cannot have seen, by draft."""

    drafts: dict[UUID, StoredDraft] = field(default_factory=dict)
    placements: dict[UUID, StoredPlacement] = field(default_factory=dict)
    assets: dict[UUID, StoredAsset] = field(default_factory=dict)
    generation_of: dict[UUID, UUID] = field(default_factory=dict)
    gone: frozenset[Key] = frozenset()
    foreign: frozenset[Key] = frozenset()
    kept: dict[UUID, list[Kept]] = field(default_factory=dict)
    unseen: dict[UUID, frozenset[int]] = field(default_factory=dict)

    def row(self, key: Key) -> Row | None:
        """A row as it was before the batch."""
        of, id = key
        tables: dict[RowOf, Mapping[UUID, StoredDraft | StoredPlacement | StoredAsset]] = {
            "draft": self.drafts,
            "placement": self.placements,
            "asset": self.assets,
        }
        found = tables[of].get(id)
        return None if found is None else found.row


async def load(session: AsyncSession, owner_id: UUID, body: PushBody, ops: Sequence[Op]) -> Loaded:
    """Lock and read all rows that these ops speak of."""
    ids = {of: sorted({op.id for op in ops if op.of == of}) for of in KINDS}
    foreign: set[Key] = set()
    loaded = Loaded()
    for row in await _ask_assets(session, ids["asset"]):
        if row.owner_id != owner_id:
            foreign.add(("asset", row.id))
            continue
        loaded.assets[row.id] = assets.stored_of(row)
        loaded.generation_of[row.id] = row.generation_id
    placed_in = await _placed_in(session, ids["placement"], ops)
    gone: set[Key] = set()
    for row in await _ask_drafts(session, sorted({*ids["draft"], *placed_in})):
        key: Key = ("draft", row.id)
        if row.owner_id != owner_id:
            foreign.add(key)
        elif row.gone_at is not None:
            gone.add(key)
        else:
            loaded.drafts[row.id] = draft_rows.stored_of(row)
    for row in await _ask_placements(session, ids["placement"]):
        if row.owner_id != owner_id:
            foreign.add(("placement", row.id))
        else:
            loaded.placements[row.id] = placements.stored_of(row)
    known: set[Key] = {
        *(("draft", id) for id in loaded.drafts),
        *(("placement", id) for id in loaded.placements),
        *(("asset", id) for id in loaded.assets),
        *foreign,
        *gone,
    }
    missing = [(of, id) for of, some in ids.items() for id in some if (of, id) not in known]
    gone |= await _told_before(session, owner_id, missing)
    loaded = replace(loaded, gone=frozenset(gone), foreign=frozenset(foreign))
    return await _with_texts(session, owner_id, body, ops, loaded)


async def _with_texts(
    session: AsyncSession, owner_id: UUID, body: PushBody, ops: Sequence[Op], loaded: Loaded
) -> Loaded:
    """With the texts of the drafts whose words these ops change."""
    wanted = {op.id for op in ops if isinstance(op, TextOp)} & loaded.drafts.keys()
    if not wanted:
        return loaded
    kept = await texts.read(session, sorted(wanted))
    read_to = body.cursor.seq if body.cursor else 0
    own = await session.execute(
        select(SyncAck.seq).where(
            SyncAck.owner_id == owner_id, SyncAck.device_id == body.device, SyncAck.seq > read_to
        )
    )
    known = set(own.scalars())
    unseen = {
        draft_id: frozenset(
            one.seq for one in some if one.update and one.seq > read_to and one.seq not in known
        )
        for draft_id, some in kept.items()
    }
    return replace(loaded, kept=kept, unseen=unseen)


async def _ask_assets(session: AsyncSession, ids: Sequence[UUID]) -> Sequence[Any]:
    if not ids:
        return ()
    asked = select(
        Asset.id,
        Asset.owner_id,
        Asset.generation_id,
        Asset.title,
        Asset.topic,
        Asset.fields,
        Asset.tag_puts,
    ).where(Asset.id.in_(ids))
    return (await session.execute(asked.order_by(Asset.id).with_for_update())).all()


async def _ask_drafts(session: AsyncSession, ids: Sequence[UUID]) -> Sequence[Any]:
    if not ids:
        return ()
    asked = select(
        Draft.id,
        Draft.owner_id,
        Draft.gone_at,
        Draft.topic,
        Draft.script,
        Draft.revision,
        Draft.fields,
        Draft.tag_puts,
    ).where(Draft.id.in_(ids))
    # Not against foreign keys: a generation of one may begin meanwhile.
    locked = asked.order_by(Draft.id).with_for_update(key_share=True)
    return (await session.execute(locked)).all()


async def _ask_placements(session: AsyncSession, ids: Sequence[UUID]) -> Sequence[Any]:
    if not ids:
        return ()
    asked = select(
        PlacementRow.id,
        PlacementRow.owner_id,
        PlacementRow.name,
        PlacementRow.position,
        PlacementRow.fields,
        PlacementRow.seq,
    ).where(PlacementRow.id.in_(ids))
    return (await session.execute(asked.order_by(PlacementRow.id).with_for_update())).all()


async def _placed_in(session: AsyncSession, ids: Sequence[UUID], ops: Sequence[Op]) -> set[UUID]:
    """The drafts in which these placements are, and in which the ops will place them: plain
    clients see a change of theirs."""
    if not ids:
        return set()
    asked = select(PlacementRow.draft_id).where(PlacementRow.id.in_(ids))
    found = {id for id in (await session.execute(asked)).scalars() if id is not None}
    for op in ops:
        if isinstance(op, SetOp) and op.of == "placement":
            try:
                found.add(UUID(str(op.fields["draft_id"])))
            except (KeyError, ValueError):
                # Not said, or said wrong, which the op is told.
                continue
    return found


async def _told_before(session: AsyncSession, owner_id: UUID, missing: Sequence[Key]) -> set[Key]:
    """Those that were there once: the log speaks of them."""
    if not missing:
        return set()
    found = await _TOLD_BEFORE.ask(
        session,
        owner=owner_id,
        of=[of for of, _ in missing],
        ids=[id for _, id in missing],
    )
    return {(row.of, row.id) for row in found}


async def refuse_made_meanwhile(session: AsyncSession, loaded: Loaded, ops: Sequence[Op]) -> None:
    """Pass when nobody made a row, since we looked, that we are about to make.

    Pushes wait for each other; but a plain client's wish makes a draft whose id a device may
    know from before the server was restored. Raises: Problem SERVER_BUSY.
    """
    new = {op.id for op in ops if op.of == "draft"} - loaded.drafts.keys()
    new -= {id for _, id in loaded.gone | loaded.foreign}
    if not new:
        return
    found = await session.execute(select(Draft.id).where(Draft.id.in_(new)).limit(1))
    if found.one_or_none() is not None:
        raise Problem(
            Code.SERVER_BUSY,
            "What is pushed is being changed.",
            "Push it again.",
            retryable=True,
            retry_after_s=1,
        )
