"""Drafts and placements on their way from the server into their tables."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Table, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from contract.clocks import NEVER, parts_of
from contract.problems import Problem
from contract.syncing import rows
from contract.syncing.ops import Op, TextOp
from contract.syncing.pull import Change, arrived, update_in
from contract.syncing.rows import Row
from desktop.models import draft_texts, outbox, overwritten, sync_state
from desktop.models.row_columns import draft_columns, placement_columns
from desktop.models.row_texts import row_of, text_of
from desktop.models.session import Session
from desktop.models.synced import moment_text
from desktop.models.tables import DRAFT_UPDATES, DRAFTS, OUTBOX, PLACEMENTS

NOTHING_NEW = b"\x00\x00"


@dataclass(frozen=True)
class Stood:
    """A row as it stood here before: both of its rows as texts, and what lists show of it."""

    base: str | None
    shown: str | None
    deleted_at: str | None
    lost_at_ms: int | None
    topic: str = ""
    script: str = ""
    updated_at_ms: int = 0


@dataclass(frozen=True)
class Prepared:
    """A draft made ready: the row, its columns if nothing of ours is over it, its update; `more`
    is all that is acknowledged here of its texts when the server says less."""

    change: Change
    row: Row
    columns: Mapping[str, Any]
    update: bytes | None
    more: bytes | None = None


def stood(session: Session, table: Table, changes: Iterable[Change]) -> dict[UUID, Stood]:
    """What this device has of the rows of these changes."""
    ids = [change.id for change in changes]
    names = [name for name in Stood.__dataclass_fields__ if name in table.c]
    if not ids:
        return {}
    asked = select(table.c.id, *(table.c[name] for name in names)).where(table.c.id.in_(ids))
    return {row.id: Stood(*row[1:]) for row in session.execute(asked)}


def prepare_draft(change: Change, before: Stood | None) -> Prepared:
    """All that follows from the change alone.

    Raises: Problem TEXT_DAMAGED.
    """
    row = arrived(change, _base_of(change, before))
    last_hlc = max((one.hlc for one in row.fields.values()), default=NEVER)
    texts = change.texts
    columns = {
        "id": change.id,
        "topic": texts.topic if texts else "",
        "script": texts.script if texts else "",
        **draft_columns(row),
        "lost_at_ms": None,
        "updated_at_ms": parts_of(last_hlc)[0],
        "rank": change.seq,
        "base": text_of(row),
        "shown": None,
    }
    found = update_in(change)
    return Prepared(change, row, columns, None if found == NOTHING_NEW else found)


def prepare_placement(change: Change, before: Stood | None) -> Prepared:
    """All that follows from the change alone."""
    row = arrived(change, _base_of(change, before))
    columns = {
        "id": change.id,
        **placement_columns(row),
        "lost_at_ms": None,
        "base": text_of(row),
        "shown": None,
    }
    return Prepared(change, row, columns, None)


def pending_of(session: Session, ids: Sequence[UUID]) -> set[UUID]:
    """Those of these rows about which something waits."""
    if session.execute(select(OUTBOX.c.position).limit(1)).first() is None:
        return set()
    asked = select(OUTBOX.c.of_id).where(OUTBOX.c.of_id.in_(ids)).distinct()
    return set(session.execute(asked).scalars())


def write_drafts(
    session: Session, prepared: Sequence[Prepared], before: Mapping[UUID, Stood], now_ms: int
) -> None:
    """These drafts are what the server says, with our own pending edits over it."""
    if not prepared:
        return
    pending = pending_of(session, [one.change.id for one in prepared])
    plain, updates = list[Mapping[str, Any]](), list[dict[str, Any]]()
    for one in prepared:
        draft_id, old = one.change.id, before.get(one.change.id)
        if draft_id in pending:
            _write_under_own(session, one, old, now_ms)
            continue
        _store_or_collect(session, one, old, updates)
        if old is None:
            plain.append(one.columns)
        else:
            overwritten.note(session, row_of("draft", draft_id, old.base), one.row, now_ms)
            plain.append({**one.columns, "updated_at_ms": _moment_of(one, old, now_ms)})
    if updates:
        session.execute(insert(DRAFT_UPDATES), updates)
    if plain:
        session.execute(_UPSERT_DRAFT, plain)
    session.tell("draft", *(one.change.id for one in prepared))


def write_placements(
    session: Session, prepared: Sequence[Prepared], before: Mapping[UUID, Stood], now_ms: int
) -> None:
    """These placements are what the server says, with our own pending edits over it."""
    if not prepared:
        return
    pending = pending_of(session, [one.change.id for one in prepared])
    values = []
    for one in prepared:
        columns, old = one.columns, before.get(one.change.id)
        if one.change.id in pending:
            row = _shown(session, one.row, outbox.pending(session, one.change.id))
            columns = {**columns, **placement_columns(row), "shown": text_of(row)}
        elif old is not None:
            overwritten.note(session, row_of("placement", one.row.id, old.base), one.row, now_ms)
        values.append(columns)
    session.execute(_UPSERT_PLACEMENT, values)
    session.tell("placement", *(one.change.id for one in prepared))
    session.tell("draft", *{one["draft_id"] for one in values if one["draft_id"]})


def remove(session: Session, table: Table, of_id: UUID) -> None:
    """Nothing is left here of this draft or placement."""
    session.execute(delete(table).where(table.c.id == of_id))
    if table is DRAFTS:
        draft_texts.remove(session, of_id)


def lose(session: Session, table: Table, ids: Sequence[UUID], now_ms: int) -> None:
    """The server no longer has these: they lie in our own trash, all of them still here."""
    moment = {"deleted_at": moment_text(now_ms), "lost_at_ms": now_ms}
    shown = func.coalesce(table.c.shown, table.c.base)
    lost = update(table).where(table.c.id.in_(ids))
    session.execute(lost.values(**moment, shown=shown, base=None))


def _base_of(change: Change, before: Stood | None) -> Row | None:
    if before is None or before.base is None:
        return None
    assert change.of in ("draft", "placement", "asset")
    return row_of(change.of, change.id, before.base)


def _shown(session: Session, base: Row, pending: Sequence[Op]) -> Row:
    return rows.shown(base, pending, sync_state.device_of(session))


def _store_or_collect(
    session: Session, one: Prepared, old: Stood | None, updates: list[dict[str, Any]]
) -> None:
    """The texts' update, among those that are stored together when nobody has the draft open."""
    if one.update is None:
        return
    draft_id = one.change.id
    if old is None:
        updates.append({"draft_id": draft_id, "update": one.update, "position": None})
    else:
        draft_texts.add_foreign(session, draft_id, one.update, is_whole=one.change.is_whole)


