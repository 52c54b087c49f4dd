"""What a person sees first: what is being made, what ended lately, the meter, where to go on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from uuid import UUID

from sqlalchemy import Select, func, select

from contract.drafts import shown_title
from contract.generations import LIVE
from desktop.models import cache, drafts, generations, tiles, usage, wishes
from desktop.models.generations import Generation
from desktop.models.session import Session
from desktop.models.synced import moment_text
from desktop.models.tables import ASSETS, DRAFTS, GENERATIONS, VARIANTS
from desktop.models.tiles import Tile
from desktop.models.usage import Meter
from desktop.models.wishes import Wish
from reel.script import plain_topic

# More are never made at once; whoever has more waiting sees them one after the other.
MOST_MAKING = 12
MOST_ENDED = 3
# What ended before yesterday was seen, or is looked for in Review.
LATELY_MS = 24 * 3_600_000
MOST_EXPORTS = 8
# Enough for a habit, few enough to follow a new one.
USUAL_OF = 10
# Three variants of half a minute: what our sample takes.
USUAL_MS = 90_000
_READ_OF_TOPIC_CHARS = 600
MAKES = ("create", "regenerate")


@dataclass(frozen=True)
class Reel:
    """A generation with the words of its draft; `wish` as long as it waits for the network.
    `cover_of` is a variant that has a picture already."""

    generation: Generation
    title: str
    platform: str
    preset: str
    wish: Wish | None
    cover_of: UUID | None

    @property
    def ready(self) -> int:
        """How many of its variants can be watched."""
        return sum(variant.status == "ready" for variant in self.generation.variants)


@dataclass(frozen=True)
class Refused:
    """A wish that the server refused, and what it was about."""

    wish: Wish
    title: str


@dataclass(frozen=True)
class Continuable:
    """The draft to go on with; `cover_of` a variant of it (generation, variant) that has a
    picture."""

    id: UUID
    title: str
    preset: str
    updated_at_ms: int
    has_unsent: bool
    cover_of: tuple[UUID, UUID] | None


@dataclass(frozen=True)
class Overview:
    """All of it, read at one moment. `usual_ms` is what a reel of this person takes of a month;
    `covers` the cover files that are here, by variant."""

    making: tuple[Reel, ...]
    ended: tuple[Reel, ...]
    refused: tuple[Refused, ...]
    meter: Meter
    draft: Continuable | None
    exports: tuple[Tile, ...]
    usual_ms: int
    is_new: bool
    covers: Mapping[UUID, cache.CachedFile]


def read(session: Session) -> Overview:
    """How it stands now."""
    unanswered = wishes.list_open(session)
    waiting = {wish.generation_id: wish for wish in unanswered if wish.kind in MAKES}
    making = _reels(session, generations.list_in(session, LIVE, MOST_MAKING), waiting)
    ended = _reels(session, _ended(session), waiting)
    exports = _exports(session)
    draft = _continuable(session)
    shown = [reel.cover_of for reel in (*making, *ended) if reel.cover_of]
    if draft is not None and draft.cover_of is not None:
        shown.append(draft.cover_of[1])
    covers = cache.list_whole(session, shown, ("cover",))
    return Overview(
        making=making,
        ended=ended,
        refused=_refused(session, unanswered),
        meter=usage.read(session),
        draft=draft,
        exports=exports,
        usual_ms=_usual_ms(session),
        is_new=draft is None and not exports and not _has(session, select(GENERATIONS.c.id)),
        covers={file.variant_id: file for file in covers},
    )


def _ended(session: Session) -> list[Generation]:
    """What failed, or is ready and nobody saved of it, a day ago at most; of each draft the latest
    that was made, and none that goes on."""
    since = moment_text(session.now_ms() - LATELY_MS)
    found = generations.list_in(session, ("failed", "succeeded"), MOST_MAKING, since=since)
    kept = list[Generation]()
    for one in found:
        latest = generations.list_of_draft(session, one.draft_id)[:1]
        is_saved = any(variant.is_saved for variant in one.variants)
        if latest and latest[0].id == one.id and not (one.status == "succeeded" and is_saved):
            kept.append(one)
    return kept[:MOST_ENDED]


def _reels(
    session: Session, made: Sequence[Generation], waiting: Mapping[UUID | None, Wish]
) -> tuple[Reel, ...]:
    words = _words_of(session, [one.draft_id for one in made])
    return tuple(
        Reel(
            generation=one,
            title=words[one.draft_id][0],
            platform=words[one.draft_id][1],
            preset=words[one.draft_id][2],
            wish=waiting.get(one.id) if one.is_provisional else None,
            cover_of=next((v.id for v in one.variants if v.status == "ready"), None),
        )
        for one in made
        if one.draft_id in words
    )


def _refused(session: Session, unanswered: Sequence[Wish]) -> tuple[Refused, ...]:
    refused = [wish for wish in unanswered if wish.state == "refused" and wish.draft_id is not None]
    words = _words_of(session, [wish.draft_id for wish in refused if wish.draft_id])
    return tuple(
        Refused(wish, words[wish.draft_id][0]) for wish in refused if wish.draft_id in words
    )


def _words_of(session: Session, draft_ids: Sequence[UUID]) -> dict[UUID, tuple[str, str, str]]:
    """Title, platform and preset of drafts, also of those in the trash."""
    topic = func.substr(DRAFTS.c.topic, 1, _READ_OF_TOPIC_CHARS).label("topic")
    columns = (DRAFTS.c.id, DRAFTS.c.title, topic, DRAFTS.c.platform, DRAFTS.c.preset)
    asked = select(*columns).where(DRAFTS.c.id.in_(draft_ids))
    return {
        row.id: (shown_title(row.title, plain_topic(row.topic)), row.platform, row.preset)
        for row in session.execute(asked)
    }


def _continuable(session: Session) -> Continuable | None:
    draft = drafts.find_continuable(session)
    if draft is None:
        return None
    made = (
        select(VARIANTS.c.generation_id, VARIANTS.c.id)
        .join(GENERATIONS, GENERATIONS.c.id == VARIANTS.c.generation_id)
        .where(GENERATIONS.c.draft_id == draft.id, VARIANTS.c.status == "ready")
        .order_by(GENERATIONS.c.created_at.desc(), VARIANTS.c.index)
        .limit(1)
    )
    row = session.execute(made).one_or_none()
    return Continuable(
        id=draft.id,
        title=shown_title(draft.title, plain_topic(draft.topic[:_READ_OF_TOPIC_CHARS])),
        preset=draft.preset,
        updated_at_ms=draft.updated_at_ms,
        has_unsent=draft.has_unsent,
        cover_of=None if row is None else (row.generation_id, row.id),
    )


def _exports(session: Session) -> tuple[Tile, ...]:
    """What was saved last and is not in the trash."""
    newest = select(ASSETS.c.id).where(ASSETS.c.deleted_at.is_(None))
    newest = newest.order_by(ASSETS.c.place.desc()).limit(MOST_EXPORTS)
    return tiles.list_of(session, list(session.execute(newest).scalars()))


def _usual_ms(session: Session) -> int:
    """Half of the reels that were made lately took less: what their videos last together."""
    latest = (
        select(GENERATIONS.c.id)
        .where(GENERATIONS.c.status == "succeeded")
        .order_by(GENERATIONS.c.created_at.desc())
        .limit(USUAL_OF)
    )
    each = (
        select(func.sum(VARIANTS.c.duration_ms))
        .where(VARIANTS.c.generation_id.in_(latest), VARIANTS.c.status == "ready")
        .group_by(VARIANTS.c.generation_id)
    )
    taken = [ms for ms in session.execute(each).scalars() if ms]
    return int(median(taken)) if taken else USUAL_MS


def _has(session: Session, asked: Select[tuple[UUID]]) -> bool:
    return session.execute(asked.limit(1)).first() is not None
