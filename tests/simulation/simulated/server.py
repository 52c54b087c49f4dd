"""The simulated server of one owner: it loads, calls the contract, stores."""

import base64
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from simulated.store import DeviceRow, Key, Store, TextLine
from simulated.variants import Variant

from contract.problems import Problem
from contract.syncing.digests import fact_json, fold, row_digest, synced_json
from contract.syncing.hello import HelloAnswer, HelloBody, Place, SyncLimits, refuse_other_past
from contract.syncing.ops import Op, TextOp
from contract.syncing.pull import (
    Change,
    DigestAnswer,
    PullAnswer,
    SnapshotAnswer,
    TextsAnswer,
    WrittenAnswer,
)
from contract.syncing.push import (
    Ack,
    Applied,
    Held,
    PushAnswer,
    PushBody,
    StoredAck,
    apply,
    fingerprint_of,
    offset_of,
    problem_of,
    sort_out,
)
from contract.syncing.rows import Row
from contract.text import _too_long, joined, merged, texts_of

# Small, so that a push has several batches and a pull several pages.
LIMITS = SyncLimits(ops=4, bytes=2**20, update_bytes=2**18)
SNAPSHOT_ROWS = 5
MOST_TEXT_LINES = 8
# Words of this kind are refused, as a text would be that is too long.
REFUSED = "⊘"
DAY_MS = 86_400_000
TRASH_MS, HORIZON_MS = 30 * DAY_MS, 180 * DAY_MS


