"""Drafts: rows that devices sync and plain clients read and patch, with a revision and a trash."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import Select, func, select, text, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from contract.drafts import Draft as FrozenDraft
from contract.drafts import DraftAnswer, DraftPatchBody, NewDraftBody
from contract.syncing.rows import DELETED_AT, Lost
from contract.text import Texts, grown, merged, patched, texts_of, tidy
from reel import catalogue
from server import changes, placements, rows, texts
from server.absence import nothing_here
from server.changes import News
from server.cursors import Page, Place
from server.database import now as read_now
from server.draft_rows import FIELDS, NEW, Stored, store, stored_of, variants_of
from server.ready import Ready
from server.revisions import Meant, check, require, stale
from server.tables import Draft, Placement

_PLAIN = tuple(name for name in DraftAnswer.model_fields if name != "placements")
COLUMNS = (*(getattr(Draft, name) for name in _PLAIN), placements.SHOWN)
# Of words and placements, before they are spelled as JSON: a list is looked at within a second
# on a telephone, and a hundred transcripts were 60 MB.
LARGEST_PAGE_BYTES = 2 << 20
# One placement as JSON: a sha256 and a handful of numbers.
PLACEMENT_BYTES = 300
_PLACED = (
    select(func.count())
    .where(Placement.draft_id == Draft.id, Placement.deleted_at.is_(None))
    .correlate(Draft)
    .scalar_subquery()
)
_SIZE = func.octet_length(Draft.topic) + func.octet_length(Draft.script) + _PLACED * PLACEMENT_BYTES
_INSERT = Ready(
    text(
        f"""
    INSERT INTO drafts (id, owner_id, revision, topic, script, title, platform, preset, language,
                        voice, variants, tags, fields, tag_puts)
    VALUES (:id, :owner_id, 1, :topic, :script, :title, :platform, :preset, :language, :voice,
            :variants, CAST(:tags AS text[]), reelyard_written(CAST(:written AS jsonb)),
            reelyard_put(CAST(:tags AS text[])))
    RETURNING {", ".join(_PLAIN)}
    """
    )
)
_TEXTS = {"topic", "script"}


@dataclass(frozen=True)
class _Patched:
    """A draft after a patch, the update that came with it, its placements, and what lost."""

    stored: Stored
    update: bytes | None
    placed: placements.Listed
    lost: tuple[tuple[str, UUID, str, dict[str, Any]], ...]


async def insert(
    session: AsyncSession, owner_id: UUID, draft_id: UUID, body: NewDraftBody
) -> DraftAnswer:
    """Store a new draft of this owner; without a number of variants it takes its preset's.

    Its line must be the next one in the owner's log, whose end is locked from here on.

    Raises: Problem UNKNOWN_PLATFORM, UNKNOWN_PRESET.
    """
    _check_choices(body.platform, body.preset)
    values = _fields_of(body)
    words = {"topic": tidy(body.topic), "script": tidy(body.script)}
    (made,) = await _INSERT.ask(
        session,
        id=draft_id,
        owner_id=owner_id,
        tags=list(body.tags),
        written=json.dumps(values),
        **words,
        **values,
    )
    await placements.insert(session, owner_id, draft_id, body.placements)
    await texts.begin(session, owner_id, draft_id, **words)
    return DraftAnswer.model_validate({**made._asdict(), "placements": body.placements})


async def get(session: AsyncSession, owner_id: UUID, draft_id: UUID) -> DraftAnswer:
    """A draft of this owner, also when it lies in the trash.

    Raises: Problem NOT_FOUND.
    """
    found = (await session.execute(_own(owner_id, draft_id))).one_or_none()
    if found is None:
        raise nothing_here()
    return _answer_of(found)


async def get_frozen(session: AsyncSession, owner_id: UUID, draft_id: UUID) -> FrozenDraft:
    """A draft of this owner as a reel is made of it.

    Raises: Problem NOT_FOUND, also when it lies in the trash.
    """
    found = await get(session, owner_id, draft_id)
    if found.deleted_at is not None:
        raise nothing_here()
    return FrozenDraft.model_validate(found.model_dump(include=set(FrozenDraft.model_fields)))


async def list_page(
    session: AsyncSession, owner_id: UUID, *, is_trash: bool, limit: int, after: Place | None
) -> Page[DraftAnswer]:
    """An owner's drafts, the newest change first: those in the trash, or those that are not.

    A page ends, too, with the draft that makes it as large as `LARGEST_PAGE_BYTES`.
    """
    in_trash = Draft.deleted_at.is_not(None) if is_trash else Draft.deleted_at.is_(None)
    newest_first = (Draft.updated_at.desc(), Draft.id.desc())
    sized = select(
        Draft.id,
        # What comes before it on the page: asked of the sizes alone, no text is read for it.
        (func.sum(_SIZE).over(order_by=newest_first) - _SIZE).label("before_bytes"),
    ).where(Draft.owner_id == owner_id, in_trash, Draft.gone_at.is_(None))
    if after is not None:
        sized = sized.where(tuple_(Draft.updated_at, Draft.id) < (after.moment, after.id))
    page = sized.order_by(*newest_first).limit(limit + 1).cte("page")
    count = select(func.count()).select_from(page).scalar_subquery()
    asked = (
        select(*COLUMNS, count.label("of"))
        .join(page, page.c.id == Draft.id)
        .where(page.c.before_bytes < LARGEST_PAGE_BYTES)
        .order_by(*newest_first)
        .limit(limit)
    )
    rows = (await session.execute(asked)).all()
    items = tuple(_answer_of(row) for row in rows)
    return Page(items, end_of(items) if rows and rows[0].of > len(items) else None)


async def edit(
    session: AsyncSession,
    owner_id: UUID,
    draft_id: UUID,
    patch: DraftPatchBody,
    meant: Meant | None,
) -> tuple[DraftAnswer, tuple[News, ...]]:
    """Change what the patch names, keep the rest; a deleted draft is restored by it.

    A patch that was meant for an older revision is taken as what it changed about that: texts
    are merged, of fields the last writer wins, tags and placements that its author cannot have
    seen stay. Return the draft, and the lines that tell what is new.

    Raises: Problem NOT_FOUND, IF_MATCH_MISSING, STALE where that revision is not known any more,
    UNKNOWN_PLATFORM, UNKNOWN_PRESET, TEXT_TOO_LONG.
    """
    _check_choices(patch.platform, patch.preset)
    before, shown = await _lock(session, owner_id, draft_id)
    kept = (await texts.read(session, [draft_id]))[draft_id]
    basis = _basis_of(meant, before.revision, kept)
    if not patch.model_fields_set:
        return shown, ()
    placed = await placements.lock_of(session, owner_id, draft_id)
    end = await changes.lock(session, owner_id)
    after = await _apply(session, before, shown, placed, patch, basis, kept, end.seq + 1)
    if after is None:
        return shown, ()
    await placements.store(session, owner_id, after.placed.changed)
    await store(session, owner_id, [after.stored])
    news = texts.Kept(draft_id, after.stored.revision, end.seq + 1, after.update)
    await texts.keep(session, [news])
    await texts.shorten(session, [*kept, news])
    await rows.keep_lost(session, owner_id, after.lost)
    answer = await get(session, owner_id, draft_id)
    return answer, (news_of(answer), *map(placements.news_of, after.placed.changed))


async def delete(
    session: AsyncSession, owner_id: UUID, draft_id: UUID, meant: Meant | None
) -> tuple[DraftAnswer, tuple[News, ...]]:
    """Put a draft into the trash; return it, and the line that tells it, if it was not there.

    Raises: Problem NOT_FOUND, STALE.
    """
    before, shown = await _lock(session, owner_id, draft_id)
    check(meant, before.revision)
    if shown.deleted_at is not None:
        return shown, ()
    deleted_at = rows.moment_text(await read_now(session))
    return await _move(session, owner_id, before, deleted_at)


async def restore(
    session: AsyncSession, owner_id: UUID, draft_id: UUID
) -> tuple[DraftAnswer, tuple[News, ...]]:
    """Take a draft out of the trash; return it, and the line that tells it, if it was there.

    Raises: Problem NOT_FOUND.
    """
    before, shown = await _lock(session, owner_id, draft_id)
    if shown.deleted_at is None:
        return shown, ()
    return await _move(session, owner_id, before, None)


def end_of(drafts: tuple[DraftAnswer, ...]) -> Place:
    """Where a page of drafts ends."""
    return Place(drafts[-1].updated_at, drafts[-1].id)


def news_of(draft: DraftAnswer) -> News:
    """The line that tells a draft as it is now."""
    return News("draft", str(draft.id), draft.model_dump(mode="json"))


def news_of_new(draft: DraftAnswer) -> tuple[News, ...]:
    """The lines that tell a new draft: its own, which must be the next, and its placements'."""
    return (news_of(draft), *placements.news_of_new(draft.id, draft.placements))


