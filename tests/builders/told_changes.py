"""A server of one owner in memory, which decides by the contract's own functions, and a device
that talks with it; for tests of what a device stores."""

import base64
import hashlib
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4

from contract.clocks import hlc_of
from contract.problems import Problem
from contract.syncing.hello import HelloAnswer, Place, SyncLimits
from contract.syncing.memory import Next, after_hello
from contract.syncing.ops import Op
from contract.syncing.pull import Change, PullAnswer, SnapshotAnswer, TextsAnswer, WrittenAnswer
from contract.syncing.push import Ack, Held, PushAnswer, apply, problem_of
from contract.syncing.rows import Row, Written
from contract.text import Document, texts_of
from desktop.models import arrivals, outbox, sync_state
from desktop.models.storage import Storage

LIMITS = SyncLimits(ops=256, bytes=2**20, update_bytes=2**18)
Key = tuple[str, UUID]


def at(seq: int) -> Place:
    """A place of the log."""
    return Place(seq=seq, h=hashlib.sha256(str(seq).encode()).hexdigest())


@dataclass
class ToldServer:
    """What the server holds; `refuses` says which ops it refuses, and why."""

    id: UUID = field(default_factory=uuid4)
    now_ms: int = 1_795_000_000_000
    seq: int = 0
    rows: dict[Key, Held] = field(default_factory=dict)
    facts: dict[Key, dict[str, Any]] = field(default_factory=dict)
    updates: dict[UUID, list[tuple[int, bytes]]] = field(default_factory=dict)
    latest: dict[Key, int] = field(default_factory=dict)
    last_n: dict[UUID, int] = field(default_factory=dict)
    refuses: Any = lambda op: None

    def push(self, device: UUID, ops: tuple[Op, ...]) -> PushAnswer:
        """Take ops in; each has an ack."""
        acks = [self._take(device, op) for op in ops]
        self.last_n[device] = max(op.n for op in ops)
        applied = [ack.seq for ack in acks if ack.seq]
        mark = at(applied[-1]) if applied else None
        return PushAnswer(acks=tuple(acks), last_n=ops[-1].n, mark=mark, offset_ms=0)

    def pull(self, after: int = 0, limit: int = 500) -> PullAnswer:
        """Rows in the order of their latest change."""
        newer = sorted((seq, key) for key, seq in self.latest.items() if seq > after)
        page = newer[:limit]
        changes = tuple(self.change(key) for _, key in page)
        end = at(page[-1][0]) if page else (at(after) if after else None)
        return PullAnswer(changes=changes, next=end, more=len(newer) > limit)

    def snapshot(self) -> SnapshotAnswer:
        """All rows that are there."""
        changes = tuple(self.change(key) for key in sorted(self.latest, key=str))
        there = tuple(change for change in changes if not change.is_gone)
        return SnapshotAnswer(changes=there, at=at(self.seq), next_cursor=None)

    def edit_text(self, draft_id: UUID, name: Any, text: str) -> None:
        """Somebody else edits a text."""
        held = self.rows["draft", draft_id]
        document = Document(uuid4().int >> 76 | 1, [held.whole] if held.whole else [])
        for update in document.edit(name, text):
            self._put(("draft", draft_id), replace(held, whole=document.whole()), update)

    def write(self, of: str, of_id: UUID, **fields: Any) -> None:
        """Somebody else writes fields, now."""
        held = self.rows.get((of, of_id), Held(Row(of, of_id)))  # type: ignore[arg-type]
        self.now_ms += 1
        stamp = (hlc_of(self.now_ms, 0), self.id)
        written = {name: Written(value, *stamp) for name, value in fields.items()}
        row = replace(held.row, fields={**held.row.fields, **written})
        self._put((of, of_id), replace(held, row=row, is_gone=False), None)

    def tell(self, of: str, of_id: UUID, row: dict[str, Any]) -> None:
        """A fact that only the server writes."""
        self.seq += 1
        self.facts[of, of_id] = row
        self.latest[of, of_id] = self.seq

    def purge(self, of: str, of_id: UUID) -> None:
        """Nothing is left of it but its id."""
        self.updates.pop(of_id, None)
        self._put((of, of_id), Held(Row(of, of_id), is_gone=True), None)  # type: ignore[arg-type]

    def forget(self, of: str, of_id: UUID) -> None:
        """It never was: the server was restored, or swept beyond the horizon."""
        self.rows.pop((of, of_id), None)
        self.facts.pop((of, of_id), None)
        self.updates.pop(of_id, None)
        self.latest.pop((of, of_id), None)

    def script(self, draft_id: UUID) -> str:
        """What the server's document says."""
        return texts_of(self.rows["draft", draft_id].whole or b"\x00\x00").script

    def row(self, of: str, of_id: UUID) -> Row:
        """The server's row."""
        return self.rows[of, of_id].row

    def change(self, key: Key) -> Change:
        """A row as it travels."""
        of, of_id = key
        if key in self.facts and key not in self.rows:
            told: dict[str, Any] = {"row": self.facts[key]}
        else:
            held = self.rows[key]
            told = {"is_gone": True} if held.is_gone else self._told(held, key)
        return Change.model_validate({"seq": self.latest[key], "of": of, "id": of_id, **told})

    def _told(self, held: Held, key: Key) -> dict[str, Any]:
        of, _ = key
        fields = {
            name: WrittenAnswer(v=one.v, hlc=one.hlc, device=one.device)
            for name, one in held.row.fields.items()
        }
        told: dict[str, Any] = {"fields": fields}
        if of != "placement":
            told["tags"] = held.row.tags
        if of == "asset":
            told["row"] = self.facts[key]
        if of == "draft":
            texts = texts_of(held.whole or b"\x00\x00")
            told["texts"] = TextsAnswer(topic=texts.topic, script=texts.script)
            # Always: a row comes by its latest line, and what an earlier one told comes with it.
            if held.whole:
                told["update"] = base64.b64encode(held.whole).decode()
                told["sha256"] = hashlib.sha256(held.whole).hexdigest()
                told["is_whole"] = True
        return told

    def _take(self, device: UUID, op: Op) -> Ack:
        key = (op.of, op.id)
        try:
            problem = self.refuses(op)
            if problem is not None:
                raise problem
            applied = apply(
                op,
                self.rows.get(key),
                device=device,
                seq=self.seq + 1,
                now_ms=self.now_ms,
                server_id=self.id,
            )
        except Problem as refused:
            return Ack(n=op.n, status="rejected", problem=problem_of(refused))
        self._put(key, applied.held, applied.update)
        place = at(self.seq)
        return Ack(n=op.n, status="applied", seq=place.seq, h=place.h)

    def _put(self, key: Key, held: Held, update: bytes | None) -> None:
        self.seq += 1
        self.rows[key] = held
        self.latest[key] = self.seq
        if update is not None:
            self.updates.setdefault(key[1], []).append((self.seq, update))


