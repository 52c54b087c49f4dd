"""A draft's row written: by an edit, by a return from the trash, with its place in lists."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import select, update

from contract.syncing.resync import whole_state
from contract.syncing.rows import DELETED_AT, Row
from contract.text import Document
from desktop.models import draft_texts, outbox, sync_state, synced
from desktop.models.absence import nothing_here
from desktop.models.row_columns import draft_columns, placement_columns
from desktop.models.session import Session
from desktop.models.sync_state import Stamp
from desktop.models.synced import Held
from desktop.models.tables import DRAFTS, PLACEMENTS


def get_held(session: Session, draft_id: UUID) -> Held:
    """The draft's row.

    Raises: Problem NOT_FOUND.
    """
    held = synced.find(session, "draft", draft_id)
    if held is None:
        raise nothing_here("draft")
    return held


def write_fields(session: Session, held: Held, fields: Mapping[str, JsonValue]) -> None:
    """The draft says this; what it says already writes nothing."""
    if held.is_lost:
        held = revive(session, held)
    news = synced.news_in(held.shown, fields)
    if not news:
        return
    at = sync_state.stamp(session)
    row, _ = synced.write(session, held, news, at)
    put(session, row, at)


def write_texts(
    session: Session, held: Held, change: Callable[[Document], Sequence[bytes]]
) -> None:
    """The draft's texts are changed so; nothing new writes nothing. One in the trash comes out:
    the server restores it, and by the word before it says so itself.

    Raises: Problem TEXT_TOO_LONG.
    """
    if held.is_lost:
        held = revive(session, held)
    document = draft_texts.open_document(session, held.shown.id)
    updates = change(document)
    if not updates:
        return
    at = sync_state.stamp(session)
    row = held.shown
    if row.is_deleted:
        row, _ = synced.write(session, held, {DELETED_AT: None}, at)
    draft_texts.add_own(session, row.id, updates)
    put(session, row, at, {"topic": document.topic, "script": document.script})


def put(session: Session, row: Row, at: Stamp, texts: Mapping[str, str] | None = None) -> None:
    """The draft is shown like this, edited at this moment, above all others in lists."""
    columns: dict[str, Any] = {**draft_columns(row), **(texts or {}), **_edited(at)}
    synced.store(session, row, columns)
    session.tell("draft", row.id)


def touch(session: Session, draft_id: UUID, at: Stamp) -> None:
    """Something of the draft that stands elsewhere was edited."""
    session.execute(update(DRAFTS).where(DRAFTS.c.id == draft_id).values(_edited(at)))
    session.tell("draft", draft_id)


def revive(session: Session, held: Held) -> Held:
    """A draft that the server no longer has is made there anew: fields, tags, texts, placements.
    What of it waited is part of that."""
    at, draft_id = sync_state.stamp(session), held.shown.id
    outbox.remove_all_of(session, draft_id)
    row = synced.as_new(session, held.shown, at)
    whole = draft_texts.whole_of(session, draft_id)
    # What is gone comes back only by ops that say they re-send.
    ops = list(whole_state([row], {} if whole is None else {draft_id: whole}, first_n=1))
    positions = outbox.add_again(session, ops)
    if whole is not None:
        draft_texts.replace(session, draft_id, whole, positions[-1])
    put(session, row, at)
    lost = {"lost_at_ms": None, "base": None}
    session.execute(update(DRAFTS).where(DRAFTS.c.id == draft_id).values(lost))
    for placement_id in _placements_with(session, draft_id):
        _revive_placement(session, placement_id, at)
    return Held(None, row, is_lost=False)


def _placements_with(session: Session, draft_id: UUID) -> Sequence[UUID]:
    asked = select(PLACEMENTS.c.id).where(
        PLACEMENTS.c.draft_id == draft_id, PLACEMENTS.c.lost_at_ms.is_not(None)
    )
    return session.execute(asked).scalars().all()


def _revive_placement(session: Session, placement_id: UUID, at: Stamp) -> None:
    held = synced.find(session, "placement", placement_id)
    assert held is not None
    outbox.remove_all_of(session, placement_id)
    row = synced.as_new(session, held.shown, at)
    outbox.add_again(session, whole_state([row], {}, first_n=1))
    synced.store(session, row, {**placement_columns(row), "lost_at_ms": None, "base": None})


def _edited(at: Stamp) -> dict[str, Any]:
    return {"rank": at.rank, "updated_at_ms": at.now_ms, "edited_at_ms": at.now_ms}