async def _move(
    session: AsyncSession, owner_id: UUID, before: Stored, deleted_at: str | None
) -> tuple[DraftAnswer, tuple[News, ...]]:
    """Put a locked draft into the trash, or take it out."""
    server, now = await rows.server_id(session), await read_now(session)
    end = await changes.lock(session, owner_id)
    row, _ = rows.with_values(before.row, {DELETED_AT: deleted_at}, server, now)
    after = replace(before, row=row, revision=before.revision + 1)
    await store(session, owner_id, [after])
    await texts.keep(session, [texts.Kept(row.id, after.revision, end.seq + 1, None)])
    answer = await get(session, owner_id, row.id)
    return answer, (news_of(answer),)


async def _apply(
    session: AsyncSession,
    before: Stored,
    shown: DraftAnswer,
    placed: list[placements.Stored],
    patch: DraftPatchBody,
    basis: Sequence[texts.Kept],
    kept: Sequence[texts.Kept],
    seq: int,
) -> _Patched | None:
    """A draft after a patch that was meant for what `basis` says; None when it says nothing."""
    draft_id = before.row.id
    server, now = await rows.server_id(session), await read_now(session)
    seen = basis[-1].seq if basis and len(basis) < len(kept) else seq
    update, words = await _merge(before, patch, basis, kept)
    values = _news_in(patch, shown)
    if shown.deleted_at is not None:
        values[DELETED_AT] = None
    row, lost = rows.with_values(before.row, values, server, now) if values else (before.row, ())
    if "tags" in patch.model_fields_set:
        row = rows.with_only_tags(row, patch.tags or (), seen, seq, server)
    listed = placements.Listed((), ())
    if "placements" in patch.model_fields_set:
        listed = placements.listed(
            placed,
            patch.placements or (),
            draft_id=draft_id,
            seen=seen,
            seq=seq,
            server=server,
            now=now,
        )
    if update is None and row == before.row and not listed.changed:
        return None
    is_merge = len(basis) < len(kept) and update is not None
    return _Patched(
        Stored(row, words, before.revision + 1),
        update,
        listed,
        (
            *(("draft", draft_id, one.name, _lost_json(one)) for one in lost),
            *(("placement", id, one.name, _lost_json(one)) for id, one in listed.lost),
            *(_texts_before(before, patch, words) if is_merge else ()),
        ),
    )


