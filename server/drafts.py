"""Drafts as one person edits them: plain fields, a revision, a trash."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select, tuple_, update
from sqlalchemy import insert as insert_into
from sqlalchemy.ext.asyncio import AsyncSession

from contract.drafts import DraftAnswer, DraftPatchBody, NewDraftBody
from reel import catalogue
from server.absence import nothing_here
from server.changes import News
from server.cursors import Page, Place
from server.ready import Ready
from server.revisions import Meant, check, require
from server.tables import Draft

COLUMNS = tuple(getattr(Draft, name) for name in DraftAnswer.model_fields)
_INSERT = Ready(
    insert_into(Draft).returning(*COLUMNS),
    columns=("id", "owner_id", "revision", *NewDraftBody.model_fields),
)


async def insert(
    session: AsyncSession, owner_id: UUID, draft_id: UUID, body: NewDraftBody
) -> DraftAnswer:
    """Store a new draft of this owner; without a number of variants it takes its preset's.

    Raises: Problem UNKNOWN_PLATFORM, UNKNOWN_PRESET.
    """
    values = {"id": draft_id, "owner_id": owner_id, "revision": 1, **_values_of(body)}
    (made,) = await _INSERT.ask(session, **values)
    return _answer_of(made)


async def get(session: AsyncSession, owner_id: UUID, draft_id: UUID) -> DraftAnswer:
    """A draft of this owner, also when it lies in the trash.

    Raises: Problem NOT_FOUND.
    """
    return _answer_of(await _row_of(session, _own(owner_id, draft_id)))


async def list_page(
    session: AsyncSession, owner_id: UUID, *, is_trash: bool, limit: int, after: Place | None
) -> Page[DraftAnswer]:
    """An owner's drafts, the newest change first: those in the trash, or those that are not."""
    in_trash = Draft.deleted_at.is_not(None) if is_trash else Draft.deleted_at.is_(None)
    asked = select(*COLUMNS).where(Draft.owner_id == owner_id, in_trash)
    if after is not None:
        asked = asked.where(tuple_(Draft.updated_at, Draft.id) < (after.moment, after.id))
    asked = asked.order_by(Draft.updated_at.desc(), Draft.id.desc()).limit(limit + 1)
    found = tuple(_answer_of(row) for row in await session.execute(asked))
    items = found[:limit]
    return Page(items, end_of(items) if len(found) > limit else None)


async def edit(
    session: AsyncSession,
    owner_id: UUID,
    draft_id: UUID,
    patch: DraftPatchBody,
    meant: Meant | None,
) -> tuple[DraftAnswer, bool]:
    """Change what the patch names, keep the rest; a deleted draft is restored by it.

    Return the draft, and whether anything about it is new.

    Raises: Problem NOT_FOUND, IF_MATCH_MISSING, STALE, UNKNOWN_PLATFORM, UNKNOWN_PRESET.
    """
    _check_choices(patch.platform, patch.preset)
    before = _answer_of(await _locked(session, owner_id, draft_id))
    require(meant, before.revision)
    now = _values_of(merged(before, DraftPatchBody()))
    after = _values_of(merged(before, patch))
    says_nothing = after == now and before.deleted_at is None
    if says_nothing or not patch.model_fields_set:
        return before, False
    return await _write(session, draft_id, {**after, "deleted_at": None}), True


async def delete(
    session: AsyncSession, owner_id: UUID, draft_id: UUID, meant: Meant | None
) -> tuple[DraftAnswer, bool]:
    """Put a draft into the trash; return it, and whether it was not there before.

    Raises: Problem NOT_FOUND, STALE.
    """
    before = _answer_of(await _locked(session, owner_id, draft_id))
    check(meant, before.revision)
    if before.deleted_at is not None:
        return before, False
    return await _write(session, draft_id, {"deleted_at": func.reelyard_now()}), True


async def restore(
    session: AsyncSession, owner_id: UUID, draft_id: UUID
) -> tuple[DraftAnswer, bool]:
    """Take a draft out of the trash; return it, and whether it was there.

    Raises: Problem NOT_FOUND.
    """
    before = _answer_of(await _locked(session, owner_id, draft_id))
    if before.deleted_at is None:
        return before, False
    return await _write(session, draft_id, {"deleted_at": None}), True


def end_of(drafts: tuple[DraftAnswer, ...]) -> Place:
    """Where a page of drafts ends."""
    return Place(drafts[-1].updated_at, drafts[-1].id)


def merged(draft: DraftAnswer, patch: DraftPatchBody) -> NewDraftBody:
    """A draft with a merge patch (RFC 7396) over it: null brings back what a new one has."""
    names = NewDraftBody.model_fields
    now = {name: getattr(draft, name) for name in names}
    changed = {name: getattr(patch, name) for name in patch.model_fields_set}
    kept = {name: value for name, value in {**now, **changed}.items() if value is not None}
    return NewDraftBody.model_validate(kept)


def news_of(draft: DraftAnswer) -> News:
    """The line that tells a draft as it is now."""
    return News("draft", str(draft.id), draft.model_dump(mode="json"))


def _values_of(body: NewDraftBody) -> dict[str, Any]:
    """The columns that a person edits.

    Raises: Problem UNKNOWN_PLATFORM, UNKNOWN_PRESET.
    """
    _check_choices(body.platform, body.preset)
    return {
        **body.model_dump(exclude={"placements", "tags"}),
        "variants": body.variants or catalogue.get_preset(body.preset).variants,
        "tags": list(body.tags),
        "placements": [one.model_dump(mode="json") for one in body.placements],
    }


def _check_choices(platform: str | None, preset: str | None) -> None:
    if platform is not None:
        catalogue.get_platform(platform)
    if preset is not None:
        catalogue.get_preset(preset)


async def _write(session: AsyncSession, draft_id: UUID, values: dict[str, Any]) -> DraftAnswer:
    """The next revision of a draft whose row is locked."""
    written = await session.execute(
        update(Draft)
        .where(Draft.id == draft_id)
        .values(**values, revision=Draft.revision + 1, updated_at=func.reelyard_now())
        .returning(*COLUMNS)
    )
    return _answer_of(written.one())


async def _locked(session: AsyncSession, owner_id: UUID, draft_id: UUID) -> Row[Any]:
    # Not against foreign keys: a generation of this draft may begin meanwhile.
    return await _row_of(session, _own(owner_id, draft_id).with_for_update(key_share=True))


def _own(owner_id: UUID, draft_id: UUID) -> Select[Any]:
    return select(*COLUMNS).where(Draft.id == draft_id, Draft.owner_id == owner_id)


async def _row_of(session: AsyncSession, asked: Select[Any]) -> Row[Any]:
    found: Row[Any] | None = (await session.execute(asked)).one_or_none()
    if found is None:
        raise nothing_here()
    return found


def _answer_of(row: Any) -> DraftAnswer:
    return DraftAnswer.model_validate(row._asdict())
