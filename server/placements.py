"""Placements: synced rows of their own, which plain clients see as a list in their draft."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from pydantic import JsonValue
from sqlalchemy import ColumnElement, Select, literal_column, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.ext.asyncio import AsyncSession

from contract.drafts import Placement
from contract.syncing.rows import DELETED_AT, Lost, Row
from server import rows
from server.changes import News
from server.ready import Ready
from server.tables import Placement as PlacementRow

FIELDS = ("media", "order", "scene", "role", "focus", "trim_ms")
# As plain clients see them: those whose file is known and that are not in the trash, the way
# they were listed, else by their order as bytes.
SHOWN = literal_column(
    """
    coalesce((SELECT jsonb_agg(jsonb_build_object(
        'id', coalesce(one.name, one.id::text), 'media', one.media,
        'order', coalesce(one.fields #> '{order,v}', '""'),
        'scene', one.fields #> '{scene,v}',
        'role', coalesce(one.fields #> '{role,v}', '"picture"'),
        'focus', coalesce(one.fields #> '{focus,v}', '[0.5, 0.5]'),
        'trim_ms', one.fields #> '{trim_ms,v}'
      ) ORDER BY one.position NULLS LAST, (one.fields #>> '{order,v}') COLLATE "C", one.id)
      FROM placements AS one
      WHERE one.draft_id = drafts.id AND one.owner_id = drafts.owner_id
        AND one.deleted_at IS NULL AND one.media IS NOT NULL), '[]')
    """,
    JSONB(),
).label("placements")
_STORE = Ready(
    text(
        """
    INSERT INTO placements (id, owner_id, draft_id, media, name, position, fields, seq,
                            deleted_at, trashed_at)
    SELECT id, :owner, draft_id, media, name, position, fields, seq, deleted_at,
           CASE WHEN deleted_at IS NOT NULL THEN reelyard_now() END
      FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS one (
             id uuid, draft_id uuid, media text, name text, position int, fields jsonb,
             seq bigint, deleted_at timestamptz)
    ON CONFLICT (id) DO UPDATE
       SET draft_id = excluded.draft_id, media = excluded.media, name = excluded.name,
           position = excluded.position, fields = excluded.fields,
           deleted_at = excluded.deleted_at,
           trashed_at = CASE WHEN excluded.deleted_at IS NOT NULL
                             THEN coalesce(placements.trashed_at, reelyard_now()) END
     WHERE placements.owner_id = excluded.owner_id
    """
    )
)
_INSERT = Ready(
    text(
        """
    INSERT INTO placements (id, owner_id, draft_id, media, name, position, fields, seq)
    SELECT id, :owner, :draft, media, name, position, reelyard_written(fields), 0
      FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS one (
             id uuid, media text, name text, position int, fields jsonb)
    """
    )
)


@dataclass(frozen=True)
class Stored:
    """A placement as its table holds it; `name` and `position` are a plain client's."""

    row: Row
    name: str | None
    position: int | None
    seq: int

    @property
    def draft_id(self) -> UUID | None:
        """The draft that it is placed in, if that is known yet."""
        value = rows.text_field(self.row, "draft_id")
        return None if value is None else UUID(value)

    @property
    def shown_id(self) -> str:
        """What plain clients call it."""
        return self.name or str(self.row.id)


@dataclass(frozen=True)
class Listed:
    """Placements after a plain client's list took the place of another: those that are not as
    they were, and what lost."""

    changed: tuple[Stored, ...]
    lost: tuple[tuple[UUID, Lost], ...]


async def insert(
    session: AsyncSession, owner_id: UUID, draft_id: UUID, placed: Sequence[Placement]
) -> None:
    """Store the placements of a new draft."""
    if not placed:
        return
    listed = [
        {
            "id": str(id),
            "media": one.media,
            "name": one.id,
            "position": position,
            "fields": values_of(one, draft_id),
        }
        for position, (id, one) in enumerate(_with_ids(draft_id, placed))
    ]
    await _INSERT.ask(session, owner=owner_id, draft=draft_id, rows=json.dumps(listed))


def news_of_new(draft_id: UUID, placed: Sequence[Placement]) -> tuple[News, ...]:
    """The lines that tell the placements of a new draft."""
    return tuple(
        News("placement", str(id), values_of(one, draft_id))
        for id, one in _with_ids(draft_id, placed)
    )


def news_of(stored: Stored) -> News:
    """The line that tells a placement as it is now."""
    return News("placement", str(stored.row.id), rows.fields_of(stored.row))


async def lock_of(session: AsyncSession, owner_id: UUID, draft_id: UUID) -> list[Stored]:
    """Everything that is or was placed in a draft which is locked, locked as well."""
    asked = _asked(PlacementRow.draft_id == draft_id, PlacementRow.owner_id == owner_id)
    found = await session.execute(asked.order_by(PlacementRow.id).with_for_update())
    return [stored_of(row) for row in found]


async def store(session: AsyncSession, owner_id: UUID, stored: Sequence[Stored]) -> None:
    """Write these as they are, new or not."""
    if not stored:
        return
    written = [
        {
            "id": str(one.row.id),
            "draft_id": rows.text_field(one.row, "draft_id"),
            "media": rows.text_field(one.row, "media"),
            "name": one.name,
            "position": one.position,
            "fields": rows.fields_of(one.row),
            "seq": one.seq,
            "deleted_at": _text_or_none(rows.deleted_at_of(one.row)),
        }
        for one in stored
    ]
    await _STORE.ask(session, owner=owner_id, rows=json.dumps(written))


def listed(
    before: Sequence[Stored],
    placed: Sequence[Placement],
    *,
    draft_id: UUID,
    seen: int,
    seq: int,
    server: UUID,
    now: datetime,
) -> Listed:
    """What a plain client's list means: what it names is so, in this order; what it leaves out
    goes to the trash, if its author can have seen it."""
    known = _by_name(before)
    changed: list[Stored] = []
    lost: list[tuple[UUID, Lost]] = []
    named: set[UUID] = set()
    for position, (id, one) in enumerate(_with_ids(draft_id, placed, known)):
        stands = next((each for each in before if each.row.id == id), None)
        old = stands or Stored(Row("placement", id), one.id, position, seq)
        values = values_of(one, draft_id)
        news = {name: value for name, value in values.items() if _differs(old.row, name, value)}
        if old.row.is_deleted:
            news[DELETED_AT] = None
        row, gone = rows.with_values(old.row, news, server, now) if news else (old.row, ())
        after = replace(old, row=row, position=position)
        named.add(id)
        lost += [(id, each) for each in gone]
        changed += [after] if after != stands else []
    deletion = {DELETED_AT: rows.moment_text(now)}
    for left in before:
        if left.row.id not in named and not left.row.is_deleted and left.seq <= seen:
            row, _ = rows.with_values(left.row, deletion, server, now)
            changed.append(replace(left, row=row))
    return Listed(tuple(changed), tuple(lost))


def values_of(placement: Placement, draft_id: UUID) -> dict[str, JsonValue]:
    """A plain client's placement as the fields of a row."""
    told = placement.model_dump(mode="json", include=set(FIELDS))
    return {"draft_id": str(draft_id), **told}


def stored_of(row: Any) -> Stored:
    """A row of the table as a value."""
    return Stored(rows.row_of("placement", row.id, row.fields), row.name, row.position, row.seq)


def _asked(*conditions: ColumnElement[bool]) -> Select[Any]:
    return select(
        PlacementRow.id,
        PlacementRow.name,
        PlacementRow.position,
        PlacementRow.fields,
        PlacementRow.seq,
    ).where(*conditions)


def _by_name(before: Sequence[Stored]) -> dict[str, list[UUID]]:
    """The ids of what a draft holds by what plain clients call it; what is in the trash last."""
    known: dict[str, list[UUID]] = {}
    for one in sorted(before, key=lambda one: (one.row.is_deleted, one.position or 0)):
        known.setdefault(one.shown_id, []).append(one.row.id)
    return known


def _with_ids(
    draft_id: UUID, placed: Sequence[Placement], known: dict[str, list[UUID]] | None = None
) -> Iterator[tuple[UUID, Placement]]:
    """Each with the id of its row: the one it has, else one that follows from draft and name.
    Plain clients may use a name twice."""
    count: Counter[str] = Counter()
    for one in placed:
        mine = (known or {}).get(one.id, [])
        nth = count[one.id]
        count[one.id] += 1
        yield (mine[nth] if nth < len(mine) else _new_id(draft_id, one.id, nth)), one


def _new_id(draft_id: UUID, name: str, nth: int) -> UUID:
    id = uuid5(draft_id, name)
    for _ in range(nth):
        id = uuid5(id, name)
    return id


def _differs(row: Row, name: str, value: JsonValue) -> bool:
    written = row.fields.get(name)
    return written is None or written.v != value


def _text_or_none(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()
