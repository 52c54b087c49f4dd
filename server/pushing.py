"""A device pushes: a batch of its ops becomes true in one transaction, in the log's order.

What each op means is decided by `contract.syncing`; here rows are locked, loaded and stored.
Locked in this order: the owner's pushes, the items, drafts and placements that are meant, the
end of the log.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, Uuid, bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from contract.problems import Code, Problem
from contract.syncing.hello import Place
from contract.syncing.ops import SCHEMA, Op, SetOp, TextOp, is_resend
from contract.syncing.push import (
    Ack,
    Held,
    PushAnswer,
    PushBody,
    apply,
    fingerprint_of,
    offset_of,
    problem_of,
    sort_out,
)
from contract.syncing.rows import Row, RowOf
from contract.text import Texts, merged, texts_of
from server import (
    assets,
    changes,
    drafts,
    generations,
    placements,
    rows,
    sync_devices,
    texts,
)
from server.assets import Stored as StoredAsset
from server.changes import Head, Line
from server.drafts import Stored as StoredDraft
from server.placements import Stored as StoredPlacement
from server.ready import Ready
from server.sync_devices import Known
from server.tables import Asset, Change, Draft, OwnerCounter, SyncAck
from server.tables import Placement as PlacementRow
from server.texts import Kept

# Of a row: what it is of, and its id.
Key = tuple[RowOf, UUID]
# In the order in which their rows are locked.
KINDS: tuple[RowOf, ...] = ("asset", "draft", "placement")
# What an op without words costs, in bytes of text that are read in that time.
OP_COSTS_BYTES = 200
NO_TEXTS = Texts("", "")

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
class Pushed:
    """What a push is answered; `seq` is the log's new end, None when nothing is new."""

    answer: PushAnswer
    seq: int | None


@dataclass(frozen=True)
class _Loaded:
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


@dataclass
class _Batch:
    """What becomes of a batch, op by op."""

    loaded: _Loaded
    device: UUID
    end: Head
    now: datetime
    server: UUID
    held: dict[Key, Held] = field(default_factory=dict)
    acks: list[Ack] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    lost: list[tuple[str, UUID, str, dict[str, Any]]] = field(default_factory=list)
    revisions: dict[UUID, int] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)
    made_at: dict[UUID, int] = field(default_factory=dict)
    words: dict[UUID, Texts] = field(default_factory=dict)

    def changed(self, of: str) -> Iterable[tuple[UUID, Row]]:
        """The rows of a kind that are not as they were, with their ids."""
        return ((key[1], held.row) for key, held in self.held.items() if key[0] == of)


async def push(session: AsyncSession, owner_id: UUID, body: PushBody) -> Pushed:
    """Carry out a batch of ops, or give the answers that they were given before.

    Raises: Problem OUTDATED, RESYNC, GAP, DEVICE_FORK, SERVER_BUSY.
    """
    if body.spoken != SCHEMA:
        raise sync_devices.outdated()
    known = await sync_devices.lock(session, owner_id, body.device)
    end = await changes.read_head(session, owner_id)
    # Before the numbers: a server that was restored would else speak of a gap for ever.
    await changes.check_past(session, owner_id, end, body.cursor, body.mark)
    before = [op.n for op in body.ops if op.n <= known.last_n]
    stored = await sync_devices.read_acks(session, owner_id, body.device, before)
    sorted_out = sort_out(known.last_n, stored, body.ops)
    offset_ms = offset_of(body.ops, rows.ms_of(known.now))
    if not sorted_out.fresh:
        return Pushed(_answer_of(sorted_out.replayed, known, offset_ms), None)
    loaded = await _load(session, owner_id, body, sorted_out.fresh)
    batch = _Batch(
        loaded,
        body.device,
        await changes.lock(session, owner_id),
        known.now,
        await rows.server_id(session),
    )
    await _refuse_made_meanwhile(session, loaded, sorted_out.fresh)
    await texts.aside(_size_of(loaded, sorted_out.fresh), _carry_out, batch, sorted_out.fresh)
    acks, known, seq = await _store(session, owner_id, known, batch, sorted_out.fresh)
    return Pushed(_answer_of((*sorted_out.replayed, *acks), known, offset_ms), seq)