def _write_under_own(session: Session, one: Prepared, old: Stood | None, now_ms: int) -> None:
    """A draft about which something waits: the rows merge as they will on the server, the texts
    in their document."""
    draft_id = one.change.id
    pending = outbox.pending(session, draft_id)
    row = _shown(session, one.row, pending)
    columns = {**one.columns, **draft_columns(row), "shown": text_of(row)}
    if one.update is not None:
        draft_texts.add_foreign(session, draft_id, one.update, is_whole=one.change.is_whole)
    if any(isinstance(op, TextOp) for op in pending):
        columns |= _merged_texts(session, one, old, now_ms)
    if old is not None:
        # Its place in lists is our edit's until that is acknowledged.
        columns = {name: value for name, value in columns.items() if name != "rank"}
        before = row_of("draft", draft_id, old.shown or old.base)
        overwritten.note(session, before, row, now_ms)
        columns["updated_at_ms"] = max(old.updated_at_ms, one.columns["updated_at_ms"])
        session.execute(update(DRAFTS).where(DRAFTS.c.id == draft_id).values(columns))
    else:
        session.execute(_UPSERT_DRAFT, [columns])


def _merged_texts(
    session: Session, one: Prepared, old: Stood | None, now_ms: int
) -> dict[str, str]:
    """The texts with both sides' words; what each side said before is kept for a while."""
    here = {"topic": old.topic, "script": old.script} if old else {}
    try:
        document = draft_texts.open_document(session, one.change.id)
    except Problem:
        # It is read anew with the next snapshot; until then it shows what it did.
        return here
    texts = {"topic": document.topic, "script": document.script}
    there = one.change.texts.model_dump() if one.change.texts else {}
    if one.update is not None:
        overwritten.note_texts(session, one.change.id, texts, [here, there], now_ms)
    return texts


def _moment_of(one: Prepared, old: Stood, now_ms: int) -> int:
    """When the draft changed last, as far as a device can tell: a text has no clock of its own."""
    texts = (one.columns["topic"], one.columns["script"])
    if texts != (old.topic, old.script):
        return now_ms
    return int(max(old.updated_at_ms, one.columns["updated_at_ms"]))


def _upsert(table: Table, kept: frozenset[str]) -> Any:
    asked = upsert(table)
    names = [column.name for column in table.c if column.name not in kept]
    excluded = {name: asked.excluded[name] for name in names}
    return asked.on_conflict_do_update(index_elements=["id"], set_=excluded)


_UPSERT_DRAFT = _upsert(DRAFTS, frozenset({"id", "edited_at_ms"}))
_UPSERT_PLACEMENT = _upsert(PLACEMENTS, frozenset({"id"}))
