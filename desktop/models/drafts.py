"""Drafts as a person edits them here: each edit and its op in one transaction."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import Select, bindparam, exists, func, insert, select, tuple_

from contract.drafts import (
    LONGEST_FIRST_WORDS_CHARS,
    MOST_PLACEMENTS,
    NewDraftBody,
    Placement,
    shown_title,
)
from contract.problems import Code, Problem
from contract.syncing.fields import check_fields
from contract.syncing.rows import DELETED_AT, Row
from contract.text import Document, TextName, tidy
from desktop.models import draft_rows, draft_texts, placements, sync_state, synced
from desktop.models.absence import nothing_here
from desktop.models.row_columns import draft_columns, variants_of
from desktop.models.row_texts import tags_in
from desktop.models.session import Session
from desktop.models.tables import DRAFTS, OUTBOX, PLACEMENTS
from reel.catalogue import get_platform, get_preset
from reel.script import plain_topic

USUAL_PAGE, MOST_A_PAGE = 50, 200
# What `edit` writes; texts, tags and the trash have verbs of their own.
FIELDS = ("title", "platform", "preset", "language", "voice", "variants")
# Of a topic of 100,000 characters its first words are shown.
_READ_OF_TOPIC_CHARS = 10 * LONGEST_FIRST_WORDS_CHARS


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
    body, draft_id = body or NewDraftBody(), id or session.new_id()
    fields = _fields_of(body)
    at = sync_state.stamp(session)
    row, empty = Row("draft", draft_id), {"topic": "", "script": "", "rank": 0, "updated_at_ms": 0}
    session.execute(insert(DRAFTS).values(id=draft_id, **empty, **draft_columns(row)))
    held = synced.Held(None, row, is_lost=False)
    row, _ = synced.write(session, held, fields, at)
    if body.tags:
        row = synced.write_tags(session, row, synced.tidied(body.tags), ())
    # Not the document that is opened for editing: a person's undo ends where the draft began.
    document = Document(session.sources.new_client_id())
    updates = (*document.edit("topic", body.topic), *document.edit("script", body.script))
    draft_texts.add_own(session, draft_id, updates)
    texts = {"topic": document.topic, "script": document.script}
    draft_rows.put(session, row, at, texts)
    for placement in body.placements:
        placements.copy_into(session, draft_id, placement, at)
    return get(session, draft_id)


def edit(session: Session, draft_id: UUID, fields: Mapping[str, JsonValue]) -> Draft:
    """Fields say this from now on: any of title, platform, preset, language, voice, variants.
    What already says so writes nothing; a draft in the trash comes out of it.

    Raises: Problem NOT_FOUND, UNKNOWN_PLATFORM, UNKNOWN_PRESET, FIELD_INVALID; nothing is
    stored then.
    """
    held = draft_rows.get_held(session, draft_id)
    draft_rows.write_fields(session, held, _checked(fields))
    return get(session, draft_id)


def edit_text(session: Session, draft_id: UUID, name: TextName, text: str) -> Draft:
    """A text says this from now on; only what differs from before is touched, so that words
    from another device keep their places.

    Raises: Problem NOT_FOUND, TEXT_TOO_LONG.
    """
    held = draft_rows.get_held(session, draft_id)
    draft_rows.write_texts(session, held, lambda document: document.edit(name, text))
    return get(session, draft_id)


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
    held = draft_rows.get_held(session, draft_id)
    draft_rows.write_texts(
        session,
        held,
        lambda document: document.splice(name, at_utf16, removed_utf16, inserted),
    )
    return get(session, draft_id)


def undo(session: Session, draft_id: UUID) -> Draft:
    """The last own text edit since the draft was opened is taken back; words from elsewhere
    stay. Nothing to take back changes nothing.

    Raises: Problem NOT_FOUND.
    """
    held = draft_rows.get_held(session, draft_id)
    draft_rows.write_texts(session, held, Document.undo)
    return get(session, draft_id)


def redo(session: Session, draft_id: UUID) -> Draft:
    """What was taken back last stands again.

    Raises: Problem NOT_FOUND.
    """
    held = draft_rows.get_held(session, draft_id)
    draft_rows.write_texts(session, held, Document.redo)
    return get(session, draft_id)


def set_tags(session: Session, draft_id: UUID, tags: Iterable[str]) -> Draft:
    """The draft has these tags, in their one spelling, and no others.

    Raises: Problem NOT_FOUND, FIELD_INVALID, TAGS_TOO_MANY.
    """
    held, wanted = draft_rows.get_held(session, draft_id), set(synced.tidied(tags))
    if held.is_lost:
        held = draft_rows.revive(session, held)
    stood = set(held.shown.tags)
    if wanted != stood:
        at, row = sync_state.stamp(session), held.shown
        if row.is_deleted:
            row, _ = synced.write(session, held, {DELETED_AT: None}, at)
        row = synced.write_tags(session, row, wanted - stood, stood - wanted)
        draft_rows.put(session, row, at)
    return get(session, draft_id)


def delete(session: Session, draft_id: UUID) -> None:
    """The draft lies in the trash; it stays where it was if it did before.

    Raises: Problem NOT_FOUND.
    """
    held = draft_rows.get_held(session, draft_id)
    if not held.is_lost and not held.shown.is_deleted:
        moment = synced.moment_text(session.now_ms())
        draft_rows.write_fields(session, held, {DELETED_AT: moment})


def restore(session: Session, draft_id: UUID) -> Draft:
    """The draft is out of the trash. One that the server no longer has is made there anew, with
    all its words.

    Raises: Problem NOT_FOUND.
    """
    held = draft_rows.get_held(session, draft_id)
    if held.is_lost:
        draft_rows.revive(session, held)
    elif held.shown.is_deleted:
        draft_rows.write_fields(session, held, {DELETED_AT: None})
    return get(session, draft_id)


def duplicate(session: Session, draft_id: UUID, *, title: str | None = None) -> Draft:
    """A new draft with the same words, choices, tags and placements, called `title`.

    Raises: Problem NOT_FOUND, FIELD_INVALID.
    """
    draft = get(session, draft_id)
    names = set(NewDraftBody.model_fields) - {"title"}
    values = {name: getattr(draft, name) for name in names}
    return new(session, NewDraftBody.model_construct(**values, title=title))


def get(session: Session, draft_id: UUID) -> Draft:
    """A draft, also when it lies in the trash.

    Raises: Problem NOT_FOUND.
    """
    found = find(session, draft_id)
    if found is None:
        raise nothing_here("draft")
    return found


def find(session: Session, draft_id: UUID) -> Draft | None:
    """The same, or None."""
    return _one(session, _BY_ID, {"draft": draft_id})


def find_continuable(session: Session) -> Draft | None:
    """What "Continue Draft" opens: the draft that was edited last on this device, else the one
    that changed last anywhere; None when there is none outside the trash."""
    newest = (DRAFTS.c.edited_at_ms.desc().nulls_last(), DRAFTS.c.rank.desc(), DRAFTS.c.id.desc())
    asked = _ASKED.where(DRAFTS.c.deleted_at.is_(None)).order_by(*newest)
    return _one(session, asked.limit(1))


def list_page(
    session: Session, *, is_trash: bool = False, limit: int = USUAL_PAGE, after: Place | None = None
) -> DraftPage:
    """Drafts in the trash or outside of it, the newest change first: what waits here above all,
    then in the order of the server's log."""
    asked = _LISTED.where(_in_trash(is_trash))
    if after is not None:
        asked = asked.where(tuple_(DRAFTS.c.rank, DRAFTS.c.id) < (after.rank, after.id))
    asked = asked.order_by(DRAFTS.c.rank.desc(), DRAFTS.c.id.desc())
    limit = min(limit, MOST_A_PAGE)
    found = session.execute(asked.limit(limit + 1)).all()
    last = found[limit - 1] if len(found) > limit else None
    end = Place(last.rank, last.id) if last is not None else None
    return DraftPage(tuple(_listed(row) for row in found[:limit]), end)


