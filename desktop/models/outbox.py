"""The outbox: ops in the order they were made, until each one's own acknowledgement.

An op gets its number when it is first put into a batch. So one that waits for a file never leaves
a gap, and a device that has to number anew only forgets what it had given.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import JsonValue, TypeAdapter
from sqlalchemy import bindparam, delete, func, insert, select, update

from contract.syncing.hello import SyncLimits
from contract.syncing.ops import Op, SetOp, TagsOp
from contract.syncing.push import batch_of
from contract.syncing.resync import text_op
from contract.syncing.rows import RowOf
from contract.values import LARGEST_WHOLE_NUMBER
from desktop.models import sync_state
from desktop.models.session import Session
from desktop.models.tables import MEDIA, OUTBOX, WISHES

# What an op is called before it has a number: no device ever counts that far.
NO_NUMBER = LARGEST_WHOLE_NUMBER
# What is re-sent whole goes before all that a person did.
FIRST_WHOLE_POSITION = -(2**40)
# Then what was refused for want of it, and what was so before a resync began.
FIRST_AGAIN_POSITION = -(2**39)
FIRST_UNTRIED_POSITION = -(2**38)
_OP: TypeAdapter[Op] = TypeAdapter(Op)
_OPEN_WISHES = ("waiting", "sent")
# Worded once: an edit is waited for.
_INSERT = insert(OUTBOX)


@dataclass(frozen=True)
class Waiting:
    """How much this device has that the server has not: ops, wishes, files that must come
    first, and since when the oldest of them waits (ms since 1970)."""

    ops: int
    wishes: int
    files: int
    since_ms: int | None


@dataclass(frozen=True)
class WaitingOp:
    """An op in words a screen can use: what it is about, what it names, how it stands.
    `waits_for_media` is the file that must be held by the server first."""

    position: int
    of: RowOf
    of_id: UUID
    kind: str
    names: tuple[str, ...]
    at_ms: int
    is_sent: bool
    waits_for_media: str | None


def add_set(
    session: Session, of: RowOf, of_id: UUID, hlc: str, fields: Mapping[str, JsonValue]
) -> SetOp:
    """Fields were written. Returned is the op as it is sent later, but for its number."""
    op = SetOp(n=NO_NUMBER, of=of, id=of_id, hlc=hlc, fields=dict(fields))
    media = fields.get("media") if of == "placement" else None
    _add(session, op, media=media if isinstance(media, str) else None)
    return op


def add_text(session: Session, draft_id: UUID, change: bytes) -> int:
    """A draft's text was edited by this update; return the op's position."""
    return _add(session, text_op(NO_NUMBER, draft_id, change))


def add_tags(
    session: Session, of: RowOf, of_id: UUID, add: Sequence[str], remove: Sequence[str], seen: int
) -> TagsOp:
    """Tags were put on and taken off."""
    assert of != "placement", "it has none"
    op = TagsOp(n=NO_NUMBER, of=of, id=of_id, add=tuple(add), remove=tuple(remove), seen=seen)
    _add(session, op)
    return op


def add_again(session: Session, ops: Iterable[Op]) -> list[int]:
    """These make a row anew that the server no longer has; they go after what waits. Return
    their positions."""
    return [_add(session, op) for op in ops]


def add_whole(session: Session, ops: Iterable[Op]) -> None:
    """These repeat what the server once had; they go before all that waits."""
    first = _next_position(session, FIRST_WHOLE_POSITION, FIRST_AGAIN_POSITION)
    rows = [
        {**_row_of(session, op, None), "position": position, "is_whole": True}
        for position, op in enumerate(ops, start=first)
    ]
    if rows:
        session.execute(insert(OUTBOX), rows)
        session.tell("outbox")


def next_batch(session: Session, limits: SyncLimits) -> tuple[Op, ...]:
    """The oldest ops that can go, numbered without gaps; empty when none can.

    What was numbered before comes again, word for word. An op that mentions a file the server
    does not hold waits for it, and with it what else is about the same row.
    """
    asked = select(OUTBOX.c.position, OUTBOX.c.n, OUTBOX.c.op).limit(limits.ops)
    numbered = asked.where(OUTBOX.c.n.is_not(None)).order_by(OUTBOX.c.n)
    rows = list(session.execute(numbered))
    if len(rows) < limits.ops:
        waits = select(OUTBOX.c.of_id).where(_waits_for_media())
        fresh = asked.where(OUTBOX.c.n.is_(None), OUTBOX.c.of_id.not_in(waits))
        rows += session.execute(fresh.order_by(OUTBOX.c.position).limit(limits.ops - len(rows)))
    batch = batch_of([_op_of(row.op, row.n) for row in rows], limits)
    return tuple(_numbered(session, rows, batch))


def pending(session: Session, of_id: UUID) -> tuple[Op, ...]:
    """What waits about one row, in order; one without a number has the largest there is."""
    asked = select(OUTBOX.c.n, OUTBOX.c.op).where(OUTBOX.c.of_id == of_id)
    return tuple(
        _op_of(row.op, row.n) for row in session.execute(asked.order_by(OUTBOX.c.position))
    )


def count_waiting(session: Session) -> Waiting:
    """How much is unsent: what a person is told before signing out."""
    asked_ops = select(func.count(OUTBOX.c.position), func.min(OUTBOX.c.at_ms))
    ops, first_op = session.execute(asked_ops).one()
    is_open = WISHES.c.state.in_(_OPEN_WISHES)
    asked = select(func.count(WISHES.c.id), func.min(WISHES.c.at_ms)).where(is_open)
    wishes, first_wish = session.execute(asked).one()
    unheld = select(func.count()).select_from(MEDIA).where(MEDIA.c.is_held.is_(False))
    files: int = session.execute(unheld).scalar_one()
    since = [moment for moment in (first_op, first_wish) if moment is not None]
    return Waiting(ops, wishes, files, min(since, default=None))


def list_waiting(session: Session, *, limit: int = 200) -> tuple[WaitingOp, ...]:
    """What waits, the oldest first."""
    waits = _waits_for_media().label("waits")
    asked = select(OUTBOX, waits).order_by(OUTBOX.c.position).limit(limit)
    return tuple(
        WaitingOp(
            position=row.position,
            of=row.of,
            of_id=row.of_id,
            kind=row.kind,
            names=_names_in(json.loads(row.op)),
            at_ms=row.at_ms,
            is_sent=row.n is not None,
            waits_for_media=row.media if row.waits else None,
        )
        for row in session.execute(asked)
    )


def forget_numbers(session: Session) -> None:
    """All ops get new numbers when they are next sent."""
    session.execute(update(OUTBOX).where(OUTBOX.c.n.is_not(None)).values(n=None))
    session.tell("outbox")


def rows_with_whole(session: Session, limit: int) -> tuple[tuple[RowOf, UUID], ...]:
    """Some of the rows of which something is to be re-sent."""
    asked = select(OUTBOX.c.of, OUTBOX.c.of_id).where(OUTBOX.c.is_whole).distinct().limit(limit)
    return tuple((row.of, row.of_id) for row in session.execute(asked))


def forget_whole(session: Session, ids: Sequence[UUID] | None = None) -> None:
    """What was to be re-sent (of these rows, if any are named) is not: a resync begins anew."""
    mine = OUTBOX.c.is_whole if ids is None else OUTBOX.c.is_whole & OUTBOX.c.of_id.in_(ids)
    session.execute(delete(OUTBOX).where(mine))
    session.tell("outbox")


def remove(session: Session, ns: Sequence[int]) -> None:
    """The server answered to these."""
    if ns:
        session.execute(delete(OUTBOX).where(OUTBOX.c.n.in_(ns)))
        session.tell("outbox")


def put_behind_whole(session: Session, ns: Sequence[int]) -> dict[int, int]:
    """The server could not take these for want of the rest of their rows: they go right behind
    it, with new numbers. Return where each stood, and where it stands now."""
    asked = select(OUTBOX.c.position).where(OUTBOX.c.n.in_(ns)).order_by(OUTBOX.c.n)
    stood = session.execute(asked).scalars().all()
    return _move(session, stood, FIRST_AGAIN_POSITION, FIRST_UNTRIED_POSITION)


def forget_tries(session: Session) -> dict[int, int]:
    """A resync begins, and what went before those is not sent now: they may be refused once more
    for want of it. Return where each stood, and where it stands now."""
    # Those of an earlier resync as well: they come after these.
    before_all = OUTBOX.c.position.between(FIRST_AGAIN_POSITION, -1)
    asked = select(OUTBOX.c.position).where(before_all).order_by(OUTBOX.c.position)
    return _move(session, session.execute(asked).scalars().all(), FIRST_UNTRIED_POSITION, 0)


def is_behind_whole(position: int) -> bool:
    """Whether an op that stands there was refused once already for want of its row."""
    return FIRST_AGAIN_POSITION <= position < FIRST_UNTRIED_POSITION


def positions_of(session: Session, ns: Sequence[int]) -> dict[int, int]:
    """Where the ops of these numbers stand."""
    asked = select(OUTBOX.c.n, OUTBOX.c.position).where(OUTBOX.c.n.in_(ns))
    return {row.n: row.position for row in session.execute(asked)}


def list_from(session: Session, of_id: UUID, position: int) -> tuple[tuple[int, Op], ...]:
    """What waits about this row from here on, each with its position."""
    asked = select(OUTBOX.c.position, OUTBOX.c.n, OUTBOX.c.op)
    mine = asked.where(OUTBOX.c.of_id == of_id, OUTBOX.c.position >= position)
    return tuple(
        (row.position, _op_of(row.op, row.n))
        for row in session.execute(mine.order_by(OUTBOX.c.position))
    )


def remove_at(session: Session, positions: Sequence[int]) -> None:
    """What stands there is no more."""
    if positions:
        session.execute(delete(OUTBOX).where(OUTBOX.c.position.in_(positions)))
        session.tell("outbox")


def remove_all_of(session: Session, of_id: UUID) -> None:
    """Nothing waits about this row any more."""
    session.execute(delete(OUTBOX).where(OUTBOX.c.of_id == of_id))
    session.tell("outbox")


def replace_texts(session: Session, draft_id: UUID, positions: Sequence[int], whole: bytes) -> bool:
    """One op in the place of the first of these says what all of them said; false, and nothing
    is changed, when one of them may have been sent."""
    mine = OUTBOX.c.position.in_(positions)
    numbered = select(func.count()).select_from(OUTBOX).where(mine, OUTBOX.c.n.is_not(None))
    if session.execute(numbered).scalar_one():
        return False
    session.execute(delete(OUTBOX).where(mine, OUTBOX.c.position != positions[0]))
    op = text_op(NO_NUMBER, draft_id, whole).model_dump_json(exclude={"n"})
    session.execute(update(OUTBOX).where(OUTBOX.c.position == positions[0]).values(op=op))
    session.tell("outbox")
    return True


def last_position(session: Session) -> int:
    """The last op that a person's edit made."""
    return session.execute(select(func.max(OUTBOX.c.position))).scalar() or 0


