"""What the simulated server keeps: one value a moment, so that a copy of it is a backup."""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from uuid import UUID

from contract.syncing.hello import START_HASH, Place
from contract.syncing.push import Held, StoredAck, chained
from contract.syncing.rows import Lost
from contract.text import Texts

Key = tuple[str, UUID]
START = Place(seq=0, h=START_HASH.hex())


@dataclass(frozen=True)
class Line:
    """One change: its row, its place, and when it was made."""

    of: str
    id: UUID
    place: Place
    at_ms: int


@dataclass(frozen=True)
class TextLine:
    """An update of a draft's texts, the revision and number it came with."""

    revision: int
    seq: int
    update: bytes


@dataclass(frozen=True)
class DeviceRow:
    """What the server knows of a device."""

    last_n: int = 0
    acks: dict[int, StoredAck] = field(default_factory=dict)
    mark: Place | None = None


@dataclass
class Store:
    """Everything; a transaction works on a copy, and the copy becomes the store."""

    rows: dict[Key, Held] = field(default_factory=dict)
    facts: dict[Key, dict] = field(default_factory=dict)
    texts: dict[UUID, tuple[TextLine, ...]] = field(default_factory=dict)
    said: dict[UUID, Texts] = field(default_factory=dict)
    revisions: dict[UUID, int] = field(default_factory=dict)
    # What a revision's ETag ends with: after a restore, its number alone may mean another text.
    etags: dict[tuple[UUID, int], str] = field(default_factory=dict)
    lines: dict[int, Line] = field(default_factory=dict)
    latest: dict[Key, int] = field(default_factory=dict)
    devices: dict[UUID, DeviceRow] = field(default_factory=dict)
    answers: dict[str, dict] = field(default_factory=dict)
    ledger: tuple[tuple[str, UUID], ...] = ()
    overwritten: tuple[tuple[int, Key, Lost], ...] = ()
    head: int = 0
    hash: bytes = START_HASH
    kept_from: int = 0

    def copy(self) -> "Store":
        """Another one with the same content."""
        other = copy(self)
        for name, value in vars(self).items():
            if type(value) is dict:
                setattr(other, name, dict(value))
        return other

    def append(self, key: Key, digest: bytes, now_ms: int) -> Place:
        """One more line; its place."""
        self.head += 1
        self.hash = chained(self.hash, digest)
        place = Place.model_construct(seq=self.head, h=self.hash.hex())
        self.lines[self.head] = Line(*key, place, now_ms)
        self.latest[key] = self.head
        return place

    def place(self, seq: int) -> Place:
        """A place in the log that is still kept."""
        return self.lines[seq].place if seq else START

    def hash_at(self, *places: Place | None) -> dict[int, str]:
        """The hashes at these places, as far as there are lines."""
        numbers = (place.seq for place in places if place)
        return {seq: self.lines[seq].place.h for seq in numbers if seq in self.lines}

    def live(self, of: str) -> Iterator[tuple[UUID, Held]]:
        """The rows of a kind that are more than an id."""
        for (kind, row_id), held in self.rows.items():
            if kind == of and not held.is_gone:
                yield row_id, held
