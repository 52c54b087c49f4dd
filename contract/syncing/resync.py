"""Step 4, resync: a server that was restored from a copy is healed by those who remember more."""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from uuid import UUID

from pydantic import JsonValue

from contract.syncing.ops import MOST_FIELDS, Op, SetOp, TagsOp, TextOp
from contract.syncing.rows import DELETED_AT, Row


def whole_state(rows: Iterable[Row], wholes: Mapping[UUID, bytes], first_n: int) -> Iterator[Op]:
    """All that a device holds, as ops: of each row one `set` for each who wrote at a moment, its
    tags, its texts. Taken in twice, or by a server that has it already, it changes nothing.

    The rows are the server's as last heard (`base`), without what waits in the outbox: that
    comes after.
    """
    numbers = count(first_n)
    for row in rows:
        yield from _sets(row, numbers)
        if row.tags and row.of != "placement":
            yield TagsOp(n=next(numbers), of=row.of, id=row.id, add=row.tags, whole=True)
        if row.of == "draft" and row.id in wholes:
            yield whole_text(next(numbers), row.id, wholes[row.id])


def whole_text(n: int, draft_id: UUID, whole: bytes) -> TextOp:
    """All of a draft's texts that a device holds, as one op."""
    return text_op(n, draft_id, whole, is_whole=True)


def text_op(n: int, draft_id: UUID, update: bytes, *, is_whole: bool = False) -> TextOp:
    """An update of a draft's texts on its way."""
    return TextOp(
        n=n,
        id=draft_id,
        update=base64.b64encode(update).decode(),
        sha256=hashlib.sha256(update).hexdigest(),
        whole=is_whole,
    )


def renumbered(ops: Sequence[Op], first_n: int) -> tuple[Op, ...]:
    """The same in the same order, numbered from here."""
    return tuple(op.model_copy(update={"n": n}) for n, op in enumerate(ops, start=first_n))


def revived(ops: Sequence[Op], row: Row, whole: bytes | None, first_n: int) -> tuple[Op, ...]:
    """Ops of one row that the server refused because it holds no such row, or not the words that
    they build upon, as they can be sent again: after all that this device holds of the row."""
    held = whole_state([row], {} if whole is None else {row.id: whole}, first_n)
    return renumbered([*held, *ops], first_n)


def _sets(row: Row, numbers: Iterator[int]) -> Iterator[SetOp]:
    by_writer: dict[tuple[str, UUID], dict[str, JsonValue]] = {}
    for name, one in sorted(row.fields.items()):
        by_writer.setdefault((one.hlc, one.device), {})[name] = one.v
    for (hlc, device), fields in sorted(by_writer.items(), key=lambda one: one[0]):
        names = sorted(fields, key=lambda name: (name != DELETED_AT, name))
        for at in range(0, len(names), MOST_FIELDS):
            part = {name: fields[name] for name in names[at : at + MOST_FIELDS]}
            yield SetOp(n=next(numbers), of=row.of, id=row.id, hlc=hlc, fields=part, by=device)
