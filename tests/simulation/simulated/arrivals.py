"""What a simulated device stores of the server's answers; each within the caller's transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from uuid import UUID

from simulated.disk import FRONT, NO_TEXTS, DeadLetter, Disk, Waiting, Wished, update_of
from simulated.store import Key

from contract.problems import Code, Problem
from contract.syncing import memory as remembering
from contract.syncing.ops import Op, TextOp, is_resend
from contract.syncing.pull import Change, arrived, update_in
from contract.syncing.push import Acked, OpProblem, PushAnswer, folded, read_acks, wants_whole_row
from contract.syncing.resync import renumbered, revived, whole_state, whole_text
from contract.syncing.rows import Row, knows_more
from contract.text import merged, texts_of


def take_in_acks(
    disk: Disk, sent: Sequence[Waiting], rest: Sequence[Waiting], answer: PushAnswer
) -> list[UUID]:
    """Applied ops are part of the base, refused ones go to the dead letters or are sent again
    whole; `rest` is what else waits. Returns the drafts whose texts are to be read again."""
    acked = read_acks([one.op for one in sent], answer)
    unplaced = _fold(disk, acked)
    again, dead = _sorted(acked, unplaced, {one.op.n for one in sent if one.place == FRONT})
    for row_key, ops in again.items():
        base = disk.base.get(row_key) or Row(*row_key)
        held = revived(ops, base, disk.wholes.get(row_key[1]), 1)
        rest = [*(Waiting(FRONT, op) for op in held), *rest]
    rest, touched = _bury(disk, dead, rest)
    disk.memory = remembering.after_push(disk.memory, answer).memory
    ops = renumbered([one.op for one in rest], disk.memory.acked_n + 1)
    disk.outbox = tuple(Waiting(one.place, op) for one, op in zip(rest, ops, strict=True))
    disk.memory = remembering.repacked(disk.memory, len(disk.outbox))
    for draft_id in touched:
        disk.read_again(draft_id)
    return touched


def take_in(disk: Disk, changes: Iterable[Change]) -> list[tuple[UUID, bytes | None]]:
    """The rows of a page. Returns the drafts whose texts changed, each with the update (None
    when it is to be read again)."""
    return [one for change in changes for one in _take_in_one(disk, change)]


def end_snapshot(disk: Disk) -> None:
    """What the server has no more goes to the local trash, but for what waits. After a resync,
    wishes whose outcome it has lost are asked again."""
    for row_key in [*disk.base]:
        if row_key not in disk.snapshot_seen and not disk.ops_of(row_key):
            _to_trash(disk, row_key)
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
    """What a wish made; an asset that came back takes along what this device knew of it."""
    kind = "asset" if "asset" in answer else "generation"
    made: Key = (kind, answer[kind])
    disk.wishes[one.wish.key] = replace(one, state="answered", made=made)
    _from_trash(disk, made)


def _fold(disk: Disk, acked: Acked) -> list[Op]:
    """Applied ops become part of the base. Returns texts that build upon what was refused here
    and came to the server from elsewhere (two machines with a copy of one profile)."""
    unplaced: list[Op] = []
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
                unplaced.append(op)
    return unplaced


def _sorted(
    acked: Acked, unplaced: list[Op], tried: set[int]
) -> tuple[dict[Key, list[Op]], list[tuple[Op, OpProblem]]]:
    """Refused ops: those to be sent again after the whole row, once, and dead letters."""
    again: dict[Key, list[Op]] = {}
    dead: list[tuple[Op, OpProblem]] = []
    along: dict[UUID, OpProblem] = {}
    for op, problem in acked.rejected:
        if isinstance(op, TextOp) and op.id in along:
            dead.append((op, along[op.id]))
            continue
        if wants_whole_row(op, problem) and op.n not in tried:
            again.setdefault((op.of, op.id), []).append(op)
        elif op.of == "asset" and is_resend(op):
            # The wish that saves it will be asked again, and takes these along.
            continue
        else:
            dead.append((op, problem))
            if isinstance(op, TextOp):
                # Later words of this draft build upon these, and go along.
                along[op.id] = problem
    for op in unplaced:
        if op.n not in tried:
            again.setdefault((op.of, op.id), []).append(op)
    return again, dead


def _bury(
    disk: Disk, dead: list[tuple[Op, OpProblem]], rest: Sequence[Waiting]
) -> tuple[list[Waiting], list[UUID]]:
    """Dead letters with the words as they were; a refused text takes later ones of its draft
    along. Returns what still waits, and the drafts whose words are others now."""
    refused = {op.id: problem for op, problem in dead if isinstance(op, TextOp)}
    along = [one.op for one in rest if isinstance(one.op, TextOp) and one.op.id in refused]
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
        if disk.ops_of(row_key):
            # Whatever becomes of what waits, the row is somewhere again.
            _send_whole(disk, disk.base.get(row_key), disk.wholes.get(change.id))
            return []
        for kept in (disk.base, disk.trash):
            kept.pop(row_key, None)
        disk.wholes.pop(change.id, None)
        disk.said.pop(change.id, None)
        return [(change.id, None)]
    _from_trash(disk, row_key)
    _compare(disk, change)
    disk.base[row_key] = arrived(change, disk.base.get(row_key))
    if change.of != "draft":
        return []
    update = update_in(change)
    _take_in_text(disk, change, update)
    disk.read_again(change.id)
    return [(change.id, update)] if update else []


def _compare(disk: Disk, change: Change) -> None:
    """Past the horizon nothing vouches for the server's past: what is later here is sent. Tags
    know no later: those that are gone there are gone, and the old row is kept to look at."""
    here = disk.base.get((change.of, change.id))
    if disk.memory.resync != "horizon" or here is None:
        return
    if knows_more(here, arrived(change)):
        _send_whole(disk, here, None)
    elif not set(here.tags) <= set(change.tags or ()):
        disk.replaced = (*disk.replaced, here)


def _take_in_text(disk: Disk, change: Change, update: bytes | None) -> None:
    """The acknowledged texts are the server's now. Where they say more than it does, somebody
    brought this draft back knowing less of it than this device: it is told."""
    whole = disk.wholes.get(change.id)
    parts = [part for part in (whole, update) if part]
    if not parts:
        return
    after = disk.wholes[change.id] = merged(parts)
    said = texts_of(after)
    assert change.texts is not None
    if (said.topic, said.script) != (change.texts.topic, change.texts.script):
        disk.add(whole_text(disk.memory.last_n + 1, change.id, after))


def _to_trash(disk: Disk, row_key: Key) -> None:
    row_id = row_key[1]
    said = disk.said.pop(row_id, NO_TEXTS)
    disk.trash[row_key] = (disk.base.pop(row_key), disk.wholes.pop(row_id, None), said)


def _from_trash(disk: Disk, row_key: Key) -> None:
    """A row that comes back takes along what was known of it."""
    if row_key in disk.trash:
        row, whole, _ = disk.trash.pop(row_key)
        if whole:
            disk.wholes.setdefault(row_key[1], whole)
        _send_whole(disk, row, whole)


def _send_whole(disk: Disk, row: Row | None, whole: bytes | None) -> None:
    if row is not None:
        for op in whole_state([row], {row.id: whole} if whole else {}, disk.memory.last_n + 1):
            disk.add(op)


def _is_undone(disk: Disk, one: Wished) -> bool:
    if one.made not in disk.facts and one.made not in disk.base:
        return True
    if one.wish.kind != "cancel":
        return False
    return disk.facts[one.made]["status"] != "cancelled"
