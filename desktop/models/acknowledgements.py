"""What became of ops: applied ones are the server's, refused ones lie with the dead letters."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from contract.problems import Problem
from contract.syncing import rows
from contract.syncing.memory import Next, after_push
from contract.syncing.ops import Op, SetOp, TagsOp, TextOp
from contract.syncing.push import Ack, OpProblem, PushAnswer, folded, read_acks
from contract.syncing.refusals import goes_along, sort_refusals
from contract.syncing.rows import Row, RowOf
from desktop.models import (
    arrived_drafts,
    asset_rows,
    dead_letters,
    draft_texts,
    more_known,
    outbox,
    sync_state,
    synced,
)
from desktop.models.row_columns import draft_columns, placement_columns
from desktop.models.row_texts import loads, text_of
from desktop.models.session import Session
from desktop.models.tables import ASSETS, DRAFTS


def take_in_acks(session: Session, sent: Sequence[Op], answer: PushAnswer) -> Next:
    """Applied ops leave the outbox and become part of what the server is known to hold. Refused
    ones go to the dead letters with the person's words, and their rows show the server's again;
    but what was refused only for want of the rest is sent again behind all of its row."""
    positions = outbox.positions_of(session, [op.n for op in sent])
    # One that left the outbox before was acknowledged before.
    acked = read_acks([op for op in sent if op.n in positions], answer)
    tried = {n for n, position in positions.items() if outbox.is_behind_whole(position)}
    refusals = sort_refusals(acked.rejected, tried)
    outbox.remove(session, [op.n for op, _ in acked.applied])
    draft_texts.acknowledge(session, [positions[op.n] for op, _ in acked.applied])
    for op, problem in refusals.given_up:
        _bury(session, op, problem, positions[op.n])
    draft_texts.move(session, outbox.put_behind_whole(session, [op.n for op in refusals.again]))
    # Those that are left were neither: nobody wrote them just now.
    outbox.remove(session, [op.n for op, _ in acked.rejected])
    _fold(session, acked.applied)
    for of, of_id in dict.fromkeys((op.of, op.id) for op in refusals.again):
        more_known.resend(session, of, of_id)
    for of, of_id in {(op.of, op.id) for op, _ in refusals.given_up}:
        show_again(session, of, of_id, None)
    following = after_push(sync_state.load(session), answer)
    sync_state.save(session, following.memory)
    return following


def show_again(session: Session, of: RowOf, of_id: UUID, rank: int | None) -> None:
    """The row shows what the server has with what still waits over it. One that the server never
    had, and of which nothing waits any more, lies in our own trash."""
    held = synced.find(session, of, of_id)
    if held is None or held.is_lost:
        return
    pending = outbox.pending(session, of_id)
    if held.base is None and not pending:
        arrived_drafts.lose(session, synced.TABLES[of], [of_id], session.now_ms())
        session.tell(of, of_id)
        return
    base = held.base or Row(of, of_id)
    row = rows.shown(base, pending, sync_state.device_of(session)) if pending else base
    _show(session, row, {"shown": text_of(row) if pending else None}, None if pending else rank)


def _fold(session: Session, applied: Iterable[tuple[Op, Ack]]) -> None:
    """What the server is known to hold, row by row."""
    of_row: dict[UUID, list[tuple[Op, Ack]]] = {}
    for op, ack in applied:
        of_row.setdefault(op.id, []).append((op, ack))
    device = sync_state.device_of(session)
    for of_id, acked in of_row.items():
        of = acked[0][0].of
        held = synced.find(session, of, of_id)
        if held is None:
            continue
        base = held.base
        for op, ack in acked:
            base = folded(base, op, ack, device)
        table = synced.TABLES[of]
        told = update(table).where(table.c.id == of_id).values(base=text_of(base or held.shown))
        session.execute(told)
        show_again(session, of, of_id, max(ack.seq or 0 for _, ack in acked))


def _show(session: Session, row: Row, columns: dict[str, Any], rank: int | None) -> None:
    table = synced.TABLES[row.of]
    if row.of == "asset":
        facts = session.execute(select(ASSETS.c.facts).where(ASSETS.c.id == row.id)).scalar()
        told = asset_rows.columns_of(row, loads(facts)) if facts else {}
        columns |= {name: told[name] for name in ("title", "tags", "deleted_at") if told}
    elif row.of == "draft":
        columns |= draft_columns(row) | ({"rank": rank} if rank else {})
    else:
        columns |= placement_columns(row)
    session.execute(update(table).where(table.c.id == row.id).values(columns))
    if row.of == "asset":
        asset_rows.index_anew(session, [row.id])
    session.tell(row.of, row.id)


def _bury(session: Session, op: Op, problem: OpProblem, position: int) -> None:
    """The op is given up, and with a text op those that build upon it."""
    if isinstance(op, TextOp):
        words = _texts_of(session, op.id)
        waiting = outbox.list_from(session, op.id, position)
        along = [(at, one) for at, one in waiting if goes_along(one, {op.id})]
        outbox.remove_at(session, [at for at, _ in along])
        draft_texts.take_back(session, op.id, position)
        _show_texts(session, op.id)
        for _, one in along:
            dead_letters.add(session, one, words, problem)
        return
    outbox.remove(session, [op.n])
    dead_letters.add(session, op, _words_of(op), problem)


def _texts_of(session: Session, draft_id: UUID) -> str:
    """All that a person sees of a draft, the refused edit included."""
    asked = select(DRAFTS.c.topic, DRAFTS.c.script).where(DRAFTS.c.id == draft_id)
    row = session.execute(asked).one_or_none()
    return "" if row is None else f"{row.topic}\n\n{row.script}".strip()


def _show_texts(session: Session, draft_id: UUID) -> None:
    try:
        document = draft_texts.open_document(session, draft_id)
    except Problem:
        # Another machine with a copy of this profile sent what was refused here, and words that
        # build upon it were taken: until both are read, it shows what it did.
        return
    texts = {"topic": document.topic, "script": document.script}
    session.execute(update(DRAFTS).where(DRAFTS.c.id == draft_id).values(texts))
    session.tell("draft", draft_id)


def _words_of(op: SetOp | TagsOp) -> str:
    if isinstance(op, SetOp):
        return "\n".join(f"{name}: {value}" for name, value in op.fields.items())
    return ", ".join((*op.add, *(f"-{tag}" for tag in op.remove)))