def push_all(storage: Storage, server: ToldServer, *, most_ops: int = 256) -> None:
    """All that can go is answered."""
    limits = LIMITS.model_copy(update={"ops": most_ops})
    while batch := storage.call(outbox.next_batch, limits):
        device = storage.call(sync_state.load).device
        storage.call(arrivals.take_in_acks, batch, server.push(device, batch))


def pull_all(storage: Storage, server: ToldServer, *, limit: int = 500) -> Any:
    """All that the server has to tell is taken in; what held a page back is returned."""
    while True:
        memory = storage.call(sync_state.load)
        page = server.pull(memory.cursor.seq if memory.cursor else 0, limit)
        taken = storage.call_long(arrivals.take_in_page, page)
        if not isinstance(taken, Next) or taken.step == "rest":
            return taken


def sync(storage: Storage, server: ToldServer) -> None:
    """Push, then pull."""
    push_all(storage, server)
    pull_all(storage, server)


def greet(storage: Storage, server: ToldServer) -> Next:
    """Hello, as the engine says it."""

    def greeted(session: Any) -> Next:
        memory = sync_state.load(session)
        answer = HelloAnswer.model_construct(
            server=server.id,
            epoch=server.id,
            spoken=1,
            head=server.seq,
            last_n=server.last_n.get(memory.device, 0),
            now_ms=server.now_ms,
            limits=LIMITS,
        )
        found = after_hello(memory, answer, clock_ms=session.now_ms())
        sync_state.save(session, found.memory)
        return found

    return storage.call(greeted)
