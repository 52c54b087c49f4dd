"""What this device knows of a row and the server does not: sent before the server's word is taken.

Also what becomes of a row that the server has no more.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import update

from contract.problems import Problem
from contract.syncing.pull import Change
from contract.syncing.refusals import fate_of_missing
from contract.syncing.resync import as_held, compared, more_than_told, whole_row
from contract.syncing.rows import Row, RowOf
from desktop.models import (
    arrived_drafts,
    asset_rows,
    draft_texts,
    outbox,
    overwritten,
    sync_state,
    synced,
)
from desktop.models.arrived_drafts import Prepared, Stood
from desktop.models.row_texts import row_of, text_of
from desktop.models.session import Session
from desktop.models.synced import TABLES
from desktop.models.tables import ASSETS


def with_more_texts(session: Session, one: Prepared) -> Prepared:
    """A draft made ready that was here before, with what is acknowledged here beyond what the
    server says of its texts."""
    try:
        more = more_than_told(one.change, draft_texts.acknowledged_of(session, one.change.id))
    except Problem:
        # Not what was written; or damaged on its way, and refused when it is looked at.
        more = None
    return one if more is None else replace(one, more=more)


def send_more(
    session: Session, one: Prepared, old: Stood, now_ms: int, *, is_past_horizon: bool
) -> None:
    """What is known of a row beyond what the server tells of it waits in the outbox: what lay in
    our own trash comes back with it, past the horizon what is later here is sent, and words that
    whoever brought the draft back did not have."""
    of, of_id = one.row.of, one.row.id
    if old.lost_at_ms is not None:
        resend(session, of, of_id)
    elif is_past_horizon and old.base is not None:
        here = row_of(of, of_id, old.base)
        match compared(here, one.row):
            case "send":
                _put(session, here, None)
            case "keep":
                overwritten.note_tags(session, here, now_ms)
            case "take":
                pass
    if one.more is not None:
        _put(session, Row(of, of_id), one.more)


def resend(session: Session, of: RowOf, of_id: UUID) -> None:
    """All that is held of a row goes to the server once more, before what waits about it."""
    held = synced.find(session, of, of_id)
    if held is not None:
        whole = draft_texts.find_acknowledged(session, of_id) if of == "draft" else None
        _put(session, held.base or held.shown, whole)


def miss(session: Session, of: RowOf, ids: Sequence[UUID], now_ms: int) -> None:
    """The server has these no more: each goes to our own trash, or to the server again."""
    waited_for, lost = arrived_drafts.pending_of(session, ids), list[UUID]()
    for of_id in ids:
        is_waited_for = of_id in waited_for
        if fate_of_missing(of, is_waited_for=is_waited_for, is_emptied=False) == "send":
            resend(session, of, of_id)
        else:
            lost.append(of_id)
    _lose(session, of, lost, now_ms)
    session.tell(of, *ids)


def miss_gone(session: Session, change: Change, old: Stood, now_ms: int) -> None:
    """Of this row the server has nothing left but its id."""
    of, of_id = change.of, change.id
    assert of in ("draft", "placement", "asset")
    if old.lost_at_ms is not None:
        return
    is_waited_for = bool(arrived_drafts.pending_of(session, [of_id]))
    is_emptied = old.deleted_at is not None
    match fate_of_missing(of, is_waited_for=is_waited_for, is_emptied=is_emptied):
        case "send":
            resend(session, of, of_id)
        case "trash":
            _lose(session, of, [of_id], now_ms)
        case "remove" if of == "asset":
            asset_rows.remove(session, [of_id])
        case "remove":
            arrived_drafts.remove(session, TABLES[of], of_id)
    session.tell(of, of_id)


def keep_what_was_to_be_sent(session: Session, rows: Iterable[tuple[RowOf, UUID]]) -> None:
    """What a resync that begins anew takes out of the outbox is held as well as before."""
    ids, device = list[UUID](), sync_state.device_of(session)
    for of, of_id in rows:
        ids.append(of_id)
        held = synced.find(session, of, of_id)
        if held is None or held.base is None:
            continue
        base = as_held(held.base, outbox.pending(session, of_id), device)
        if base != held.base:
            values: dict[str, Any] = {"base": text_of(base)}
            table = TABLES[of]
            session.execute(update(table).where(table.c.id == of_id).values(values))
    outbox.forget_whole(session, ids)


def _put(session: Session, row: Row, whole: bytes | None) -> None:
    outbox.add_whole(session, whole_row(row, whole, outbox.pending(session, row.id)))


def _lose(session: Session, of: RowOf, ids: Sequence[UUID], now_ms: int) -> None:
    if not ids:
        return
    arrived_drafts.lose(session, TABLES[of], ids, now_ms)
    if TABLES[of] is ASSETS:
        asset_rows.index_anew(session, ids)
