"""The library: what was saved, found by the same words as on the server."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import Select, column, exists, func, select

from contract.problems import Code, Problem
from contract.search import fold
from contract.syncing.fields import check_fields
from contract.syncing.rows import DELETED_AT
from contract.text import tidy
from desktop.models import asset_rows, sync_state, synced
from desktop.models.absence import nothing_here
from desktop.models.row_texts import loads, tags_in
from desktop.models.session import Session
from desktop.models.synced import Held
from desktop.models.tables import ASSETS, ASSETS_FOUND, OUTBOX

USUAL_PAGE, MOST_A_PAGE = 50, 200
# Shorter words than these have no trigram: they are looked for one by one.
LEAST_INDEXED_CHARS = 3


@dataclass(frozen=True)
class Asset:
    """An item; `is_provisional` while its save has no answer, `is_lost` when the server no
    longer has it. Moments are RFC 3339."""

    id: UUID
    variant_id: UUID
    generation_id: UUID
    title: str
    topic: str
    platform: str
    preset: str
    tags: tuple[str, ...]
    format: str
    duration_ms: int
    size_bytes: int
    created_at: str
    deleted_at: str | None
    is_lost: bool
    is_provisional: bool
    has_unsent: bool


@dataclass(frozen=True)
class Filters:
    """Which items are asked for; all of it must be true of each. `q` as it was typed."""

    platform: str | None = None
    tags: tuple[str, ...] = ()
    q: str = ""
    is_trash: bool = False


@dataclass(frozen=True)
class AssetPage:
    """Some items, the newest first; `end` goes into the next call, None after the last page."""

    assets: tuple[Asset, ...]
    end: int | None


def list_page(
    session: Session,
    filters: Filters = Filters(),
    *,
    limit: int = USUAL_PAGE,
    after: int | None = None,
) -> AssetPage:
    """Items that the filters let through, the newest first."""
    limit = min(limit, MOST_A_PAGE)
    found = find_rows(session, _ASKED, filters, limit=limit + 1, after=after)
    end = found[limit - 1].place if len(found) > limit else None
    return AssetPage(tuple(_asset_of(row) for row in found[:limit]), end)


def find_rows(
    session: Session,
    asked: Select[Any],
    filters: Filters,
    *,
    limit: int,
    after: int | None = None,
    down_to: int | None = None,
) -> Sequence[Any]:
    """What is asked of the items that the filters let through, the newest first: those below the
    place `after`, down to one (with it)."""
    words, tags = fold(filters.q), synced.tidied(filters.tags)
    if words or tags or filters.platform or filters.is_trash:
        # The rows of the one table are narrow: what few items have is found in it, however deep.
        places = _search(session, filters, words, tags, limit, after, down_to)
        asked = asked.where(ASSETS.c.place.in_(places))
    else:
        asked = asked.where(_in_trash(False), *_between(ASSETS.c.place, after, down_to))
    return session.execute(asked.order_by(ASSETS.c.place.desc()).limit(limit)).all()


def count(session: Session, filters: Filters = Filters(), *, most: int) -> int:
    """How many items the filters let through, counted up to `most`."""
    words, tags = fold(filters.q), synced.tidied(filters.tags)
    found = _found(filters, words, tags).limit(most).subquery()
    return int(session.execute(select(func.count()).select_from(found)).scalar_one())


def list_tags(session: Session) -> tuple[str, ...]:
    """Every tag that an item outside the trash has, sorted."""
    asked = select(ASSETS.c.tags).where(_in_trash(False), ASSETS.c.tags != "").distinct()
    return tuple(
        sorted({tag for text in session.execute(asked).scalars() for tag in tags_in(text)})
    )


def get(session: Session, asset_id: UUID) -> Asset:
    """An item, also in the trash.

    Raises: Problem NOT_FOUND.
    """
    row = session.execute(_ASKED.where(ASSETS.c.id == asset_id)).one_or_none()
    if row is None:
        raise nothing_here("item")
    return _asset_of(row)


def edit(session: Session, asset_id: UUID, *, title: str) -> Asset:
    """The item is called this; one in the trash comes out of it.

    Raises: Problem NOT_FOUND, FIELD_INVALID.
    """
    fields: dict[str, JsonValue] = {"title": tidy(title) or None}
    check_fields("asset", fields)
    _write(session, _get_held(session, asset_id), fields)
    return get(session, asset_id)


def set_tags(session: Session, asset_id: UUID, tags: Iterable[str]) -> Asset:
    """The item has these tags and no others.

    Raises: Problem NOT_FOUND, FIELD_INVALID, TAGS_TOO_MANY.
    """
    held, wanted = _get_held(session, asset_id), set(synced.tidied(tags))
    stood = set(held.shown.tags)
    if wanted != stood:
        row = held.shown
        if row.is_deleted:
            row, _ = synced.write(session, held, {DELETED_AT: None}, sync_state.stamp(session))
        row = synced.write_tags(session, row, wanted - stood, stood - wanted)
        asset_rows.put_edited(session, row, _facts_of(session, asset_id))
    return get(session, asset_id)


def delete(session: Session, asset_id: UUID) -> None:
    """The item lies in the trash.

    Raises: Problem NOT_FOUND.
    """
    held = _get_held(session, asset_id)
    if not held.shown.is_deleted:
        _write(session, held, {DELETED_AT: synced.moment_text(session.now_ms())})


def restore(session: Session, asset_id: UUID) -> Asset:
    """The item is out of the trash.

    Raises: Problem NOT_FOUND.
    """
    held = _get_held(session, asset_id)
    if held.shown.is_deleted:
        _write(session, held, {DELETED_AT: None})
    return get(session, asset_id)


_ASKED = select(
    *(one for one in ASSETS.c if one.name not in ("base", "shown", "facts")),
    exists().where(OUTBOX.c.of_id == ASSETS.c.id).label("has_unsent"),
)


def _search(
    session: Session,
    filters: Filters,
    words: str,
    tags: tuple[str, ...],
    limit: int,
    after: int | None,
    down_to: int | None,
) -> list[int]:
    """The places of what is found, all of it asked in the one table."""
    place = ASSETS_FOUND.c.rowid
    asked = _found(filters, words, tags).where(*_between(place, after, down_to))
    newest: Select[Any] = asked.order_by(place.desc()).limit(limit)
    return list(session.execute(newest).scalars())


def _found(filters: Filters, words: str, tags: tuple[str, ...]) -> Select[Any]:
    found = ASSETS_FOUND.c
    asked = select(found.rowid).where(found.is_trash == int(filters.is_trash))
    if len(words) >= LEAST_INDEXED_CHARS:
        asked = asked.where(_matches(words))
    elif words:
        asked = asked.where(func.instr(found.words, words) > 0)
    for tag in tags:
        asked = asked.where(func.instr(found.tags, f"\n{tag}\n") > 0)
    if filters.platform is not None:
        asked = asked.where(found.platform == filters.platform)
    return asked


def _between(place: Any, after: int | None, down_to: int | None) -> list[Any]:
    bounds = [] if after is None else [place < after]
    return bounds if down_to is None else [*bounds, place >= down_to]


def _matches(words: str) -> Any:
    """All of it in this order, letter by letter: nothing in it is a word of the query language."""
    quoted = words.replace('"', '""')
    return column("assets_found", is_literal=True).op("MATCH")(f'"{quoted}"')


def _in_trash(is_trash: bool) -> Any:
    return ASSETS.c.deleted_at.is_not(None) if is_trash else ASSETS.c.deleted_at.is_(None)


def _write(session: Session, held: Held, fields: Mapping[str, JsonValue]) -> None:
    news = synced.news_in(held.shown, fields)
    if not news:
        return
    row, _ = synced.write(session, held, news, sync_state.stamp(session))
    asset_rows.put_edited(session, row, _facts_of(session, row.id))


def _get_held(session: Session, asset_id: UUID) -> Held:
    held = synced.find(session, "asset", asset_id)
    if held is None:
        raise nothing_here("item")
    if held.is_lost:
        raise Problem(
            Code.NOT_FOUND,
            "The server no longer has this item.",
            "Save its variant again, or export what is kept here.",
        )
    return held


def _facts_of(session: Session, asset_id: UUID) -> dict[str, Any]:
    facts = session.execute(select(ASSETS.c.facts).where(ASSETS.c.id == asset_id)).scalar_one()
    told: dict[str, Any] = loads(facts)
    return told


def _asset_of(row: Any) -> Asset:
    return Asset(
        id=row.id,
        variant_id=row.variant_id,
        generation_id=row.generation_id,
        title=row.title,
        topic=row.topic,
        platform=row.platform,
        preset=row.preset,
        tags=tags_in(row.tags),
        format=row.format,
        duration_ms=row.duration_ms,
        size_bytes=row.size_bytes,
        created_at=row.created_at,
        deleted_at=row.deleted_at,
        is_lost=row.lost_at_ms is not None,
        is_provisional=row.is_provisional,
        has_unsent=bool(row.has_unsent),
    )
