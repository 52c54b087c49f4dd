"""Items of the library as a wall of pictures shows them: what is drawn of each, and no more.

A hundred thousand of them may be looked through, so a tile is small and a page knows its bounds:
read again, it says what became of the same stretch of the library.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from sys import intern
from typing import Any
from uuid import UUID

from sqlalchemy import select

from desktop.models import assets, cache
from desktop.models.assets import Filters
from desktop.models.session import Session
from desktop.models.tables import ASSETS, VARIANT_FILES

A_PAGE = 200
EVERYTHING = Filters()
# What a reel that is kept on this computer consists of.
KEPT_KINDS = ("video", "proxy", "cover", "captions", "vtt", "text", "receipt")
_SHOWN_KINDS = ("cover", "proxy", "video")


@dataclass(frozen=True, slots=True)
class Tile:
    """An item; `cover`, `moving` (to take pictures from) and `video` are files that are here, seen
    from the store's folder. `is_kept` when its video stays here whatever room others need."""

    place: int
    id: UUID
    variant_id: UUID
    generation_id: UUID
    title: str
    platform: str
    created_ms: int
    duration_ms: int
    # A path takes ten times the room of the text that it is made of.
    cover_sha256: str | None
    moving_sha256: str | None
    video_sha256: str | None
    is_kept: bool
    is_waiting: bool
    is_lost: bool

    @property
    def cover(self) -> Path | None:
        """Its cover, if that is here."""
        return _path_of(self.cover_sha256)

    @property
    def moving(self) -> Path | None:
        """The smallest video of it that is here."""
        return _path_of(self.moving_sha256)

    @property
    def video(self) -> Path | None:
        """The video itself, if it is here."""
        return _path_of(self.video_sha256)


@dataclass(frozen=True)
class TilePage:
    """A stretch of the library, the newest first. `end` goes into the next call as `after`; None
    at the end of the library."""

    tiles: tuple[Tile, ...]
    end: int | None


@dataclass(frozen=True)
class Missing:
    """A file that is to stay here and is not here yet."""

    generation_id: UUID
    variant_id: UUID
    kind: str


def list_page(
    session: Session,
    filters: Filters = EVERYTHING,
    *,
    after: int | None = None,
    down_to: int | None = None,
) -> TilePage:
    """The next page below `after`; with `down_to` the stretch to that place, however many there
    are of them by now."""
    limit = -1 if down_to is not None else A_PAGE + 1
    found = assets.find_rows(session, _ASKED, filters, limit=limit, after=after, down_to=down_to)
    is_more = down_to is None and len(found) > A_PAGE
    kept = found[:A_PAGE] if is_more else found
    end = down_to if down_to is not None else kept[-1].place if is_more else None
    return TilePage(_tiles_of(session, kept), end)


def list_of(session: Session, asset_ids: Sequence[UUID]) -> tuple[Tile, ...]:
    """These items, the newest first; what is not there is left out."""
    asked = _ASKED.where(ASSETS.c.id.in_(asset_ids)).order_by(ASSETS.c.place.desc())
    return _tiles_of(session, session.execute(asked).all())


def keep(session: Session, variant_id: UUID, *, is_kept: bool) -> None:
    """All files of a variant are to stay on this computer, or no longer; nobody fetches them by
    that alone."""
    for kind in KEPT_KINDS:
        if is_kept:
            cache.want(session, variant_id, kind, is_pinned=True)
        else:
            cache.pin(session, variant_id, kind, is_pinned=False)


def list_missing(session: Session) -> tuple[Missing, ...]:
    """Files of items that are to stay here and are not here yet."""
    file = VARIANT_FILES.c
    asked = (
        select(ASSETS.c.generation_id, file.variant_id, file.kind)
        .join_from(VARIANT_FILES, ASSETS, ASSETS.c.variant_id == file.variant_id)
        .where(file.is_pinned, file.is_whole.is_(False), ASSETS.c.lost_at_ms.is_(None))
    )
    return tuple(Missing(*row) for row in session.execute(asked))


_ASKED = select(
    ASSETS.c.place,
    ASSETS.c.id,
    ASSETS.c.variant_id,
    ASSETS.c.generation_id,
    ASSETS.c.title,
    ASSETS.c.platform,
    ASSETS.c.created_at,
    ASSETS.c.duration_ms,
    ASSETS.c.is_provisional,
    ASSETS.c.lost_at_ms,
)


def _tiles_of(session: Session, rows: Sequence[Any]) -> tuple[Tile, ...]:
    here: dict[UUID, dict[str, cache.CachedFile]] = {}
    for file in cache.list_whole(session, [row.variant_id for row in rows], _SHOWN_KINDS):
        here.setdefault(file.variant_id, {})[file.kind] = file
    return tuple(_tile_of(row, here.get(row.variant_id, {})) for row in rows)


def _tile_of(row: Any, here: dict[str, cache.CachedFile]) -> Tile:
    cover, video = here.get("cover"), here.get("video")
    moving = here.get("proxy") or video
    return Tile(
        place=row.place,
        id=row.id,
        variant_id=row.variant_id,
        generation_id=row.generation_id,
        title=row.title,
        platform=intern(row.platform),
        created_ms=int(datetime.fromisoformat(row.created_at).timestamp() * 1000),
        duration_ms=row.duration_ms,
        cover_sha256=cover.sha256 if cover else None,
        moving_sha256=moving.sha256 if moving else None,
        video_sha256=video.sha256 if video else None,
        is_kept=video is not None and video.is_pinned,
        is_waiting=row.is_provisional,
        is_lost=row.lost_at_ms is not None,
    )


def _path_of(sha256: str | None) -> Path | None:
    return None if sha256 is None else cache.path_of(sha256)