def _answer_of(acks: Sequence[Ack], known: Known, offset_ms: int | None) -> PushAnswer:
    return PushAnswer(acks=tuple(acks), last_n=known.last_n, mark=known.mark, offset_ms=offset_ms)


def _size_of(loaded: _Loaded, ops: Sequence[Op]) -> int:
    """How much there is to do: each op reads the document anew whose words it changes."""
    size = OP_COSTS_BYTES * len(ops)
    for op in ops:
        if isinstance(op, TextOp):
            updates = texts.updates_in(loaded.kept.get(op.id, ()))
            size += len(op.update) + sum(map(len, updates))
    return size


def _carry_out(batch: _Batch, ops: Sequence[Op]) -> None:
    """Decide about each op in its order. Nothing is asked here: it may take a while."""
    for op in ops:
        try:
            _carry_out_one(batch, op)
        except Problem as problem:
            batch.acks.append(Ack(n=op.n, status="rejected", problem=problem_of(problem)))
    told = {op.id for op in ops if isinstance(op, TextOp)}
    for draft_id in told:
        held = batch.held.get(("draft", draft_id))
        if held is not None and held.whole is not None:
            batch.words[draft_id] = texts_of(held.whole)
            _keep_both_texts(batch, draft_id, batch.words[draft_id])


def _carry_out_one(batch: _Batch, op: Op) -> None:
    """Raises: Problem; nothing has changed then."""
    key: Key = (op.of, op.id)
    seq = batch.end.seq + len(batch.lines) + 1
    before = _held(batch, key, needs_whole=isinstance(op, TextOp))
    if key in batch.loaded.foreign:
        raise _not_there()
    if before is None and not isinstance(op, SetOp) and not is_resend(op):
        raise _not_there()
    after = apply(
        op,
        before,
        device=batch.device,
        seq=seq,
        now_ms=rows.ms_of(batch.now),
        server_id=batch.server,
    )
    batch.held[key] = after.held
    batch.lines.append(Line(op.of, op.id, after.line))
    batch.lost += [(op.of, op.id, one.name, rows.written_json(one.written)) for one in after.lost]
    if op.of == "draft":
        _raise_revision(batch, op.id, seq, after.update)
    elif op.of == "placement":
        batch.made_at.setdefault(op.id, seq)
        for draft_id in {*_drafts_of(before), *_drafts_of(after.held)}:
            if ("draft", draft_id) in batch.held or draft_id in batch.loaded.drafts:
                _raise_revision(batch, draft_id, seq, None)
    batch.acks.append(Ack(n=op.n, status="applied", seq=seq))


def _held(batch: _Batch, key: Key, *, needs_whole: bool) -> Held | None:
    """A row as it is by now; None when there never was one."""
    loaded, (of, id) = batch.loaded, key
    held = batch.held.get(key)
    if held is None:
        found = loaded.row(key)
        if found is not None:
            held = Held(found)
        elif key in loaded.gone:
            held = Held(Row(of, id), is_gone=True)
    if held is not None and needs_whole and held.whole is None:
        updates = texts.updates_in(loaded.kept.get(id, ()))
        held = replace(held, whole=merged(updates) if updates else None)
    return held


def _raise_revision(batch: _Batch, draft_id: UUID, seq: int, update: bytes | None) -> None:
    known = batch.loaded.drafts.get(draft_id)
    last = batch.revisions.get(draft_id, known.revision if known else 0)
    batch.revisions[draft_id] = last + 1
    batch.kept.append(Kept(draft_id, last + 1, seq, update))


def _keep_both_texts(batch: _Batch, draft_id: UUID, after: Texts) -> None:
    """Where words of others met those of this device, keep what each side had before."""
    unseen = batch.loaded.unseen.get(draft_id)
    if not unseen:
        return
    kept = batch.loaded.kept[draft_id]
    own = [one.update for one in batch.kept if one.draft_id == draft_id]
    seen = [*texts.updates_in(one for one in kept if one.seq not in unseen), *filter(None, own)]
    sides = [batch.loaded.drafts[draft_id].texts]
    try:
        sides.append(texts_of(merged(seen)))
    except Problem:
        # It builds upon words that it had seen after all.
        return
    for side in sides:
        for name in ("topic", "script"):
            if getattr(side, name) != getattr(after, name):
                batch.lost.append(("draft", draft_id, name, {"v": getattr(side, name)}))


