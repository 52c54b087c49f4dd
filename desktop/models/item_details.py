"""All that is said about items of the library beside their pictures: one, several, all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select

from desktop.models import assets, cache, tiles
from desktop.models.assets import Asset, Filters
from desktop.models.row_texts import tags_in
from desktop.models.session import Session
from desktop.models.tables import ASSETS, DRAFTS, GENERATIONS, VARIANT_FILES
from desktop.models.tiles import KEPT_KINDS, Tile

# Far more than anybody has; what is counted stops somewhere.
MOST_COUNTED = 1_000_000
# Of many items some pictures are shown.
SHOWN_OF_MANY = 3
# SQLite takes 32,766 values in a statement.
MOST_IDS = 10_000


@dataclass(frozen=True)
class Details:
    """An item and its files: `here` are the bytes of each kind that is on this computer;
    `draft_id` what it was made from, None when that is not here outside the trash."""

    tile: Tile
    asset: Asset
    here: Mapping[str, int]
    draft_id: UUID | None


@dataclass(frozen=True)
class Several:
    """What several items have in common; `here` of them have their video on this computer."""

    shown: tuple[Tile, ...]
    count: int
    duration_ms: int
    size_bytes: int
    here: int
    kept: int
    shared_tags: tuple[str, ...]


@dataclass(frozen=True)
class Summary:
    """The library as a whole, without its trash; `here` as above."""

    items: int
    here: int
    cached_bytes: int


def read(session: Session, asset_id: UUID) -> Details:
    """An item as it is now.

    Raises: Problem NOT_FOUND.
    """
    asset = assets.get(session, asset_id)
    (tile,) = tiles.list_of(session, [asset_id])
    files = cache.list_whole(session, [asset.variant_id], KEPT_KINDS)
    here = {file.kind: file.size_bytes or 0 for file in files}
    asked = (
        select(DRAFTS.c.id)
        .join(GENERATIONS, GENERATIONS.c.draft_id == DRAFTS.c.id)
        .where(GENERATIONS.c.id == asset.generation_id, DRAFTS.c.deleted_at.is_(None))
    )
    return Details(tile, asset, here, session.execute(asked).scalar_one_or_none())


def read_several(session: Session, asset_ids: Sequence[UUID]) -> Several:
    """Items as they are now; of more than `MOST_IDS` the first ones."""
    chosen = list(asset_ids[:MOST_IDS])
    columns = (ASSETS.c.variant_id, ASSETS.c.duration_ms, ASSETS.c.size_bytes, ASSETS.c.tags)
    rows = session.execute(select(*columns).where(ASSETS.c.id.in_(chosen))).all()
    videos = cache.list_whole(session, [row.variant_id for row in rows], ("video",))
    tags = [set(tags_in(row.tags)) for row in rows]
    return Several(
        shown=tiles.list_of(session, chosen[:SHOWN_OF_MANY]),
        count=len(rows),
        duration_ms=sum(row.duration_ms for row in rows),
        size_bytes=sum(row.size_bytes for row in rows),
        here=len(videos),
        kept=sum(video.is_pinned for video in videos),
        shared_tags=tuple(sorted(set.intersection(*tags))) if tags else (),
    )


def summarise(session: Session) -> Summary:
    """All of it, counted."""
    file = VARIANT_FILES.c
    here = select(func.count()).where(file.kind == "video", file.is_whole)
    return Summary(
        items=assets.count(session, Filters(), most=MOST_COUNTED),
        here=int(session.execute(here).scalar_one()),
        cached_bytes=cache.used_bytes(session),
    )