async def _merge(
    before: Stored,
    patch: DraftPatchBody,
    basis: Sequence[texts.Kept],
    kept: Sequence[texts.Kept],
) -> tuple[bytes | None, Texts]:
    """What a patch changes about the texts, as an update, and the texts after it."""
    named = {name: getattr(patch, name) or "" for name in _TEXTS & patch.model_fields_set}
    if not named:
        return None, before.texts
    then, now = texts.updates_in(basis), texts.updates_in(kept)

    def work() -> tuple[bytes | None, Texts]:
        update = patched(merged(then), named.get("topic"), named.get("script"), texts.client_id())
        if update is None:
            return None, before.texts
        return update, texts_of(grown(merged(now) if now else None, update))

    size = sum(map(len, now)) + sum(map(len, named.values()))
    return await texts.aside(size, work)


def _basis_of(
    meant: Meant | None, revision: int, kept: Sequence[texts.Kept]
) -> Sequence[texts.Kept]:
    """What the draft was at the revision that a patch was meant for.

    Raises: Problem IF_MATCH_MISSING, STALE.
    """
    if meant is None or meant.revisions is None or revision in meant.revisions:
        require(meant, revision)
        return kept
    for older in sorted((one for one in meant.revisions if one < revision), reverse=True):
        found = texts.at_revision(kept, older)
        if found is not None:
            return found
    raise stale(revision)


def _news_in(patch: DraftPatchBody, shown: DraftAnswer) -> dict[str, JsonValue]:
    """The fields that a patch changes; null brings back what a new draft has."""
    named = patch.model_fields_set & set(FIELDS)
    given = {name: getattr(patch, name) for name in named}
    values = {name: getattr(NEW, name) if one is None else one for name, one in given.items()}
    if "variants" in named and patch.variants is None:
        values["variants"] = variants_of(values.get("preset") or shown.preset)
    return {name: value for name, value in values.items() if value != getattr(shown, name)}


def _texts_before(
    before: Stored, patch: DraftPatchBody, after: Texts
) -> list[tuple[str, UUID, str, dict[str, Any]]]:
    """Both texts before a merge, of each that neither side has as it was."""
    lost = []
    for name in sorted(_TEXTS & patch.model_fields_set):
        stood, given = getattr(before.texts, name), tidy(getattr(patch, name) or "")
        for words in {stood, given} - {getattr(after, name)}:
            lost.append(("draft", before.row.id, name, {"v": words}))
    return lost


def _lost_json(lost: Lost) -> dict[str, Any]:
    return rows.written_json(lost.written)


def _fields_of(body: NewDraftBody) -> dict[str, JsonValue]:
    """The fields of a new draft."""
    values: dict[str, JsonValue] = {name: getattr(body, name) for name in FIELDS}
    return {**values, "variants": body.variants or variants_of(body.preset)}


def _check_choices(platform: str | None, preset: str | None) -> None:
    if platform is not None:
        catalogue.get_platform(platform)
    if preset is not None:
        catalogue.get_preset(preset)


async def _lock(
    session: AsyncSession, owner_id: UUID, draft_id: UUID
) -> tuple[Stored, DraftAnswer]:
    """A draft whose row is locked, and as plain clients see it.

    Raises: Problem NOT_FOUND.
    """
    # Not against foreign keys: a generation of this draft may begin meanwhile.
    asked = _own(owner_id, draft_id).add_columns(Draft.fields, Draft.tag_puts)
    found = await session.execute(asked.with_for_update(key_share=True, of=Draft))
    row = found.one_or_none()
    if row is None:
        raise nothing_here()
    return stored_of(row), _answer_of(row)


def _own(owner_id: UUID, draft_id: UUID) -> Select[Any]:
    return select(*COLUMNS).where(
        Draft.id == draft_id, Draft.owner_id == owner_id, Draft.gone_at.is_(None)
    )


def _answer_of(row: Any) -> DraftAnswer:
    told: Mapping[str, Any] = row._asdict()
    return DraftAnswer.model_validate({name: told[name] for name in DraftAnswer.model_fields})
