"""Items of the library in their table and in the one that is searched."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from contract.drafts import shown_title
from contract.search import search_text
from contract.syncing.rows import DELETED_AT, Row
from desktop.models.row_texts import dumps, tags_in, tags_text, text_of
from desktop.models.session import Session
from desktop.models.tables import ASSETS, ASSETS_FOUND

# Items of one microsecond are told apart by the first bits of their ids, as the server orders them.
TIES = 2**10
_TIE_SHIFT = 128 - 10
UNNAMED = "reel"
FORMAT = "mp4"

_FOUND_AT = delete(ASSETS_FOUND).where(ASSETS_FOUND.c.rowid == bindparam("place"))


def columns_of(row: Row, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What lists show of an item: what a person edits of it, and what it is."""
    title, topic = row.value("title"), str(facts.get("topic") or "")
    named = title if isinstance(title, str) and title else facts.get("title")
    deleted_at = row.value(DELETED_AT)
    return {
        "id": row.id,
        "variant_id": UUID(facts["variant_id"]),
        "generation_id": UUID(facts["generation_id"]),
        "title": named or shown_title(None, topic) or UNNAMED,
        "topic": topic,
        "platform": facts["platform"],
        "preset": facts["preset"],
        "tags": tags_text(row.tags),
        "format": facts.get("format") or FORMAT,
        "duration_ms": facts.get("duration_ms") or 0,
        "size_bytes": facts.get("size_bytes") or 0,
        "created_at": facts["created_at"],
        "deleted_at": deleted_at if isinstance(deleted_at, str) else None,
        "lost_at_ms": None,
        "is_provisional": False,
        "facts": dumps(facts),
    }


def place_of(created_at: str, asset_id: UUID) -> int:
    """Where an item stands: a later one higher, those of one moment in the order of their ids."""
    moment = datetime.fromisoformat(created_at)
    since = moment - datetime(1970, 1, 1, tzinfo=moment.tzinfo)
    micros = (since.days * 86_400 + since.seconds) * 1_000_000 + since.microseconds
    return micros * TIES + (asset_id.int >> _TIE_SHIFT)


def put(session: Session, items: Sequence[dict[str, Any]]) -> None:
    """These items are shown and found like this from now on; each has all columns but `place`."""
    if not items:
        return
    places = _places_of(session, items)
    placed = [{**item, "place": places[item["id"]]} for item in items]
    # Those that were here before are written anew.
    session.execute(_UPSERT, placed)
    if session.execute(select(ASSETS_FOUND.c.rowid).limit(1)).first() is not None:
        session.execute(_FOUND_AT, [{"place": item["place"]} for item in placed])
    session.execute(insert(ASSETS_FOUND), [_found_of(item) for item in placed])
    session.tell("asset", *(item["id"] for item in placed))


def put_edited(session: Session, row: Row, facts: Mapping[str, Any]) -> None:
    """The item is shown with a person's edit over it."""
    edited = {**columns_of(row, facts), "shown": text_of(row)}
    names = ("title", "tags", "deleted_at", "shown", "lost_at_ms")
    values = {name: edited[name] for name in names}
    session.execute(update(ASSETS).where(ASSETS.c.id == row.id).values(values))
    index_anew(session, [row.id])


def index_anew(session: Session, ids: Sequence[UUID]) -> None:
    """These are found by what their rows say now."""
    found = session.execute(select(ASSETS).where(ASSETS.c.id.in_(ids))).mappings().all()
    if found:
        session.execute(_FOUND_AT, [{"place": item["place"]} for item in found])
        session.execute(insert(ASSETS_FOUND), [_found_of(dict(item)) for item in found])
        session.tell("asset", *ids)


def remove(session: Session, ids: Sequence[UUID]) -> None:
    """These are nowhere any more."""
    places = session.execute(select(ASSETS.c.place).where(ASSETS.c.id.in_(ids))).scalars().all()
    if places:
        session.execute(_FOUND_AT, [{"place": place} for place in places])
        session.execute(delete(ASSETS).where(ASSETS.c.place.in_(places)))
        session.tell("asset", *ids)


def _found_of(item: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "rowid": item["place"],
        "words": search_text(item["title"], item["topic"], tags_in(item["tags"])),
        "platform": item["platform"],
        "tags": item["tags"],
        "is_trash": int(item["deleted_at"] is not None),
    }


def _places_of(session: Session, items: Sequence[Mapping[str, Any]]) -> dict[UUID, int]:
    """Where each stands: where it stood, else at its moment, or at the next free place."""
    ids = [item["id"] for item in items]
    asked = select(ASSETS.c.id, ASSETS.c.place)
    standing = {row.id: row.place for row in session.execute(asked.where(ASSETS.c.id.in_(ids)))}
    wanted = {
        item["id"]: place_of(item["created_at"], item["id"])
        for item in items
        if item["id"] not in standing
    }
    taken = set(
        session.execute(
            select(ASSETS.c.place).where(ASSETS.c.place.in_(list(wanted.values())))
        ).scalars()
    )
    for asset_id, place in wanted.items():
        while place in taken:
            place += 1  # noqa: PLW2901 - the next free one
        taken.add(place)
        standing[asset_id] = place
    return standing


def _upsert() -> Any:
    asked = upsert(ASSETS)
    names = [column.name for column in ASSETS.c if column.name not in ("id", "place")]
    excluded = {name: asked.excluded[name] for name in names}
    return asked.on_conflict_do_update(index_elements=["place"], set_=excluded)


_UPSERT = _upsert()