class Server:
    """One owner's half of the house. `store` is replaced, never changed."""

    def __init__(self, server_id: UUID, epoch: UUID, variant: Variant) -> None:
        self.id, self.epoch, self._variant = server_id, epoch, variant
        self.store = Store()
        self.now_ms = 0

    @contextmanager
    def changing(self) -> Iterator[Store]:
        """One transaction: all of it or nothing."""
        store = self.store.copy()
        yield store
        self.store = store

    def hello(self, body: HelloBody) -> HelloAnswer:
        """Raises: Problem RESYNC."""
        self._refuse_other_past(body.cursor, body.mark)
        known = self.store.devices.get(body.device, DeviceRow())
        return HelloAnswer.model_construct(
            server=self.id,
            epoch=self.epoch,
            spoken=1,
            head=self.store.head,
            last_n=known.last_n,
            now_ms=self.now_ms,
            limits=LIMITS,
        )

    def push(self, body: PushBody) -> PushAnswer:
        """Raises: Problem RESYNC, GAP, DEVICE_FORK."""
        self._refuse_other_past(body.cursor, body.mark)
        with self.changing() as store:
            known = store.devices.get(body.device, DeviceRow())
            batch = sort_out(known.last_n, known.acks, body.ops)
            acks, mark = dict(known.acks), known.mark
            answered = list(batch.replayed)
            for op in batch.fresh:
                ack = self._take(store, op, body.device)
                acks[op.n] = StoredAck(fingerprint_of(op), ack)
                answered.append(ack)
                mark = Place.model_construct(seq=ack.seq, h=ack.h) if ack.seq else mark
            last_n = max((known.last_n, *(op.n for op in batch.fresh)))
            store.devices[body.device] = DeviceRow(last_n, acks, mark)
        return PushAnswer(
            acks=tuple(answered),
            last_n=last_n,
            mark=mark,
            offset_ms=offset_of(body.ops, self.now_ms),
        )

    def pull(self, after: Place | None, mark: Place | None, limit: int) -> PullAnswer:
        """Raises: Problem RESYNC."""
        self._refuse_other_past(after, mark)
        store, after_seq = self.store, after.seq if after else 0
        numbers = sorted(seq for seq in store.lines if seq > after_seq)
        page = numbers[:limit]
        keys = dict.fromkeys((store.lines[seq].of, store.lines[seq].id) for seq in page)
        changes = tuple(self._change(store, key, after_seq) for key in keys if key in store.latest)
        end = store.place(page[-1]) if page else after
        return PullAnswer(
            changes=changes, next=end, more=len(numbers) > limit, as_of=store.place(store.head)
        )

    def snapshot(self, cursor: str | None) -> SnapshotAnswer:
        """Every row by its key, from the one after `cursor`.

        Raises: Problem RESYNC when the server was put back between two pages.
        """
        store = self.store
        before, at = _read_cursor(cursor) if cursor else ("", store.place(store.head))
        self._refuse_other_past(at if cursor else None, None)
        keys = sorted(
            (f"{of}/{row_id}", (of, row_id))
            for of, row_id in store.latest
            if (of, row_id) in store.facts or not store.rows[of, row_id].is_gone
        )
        rest = [one for one in keys if one[0] > before]
        page = rest[:SNAPSHOT_ROWS]
        changes = tuple(self._change(store, key, 0) for _, key in page)
        is_last = len(rest) <= SNAPSHOT_ROWS
        ends = None if is_last else json.dumps([page[-1][0], at.seq, at.h])
        return SnapshotAnswer(
            changes=changes, at=at, next_cursor=ends, as_of=store.place(store.head)
        )

    def digest(self) -> DigestAnswer:
        """All tables as they are."""
        digests: dict[str, list[bytes]] = {}
        for (of, _), held in self.store.rows.items():
            if not held.is_gone:
                texts = texts_of(held.whole) if held.whole else None
                told = synced_json(held.row, texts)
                digests.setdefault(of, []).append(row_digest(told))
        for (of, row_id), row in self.store.facts.items():
            digests.setdefault(of, []).append(row_digest(fact_json(of, row_id, row)))
        tables = {of: fold(those) for of, those in digests.items()}
        return DigestAnswer(head=self.store.place(self.store.head), tables=tables)

    def write(self, store: Store, key: Key, applied: Applied) -> Place:
        """A synced row as it is now, and its line."""
        place = store.append(key, applied.line, self.now_ms)
        store.rows[key] = applied.held
        store.overwritten += tuple((self.now_ms, key, lost) for lost in applied.lost)
        of, row_id = key
        if of == "draft":
            revision = store.revisions.get(row_id, 0) + 1
            store.revisions[row_id] = revision
            store.etags[row_id, revision] = place.h
            store.said[row_id] = texts_of(applied.held.whole or b"\x00\x00")
            if applied.update is not None:
                line = TextLine(revision, place.seq, applied.update)
                lines = (*store.texts.get(row_id, ()), line)
                store.texts[row_id] = _compacted(lines)
        return place

    def sweep(self) -> frozenset[UUID]:
        """What its time is over for goes: values, trash, lines. Returns the drafts that went."""
        gone = set()
        with self.changing() as store:
            store.overwritten = tuple(
                one for one in store.overwritten if one[0] > self.now_ms - TRASH_MS
            )
            for key, held in list(store.rows.items()):
                if held.is_gone or not held.row.is_deleted or not self._is_old(held.row):
                    continue
                store.rows[key] = Held(Row(*key), is_gone=True)
                store.texts.pop(key[1], None)
                store.said.pop(key[1], None)
                store.append(key, hashlib.sha256(str(key).encode()).digest(), self.now_ms)
                gone.add(key[1])
            self._forget_lines(store)
        return frozenset(gone)

    def _forget_lines(self, store: Store) -> None:
        """Lines past the horizon go, but for the latest one of a row that is still there."""
        for seq, line in list(store.lines.items()):
            if line.at_ms > self.now_ms - HORIZON_MS or seq == store.head:
                continue
            key = (line.of, line.id)
            store.kept_from = max(store.kept_from, seq + 1)
            is_latest = store.latest.get(key) == seq
            if is_latest and key in store.rows and store.rows[key].is_gone:
                del store.rows[key], store.latest[key]
                is_latest = False
            if not is_latest:
                del store.lines[seq]

    def _is_old(self, row: Row) -> bool:
        return int(row.fields["deleted_at"].hlc[:13]) < self.now_ms - TRASH_MS

    def _take(self, store: Store, op: Op, device: UUID) -> Ack:
        key = (op.of, op.id)
        try:
            if key in store.rows and not store.rows[key].is_gone:
                _refuse_some(op)
            applied = apply(
                op,
                store.rows.get(key),
                device=device,
                seq=store.head + 1,
                now_ms=self.now_ms,
                server_id=self.id,
            )
        except Problem as problem:
            return Ack(n=op.n, status="rejected", problem=problem_of(problem))
        place = self.write(store, key, applied)
        return Ack(n=op.n, status="applied", seq=place.seq, h=place.h)

    def _refuse_other_past(self, cursor: Place | None, mark: Place | None) -> None:
        store = self.store
        hash_at = store.hash_at(cursor, mark)
        if not self._variant.compares_hashes:
            hash_at = {place.seq: place.h for place in (cursor, mark) if place}
        refuse_other_past(cursor, mark, head=store.head, kept_from=store.kept_from, hash_at=hash_at)

    def _change(self, store: Store, key: Key, after: int) -> Change:
        of, row_id = key
        seq = store.latest[key]
        if key in store.facts:
            return Change(seq=seq, of=of, id=row_id, row=store.facts[key])
        held = store.rows[key]
        if held.is_gone:
            return Change(seq=seq, of=of, id=row_id, is_gone=True)
        fields = {
            name: WrittenAnswer.model_construct(v=one.v, hlc=one.hlc, device=one.device)
            for name, one in held.row.fields.items()
        }
        tags = None if of == "placement" else held.row.tags
        texts = _texts_after(store, row_id, after) if of == "draft" else {}
        return Change(seq=seq, of=of, id=row_id, fields=fields, tags=tags, **texts)


def _texts_after(store: Store, draft_id: UUID, after: int) -> dict:
    said, lines = store.said[draft_id], store.texts.get(draft_id, ())
    fresh = [line.update for line in lines if line.seq > after]
    told: dict = {"texts": TextsAnswer(topic=said.topic, script=said.script)}
    if fresh:
        update = merged(fresh) if len(fresh) == len(lines) else joined(fresh)
        told["update"] = base64.b64encode(update).decode()
        told["sha256"] = hashlib.sha256(update).hexdigest()
        told["is_whole"] = len(fresh) == len(lines)
    return told


def _compacted(lines: tuple[TextLine, ...]) -> tuple[TextLine, ...]:
    """The older half as one, once there are many."""
    if len(lines) <= MOST_TEXT_LINES:
        return lines
    half = lines[: MOST_TEXT_LINES // 2]
    one = TextLine(half[-1].revision, half[-1].seq, merged(line.update for line in half))
    return (one, *lines[len(half) :])


def _refuse_some(op: Op) -> None:
    is_edit = isinstance(op, TextOp) and not op.whole
    if is_edit and REFUSED.encode() in base64.b64decode(op.update):
        raise _too_long()


def _read_cursor(cursor: str) -> tuple[str, Place]:
    before, seq, h = json.loads(cursor)
    return before, Place(seq=seq, h=h)
