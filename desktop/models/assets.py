"""The library: what was saved, found by the same words as on the server."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from desktop.models.session import Session

USUAL_PAGE, MOST_A_PAGE = 50, 200


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
    raise NotImplementedError


def list_tags(session: Session) -> tuple[str, ...]:
    """Every tag that an item outside the trash has, sorted."""
    raise NotImplementedError


def get(session: Session, asset_id: UUID) -> Asset:
    """An item, also in the trash.

    Raises: Problem NOT_FOUND.
    """
    raise NotImplementedError


def edit(session: Session, asset_id: UUID, *, title: str) -> Asset:
    """The item is called this; one in the trash comes out of it.

    Raises: Problem NOT_FOUND, FIELD_INVALID.
    """
    raise NotImplementedError


def set_tags(session: Session, asset_id: UUID, tags: Iterable[str]) -> Asset:
    """The item has these tags and no others.

    Raises: Problem NOT_FOUND, FIELD_INVALID, TAGS_TOO_MANY.
    """
    raise NotImplementedError


def delete(session: Session, asset_id: UUID) -> None:
    """The item lies in the trash.

    Raises: Problem NOT_FOUND.
    """
    raise NotImplementedError


def restore(session: Session, asset_id: UUID) -> Asset:
    """The item is out of the trash.

    Raises: Problem NOT_FOUND.
    """
    raise NotImplementedError