def count(session: Session, *, is_trash: bool = False) -> int:
    """How many there are in the trash or outside of it."""
    asked = select(func.count()).select_from(DRAFTS).where(_in_trash(is_trash))
    return int(session.execute(asked).scalar_one())


def _in_trash(is_trash: bool) -> Any:
    return DRAFTS.c.deleted_at.is_not(None) if is_trash else DRAFTS.c.deleted_at.is_(None)


_HAS_UNSENT = (
    exists().where(OUTBOX.c.of_id == DRAFTS.c.id)
    | exists().where(OUTBOX.c.of_id == PLACEMENTS.c.id, PLACEMENTS.c.draft_id == DRAFTS.c.id)
).label("has_unsent")
_ASKED = select(*(column for column in DRAFTS.c if column.name not in ("base", "shown")))
_ASKED = _ASKED.add_columns(_HAS_UNSENT)
_BY_ID = _ASKED.where(DRAFTS.c.id == bindparam("draft"))
_LISTED = select(
    DRAFTS.c.id,
    DRAFTS.c.title,
    func.substr(DRAFTS.c.topic, 1, _READ_OF_TOPIC_CHARS).label("topic"),
    DRAFTS.c.platform,
    DRAFTS.c.preset,
    DRAFTS.c.tags,
    DRAFTS.c.updated_at_ms,
    DRAFTS.c.deleted_at,
    DRAFTS.c.lost_at_ms,
    DRAFTS.c.rank,
    _HAS_UNSENT,
)


