"""A device pushes: a batch of its ops becomes true in one transaction, in the log's order.

What each op means is decided by `contract.syncing`; here rows are locked, loaded and stored.
Locked in this order: the owner's pushes, the items, drafts and placements that are meant, the
end of the log.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

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
from contract.syncing.rows import Row
from contract.text import Texts, merged, texts_of
from server import (
    assets,
    changes,
    draft_rows,
    generations,
    placements,
    rows,
    sync_devices,
    texts,
)
from server.changes import Head, Line
from server.draft_rows import Stored as StoredDraft
from server.placements import Stored as StoredPlacement
from server.pushed_rows import Key, Loaded, load, refuse_made_meanwhile
from server.sync_devices import Known
from server.texts import Kept

# What an op without words costs, in bytes of text that are read in that time.
OP_COSTS_BYTES = 200
NO_TEXTS = Texts("", "")


@dataclass(frozen=True)
class Pushed:
    """What a push is answered; `seq` is the log's new end, None when nothing is new."""

    answer: PushAnswer
    seq: int | None


@dataclass
class _Batch:
    """What becomes of a batch, op by op."""

    loaded: Loaded
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
    loaded = await load(session, owner_id, body, sorted_out.fresh)
    batch = _Batch(
        loaded,
        body.device,
        await changes.lock(session, owner_id),
        known.now,
        await rows.server_id(session),
    )
    await refuse_made_meanwhile(session, loaded, sorted_out.fresh)
    await texts.aside(_size_of(loaded, sorted_out.fresh), _carry_out, batch, sorted_out.fresh)
    acks, known, seq = await _store(session, owner_id, known, batch, sorted_out.fresh)
    return Pushed(_answer_of((*sorted_out.replayed, *acks), known, offset_ms), seq)


def _answer_of(acks: Sequence[Ack], known: Known, offset_ms: int | None) -> PushAnswer:
    return PushAnswer(acks=tuple(acks), last_n=known.last_n, mark=known.mark, offset_ms=offset_ms)


def _size_of(loaded: Loaded, ops: Sequence[Op]) -> int:
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
    await draft_rows.store(session, owner_id, changed)
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


def _not_there() -> Problem:
    return Problem(
        Code.NOT_FOUND,
        "There is no such row of yours.",
        "Make it first, or leave it out.",
    )