def _add(session: Session, op: Op, *, media: str | None = None) -> int:
    added = session.execute(_INSERT, _row_of(session, op, media))
    session.tell("outbox")
    position = added.inserted_primary_key
    assert position is not None
    return int(position[0])


def _move(session: Session, stood: Sequence[int], first: int, end: int) -> dict[int, int]:
    start = _next_position(session, first, end)
    moves = dict(zip(stood, range(start, start + len(stood)), strict=True))
    for old, new in moves.items():
        moved = update(OUTBOX).where(OUTBOX.c.position == old)
        session.execute(moved.values(position=new, n=None))
    if moves:
        session.tell("outbox")
    return moves


def _next_position(session: Session, first: int, end: int) -> int:
    """The one after the last that is taken from `first` on, before `end`."""
    within = OUTBOX.c.position >= first, OUTBOX.c.position < end
    last: int | None = session.execute(select(func.max(OUTBOX.c.position)).where(*within)).scalar()
    return first if last is None else last + 1


def _row_of(session: Session, op: Op, media: str | None) -> dict[str, Any]:
    return {
        "of": op.of,
        "of_id": op.id,
        "kind": op.kind,
        "op": op.model_dump_json(exclude={"n"}),
        "is_whole": False,
        "media": media,
        "at_ms": session.now_ms(),
    }


