"""A new name for this device, and all that it holds on its way to a server that forgot."""

from collections.abc import Generator, Sequence
from uuid import UUID

from sqlalchemy import select

from contract.syncing.memory import Memory, forked, resent
from contract.syncing.resync import whole_state
from contract.syncing.rows import Row, RowOf
from desktop.models import draft_texts, more_known, outbox, sync_state
from desktop.models.row_texts import row_of
from desktop.models.session import Session
from desktop.models.synced import TABLES

# Documents are merged for it: as many as fit into a slice.
ROWS_A_SLICE = 10


def fork(session: Session) -> UUID:
    """Step `fork`: this device has a new id, and all that waits is numbered from 1 when it is
    next sent."""
    outbox.forget_numbers(session)
    memory = forked(sync_state.load(session), session.new_id(), waiting=0)
    sync_state.save(session, memory)
    return memory.device


def put_whole_state(session: Session, last_n: int) -> Generator[None, None, Memory]:
    """Step `resend`: all that is held stands in the outbox before what waits (in the horizon's
    case only what waits does); numbers go on after `last_n`, hello's. Begun anew after a crash,
    it puts nothing twice."""
    outbox.forget_numbers(session)
    draft_texts.move(session, outbox.forget_tries(session))
    while rows := outbox.rows_with_whole(session, ROWS_A_SLICE):
        more_known.keep_what_was_to_be_sent(session, rows)
        yield
    if sync_state.load(session).resync == "history":
        for of in TABLES:
            ids = _held(session, of)
            for start in range(0, len(ids), ROWS_A_SLICE):
                yield
                _put(session, of, ids[start : start + ROWS_A_SLICE])
    yield
    memory = resent(sync_state.load(session), last_n, in_outbox=0)
    sync_state.save(session, memory)
    return memory


def _held(session: Session, of: RowOf) -> Sequence[UUID]:
    table = TABLES[of]
    asked = select(table.c.id).where(table.c.base.is_not(None)).order_by(table.c.id)
    return session.execute(asked).scalars().all()


def _put(session: Session, of: RowOf, ids: Sequence[UUID]) -> None:
    table, rows = TABLES[of], list[Row]()
    for row in session.execute(select(table.c.id, table.c.base).where(table.c.id.in_(ids))):
        rows.append(row_of(of, row.id, row.base))
    found = {row.id: draft_texts.find_acknowledged(session, row.id) for row in rows}
    wholes = {draft_id: whole for draft_id, whole in found.items() if whole is not None}
    outbox.add_whole(session, whole_state(rows, wholes, first_n=1))
