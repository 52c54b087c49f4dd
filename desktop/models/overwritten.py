"""Values and texts that another write took the place of: kept for 30 days."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, insert, select

from contract.syncing.rows import Row, RowOf
from desktop.models import sync_state
from desktop.models.row_texts import dumps, loads
from desktop.models.session import Session
from desktop.models.tables import OVERWRITTEN

KEPT_MS = 30 * 24 * 3600 * 1000


@dataclass(frozen=True)
class Overwritten:
    """What a field or a text said until `at_ms`."""

    of: RowOf
    of_id: UUID
    name: str
    value: Any
    at_ms: int


def list_of(session: Session, of_id: UUID) -> tuple[Overwritten, ...]:
    """Of one row, the newest first."""
    asked = select(OVERWRITTEN).where(OVERWRITTEN.c.of_id == of_id)
    newest = asked.order_by(OVERWRITTEN.c.at_ms.desc(), OVERWRITTEN.c.id.desc())
    return tuple(
        Overwritten(row.of, row.of_id, row.name, loads(row.value), row.at_ms)
        for row in session.execute(newest)
    )


def note(session: Session, before: Row, after: Row, now_ms: int) -> None:
    """Keep what was written here and another device's write took the place of."""
    device = sync_state.device_of(session)
    lost = [
        (name, old)
        for name, old in before.fields.items()
        if old.device == device and old.v is not None
        if (new := after.fields.get(name)) and new.v != old.v
        if new.device != device
    ]
    for name, old in lost:
        values = {"value": dumps(old.v), "hlc": old.hlc, "device": old.device}
        _keep(session, before.of, before.id, name, now_ms, values)


def note_texts(
    session: Session,
    draft_id: UUID,
    merged: Mapping[str, str],
    sides: Iterable[Mapping[str, str]],
    now_ms: int,
) -> None:
    """Keep what either side said before a merge, where that is not what both say now."""
    for side in sides:
        for name, text in side.items():
            if text and text != merged[name]:
                _keep(session, "draft", draft_id, name, now_ms, {"value": dumps(text)})


def note_tags(session: Session, before: Row, now_ms: int) -> None:
    """Keep the tags that stood here, when another set of them took their place."""
    _keep(session, before.of, before.id, "tags", now_ms, {"value": dumps(list(before.tags))})


def sweep(session: Session) -> None:
    """What is older than that is gone."""
    before_ms = session.now_ms() - KEPT_MS
    session.execute(delete(OVERWRITTEN).where(OVERWRITTEN.c.at_ms < before_ms))


def _keep(
    session: Session, of: RowOf, of_id: UUID, name: str, at_ms: int, values: Mapping[str, Any]
) -> None:
    row = {"of": of, "of_id": of_id, "name": name, "at_ms": at_ms, **values}
    session.execute(insert(OVERWRITTEN).values(row))
