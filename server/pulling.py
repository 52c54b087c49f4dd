"""A device pulls: the rows that changed after its place, as they are now.

A page takes rows by the first line that the device has not read, and tells each once, in the
order of its latest. So a device that has come past a line has all that the line told: of a row
that changed again later, too, whose later line is on another page.
"""

import base64
import hashlib
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from contract.media import MediaAnswer
from contract.plans import Limits, PlanName
from contract.problems import Code, Problem
from contract.syncing.hello import Place
from contract.text import joined, merged
from server import assets, changes, generations, texts, usage
from server.changes import Head
from server.ready import Ready
from server.tables import Asset, Draft, Media, Placement

# Half of what an answer may hold: the row that comes last may be large.
MOST_PAGE_BYTES = 4 * 2**20
ROWS_AT_ONCE = 50

Json = dict[str, Any]
Plans = Mapping[PlanName, Limits]

_PAGE = Ready(
    text(
        """
    SELECT first.seq AS first, first.of, first.of_id AS id,
           (SELECT max(last.seq) FROM changes AS last
             WHERE last.owner_id = first.owner_id AND last.of = first.of
               AND last.of_id = first.of_id) AS seq
      FROM changes AS first
     WHERE first.owner_id = :owner AND first.seq > :after
       AND first.seq = (SELECT min(mine.seq) FROM changes AS mine
                         WHERE mine.owner_id = first.owner_id AND mine.of = first.of
                           AND mine.of_id = first.of_id AND mine.seq > :after)
     ORDER BY first.seq LIMIT :limit
    """
    )
)


@dataclass(frozen=True)
class Wanted:
    """A row to be told, the number of its latest line, and of the first not yet read."""

    of: str
    id: UUID
    seq: int
    first: int


async def pull(
    session: AsyncSession,
    owner_id: UUID,
    *,
    after: Place | None,
    mark: Place | None,
    limit: int,
    plans: Plans,
) -> Json:
    """A page of what became true after a place, as JSON. Call it in one moment of the database.

    Raises: Problem RESYNC; also where a device without a place asks for a log that is no longer
    kept from its start, and is longer than a page: a snapshot tells it.
    """
    end = await changes.read_head(session, owner_id)
    await changes.check_past(session, owner_id, end, after, mark)
    start = after.seq if after else 0
    found = await _PAGE.ask(session, owner=owner_id, after=start, limit=limit + 1)
    wanted = [Wanted(row.of, row.id, row.seq, row.first) for row in found]
    told = await _some_told(session, owner_id, wanted[:limit], after.seq if after else None, plans)
    has_more = len(told) < len(wanted)
    place = after
    if has_more:
        place = await _place_before(session, owner_id, end, wanted[len(told)])
    elif wanted:
        place = end.place
    return {
        "changes": sorted(told, key=lambda change: change["seq"]),
        "next": place and place.model_dump(),
        "more": has_more,
        # Rows are told as they are now, which may be later than where the page ends.
        "as_of": end.place and end.place.model_dump(),
    }


async def tell(
    session: AsyncSession,
    owner_id: UUID,
    wanted: Sequence[Wanted],
    after: int | None,
    plans: Plans,
    *,
    with_updates: bool = True,
) -> list[Json]:
    """These rows as they are now, in their order; one that is not there any more is gone."""
    ids: dict[str, list[UUID]] = {}
    for one in wanted:
        ids.setdefault(one.of, []).append(one.id)
    found: dict[tuple[str, UUID], Json] = {}
    for of, some in ids.items():
        if of == "draft":
            read = await _drafts(session, owner_id, some, after, with_updates=with_updates)
        elif of == "usage":
            answer = await usage.get_user_usage(session, owner_id, plans)
            read = {owner_id: {"row": answer.model_dump(mode="json")}}
        else:
            read = await _OTHERS[of](session, owner_id, some) if of in _OTHERS else {}
        found |= {((of, id)): content for id, content in read.items()}
    return [_change(one, found.get((one.of, one.id))) for one in wanted]


async def _some_told(
    session: AsyncSession,
    owner_id: UUID,
    wanted: Sequence[Wanted],
    after: int | None,
    plans: Plans,
) -> list[Json]:
    """As many of these rows as fit into an answer, at least one of those that are there."""
    told: list[Json] = []
    size = 0
    for start in range(0, len(wanted), ROWS_AT_ONCE):
        some = wanted[start : start + ROWS_AT_ONCE]
        for change in await tell(session, owner_id, some, after, plans):
            size += size_of(change)
            if told and size > MOST_PAGE_BYTES:
                return told
            told.append(change)
    return told


