"""Pages of the library: filtered, searched, the newest first."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, Text, func, select, text, tuple_
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncSession

from contract.search import fold
from server.assets import COLUMNS, Item, item_of
from server.cursors import Page, Place
from server.tables import Asset

# What LIKE reads as more than itself, and what says that it should not.
ESCAPE = "\\"
MOST_INDEXED_LETTERS = 2
_ESCAPED = str.maketrans({char: ESCAPE + char for char in ("%", "_", ESCAPE)})


@dataclass(frozen=True)
class Filters:
    """Which items are asked for; all of it must be true of each. `tags` and `platform` as they
    are stored, `q` as it was typed."""

    platform: str | None
    tags: tuple[str, ...]
    q: str
    is_trash: bool

    def as_texts(self) -> tuple[str, ...]:
        """What binds a cursor to these filters."""
        return str(self.is_trash), self.platform or "", fold(self.q), *self.tags


async def list_page(
    session: AsyncSession, owner_id: UUID, filters: Filters, *, limit: int, after: Place | None
) -> Page[Item]:
    """An owner's items that the filters let through, the newest first. Call it in a transaction.

    How rare the words and tags are decides which way to them is short; a plan that was made
    for any words at all takes the long way for some.
    """
    await session.execute(text("SET LOCAL plan_cache_mode = force_custom_plan"))
    asked = select(*COLUMNS).where(Asset.owner_id == owner_id, *_conditions(filters))
    if after is not None:
        asked = asked.where(tuple_(Asset.created_at, Asset.id) < (after.moment, after.id))
    asked = asked.order_by(Asset.created_at.desc(), Asset.id.desc()).limit(limit + 1)
    found = tuple(item_of(row) for row in await session.execute(asked))
    items = found[:limit]
    has_more = len(found) > limit
    return Page(items, Place(items[-1].created_at, items[-1].id) if has_more else None)


def _conditions(filters: Filters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        Asset.deleted_at.is_not(None) if filters.is_trash else Asset.deleted_at.is_(None)
    ]
    if filters.platform is not None:
        conditions.append(Asset.platform == filters.platform)
    if filters.tags:
        conditions.append(Asset.tags.contains(list(filters.tags)))
    words = fold(filters.q)
    if words:
        conditions.append(Asset.search_text.like(_pattern(words), escape=ESCAPE))
    if 1 <= len(words) <= MOST_INDEXED_LETTERS:
        # Says nothing new, but has an index where words are too short for trigrams.
        letters = func.reelyard_letters(Asset.search_text, type_=ARRAY(Text))
        conditions.append(letters.contains([words]))
    return conditions


def _pattern(words: str) -> str:
    """Anything that holds these words, letter by letter."""
    return f"%{words.translate(_ESCAPED)}%"
