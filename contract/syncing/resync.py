"""Step 4, resync: a server that was restored from a copy is healed by those who remember more.

So is one that brought a row back knowing less of it than a device does.
"""

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import count
from typing import Literal
from uuid import UUID

from pydantic import JsonValue

from contract.syncing.ops import MOST_FIELDS, Op, SetOp, TagsOp, TextOp, is_resend
from contract.syncing.pull import Change, update_in
from contract.syncing.rows import DELETED_AT, Row, knows_more, with_set, with_tags
from contract.text import merged, texts_of

# "send": all of the row goes to the server. "keep": it stays to be looked at. "take": the
# server's takes its place.
Compared = Literal["send", "keep", "take"]


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


def whole_row(row: Row, whole: bytes | None, waiting: Iterable[Op]) -> tuple[Op, ...]:
    """All that a device holds of a row, to go before whatever waits about it; without what is
    about to be sent again already."""
    kinds = {op.kind for op in waiting if is_resend(op)}
    ops = whole_state([row], {} if whole is None else {row.id: whole}, 1)
    return tuple(op for op in ops if op.kind not in kinds)


def as_held(base: Row, waiting: Iterable[Op], device: UUID) -> Row:
    """A row with what is about to be sent again over it: that may say more than the server's
    row, which took its place when it was put into the outbox. So it may leave the outbox."""
    for op in waiting:
        if isinstance(op, SetOp) and is_resend(op):
            base, _ = with_set(base, op, device)
        elif isinstance(op, TagsOp) and is_resend(op):
            missing = set(op.add) - set(base.tags)
            base = with_tags(base, missing, (), 0, 0, device) if missing else base
    return base


def compared(here: Row, there: Row) -> Compared:
    """What a device does with its row when the server tells another, past the horizon: nothing
    vouches for the server's past then, and what is later here is sent. Tags know no later: those
    that are gone there are gone, and the old row is kept to look at."""
    if knows_more(here, there):
        return "send"
    return "take" if set(here.tags) <= set(there.tags) else "keep"


def may_say_less(change: Change) -> bool:
    """Whether a draft's texts may be less than what was acknowledged before: whoever brings a
    draft back tells all of its words, or has none."""
    told = change.texts
    return told is not None and (change.is_whole or not (told.topic or told.script))


def more_than_told(change: Change, acknowledged: Sequence[bytes]) -> bytes | None:
    """All of a draft's acknowledged texts, when that is more than the server says; else None.

    Then somebody brought the draft back knowing less of it than this device, which sends it all.

    Raises: Problem TEXT_GAP, TEXT_DAMAGED.
    """
    if change.texts is None or not acknowledged or not may_say_less(change):
        return None
    update = update_in(change)
    whole = merged([*acknowledged, *([] if update is None else [update])])
    said, told = texts_of(whole), change.texts
    return None if (said.topic, said.script) == (told.topic, told.script) else whole


def _sets(row: Row, numbers: Iterator[int]) -> Iterator[SetOp]:
    by_writer: dict[tuple[str, UUID], dict[str, JsonValue]] = {}
    for name, one in sorted(row.fields.items()):
        by_writer.setdefault((one.hlc, one.device), {})[name] = one.v
    for (hlc, device), fields in sorted(by_writer.items(), key=lambda one: one[0]):
        names = sorted(fields, key=lambda name: (name != DELETED_AT, name))
        for at in range(0, len(names), MOST_FIELDS):
            part = {name: fields[name] for name in names[at : at + MOST_FIELDS]}
            yield SetOp(n=next(numbers), of=row.of, id=row.id, hlc=hlc, fields=part, by=device)