def _op_of(text: str, n: int | None) -> Op:
    return _OP.validate_python({**json.loads(text), "n": n or NO_NUMBER})


def _numbered(session: Session, rows: Sequence[Any], batch: Sequence[Op]) -> Iterable[Op]:
    """The ops of a batch, those without a number with the next ones."""
    fresh = [row.position for row in rows[: len(batch)] if row.n is None]
    given = dict(zip(fresh, sync_state.give_numbers(session, len(fresh)), strict=True))
    if given:
        at = OUTBOX.c.position == bindparam("at")
        numbered = update(OUTBOX).where(at).values(n=bindparam("number"))
        session.execute(numbered, [{"at": one, "number": n} for one, n in given.items()])
        session.tell("outbox")
    for row, op in zip(rows, batch, strict=False):
        yield op if row.n is not None else op.model_copy(update={"n": given[row.position]})


def _waits_for_media() -> Any:
    held_back = select(MEDIA.c.sha256).where(MEDIA.c.is_held.is_(False))
    return OUTBOX.c.media.is_not(None) & OUTBOX.c.media.in_(held_back)


def _names_in(op: dict[str, Any]) -> tuple[str, ...]:
    """Which fields or tags an op is about; a text op names none."""
    return tuple(op.get("fields") or (*op.get("add", ()), *op.get("remove", ())))
