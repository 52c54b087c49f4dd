"""Step 2, push: ops on their way, what the server makes of them, what its answer means."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, JsonValue

from contract.clocks import clamped, hlc_of, parts_of
from contract.problems import Code, Problem
from contract.syncing.fields import check_fields, check_row
from contract.syncing.hello import Place, SyncLimits
from contract.syncing.ops import MOST_OPS, Op, SetOp, TagsOp, TextOp, is_resend
from contract.syncing.pull import checked_update
from contract.syncing.rows import Lost, Row, restored, with_set, with_tags
from contract.tags import MOST_TAGS, tidy_tag
from contract.text import LONGEST_DOCUMENT_BYTES, LONGEST_UPDATE_BYTES, grown
from contract.values import Answer, Value, Whole

_WANTS_WHOLE = frozenset({Code.NOT_FOUND, Code.TEXT_GAP})


class PushBody(Value):
    """`POST /v1/sync/push`: ops with contiguous `n`."""

    device: UUID
    spoken: Annotated[Whole, Field(alias="schema")]
    cursor: Place | None
    mark: Place | None
    ops: Annotated[tuple[Op, ...], Field(min_length=1, max_length=MOST_OPS)]


class OpProblem(Answer):
    """Why an op was refused; it has used up its `n`."""

    code: str
    says: str
    remedy: str


class Ack(Answer):
    """What became of one op: `seq` and `h` when it was applied, else a problem."""

    n: int
    status: Literal["applied", "rejected"]
    seq: int | None = None
    h: str | None = None
    problem: OpProblem | None = None


class PushAnswer(Answer):
    """An ack for each op; `mark` is the highest acknowledged place of this device,
    `offset_ms` how far its clock is ahead of the server's (None when no op told)."""

    acks: tuple[Ack, ...]
    last_n: int
    mark: Place | None
    offset_ms: int | None


@dataclass(frozen=True)
class StoredAck:
    """What the server answered to an op, and the sha256 of that op."""

    fingerprint: bytes
    ack: Ack


@dataclass(frozen=True)
class SortedOut:
    """A batch: what was answered before, and what is new."""

    replayed: tuple[Ack, ...]
    fresh: tuple[Op, ...]


@dataclass(frozen=True)
class Held:
    """A row as the server holds it; `whole` is the update of all its texts. `is_gone` when only
    its id is left, because its time in the trash was over."""

    row: Row
    whole: bytes | None = None
    is_gone: bool = False


@dataclass(frozen=True)
class Applied:
    """A row after an op; `update` is what is new about its texts, `line` the digest that stands
    in the log."""

    held: Held
    lost: tuple[Lost, ...]
    update: bytes | None
    line: bytes


@dataclass(frozen=True)
class Acked:
    """A batch that was answered: each op with what became of it."""

    applied: tuple[tuple[Op, Ack], ...]
    rejected: tuple[tuple[Op, OpProblem], ...]


def fingerprint_of(op: Op) -> bytes:
    """The sha256 of an op, whatever the order of its names was on the way."""
    return hashlib.sha256(_canonical(op.model_dump(mode="json"))).digest()


def line_of(of: str, of_id: UUID | str, content: JsonValue) -> bytes:
    """The digest of a line of the log; `content` is what became true, or what made it so."""
    return hashlib.sha256(_canonical({"of": of, "id": str(of_id), "content": content})).digest()


def chained(last: bytes, line: bytes) -> bytes:
    """The hash of the log up to a line: two logs with the same one have the same past."""
    return hashlib.sha256(last + line).digest()


def sort_out(last_n: int, stored: Mapping[int, StoredAck], ops: Sequence[Op]) -> SortedOut:
    """What of a batch was answered before, and what is new. `stored` are the acks of this device
    with the numbers of the batch.

    Raises: Problem GAP when a number is missing before one of them, DEVICE_FORK when a number
    came before with other words.
    """
    replayed: list[Ack] = []
    fresh: list[Op] = []
    expected = last_n + 1
    for op in ops:
        if op.n <= last_n and not fresh:
            replayed.append(_replayed(stored.get(op.n), op))
        elif op.n == expected:
            fresh.append(op)
            expected += 1
        else:
            raise _gap(last_n + 1)
    return SortedOut(tuple(replayed), tuple(fresh))


def apply(
    op: Op, held: Held | None, *, device: UUID, seq: int, now_ms: int, server_id: UUID
) -> Applied:
    """The row after an op of this device. A draft or placement comes into being by it, an asset
    never does, and what is gone comes back only whole: by a re-send.

    Raises: Problem FIELD_INVALID, TAGS_TOO_MANY, TEXT_GAP, TEXT_DAMAGED, TEXT_TOO_LONG, NOT_FOUND;
    the op is then answered with it, and nothing is changed.
    """
    if held is None or held.is_gone:
        held = _new(op, was_there=held is not None)
    lost: tuple[Lost, ...] = ()
    update: bytes | None = None
    if isinstance(op, SetOp):
        after, lost = _apply_set(op, held, device, now_ms)
    elif isinstance(op, TagsOp):
        after = _apply_tags(op, held, device, seq)
    else:
        after, update = _apply_text(op, held)
    if not isinstance(op, SetOp) and not is_resend(op):
        row = restored(after.row, hlc_of(now_ms, 0), server_id)
        after = replace(after, row=row)
    return Applied(after, lost, update, _line(op, device))


