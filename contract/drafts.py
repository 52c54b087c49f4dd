"""A draft: the words, media and choices a person edits, and as they were at the click."""

from datetime import datetime
from typing import Annotated, Literal, NamedTuple
from uuid import UUID

import regex
from pydantic import Field

from contract.tags import Tags
from contract.values import Answer, IsNumber, Value, Whole

# 3 minutes, the longest platform allows, hold about 500 spoken words; ten times that in
# characters leaves room for slow reading while a pasted book is still refused at once.
LONGEST_SCRIPT_CHARS = 20_000
# A hook is read in 1.5 s; a topic of more than this is a script in the wrong field.
LONGEST_TOPIC_CHARS = 300
# What a draft may hold while it is edited: a whole transcript to cut down.
LONGEST_TEXT_CHARS = 100_000
LONGEST_TITLE_CHARS = 300
# What a list shows of a topic when there is no title: one line on a telephone.
LONGEST_FIRST_WORDS_CHARS = 60
# One for every scene of the longest script, and some to choose from.
MOST_PLACEMENTS = 200
MOST_VARIANTS = 3
# No registered BCP 47 tag comes near this; espeak's voice names do not either.
LONGEST_TAG_CHARS = 64

PlacementRole = Literal["picture", "clip", "music", "voice"]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False), IsNumber]
Variants = Annotated[int, Field(ge=1, le=MOST_VARIANTS), IsNumber]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
LanguageTag = Annotated[str, Field(min_length=1, max_length=LONGEST_TAG_CHARS)]
VoiceName = Annotated[str, Field(min_length=1, max_length=LONGEST_TAG_CHARS)]


class Focus(NamedTuple):
    """The point that stays in view, as shares of width and height (0..1)."""

    x: Share
    y: Share


class Trim(NamedTuple):
    """The part of a clip or sound that is used."""

    from_ms: Whole
    to_ms: Whole


class Placement(Value):
    """One use of a media file, named by its sha256; `scene` None means wherever it fits.

    `order` is a fractional index, compared as bytes, ties by id; `trim_ms` None uses it whole.
    """

    id: Annotated[str, Field(min_length=1, max_length=LONGEST_TAG_CHARS)]
    media: Sha256
    order: Annotated[str, Field(max_length=LONGEST_TAG_CHARS)]
    scene: Whole | None
    role: PlacementRole
    focus: Focus
    trim_ms: Trim | None = None


class Draft(Value):
    """The frozen draft; `language` is a BCP 47 tag, None lets the script decide."""

    topic: str
    script: str
    title: str | None
    platform: str
    preset: str
    language: str | None
    voice: str | None
    variants: int
    tags: tuple[str, ...]
    placements: tuple[Placement, ...]


class NewDraftBody(Value):
    """`POST /v1/drafts`: all of it may still be missing."""

    topic: Annotated[str, Field(max_length=LONGEST_TEXT_CHARS)] = ""
    script: Annotated[str, Field(max_length=LONGEST_TEXT_CHARS)] = ""
    title: Annotated[str, Field(max_length=LONGEST_TITLE_CHARS)] | None = None
    platform: str = "tiktok"
    preset: str = "explainer"
    language: LanguageTag | None = None
    voice: VoiceName | None = None
    variants: Variants | None = None
    tags: Tags = ()
    placements: Annotated[tuple[Placement, ...], Field(max_length=MOST_PLACEMENTS)] = ()


class DraftPatchBody(Value):
    """`PATCH /v1/drafts/{id}`, a JSON merge patch (RFC 7396): only the names that are there
    change; null brings back what a new draft has; lists are replaced whole."""

    topic: Annotated[str, Field(max_length=LONGEST_TEXT_CHARS)] | None = None
    script: Annotated[str, Field(max_length=LONGEST_TEXT_CHARS)] | None = None
    title: Annotated[str, Field(max_length=LONGEST_TITLE_CHARS)] | None = None
    platform: str | None = None
    preset: str | None = None
    language: LanguageTag | None = None
    voice: VoiceName | None = None
    variants: Variants | None = None
    tags: Tags | None = None
    placements: Annotated[tuple[Placement, ...], Field(max_length=MOST_PLACEMENTS)] | None = None


class DraftAnswer(Answer):
    """A draft as the server holds it; `revision` rises with every change."""

    id: UUID
    topic: str
    script: str
    title: str | None
    platform: str
    preset: str
    language: str | None
    voice: str | None
    variants: int
    tags: tuple[str, ...]
    placements: tuple[Placement, ...]
    revision: int
    updated_at: datetime
    deleted_at: datetime | None


class DraftsAnswer(Answer):
    """`GET /v1/drafts`, the newest change first."""

    drafts: tuple[DraftAnswer, ...]
    next_cursor: str | None


def shown_title(title: str | None, topic: str) -> str:
    """What a list calls a draft: its title, else the first words of its topic, else nothing."""
    if title and not title.isspace():
        return title
    words = " ".join(topic[: 10 * LONGEST_FIRST_WORDS_CHARS].split())
    if len(words) <= LONGEST_FIRST_WORDS_CHARS:
        return words
    room = LONGEST_FIRST_WORDS_CHARS - 1
    whole, _, _ = words[: room + 1].rpartition(" ")
    return (whole or _whole_letters(words, room)) + "…"


def _whole_letters(text: str, most_chars: int) -> str:
    """The start of a text, cut between what a person sees as letters."""
    end = 0
    for letter in regex.finditer(r"\X", text[: 2 * most_chars]):
        if letter.end() > most_chars:
            break
        end = letter.end()
    return text[:end]