async def _store(
    session: AsyncSession, owner_id: UUID, known: Known, batch: _Batch, ops: Sequence[Op]
) -> tuple[tuple[Ack, ...], Known, int | None]:
    """Write all that became of a batch; the acks with their places, what is known of the device
    now, and the log's new end."""
    await _store_drafts(session, owner_id, batch)
    await placements.store(
        session, owner_id, [_placed(batch, *one) for one in batch.changed("placement")]
    )
    lines = [*batch.lines, *await _store_assets(session, owner_id, batch)]
    places = await changes.write(session, owner_id, batch.end, lines)
    await rows.keep_lost(session, owner_id, batch.lost)
    by_seq = {place.seq: place.h for place in places}
    acks = tuple(
        ack if ack.seq is None else ack.model_copy(update={"h": by_seq[ack.seq]})
        for ack in batch.acks
    )
    applied = [ack.seq for ack in acks if ack.seq is not None]
    mark = Place(seq=applied[-1], h=by_seq[applied[-1]]) if applied else known.mark
    known = replace(known, last_n=ops[-1].n, mark=mark)
    told = [(fingerprint_of(op), ack) for op, ack in zip(ops, acks, strict=True)]
    await sync_devices.keep(session, owner_id, batch.device, known, told)
    return acks, known, places[-1].seq if places else None


async def _store_drafts(session: AsyncSession, owner_id: UUID, batch: _Batch) -> None:
    changed = []
    for draft_id, revision in batch.revisions.items():
        before = batch.loaded.drafts.get(draft_id)
        held = batch.held.get(("draft", draft_id))
        row = held.row if held else before.row if before else Row("draft", draft_id)
        words = batch.words.get(draft_id) or (before.texts if before else NO_TEXTS)
        changed.append(StoredDraft(row, words, revision))
    await drafts.store(session, owner_id, changed)
    await texts.keep(session, batch.kept)
    for draft_id, kept in batch.loaded.kept.items():
        news = [one for one in batch.kept if one.draft_id == draft_id]
        await texts.shorten(session, [*kept, *news])


async def _store_assets(session: AsyncSession, owner_id: UUID, batch: _Batch) -> list[Line]:
    """Write the items; the lines of generations whose variant is saved now, or is no longer."""
    changed, moved = [], set()
    for id, row in batch.changed("asset"):
        before = batch.loaded.assets[id]
        changed.append(replace(before, row=row))
        if row.is_deleted != before.row.is_deleted:
            moved.add(batch.loaded.generation_of[id])
    await assets.store(session, owner_id, changed)
    news = [await generations.news_of(session, id) for id in sorted(moved)]
    return [changes.line_of_news(one) for one in news]


def _placed(batch: _Batch, id: UUID, row: Row) -> StoredPlacement:
    before = batch.loaded.placements.get(id)
    if before is not None:
        return replace(before, row=row)
    return StoredPlacement(row, None, None, batch.made_at[id])


def _drafts_of(held: Held | None) -> tuple[UUID, ...]:
    """The draft that a placement is in, if there is one."""
    value = None if held is None else rows.text_field(held.row, "draft_id")
    return () if value is None else (UUID(value),)


async def _load(
    session: AsyncSession, owner_id: UUID, body: PushBody, ops: Sequence[Op]
) -> _Loaded:
    """Lock and read all rows that these ops speak of."""
    ids = {of: sorted({op.id for op in ops if op.of == of}) for of in KINDS}
    foreign: set[Key] = set()
    loaded = _Loaded()
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
            loaded.drafts[row.id] = drafts.stored_of(row)
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
    session: AsyncSession, owner_id: UUID, body: PushBody, ops: Sequence[Op], loaded: _Loaded
) -> _Loaded:
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


async def _refuse_made_meanwhile(session: AsyncSession, loaded: _Loaded, ops: Sequence[Op]) -> None:
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


def _not_there() -> Problem:
    return Problem(
        Code.NOT_FOUND,
        "There is no such row of yours.",
        "Make it first, or leave it out.",
    )
