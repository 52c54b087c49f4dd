"""A synced row: fields of which the last writer wins, tags of which an add wins.

The server's row is the truth; a device shows it with its own pending ops over it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Literal
from uuid import UUID

from pydantic import JsonValue

from contract.clocks import NEVER, tick
from contract.syncing.ops import Op, SetOp, TagsOp

RowOf = Literal["draft", "placement", "asset"]
DELETED_AT = "deleted_at"


@dataclass(frozen=True)
class Written:
    """A field's value, and who wrote it when."""

    v: JsonValue
    hlc: str
    device: UUID

    @property
    def stamp(self) -> tuple[str, str]:
        """What is compared: the moment, ties by device."""
        return self.hlc, str(self.device)


@dataclass(frozen=True)
class Put:
    """A tag as one device put it on, with the number of that change (0 while it is pending)."""

    tag: str
    seq: int
    device: UUID


@dataclass(frozen=True)
class Row:
    """What a person edits, without its long texts. Unknown fields are kept like any other."""

    of: RowOf
    id: UUID
    fields: Mapping[str, Written] = field(default_factory=dict)
    puts: tuple[Put, ...] = ()

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags that stand, sorted."""
        return tuple(sorted({put.tag for put in self.puts}))

    @property
    def is_deleted(self) -> bool:
        """Whether it lies in the trash."""
        return self.value(DELETED_AT) is not None

    def value(self, name: str) -> JsonValue:
        """What a field holds; None when nobody ever wrote it."""
        written = self.fields.get(name)
        return None if written is None else written.v


@dataclass(frozen=True)
class Lost:
    """A value that another write took the place of; it is kept for a while."""

    name: str
    written: Written


Losses = tuple[Lost, ...]


def with_set(row: Row, op: SetOp, device: UUID, hlc: str | None = None) -> tuple[Row, Losses]:
    """The row after a `set` of this device, and what lost. `hlc` is the op's as clamped.

    What a device writes later takes the place of what it wrote earlier, whatever its clock did
    in between. What is only re-sent (`by`) is compared, and restores nothing.
    """
    if op.by is not None:
        return with_fields(row, op.fields, hlc or op.hlc, op.by, restores=False)
    own = [one.hlc for name in op.fields if (one := row.fields.get(name)) and one.device == device]
    after_own = tick(max(own), 0) if own else NEVER
    return with_fields(row, op.fields, max(hlc or op.hlc, after_own), device)


def with_fields(
    row: Row,
    fields: Mapping[str, JsonValue],
    hlc: str,
    device: UUID,
    *,
    restores: bool = True,
) -> tuple[Row, Losses]:
    """The row after a write, and what lost: the older value, or the newcomer.

    A write of anything but `deleted_at`, later than a deletion, restores the row.
    """
    after, lost = dict(row.fields), []
    for name, value in fields.items():
        newcomer, standing = Written(value, hlc, device), row.fields.get(name)
        if standing is None or newcomer.stamp > standing.stamp:
            after[name] = newcomer
            lost += [Lost(name, standing)] if standing and standing.v != value else []
        elif standing.v != value:
            lost.append(Lost(name, newcomer))
    written = replace(row, fields=after)
    if DELETED_AT in fields or not restores or not written.is_deleted:
        return written, tuple(lost)
    deletion = written.fields[DELETED_AT]
    if (hlc, str(device)) > deletion.stamp:
        written = _restored(written, hlc, device)
    return written, tuple(lost)


def with_tags(
    row: Row, add: Iterable[str], remove: Iterable[str], seen: int, seq: int, device: UUID
) -> Row:
    """The row after tags were put on and taken off, by the change of this number."""
    gone = set(remove)
    kept = tuple(
        put for put in row.puts if put.tag not in gone or (put.seq > seen and put.device != device)
    )
    news = tuple(Put(tag, seq, device) for tag in sorted(set(add)))
    standing = tuple(
        put for put in kept if (put.tag, put.device) not in {(n.tag, device) for n in news}
    )
    return replace(row, puts=standing + news)


def restored(row: Row, hlc: str, device: UUID) -> Row:
    """The row out of the trash, whatever the clocks say: words or tags came after it."""
    if not row.is_deleted:
        return row
    return _restored(row, max(hlc, tick(row.fields[DELETED_AT].hlc, 0)), device)


def knows_more(here: Row, there: Row) -> bool:
    """Whether a row has a field that was written later than the same one of another."""
    return any(
        name not in there.fields or one.stamp > there.fields[name].stamp
        for name, one in here.fields.items()
    )


def next_hlc(row: Row, now_ms: int) -> str:
    """The hlc of a write that the server makes for a client without a clock: it wins over all
    that stands, also over what a clock somewhat ahead wrote."""
    return tick(max((one.hlc for one in row.fields.values()), default=NEVER), now_ms)


def shown(row: Row, pending: Sequence[Op], device: UUID) -> Row:
    """A row as a device shows it: the server's, with this device's pending ops over it."""
    for op in pending:
        if isinstance(op, SetOp):
            row, _ = with_set(row, op, device)
        elif isinstance(op, TagsOp):
            row = with_tags(row, op.add, op.remove, op.seen, 0, device)
    return row


def _restored(row: Row, hlc: str, device: UUID) -> Row:
    return replace(row, fields={**row.fields, DELETED_AT: Written(None, hlc, device)})
