"""What a simulated device keeps: one value a moment, so that a copy of it is a backup."""

import base64
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field, replace
from uuid import UUID

from simulated.reels import Wish
from simulated.store import Key

from contract.syncing.memory import Memory, repacked
from contract.syncing.ops import Op, TextOp
from contract.syncing.push import OpProblem
from contract.syncing.resync import renumbered, whole_row
from contract.syncing.rows import Row, shown
from contract.text import Texts, texts_of
from contract.text import merged as merged_whole

NO_TEXTS = Texts("", "")
# Before everything that a person did: what is sent again whole, then what was refused for want
# of it, and what was so before a resync began.
WHOLE, AGAIN, FIRST = -3, -2, -1


@dataclass(frozen=True)
class Waiting:
    """An op in the outbox; `place` is its order among ops and wishes, whatever its number."""

    place: int
    op: Op


@dataclass(frozen=True)
class Wished:
    """A wish with what became of it: waiting, answered (then with what it made), done once that
    was read, refused, or forgotten by a server that knew of it half a year ago."""

    place: int
    wish: Wish
    state: str = "waiting"
    made: Key | None = None


@dataclass(frozen=True)
class DeadLetter:
    """An op that the server refused for good, with the person's words as they were."""

    op: Op
    problem: OpProblem
    said: Texts


@dataclass
class Disk:
    """Everything durable of one profile. `base` are the server's rows, `wholes` the texts that
    it acknowledged; `said` is what the person reads."""

    memory: Memory
    base: dict[Key, Row] = field(default_factory=dict)
    wholes: dict[UUID, bytes] = field(default_factory=dict)
    said: dict[UUID, Texts] = field(default_factory=dict)
    facts: dict[Key, dict] = field(default_factory=dict)
    outbox: tuple[Waiting, ...] = ()
    wishes: dict[str, Wished] = field(default_factory=dict)
    dead: tuple[DeadLetter, ...] = ()
    trash: dict[Key, tuple[Row, bytes | None, Texts]] = field(default_factory=dict)
    # Rows of which tags went while nothing vouched for the server's past: a person can look.
    replaced: tuple[Row, ...] = ()
    snapshot_seen: frozenset[Key] = frozenset()
    places: int = 0

    def copy(self) -> "Disk":
        """Another one with the same content."""
        other = copy(self)
        for name, value in vars(self).items():
            if type(value) is dict:
                setattr(other, name, dict(value))
        return other

    def next_place(self) -> int:
        """The place of the next intent."""
        self.places += 1
        return self.places

    def add(self, op: Op) -> None:
        """One more op waits; it has the number after the last one."""
        self.memory = replace(self.memory, last_n=op.n)
        self.outbox = (*self.outbox, Waiting(self.next_place(), op))

    def put_whole(self, row: Row, whole: bytes | None) -> None:
        """All of this row goes to the server, before what waits."""
        ops = whole_row(row, whole, self.ops_of((row.of, row.id)))
        self.put_in_order([*self.outbox, *(Waiting(WHOLE, op) for op in ops)])

    def put_in_order(self, outbox: Iterable[Waiting]) -> None:
        """This is what waits, numbered anew: none of it was ever sent, or all was answered."""
        ordered = sorted(outbox, key=lambda one: one.place)
        ops = renumbered([one.op for one in ordered], self.memory.acked_n + 1)
        self.outbox = tuple(Waiting(one.place, op) for one, op in zip(ordered, ops, strict=True))
        self.memory = repacked(self.memory, len(self.outbox))

    def ops_of(self, key: Key) -> list[Op]:
        """What waits about a row, in order."""
        return [one.op for one in self.outbox if (one.op.of, one.op.id) == key]

    def row(self, key: Key) -> Row | None:
        """A row as it is shown; None when there is none."""
        ops = self.ops_of(key)
        base = self.base.get(key)
        if base is None and not ops:
            return None
        return shown(base or Row(*key), ops, self.memory.device)

    def keys(self, of: str) -> list[Key]:
        """The rows of a kind, those that only wait included."""
        waiting = {(one.op.of, one.op.id): None for one in self.outbox}
        return [key for key in {**self.base, **waiting} if key[0] == of]

    def updates(self, draft_id: UUID) -> list[bytes]:
        """All of a draft's texts, in causal order."""
        whole = self.wholes.get(draft_id)
        waiting = self.ops_of(("draft", draft_id))
        return [
            *([whole] if whole else []),
            *(update_of(op) for op in waiting if isinstance(op, TextOp)),
        ]

    def read_again(self, draft_id: UUID) -> None:
        """`said` is what the bytes say."""
        if self.row(("draft", draft_id)) is None:
            self.said.pop(draft_id, None)
            return
        updates = self.updates(draft_id)
        self.said[draft_id] = texts_of(merged_whole(updates)) if updates else NO_TEXTS

    def unsent_wishes(self) -> Iterator[Wished]:
        """Wishes before which nothing waits any more."""
        first = min((one.place for one in self.outbox), default=None)
        for one in self.wishes.values():
            if one.state == "waiting" and (first is None or one.place < first):
                yield one


def update_of(op: TextOp) -> bytes:
    """The bytes of a text op."""
    return base64.b64decode(op.update)
