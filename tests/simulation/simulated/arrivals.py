"""What a simulated device stores of the server's answers; each within the caller's transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from simulated.disk import AGAIN, NO_TEXTS, WHOLE, DeadLetter, Disk, Waiting, Wished, update_of
from simulated.store import Key

from contract.problems import Code, Problem
from contract.syncing import memory as remembering
from contract.syncing.ops import Op, TextOp
from contract.syncing.pull import Change, arrived, update_in
from contract.syncing.push import Acked, OpProblem, PushAnswer, folded, read_acks
from contract.syncing.refusals import fate_of_missing, goes_along, sort_refusals
from contract.syncing.resync import as_held, compared, more_than_told
from contract.syncing.rows import Row
from contract.syncing.wishes import is_undone
from contract.text import merged


def take_in_acks(
    disk: Disk, sent: Sequence[Waiting], rest: Sequence[Waiting], answer: PushAnswer
) -> list[UUID]:
    """Applied ops are part of the base, refused ones go to the dead letters or are sent again
    whole; `rest` is what else waits. Returns the drafts whose texts are to be read again."""
    acked = read_acks([one.op for one in sent], answer)
    _fold(disk, acked)
    tried = {one.op.n for one in sent if one.place == AGAIN}
    refusals = sort_refusals(acked.rejected, tried)
    rest, touched = _bury(disk, refusals.given_up, rest)
    disk.memory = remembering.after_push(disk.memory, answer).memory
    disk.put_in_order([*(Waiting(AGAIN, op) for op in refusals.again), *rest])
    for row_key in dict.fromkeys((op.of, op.id) for op in refusals.again):
        _put_whole(disk, row_key)
    for draft_id in touched:
        disk.read_again(draft_id)
    return touched


def take_in(disk: Disk, changes: Iterable[Change]) -> list[tuple[UUID, bytes | None]]:
    """The rows of a page. Returns the drafts whose texts changed, each with the update (None
    when it is to be read again)."""
    return [one for change in changes for one in _take_in_one(disk, change)]


def end_snapshot(disk: Disk) -> None:
    """What the server has no more is sent again if an edit of it waits, else it goes to the
    local trash. After a resync, wishes whose outcome it has lost are asked again."""
    for row_key in [*disk.base]:
        if row_key not in disk.snapshot_seen:
            _miss(disk, row_key, is_emptied=False)
    for row_key in [*disk.facts]:
        if row_key not in disk.snapshot_seen:
            del disk.facts[row_key]
    disk.snapshot_seen = frozenset()
    if disk.memory.resync == "none":
        return
    # Half a year later nobody wants it done behind their back: then it is only told.
    state = "waiting" if disk.memory.resync == "history" else "forgotten"
    for key, one in disk.wishes.items():
        if one.state in ("answered", "done") and _is_undone(disk, one):
            disk.wishes[key] = replace(one, state=state)


def look_for_answered(disk: Disk) -> None:
    """All was read: what an answered wish made must be there. If not, the server was put back to
    a moment between the answer and this, which no place of ours shows: it is asked again."""
    for key, one in disk.wishes.items():
        if one.state == "answered":
            state = "waiting" if _is_undone(disk, one) else "done"
            disk.wishes[key] = replace(one, state=state)


def take_in_wish_answer(disk: Disk, one: Wished, answer: dict) -> None:
    """What a wish made."""
    kind = "asset" if "asset" in answer else "generation"
    disk.wishes[one.wish.key] = replace(one, state="answered", made=(kind, answer[kind]))


def keep_what_was_to_be_sent(disk: Disk) -> None:
    """What a resync that begins anew takes out of the outbox is held as well as before."""
    for row_key in {(one.op.of, one.op.id) for one in disk.outbox if one.place == WHOLE}:
        if row_key in disk.base:
            ops, device = disk.ops_of(row_key), disk.memory.device
            disk.base[row_key] = as_held(disk.base[row_key], ops, device)


def _fold(disk: Disk, acked: Acked) -> None:
    """Applied ops become part of the base. Of two machines with a copy of one profile, what one
    was refused may have come from the other: then words that build upon it do not fit here, until
    both are read."""
    for op, ack in acked.applied:
        row_key = (op.of, op.id)
        disk.base[row_key] = folded(disk.base.get(row_key), op, ack, disk.memory.device)
        if isinstance(op, TextOp):
            whole = disk.wholes.get(op.id)
            update = update_of(op)
            try:
                disk.wholes[op.id] = merged([whole, update] if whole else [update])
            except Problem as problem:
                if problem.code != Code.TEXT_GAP:
                    raise


def _bury(
    disk: Disk, dead: Sequence[tuple[Op, OpProblem]], rest: Sequence[Waiting]
) -> tuple[list[Waiting], list[UUID]]:
    """Dead letters with the words as they were; a refused text takes later ones of its draft
    along. Returns what still waits, and the drafts whose words are others now."""
    refused = {op.id: problem for op, problem in dead if isinstance(op, TextOp)}
    along = [one.op for one in rest if goes_along(one.op, refused)]
    for op, problem in [*dead, *((op, refused[op.id]) for op in along)]:
        said = disk.said.get(op.id, NO_TEXTS)
        disk.dead = (*disk.dead, DeadLetter(op, problem, said))
    return [one for one in rest if one.op not in along], list(refused)


def _take_in_one(disk: Disk, change: Change) -> list[tuple[UUID, bytes | None]]:
    row_key = (change.of, change.id)
    if change.row is not None and change.fields is None:
        disk.facts[row_key] = change.row
        return []
    if change.is_gone:
        return [(change.id, None)] if _miss_gone(disk, row_key) else []
    _from_trash(disk, row_key)
    _compare(disk, change)
    disk.base[row_key] = arrived(change, disk.base.get(row_key))
    if change.of != "draft":
        return []
    update = update_in(change)
    _take_in_text(disk, change, update)
    disk.read_again(change.id)
    return [(change.id, update)] if update else []


def _miss_gone(disk: Disk, row_key: Key) -> bool:
    """The server told that a row is gone. Returns whether it went from here as well."""
    base = disk.base.get(row_key)
    return base is not None and _miss(disk, row_key, is_emptied=base.is_deleted)


def _miss(disk: Disk, row_key: Key, *, is_emptied: bool) -> bool:
    """The server has no such row. Returns whether this device shows it no more."""
    is_waited_for = bool(disk.ops_of(row_key))
    fate = fate_of_missing(row_key[0], is_waited_for=is_waited_for, is_emptied=is_emptied)
    if fate == "send":
        _put_whole(disk, row_key)
        return False
    row, whole = disk.base.pop(row_key), disk.wholes.pop(row_key[1], None)
    said = disk.said.pop(row_key[1], NO_TEXTS)
    if fate == "trash":
        disk.trash[row_key] = (row, whole, said)
    return True


def _compare(disk: Disk, change: Change) -> None:
    """Past the horizon, a row that is another here is sent or kept."""
    here = disk.base.get((change.of, change.id))
    if disk.memory.resync != "horizon" or here is None:
        return
    found = compared(here, arrived(change))
    if found == "send":
        disk.put_whole(here, None)
    elif found == "keep":
        disk.replaced = (*disk.replaced, here)


def _take_in_text(disk: Disk, change: Change, update: bytes | None) -> None:
    """The acknowledged texts are the server's now; where they say more than it does, it is told."""
    whole = disk.wholes.get(change.id)
    more = more_than_told(change, [whole] if whole else [])
    parts = [part for part in (whole, update) if part]
    if parts:
        disk.wholes[change.id] = merged(parts)
    if more is not None:
        disk.put_whole(Row("draft", change.id), more)


def _from_trash(disk: Disk, row_key: Key) -> None:
    """A row that comes back takes along what was known of it."""
    if row_key in disk.trash:
        row, whole, _ = disk.trash.pop(row_key)
        if whole:
            disk.wholes.setdefault(row_key[1], whole)
        disk.put_whole(row, whole)


def _put_whole(disk: Disk, row_key: Key) -> None:
    disk.put_whole(disk.base.get(row_key) or Row(*row_key), disk.wholes.get(row_key[1]))


def _is_undone(disk: Disk, one: Wished) -> bool:
    is_there = one.made in disk.facts or one.made in disk.base
    status = disk.facts[one.made]["status"] if one.made in disk.facts else None
    return is_undone(one.wish.kind, is_there=is_there, status=status)
