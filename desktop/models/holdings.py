"""What this device holds of the server's rows, as one number a table: the half of a proof.

The meter is not among them: it moves with the calendar.
"""

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import Table, func, select

from contract.syncing.digests import fact_json, fold, row_digest, synced_json
from contract.syncing.hello import Place
from contract.syncing.pull import TableDigest, Told
from contract.syncing.rows import RowOf
from contract.text import Texts, merged, texts_of
from desktop.models import sync_state
from desktop.models.row_texts import loads, row_of
from desktop.models.session import Session
from desktop.models.tables import (
    ASSETS,
    DRAFT_UPDATES,
    DRAFTS,
    GENERATIONS,
    MEDIA,
    OUTBOX,
    PLACEMENTS,
)

# Documents are opened for it: as many as fit into a slice.
ROWS_A_SLICE = 20


@dataclass(frozen=True)
class Holdings:
    """The tables at this place of the log."""

    cursor: Place | None
    tables: dict[str, TableDigest]


def digests(session: Session) -> Generator[None, None, Holdings | None]:
    """All that is held; None when an edit waits, a resync goes on or something came meanwhile,
    for then both sides need not be alike."""
    before = _place(session)
    if before is None:
        return None
    tables = dict[str, TableDigest]()
    for name, rows in _tables(session):
        found = list[bytes]()
        for told in rows:
            found.append(row_digest(told))
            if len(found) % ROWS_A_SLICE == 0:
                yield
        tables[name] = fold(found)
        yield
    after = _place(session)
    return Holdings(after[0], tables) if after == before else None


def _place(session: Session) -> tuple[Place | None] | None:
    """Where the store stands; None when something waits."""
    waits = session.execute(select(func.count()).select_from(OUTBOX)).scalar_one()
    memory = sync_state.load(session)
    return None if waits or memory.resync != "none" else (memory.cursor,)


def _tables(session: Session) -> Iterator[tuple[Told, Iterable[dict[str, JsonValue]]]]:
    yield "draft", _drafts(session)
    yield "placement", (_synced("placement", row) for row in _held(session, PLACEMENTS))
    yield "asset", _assets(session)
    yield "media", _facts(session, "media", MEDIA)
    yield "generation", _facts(session, "generation", GENERATIONS)


def _held(session: Session, table: Table) -> Iterable[Any]:
    # All at once: a cursor would not outlive the transaction of its slice.
    asked = select(table).where(table.c.base.is_not(None), table.c.lost_at_ms.is_(None))
    return session.execute(asked).all()


def _synced(of: RowOf, row: Any) -> dict[str, JsonValue]:
    return synced_json(row_of(of, row.id, row.base))


def _drafts(session: Session) -> Iterator[dict[str, JsonValue]]:
    for row in _held(session, DRAFTS):
        updates = _updates(session, row.id)
        texts = texts_of(merged(updates)) if updates else Texts("", "")
        yield synced_json(row_of("draft", row.id, row.base), texts)


def _updates(session: Session, draft_id: UUID) -> list[bytes]:
    mine = DRAFT_UPDATES.c.draft_id == draft_id
    asked = select(DRAFT_UPDATES.c.update).where(mine).order_by(DRAFT_UPDATES.c.id)
    return list(session.execute(asked).scalars())


def _assets(session: Session) -> Iterator[dict[str, JsonValue]]:
    for row in _held(session, ASSETS):
        yield {**_synced("asset", row), "row": loads(row.facts)}


def _facts(session: Session, of: Told, table: Table) -> Iterator[dict[str, JsonValue]]:
    asked = select(table.c.id, table.c.row).where(table.c.row.is_not(None))
    for of_id, row in session.execute(asked).all():
        yield fact_json(of, of_id, loads(row))