def offset_of(ops: Sequence[Op], now_ms: int) -> int | None:
    """How far the latest clock among these is ahead of the server's; None when none tells."""
    told = [parts_of(op.hlc)[0] for op in ops if isinstance(op, SetOp) and op.by is None]
    return max(told) - now_ms if told else None


def problem_of(problem: Problem) -> OpProblem:
    """A refusal as it is answered."""
    return OpProblem(code=problem.code, says=problem.says, remedy=problem.remedy)


def batch_of(ops: Sequence[Op], limits: SyncLimits) -> tuple[Op, ...]:
    """The first of these that fit into one request, at least one."""
    size_bytes, batch = 0, list[Op]()
    for op in ops[: limits.ops]:
        size_bytes += len(op.model_dump_json())
        if batch and size_bytes > limits.bytes:
            break
        batch.append(op)
    return tuple(batch)


def read_acks(sent: Sequence[Op], answer: PushAnswer) -> Acked:
    """What became of the ops of a batch, in their order. One without an ack stays in the outbox.

    An op leaves the outbox only by its own ack.
    """
    acks = {ack.n: ack for ack in answer.acks}
    answered = [(op, acks[op.n]) for op in sent if op.n in acks]
    return Acked(
        applied=tuple((op, ack) for op, ack in answered if ack.status == "applied"),
        rejected=tuple(
            (op, ack.problem) for op, ack in answered if ack.status == "rejected" and ack.problem
        ),
    )


def wants_whole_row(op: Op, problem: OpProblem) -> bool:
    """Whether an op was refused only for want of the rest of its row, which may be sent before it:
    the server holds no such row, or not the words that it builds upon."""
    return problem.code in _WANTS_WHOLE and op.of != "asset" and not is_resend(op)


def folded(base: Row | None, op: Op, ack: Ack, device: UUID) -> Row:
    """What the server's row is as far as this device can tell, now that an op of it is applied.

    A pulled row takes its place: that is always as new.
    """
    row = base or Row(op.of, op.id)
    if isinstance(op, SetOp):
        row, _ = with_set(row, op, device)
        return row
    if isinstance(op, TagsOp):
        row = with_tags(row, op.add, op.remove, op.seen, ack.seq or 0, device)
    return row if op.whole else restored(row, "", device)


def _replayed(stored: StoredAck | None, op: Op) -> Ack:
    if stored is None or stored.fingerprint != fingerprint_of(op):
        raise Problem(
            Code.DEVICE_FORK,
            "Another device sends under this one's name.",
            "Take a new device id and send again.",
        )
    return stored.ack


def _new(op: Op, *, was_there: bool) -> Held:
    if op.of == "asset" or (was_there and not is_resend(op)):
        raise Problem(
            Code.NOT_FOUND, "There is no such row any more.", "Send all that you hold of it."
        )
    return Held(Row(op.of, op.id))


def _apply_set(op: SetOp, held: Held, device: UUID, now_ms: int) -> tuple[Held, tuple[Lost, ...]]:
    check_fields(op.of, op.fields)
    row, lost = with_set(held.row, op, device, clamped(op.hlc, now_ms))
    check_row(row)
    return replace(held, row=row), lost


def _apply_tags(op: TagsOp, held: Held, device: UUID, seq: int) -> Held:
    try:
        add, remove = [tidy_tag(tag) for tag in op.add], [tidy_tag(tag) for tag in op.remove]
    except ValueError as failure:
        raise Problem(
            Code.FIELD_INVALID, f"A tag does not fit: {failure}.", "Change the tag."
        ) from failure
    row = with_tags(held.row, add, remove, op.seen, seq, device)
    if len(row.tags) > MOST_TAGS and len(row.tags) > len(held.row.tags):
        raise Problem(
            Code.TAGS_TOO_MANY,
            f"There would be {len(row.tags)} tags here, {MOST_TAGS} are the most.",
            "Take one off first.",
        )
    return replace(held, row=row)


def _apply_text(op: TextOp, held: Held) -> tuple[Held, bytes]:
    update = checked_update(op.update, op.sha256)
    if len(update) > (LONGEST_DOCUMENT_BYTES if op.whole else LONGEST_UPDATE_BYTES):
        raise Problem(
            Code.TEXT_TOO_LONG,
            "This edit is too long for one step.",
            "Paste it in several parts.",
        )
    return replace(held, whole=grown(held.whole, update)), update


def _line(op: Op, device: UUID) -> bytes:
    """What became true follows from the line before and this op, so that is what is said."""
    made_by: dict[str, JsonValue] = {
        "device": str(device),
        "n": op.n,
        "op": fingerprint_of(op).hex(),
    }
    return line_of(op.of, op.id, made_by)


def _canonical(content: JsonValue) -> bytes:
    """One spelling for one content, whoever writes it: names sorted, no spaces, ASCII."""
    return json.dumps(content, sort_keys=True, separators=(",", ":")).encode()


def _gap(expected: int) -> Problem:
    return Problem(
        Code.GAP,
        f"An op is missing: number {expected} comes next.",
        "Send from there.",
        facts={"expected": expected},
    )