def size_of(change: Json) -> int:
    """About how many bytes a change takes: what is long in it, and something for the rest."""
    words = change["texts"] or {}
    fields = sum(len(str(one["v"])) for one in (change["fields"] or {}).values())
    return 500 + 2 * sum(map(len, words.values())) + len(change["update"] or "") + fields


async def _place_before(session: AsyncSession, owner_id: UUID, end: Head, left: Wanted) -> Place:
    """The last place before the first row that does not fit."""
    seq = left.first - 1
    known = await changes.hash_at(session, owner_id, end, seq)
    if known is None or seq < end.floor:
        raise Problem(
            Code.RESYNC,
            "The log is not kept from its start any more, and does not fit into one page.",
            "Read a snapshot, and pull from its place.",
            facts={"reason": "horizon"},
        )
    return Place(seq=seq, h=known.hex())


def _change(wanted: Wanted, content: Json | None) -> Json:
    return {
        "seq": wanted.seq,
        "of": wanted.of,
        "id": str(wanted.id),
        "fields": None,
        "tags": None,
        "texts": None,
        "update": None,
        "sha256": None,
        "row": None,
        "is_gone": content is None,
        "is_whole": False,
        **(content or {}),
    }


async def _drafts(
    session: AsyncSession,
    owner_id: UUID,
    ids: Sequence[UUID],
    after: int | None,
    *,
    with_updates: bool,
) -> dict[UUID, Json]:
    found = await session.execute(
        select(Draft.id, Draft.topic, Draft.script, Draft.fields, Draft.tags).where(
            Draft.owner_id == owner_id, Draft.id.in_(ids), Draft.gone_at.is_(None)
        )
    )
    told = {
        row.id: {
            "fields": row.fields,
            "tags": sorted(row.tags),
            "texts": {"topic": row.topic, "script": row.script},
        }
        for row in found
    }
    if with_updates and told:
        kept = await texts.read(session, list(told), after)
        news = {id: texts.updates_in(some) for id, some in kept.items()}
        size = sum(len(update) for some in news.values() for update in some)
        joins = {id: some for id, some in news.items() if some}
        made = await texts.aside(size, _join, joins, after is None)
        older = await texts.have_older(session, list(made), after)
        for id, update in made.items():
            told[id] |= _travelling(update, is_whole=id not in older)
    return told


def _join(news: Mapping[UUID, list[bytes]], is_whole: bool) -> dict[UUID, bytes]:
    join = merged if is_whole else joined
    return {id: join(updates) for id, updates in news.items()}


def _travelling(update: bytes, *, is_whole: bool) -> Json:
    return {
        "update": base64.b64encode(update).decode(),
        "sha256": hashlib.sha256(update).hexdigest(),
        "is_whole": is_whole,
    }


async def _placements(
    session: AsyncSession, owner_id: UUID, ids: Sequence[UUID]
) -> dict[UUID, Json]:
    found = await session.execute(
        select(Placement.id, Placement.fields).where(
            Placement.owner_id == owner_id, Placement.id.in_(ids)
        )
    )
    return {row.id: {"fields": row.fields} for row in found}


async def _assets(session: AsyncSession, owner_id: UUID, ids: Sequence[UUID]) -> dict[UUID, Json]:
    found: Iterable[Any] = await session.execute(
        select(*assets.COLUMNS, Asset.fields).where(Asset.owner_id == owner_id, Asset.id.in_(ids))
    )
    told = {}
    for row in found:
        facts = assets.facts_of(assets.item_of(row))
        told[row.id] = {"fields": row.fields, "tags": sorted(row.tags), "row": facts}
    return told


async def _media(session: AsyncSession, owner_id: UUID, ids: Sequence[UUID]) -> dict[UUID, Json]:
    columns = [getattr(Media, name) for name in MediaAnswer.model_fields]
    found = await session.execute(
        select(*columns).where(Media.owner_id == owner_id, Media.id.in_(ids))
    )
    answers = (MediaAnswer.model_validate(row._asdict()) for row in found)
    return {one.id: {"row": one.model_dump(mode="json")} for one in answers}


async def _generations(
    session: AsyncSession, owner_id: UUID, ids: Sequence[UUID]
) -> dict[UUID, Json]:
    news = await generations.list_news(session, owner_id, ids)
    return {id: {"row": one.row} for id, one in news.items()}


Read = Callable[[AsyncSession, UUID, Sequence[UUID]], Coroutine[Any, Any, dict[UUID, Json]]]
_OTHERS: dict[str, Read] = {
    "placement": _placements,
    "asset": _assets,
    "media": _media,
    "generation": _generations,
}