def _one(session: Session, asked: Select[Any], values: Any = None) -> Draft | None:
    row = session.execute(asked, values).one_or_none()
    if row is None:
        return None
    return Draft(
        id=row.id,
        topic=row.topic,
        script=row.script,
        title=row.title,
        platform=row.platform,
        preset=row.preset,
        language=row.language,
        voice=row.voice,
        variants=row.variants,
        tags=tags_in(row.tags),
        placements=placements.list_of(session, row.id),
        updated_at_ms=row.updated_at_ms,
        deleted_at=row.deleted_at,
        is_lost=row.lost_at_ms is not None,
        has_unsent=bool(row.has_unsent),
    )


def _listed(row: Any) -> ListedDraft:
    return ListedDraft(
        id=row.id,
        title=shown_title(row.title, plain_topic(row.topic)),
        platform=row.platform,
        preset=row.preset,
        tags=tags_in(row.tags),
        updated_at_ms=row.updated_at_ms,
        deleted_at=row.deleted_at,
        is_lost=row.lost_at_ms is not None,
        has_unsent=bool(row.has_unsent),
    )


def _fields_of(body: NewDraftBody) -> dict[str, JsonValue]:
    """All fields of a new draft, checked.

    Raises: Problem UNKNOWN_PLATFORM, UNKNOWN_PRESET, FIELD_INVALID, MEDIA_TOO_MANY.
    """
    if len(body.placements) > MOST_PLACEMENTS:
        raise placements.too_many()
    fields = {name: getattr(body, name) for name in FIELDS}
    return _checked({**fields, "variants": body.variants or variants_of(body.preset)})


def _checked(fields: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    """Fields as they are stored: a person's words tidied, choices that exist.

    Raises: Problem UNKNOWN_PLATFORM, UNKNOWN_PRESET, FIELD_INVALID.
    """
    if unknown := set(fields) - set(FIELDS):
        raise Problem(
            Code.FIELD_INVALID,
            f"A draft has no field {sorted(unknown)[0]}.",
            f"There are {', '.join(FIELDS)}.",
        )
    checked = {
        name: tidy(value) if isinstance(value, str) else value for name, value in fields.items()
    }
    if "title" in checked:
        checked["title"] = checked["title"] or None
    if isinstance(platform := checked.get("platform"), str):
        get_platform(platform)
    if isinstance(preset := checked.get("preset"), str):
        get_preset(preset)
    check_fields("draft", checked)
    return checked
