"""Placements: which files a draft uses, where, and in which order."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import bindparam, insert, select

from contract.drafts import (
    LONGEST_TAG_CHARS,
    MOST_PLACEMENTS,
    Focus,
    Placement,
    PlacementRole,
    Trim,
)
from contract.problems import Code, Problem
from contract.syncing.fields import check_fields
from contract.syncing.rows import DELETED_AT, Row
from desktop.models import draft_rows, orders, sync_state, synced
from desktop.models.absence import nothing_here
from desktop.models.row_columns import id_in, placement_columns
from desktop.models.row_texts import loads
from desktop.models.session import Session
from desktop.models.sync_state import Stamp
from desktop.models.synced import Held
from desktop.models.tables import PLACEMENTS

CENTRE = Focus(0.5, 0.5)


def add(
    session: Session,
    draft_id: UUID,
    media: str,
    *,
    role: PlacementRole = "picture",
    scene: int | None = None,
    focus: Focus = CENTRE,
    trim_ms: Trim | None = None,
    after: UUID | None = None,
) -> Placement:
    """The draft uses this file, behind the placement `after`, or last of all.

    Raises: Problem NOT_FOUND, MEDIA_TOO_MANY, FIELD_INVALID.
    """
    draft_rows.get_held(session, draft_id)
    standing = list_of(session, draft_id)
    if len(standing) >= MOST_PLACEMENTS:
        raise too_many()
    fields = {
        "draft_id": str(draft_id),
        "media": media,
        "order": _order_behind(session, standing, after or _last_of(standing)),
        **_fields(role, scene, focus, trim_ms),
    }
    return _create(session, draft_id, fields, sync_state.stamp(session))


def edit(
    session: Session,
    placement_id: UUID,
    *,
    role: PlacementRole,
    scene: int | None,
    focus: Focus,
    trim_ms: Trim | None,
) -> Placement:
    """The placement says this from now on; what already does writes nothing.

    Raises: Problem NOT_FOUND, FIELD_INVALID.
    """
    held = _get_held(session, placement_id)
    _write(session, held, _fields(role, scene, focus, trim_ms))
    return _get(session, placement_id)


def move(session: Session, placement_id: UUID, *, after: UUID | None) -> Placement:
    """The placement stands right behind another one of its draft, or first of all. Nothing else
    moves, unless there is no room left.

    Raises: Problem NOT_FOUND.
    """
    held = _get_held(session, placement_id)
    draft_id = _draft_of(held)
    others = tuple(one for one in list_of(session, draft_id) if one.id != str(placement_id))
    _write(session, held, {"order": _order_behind(session, others, after)})
    return _get(session, placement_id)


def remove(session: Session, placement_id: UUID) -> None:
    """The draft does not use it any more; `restore` takes that back.

    Raises: Problem NOT_FOUND.
    """
    held = _get_held(session, placement_id)
    if not held.shown.is_deleted:
        _write(session, held, {DELETED_AT: synced.moment_text(session.now_ms())})


def restore(session: Session, placement_id: UUID) -> Placement:
    """The draft uses it again.

    Raises: Problem NOT_FOUND.
    """
    held = _get_held(session, placement_id)
    if held.shown.is_deleted:
        _write(session, held, {DELETED_AT: None})
    return _get(session, placement_id)


def list_of(session: Session, draft_id: UUID) -> tuple[Placement, ...]:
    """A draft's placements in their order (compared as bytes, ties by id)."""
    return tuple(_placement_of(row) for row in session.execute(_LISTED, {"draft": draft_id}))


def copy_into(session: Session, draft_id: UUID, placement: Placement, at: Stamp) -> None:
    """The draft uses what another one uses, in the same way."""
    fields = {
        "draft_id": str(draft_id),
        "media": placement.media,
        "order": placement.order,
        **_fields(placement.role, placement.scene, placement.focus, placement.trim_ms),
    }
    _create(session, draft_id, fields, at)


