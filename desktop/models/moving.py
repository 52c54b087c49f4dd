"""What was made before a sign-in moves into the account."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Table, delete, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from contract.ids import generation_id_of, variant_id_of
from desktop.models import owners, sync_state
from desktop.models.session import Session
from desktop.models.storage import Storage
from desktop.models.sync_state import PENDING_RANK
from desktop.models.tables import (
    DRAFT_UPDATES,
    DRAFTS,
    GENERATIONS,
    MEDIA,
    MOVED_IN,
    OUTBOX,
    OVERWRITTEN,
    PLACEMENTS,
    SYNC_STATE,
    VARIANTS,
    WISHES,
)

_MOVED = (DRAFTS, DRAFT_UPDATES, PLACEMENTS, OUTBOX, WISHES, GENERATIONS, VARIANTS, MEDIA)
# Items of the library come from a server only; there are none before a sign-in.
_EMPTIED = (*_MOVED, OVERWRITTEN)


@dataclass(frozen=True)
class _Luggage:
    """All that a local store holds, table by table. `batch` names it: once it arrived, the same
    does not arrive again."""

    batch: UUID
    hlc: str
    rows: dict[str, list[dict[str, Any]]]


def move_in(local: Storage, account: Storage) -> int:
    """Everything that was made before the sign-in belongs to the account: drafts, placements,
    files, wishes, with their edits waiting to be sent. Return how many drafts came.

    Interrupted and begun again, nothing comes twice and nothing is missing: it arrives as one
    transaction that notes what arrived, and only then is the local store emptied, which is empty
    on return. Nobody may edit in the local store meanwhile.
    """
    luggage = local.call(_pack, local.folder)
    came = account.call(_unpack, luggage)
    local.call(_empty)
    return came


def _pack(session: Session, folder: Path) -> _Luggage:
    rows: dict[str, list[dict[str, Any]]] = {
        table.name: [dict(row) for row in session.execute(_all_of(table)).mappings()]
        for table in _MOVED
    }
    for file in rows[MEDIA.name]:
        # It stays where it is: an absolute path is the same from any folder.
        file["path"] = file["path"] and str(folder / file["path"])
    store_id = owners.describe(session).store_id
    return _Luggage(store_id, sync_state.load(session).hlc, rows)


def _all_of(table: Table) -> Select[Any]:
    return select(table).order_by(*table.primary_key)


def _unpack(session: Session, luggage: _Luggage) -> int:
    known = select(MOVED_IN.c.store_id).where(MOVED_IN.c.store_id == luggage.batch)
    if session.execute(known).first() is not None:
        return 0
    _see_clock(session, luggage.hlc)
    shift = _shift_of(session, luggage)
    ids = _ids_of(session, luggage)
    for table in _MOVED:
        rows = [_moved(table, row, shift, ids) for row in luggage.rows[table.name]]
        if rows:
            asked = insert(table) if table is not MEDIA else upsert(MEDIA).on_conflict_do_nothing()
            session.execute(asked, rows)
    moved = {"store_id": luggage.batch, "at_ms": session.now_ms()}
    session.execute(insert(MOVED_IN).values(moved))
    for of in ("draft", "placement", "outbox", "wish", "generation", "media", "usage"):
        session.tell(of)
    return len(luggage.rows[DRAFTS.name])


def _empty(session: Session) -> None:
    """What moved is here no more; what is made here from now on is another batch."""
    for table in _EMPTIED:
        session.execute(delete(table))
    owners.rename_store(session, session.new_id())
    session.documents.close_all()
    for of in ("draft", "placement", "outbox", "wish", "generation", "media"):
        session.tell(of)


@dataclass(frozen=True)
class _Shift:
    """By how much places move, so that what came lies behind what was there."""

    position: int
    rank: int


def _shift_of(session: Session, luggage: _Luggage) -> _Shift:
    position = session.execute(select(func.max(OUTBOX.c.position))).scalar() or 0
    after = session.execute(select(func.max(WISHES.c.after_position))).scalar() or 0
    rank: int = session.execute(select(SYNC_STATE.c.last_rank)).scalar_one()
    highest = max((row["rank"] - PENDING_RANK for row in luggage.rows[DRAFTS.name]), default=0)
    session.execute(update(SYNC_STATE).values(last_rank=rank + max(highest, 0)))
    session.state = None
    return _Shift(max(position, after, 0), rank)


def _ids_of(session: Session, luggage: _Luggage) -> dict[UUID, UUID]:
    """What wishes and their rows are called under the account's owner."""
    owner_id, ids = owners.owner_of(session), dict[UUID, UUID]()
    variants: dict[UUID, list[Any]] = {}
    for variant in luggage.rows[VARIANTS.name]:
        variants.setdefault(variant["generation_id"], []).append(variant)
    for wish in luggage.rows[WISHES.name]:
        if wish["kind"] in ("create", "regenerate"):
            new = generation_id_of(owner_id, wish["kind"], wish["key"])
            ids[wish["generation_id"]] = new
            for one in variants.get(wish["generation_id"], ()):
                ids[one["id"]] = variant_id_of(new, one["index"])
    return ids


def _moved(
    table: Table, row: dict[str, Any], shift: _Shift, ids: dict[UUID, UUID]
) -> dict[str, Any]:
    """A row as it stands in the account."""
    moved: dict[str, Any] = {
        name: ids.get(value, value) if isinstance(value, UUID) else value
        for name, value in row.items()
    }
    if table in (DRAFT_UPDATES, WISHES):
        moved.pop("id" if table is DRAFT_UPDATES else "place")
    if table is OUTBOX:
        moved |= {"n": None}
    if moved.get("position") is not None:
        moved["position"] += shift.position
    if table is WISHES:
        moved["after_position"] += shift.position
    if table is DRAFTS:
        moved["rank"] += shift.rank
    return moved


def _see_clock(session: Session, hlc: str) -> None:
    """What is written here from now on is later than what came."""
    memory = sync_state.load(session)
    if hlc > memory.hlc:
        sync_state.save(session, replace(memory, hlc=hlc))
