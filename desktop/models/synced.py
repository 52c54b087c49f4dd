"""Synced rows: what the server has of each (`base`), and what is shown with our own over it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import Table, bindparam, select, update

from contract.problems import Code, Problem
from contract.syncing import rows
from contract.syncing.ops import SetOp
from contract.syncing.rows import DELETED_AT, Put, Row, RowOf, Written
from contract.tags import MOST_TAGS, tidy_tag
from desktop.models import outbox, sync_state
from desktop.models.row_texts import row_of, text_of
from desktop.models.session import Session
from desktop.models.sync_state import Stamp
from desktop.models.tables import ASSETS, DRAFTS, PLACEMENTS

TABLES: Mapping[RowOf, Table] = {"draft": DRAFTS, "placement": PLACEMENTS, "asset": ASSETS}
# Worded once: an edit is waited for.
_ASKED = {
    of: select(table.c.base, table.c.shown, table.c.lost_at_ms).where(
        table.c.id == bindparam("row")
    )
    for of, table in TABLES.items()
}
_STORE = {of: update(table).where(table.c.id == bindparam("row")) for of, table in TABLES.items()}


@dataclass(frozen=True)
class Held:
    """A row as this device holds it. `is_lost` when the server no longer has it: it lies in our
    own trash until an edit makes it there anew."""

    base: Row | None
    shown: Row
    is_lost: bool


def find(session: Session, of: RowOf, of_id: UUID) -> Held | None:
    """The row, or None when this device has none of this id."""
    found = session.execute(_ASKED[of], {"row": of_id}).one_or_none()
    if found is None:
        return None
    base = row_of(of, of_id, found.base) if found.base is not None else None
    shown = row_of(of, of_id, found.shown) if found.shown is not None else base
    return Held(base, shown or Row(of, of_id), found.lost_at_ms is not None)


def write(
    session: Session, held: Held, fields: Mapping[str, JsonValue], at: Stamp
) -> tuple[Row, SetOp]:
    """The row with these fields written, and the op that says so, which stands in the outbox."""
    row = held.shown
    op = outbox.add_set(session, row.of, row.id, at.hlc, fields)
    after, _ = rows.with_set(row, op, sync_state.device_of(session))
    return after, op


def write_tags(session: Session, row: Row, add: Iterable[str], remove: Iterable[str]) -> Row:
    """The row with these tags put on and taken off; the op stands in the outbox."""
    memory = sync_state.load(session)
    seen = max((put.seq for put in row.puts), default=0)
    if memory.cursor is not None:
        seen = max(seen, memory.cursor.seq)
    op = outbox.add_tags(session, row.of, row.id, sorted(add), sorted(remove), seen)
    return rows.with_tags(row, op.add, op.remove, op.seen, 0, memory.device)


def store(session: Session, row: Row, columns: Mapping[str, Any]) -> None:
    """The row is shown like this from now on."""
    session.execute(_STORE[row.of], {"row": row.id, "shown": text_of(row), **columns})


def news_in(row: Row, fields: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """What of these fields the row does not say already; out of the trash if it lies there."""
    news = {
        name: value
        for name, value in fields.items()
        if name not in row.fields or row.value(name) != value
    }
    if row.is_deleted and DELETED_AT not in fields:
        news[DELETED_AT] = None
    return news


def as_new(session: Session, row: Row, at: Stamp) -> Row:
    """The same row as if all of it was written here and now, and nothing deleted."""
    device = sync_state.device_of(session)
    values = {name: one.v for name, one in row.fields.items()} | {DELETED_AT: None}
    fields = {name: Written(value, at.hlc, device) for name, value in values.items()}
    return replace(row, fields=fields, puts=tuple(Put(tag, 0, device) for tag in row.tags))


def tidied(tags: Iterable[str]) -> tuple[str, ...]:
    """Tags in their one spelling, each once, sorted.

    Raises: Problem FIELD_INVALID, TAGS_TOO_MANY.
    """
    try:
        tidy = tuple(sorted({tidy_tag(tag) for tag in tags}))
    except ValueError as error:
        raise Problem(
            Code.FIELD_INVALID, f"A tag does not fit: {error}.", "Change the tag."
        ) from error
    if len(tidy) > MOST_TAGS:
        raise Problem(
            Code.TAGS_TOO_MANY,
            f"These are {len(tidy)} tags, {MOST_TAGS} are the most.",
            "Take one off first.",
        )
    return tidy


def moment_text(now_ms: int) -> str:
    """A moment as fields hold it."""
    return datetime.fromtimestamp(now_ms / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