def too_many() -> Problem:
    """The problem that a draft holds as many files as it may."""
    return Problem(
        Code.MEDIA_TOO_MANY,
        f"A draft uses at most {MOST_PLACEMENTS} files.",
        "Take one out first.",
    )


_LISTED = (
    select(PLACEMENTS)
    .where(
        PLACEMENTS.c.draft_id == bindparam("draft", type_=PLACEMENTS.c.draft_id.type),
        PLACEMENTS.c.deleted_at.is_(None),
        PLACEMENTS.c.media.is_not(None),
    )
    .order_by(PLACEMENTS.c.order, PLACEMENTS.c.id)
)


def _create(
    session: Session, draft_id: UUID, fields: Mapping[str, JsonValue], at: Stamp
) -> Placement:
    check_fields("placement", fields)
    row = Row("placement", session.new_id())
    session.execute(insert(PLACEMENTS).values(id=row.id, **placement_columns(row)))
    row, _ = synced.write(session, Held(None, row, is_lost=False), fields, at)
    _put(session, row, draft_id, at)
    return _get(session, row.id)


def _write(session: Session, held: Held, fields: Mapping[str, JsonValue]) -> None:
    check_fields("placement", fields)
    news = synced.news_in(held.shown, fields)
    if news:
        at = sync_state.stamp(session)
        row, _ = synced.write(session, held, news, at)
        _put(session, row, _draft_of(held), at)


def _put(session: Session, row: Row, draft_id: UUID, at: Stamp) -> None:
    synced.store(session, row, placement_columns(row))
    session.tell("placement", row.id)
    draft_rows.touch(session, draft_id, at)


def _get_held(session: Session, placement_id: UUID) -> Held:
    held = synced.find(session, "placement", placement_id)
    if held is None or held.is_lost:
        raise nothing_here("placement")
    return held


def _get(session: Session, placement_id: UUID) -> Placement:
    row = session.execute(select(PLACEMENTS).where(PLACEMENTS.c.id == placement_id)).one()
    return _placement_of(row)


def _draft_of(held: Held) -> UUID:
    draft_id = id_in(held.shown.value("draft_id"))
    if draft_id is None:
        raise nothing_here("draft")
    return draft_id


def _order_behind(session: Session, standing: Sequence[Placement], after: UUID | None) -> str:
    """An order right behind one of these, or before all of them. Where it would grow too long,
    all of them are given short ones first."""
    orders_now = [one.order for one in standing]
    at = next((i + 1 for i, one in enumerate(standing) if one.id == str(after)), 0)
    found = _between(orders_now, at)
    if len(found) <= LONGEST_TAG_CHARS:
        return found
    spread = orders.spread(len(standing))
    for one, order in zip(standing, spread, strict=True):
        _write(session, _get_held(session, UUID(one.id)), {"order": order})
    return _between(spread, at)


def _between(standing: Sequence[str], at: int) -> str:
    low = standing[at - 1] if at > 0 else None
    high = standing[at] if at < len(standing) else None
    return orders.between(low, high)


def _last_of(standing: Sequence[Placement]) -> UUID | None:
    return UUID(standing[-1].id) if standing else None


def _fields(
    role: PlacementRole, scene: int | None, focus: Focus, trim_ms: Trim | None
) -> dict[str, JsonValue]:
    return {
        "role": role,
        "scene": scene,
        "focus": [focus.x, focus.y],
        "trim_ms": None if trim_ms is None else [trim_ms.from_ms, trim_ms.to_ms],
    }


def _placement_of(row: Any) -> Placement:
    return Placement.model_construct(
        id=str(row.id),
        media=row.media,
        order=row.order,
        scene=row.scene,
        role=row.role,
        focus=Focus(*loads(row.focus)),
        trim_ms=Trim(*loads(row.trim_ms)) if row.trim_ms else None,
    )
