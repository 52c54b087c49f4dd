"""Drafts as a person edits them here: each edit and its op in one transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from pydantic import JsonValue

from contract.drafts import NewDraftBody, Placement
from contract.text import TextName
from desktop.models.session import Session

USUAL_PAGE, MOST_A_PAGE = 50, 200


@dataclass(frozen=True)
class Draft:
    """A draft as this device shows it: the server's row with our own edits over it.

    `deleted_at` is an RFC 3339 moment; `is_lost` when the server no longer has it and it lies in
    our own trash. `has_unsent` when an edit of it waits. `updated_at_ms` is the last change we
    know of, here or elsewhere.
    """

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
    updated_at_ms: int
    deleted_at: str | None
    is_lost: bool
    has_unsent: bool


@dataclass(frozen=True)
class ListedDraft:
    """A row of a list; `title` as lists show it (contract.drafts.shown_title)."""

    id: UUID
    title: str
    platform: str
    preset: str
    tags: tuple[str, ...]
    updated_at_ms: int
    deleted_at: str | None
    is_lost: bool
    has_unsent: bool


@dataclass(frozen=True)
class Place:
    """Where a page of drafts ends."""

    rank: int
    id: UUID


@dataclass(frozen=True)
class DraftPage:
    """Some drafts, the newest change first; `end` None after the last one."""

    drafts: tuple[ListedDraft, ...]
    end: Place | None


def new(session: Session, body: NewDraftBody | None = None, *, id: UUID | None = None) -> Draft:
    """A new draft with these words and choices; its texts are seeded here and nowhere else.

    Raises: Problem UNKNOWN_PLATFORM, UNKNOWN_PRESET, TEXT_TOO_LONG, FIELD_INVALID.
    """
    raise NotImplementedError


def edit(session: Session, draft_id: UUID, fields: Mapping[str, JsonValue]) -> Draft:
    """Fields say this from now on: any of title, platform, preset, language, voice, variants.
    What already says so writes nothing; a draft in the trash comes out of it.

    Raises: Problem NOT_FOUND, UNKNOWN_PLATFORM, UNKNOWN_PRESET, FIELD_INVALID; nothing is
    stored then.
    """
    raise NotImplementedError


def edit_text(session: Session, draft_id: UUID, name: TextName, text: str) -> Draft:
    """A text says this from now on; only what differs from before is touched, so that words
    from another device keep their places.

    Raises: Problem NOT_FOUND, TEXT_TOO_LONG.
    """
    raise NotImplementedError


def splice_text(
    session: Session,
    draft_id: UUID,
    name: TextName,
    at_utf16: int,
    removed_utf16: int,
    inserted: str,
) -> Draft:
    """Take out and put in at places as Qt counts them.

    Raises: Problem NOT_FOUND, TEXT_TOO_LONG.
    """
    raise NotImplementedError


def undo(session: Session, draft_id: UUID) -> Draft:
    """The last own text edit since the draft was opened is taken back; words from elsewhere
    stay. Nothing to take back changes nothing.

    Raises: Problem NOT_FOUND.
    """
    raise NotImplementedError


def redo(session: Session, draft_id: UUID) -> Draft:
    """What was taken back last stands again.

    Raises: Problem NOT_FOUND.
    """
    raise NotImplementedError


def set_tags(session: Session, draft_id: UUID, tags: Iterable[str]) -> Draft:
    """The draft has these tags, in their one spelling, and no others.

    Raises: Problem NOT_FOUND, FIELD_INVALID, TAGS_TOO_MANY.
    """
    raise NotImplementedError


def delete(session: Session, draft_id: UUID) -> None:
    """The draft lies in the trash; it stays where it was if it did before.

    Raises: Problem NOT_FOUND.
    """
    raise NotImplementedError


def restore(session: Session, draft_id: UUID) -> Draft:
    """The draft is out of the trash. One that the server no longer has is made there anew, with
    all its words.

    Raises: Problem NOT_FOUND.
    """
    raise NotImplementedError


def duplicate(session: Session, draft_id: UUID) -> Draft:
    """A new draft with the same words, choices, tags and placements, its title marked as a copy.

    Raises: Problem NOT_FOUND.
    """
    raise NotImplementedError


def get(session: Session, draft_id: UUID) -> Draft:
    """A draft, also when it lies in the trash.

    Raises: Problem NOT_FOUND.
    """
    raise NotImplementedError


def find(session: Session, draft_id: UUID) -> Draft | None:
    """The same, or None."""
    raise NotImplementedError


def find_continuable(session: Session) -> Draft | None:
    """What "Continue Draft" opens: the draft that was edited last on this device, else the one
    that changed last anywhere; None when there is none outside the trash."""
    raise NotImplementedError


def list_page(
    session: Session, *, is_trash: bool = False, limit: int = USUAL_PAGE, after: Place | None = None
) -> DraftPage:
    """Drafts in the trash or outside of it, the newest change first: what waits here above all,
    then in the order of the server's log."""
    raise NotImplementedError


def count(session: Session, *, is_trash: bool = False) -> int:
    """How many there are in the trash or outside of it."""
    raise NotImplementedError
