"""The library: variants that were saved, found again, put away, taken back.

What a person edits of an item is a synced row: title, trash and tags, with who wrote what when.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import JsonValue
from sqlalchemy import Row, Select, Text, and_, cast, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert
from sqlalchemy.ext.asyncio import AsyncSession

from contract.assets import AssetAnswer, AssetPatchBody, SaveBody
from contract.drafts import shown_title
from contract.ids import asset_id_of
from contract.plans import Limits, PlanName
from contract.search import search_text
from contract.syncing.rows import DELETED_AT
from contract.syncing.rows import Row as SyncedRow
from contract.tags import tidy_tags
from reel.script import plain_topic
from server import changes, generations, rows, usage
from server.absence import nothing_here, variant_not_ready
from server.changes import News
from server.database import now as read_now
from server.file_urls import KINDS, NO_FILES, UNNAMED, urls_for
from server.ready import Ready
from server.revisions import Meant, check
from server.tables import Asset, Blob, Generation, Variant, VariantFile
from server.variant_files import files_of

FORMAT = "mp4"
# What stands in the row itself; addresses are made anew for every answer.
PLAIN = tuple(name for name in AssetAnswer.model_fields if not name.endswith("_url"))
FACTS = tuple(name for name in PLAIN if name not in ("title", "tags", "deleted_at"))
COLUMNS = (
    *(getattr(Asset, name) for name in PLAIN),
    Asset.topic,
    Asset.revision,
    files_of(Asset.variant_id).label("files"),
    func.reelyard_now().label("read_at"),
)
_STORE = Ready(
    text(
        """
    UPDATE assets
       SET title = one.title, tags = ARRAY(SELECT jsonb_array_elements_text(one.tags)),
           search_text = one.search_text, fields = one.fields, tag_puts = one.tag_puts,
           revision = revision + 1, updated_at = reelyard_now(), deleted_at = one.deleted_at,
           trashed_at = CASE WHEN one.deleted_at IS NOT NULL
                             THEN coalesce(trashed_at, reelyard_now()) END
      FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS one (
             id uuid, title text, tags jsonb, search_text text, fields jsonb, tag_puts jsonb,
             deleted_at timestamptz)
     WHERE assets.id = one.id AND assets.owner_id = :owner
    """
    )
)


@dataclass(frozen=True)
class Item:
    """An item of the library as it stood at `read_at`; `files` are kind to sha256."""

    id: UUID
    variant_id: UUID
    generation_id: UUID
    title: str
    platform: str
    preset: str
    tags: tuple[str, ...]
    format: str
    duration_ms: int
    size_bytes: int
    created_at: datetime
    deleted_at: datetime | None
    topic: str
    revision: int
    files: Mapping[str, str]
    read_at: datetime


@dataclass(frozen=True)
class Stored:
    """What a person edits of an item, as its table holds it, and the topic it is found by."""

    row: SyncedRow
    topic: str
    title: str


@dataclass(frozen=True)
class Outcome:
    """An item after a change, and the lines that tell it; none when nothing is new."""

    item: Item
    news: tuple[News, ...] = ()
    is_first: bool = False


async def save(
    session: AsyncSession, owner_id: UUID, body: SaveBody, all_plans: Mapping[PlanName, Limits]
) -> Outcome:
    """Save a variant to the library: once, however often and from wherever it is asked.

    `is_first` on return when it was not there; saved again it stays as it is, and comes out of
    the trash. The first save of a variant is an export.

    Raises: Problem NOT_FOUND, VARIANT_NOT_READY, QUOTA_EXCEEDED.
    """
    variant = await _get_variant(session, owner_id, body.variant_id)
    saved = await _find_saved(session, owner_id, body.variant_id)
    if saved is not None:
        return await _restored(session, owner_id, *saved)
    if variant.status != "ready" or variant.files_gone_at is not None or variant.size_bytes is None:
        raise variant_not_ready(
            is_gone=variant.files_gone_at is not None, has_failed=variant.status == "failed"
        )
    export = await usage.record_export(
        session, owner_id, body.variant_id, variant.generation_id, all_plans
    )
    made = await session.execute(
        insert(Asset)
        .values(_values_of(owner_id, variant, body))
        .on_conflict_do_nothing(index_elements=["owner_id", "variant_id"])
        .returning(*COLUMNS)
    )
    row = made.one_or_none()
    if row is None:
        # Somebody saved it while we waited for the owner's month.
        saved = await _find_saved(session, owner_id, body.variant_id)
        assert saved is not None
        return await _restored(session, owner_id, *saved)
    news = (export,) if export else ()
    told = await _told(session, item_of(row))
    return Outcome(told.item, (*news, *told.news), is_first=True)


async def get(session: AsyncSession, owner_id: UUID, asset_id: UUID) -> Item:
    """An item of this owner, also when it lies in the trash.

    Raises: Problem NOT_FOUND.
    """
    return await _get(session, _own(owner_id, asset_id))


async def edit(
    session: AsyncSession,
    owner_id: UUID,
    asset_id: UUID,
    patch: AssetPatchBody,
    meant: Meant | None,
) -> Outcome:
    """Change the title, the tags, or both, as a merge patch says; an item in the trash is
    restored by it.

    Raises: Problem NOT_FOUND, STALE.
    """
    before, stored = await _lock(session, owner_id, asset_id)
    check(meant, before.revision)
    if not patch.model_fields_set:
        return Outcome(before)
    values: dict[str, JsonValue] = {}
    if "title" in patch.model_fields_set:
        variant = await _get_variant(session, owner_id, before.variant_id)
        title = patch.title or _title_of(variant)
        values = {"title": title} if title != before.title else {}
    tags = (patch.tags or ()) if "tags" in patch.model_fields_set else before.tags
    if not values and tags == before.tags:
        return await _restored(session, owner_id, before, stored)
    if before.deleted_at is not None:
        values[DELETED_AT] = None
    item = await _write(session, owner_id, stored, values, tags)
    return (
        Outcome(item, (news_of(item),)) if before.deleted_at is None else await _told(session, item)
    )


async def delete(
    session: AsyncSession, owner_id: UUID, asset_id: UUID, meant: Meant | None
) -> Outcome:
    """Put an item into the trash, from where it can be restored for 30 days.

    Raises: Problem NOT_FOUND, STALE.
    """
    before, stored = await _lock(session, owner_id, asset_id)
    check(meant, before.revision)
    if before.deleted_at is not None:
        return Outcome(before)
    deletion: dict[str, JsonValue] = {DELETED_AT: rows.moment_text(await read_now(session))}
    return await _told(session, await _write(session, owner_id, stored, deletion, before.tags))


async def restore(session: AsyncSession, owner_id: UUID, asset_id: UUID) -> Outcome:
    """Take an item out of the trash.

    Raises: Problem NOT_FOUND.
    """
    return await _restored(session, owner_id, *await _lock(session, owner_id, asset_id))


async def store(session: AsyncSession, owner_id: UUID, stored: Sequence[Stored]) -> None:
    """Write what a person edits of these items as it is; their rows are locked."""
    if stored:
        written = [_columns_of(one) for one in stored]
        await _STORE.ask(session, owner=owner_id, rows=json.dumps(written))


def stored_of(row: Any) -> Stored:
    """A row of the table as a value."""
    synced = rows.row_of("asset", row.id, row.fields, row.tag_puts)
    return Stored(synced, row.topic, row.title)


def answer_of(item: Item, *, secret: str, base_url: str) -> AssetAnswer:
    """What a client is told of an item, with fresh addresses."""
    urls = urls_for(secret, base_url, item.files, item.title, item.read_at)
    return AssetAnswer(**{name: getattr(item, name) for name in PLAIN}, **urls.__dict__)


def plain_answer_of(item: Item) -> AssetAnswer:
    """The same without addresses."""
    return AssetAnswer(**{name: getattr(item, name) for name in PLAIN}, **NO_FILES.__dict__)


def facts_of(item: Item) -> dict[str, Any]:
    """What nobody edits of an item, as JSON; the topic is what it is found by as well."""
    told = plain_answer_of(item).model_dump(mode="json", include=set(FACTS))
    return {**told, "topic": item.topic}


def news_of(item: Item) -> News:
    """The line that tells an item as it is now: as GET, without addresses."""
    row = plain_answer_of(item).model_dump(mode="json", exclude={f"{kind}_url" for kind in KINDS})
    return News("asset", str(item.id), row)


async def _restored(session: AsyncSession, owner_id: UUID, item: Item, stored: Stored) -> Outcome:
    if item.deleted_at is None:
        return Outcome(item)
    restored = await _write(session, owner_id, stored, {DELETED_AT: None}, item.tags)
    return await _told(session, restored)


async def _told(session: AsyncSession, item: Item) -> Outcome:
    """With the generation's line as well: whether its variant is saved has just changed."""
    generation = await generations.news_of(session, item.generation_id)
    return Outcome(item, (news_of(item), generation))


async def _write(
    session: AsyncSession,
    owner_id: UUID,
    stored: Stored,
    values: Mapping[str, JsonValue],
    tags: Collection[str],
) -> Item:
    """The next revision of an item whose row is locked, with these values and tags."""
    server, now = await rows.server_id(session), await read_now(session)
    end = await changes.lock(session, owner_id)
    seq = end.seq + 1
    row, lost = rows.with_values(stored.row, values, server, now)
    row = rows.with_only_tags(row, tags, seq, seq, server)
    await store(session, owner_id, [Stored(row, stored.topic, stored.title)])
    gone = [("asset", row.id, one.name, rows.written_json(one.written)) for one in lost]
    await rows.keep_lost(session, owner_id, gone)
    return await _get(session, _own(owner_id, row.id))


def _columns_of(stored: Stored) -> dict[str, Any]:
    """An item as its columns show it; a title that somebody took away is the one before."""
    row = stored.row
    title = rows.text_field(row, "title") or stored.title
    deleted_at = rows.deleted_at_of(row)
    return {
        "id": str(row.id),
        "title": title,
        "tags": list(row.tags),
        "search_text": search_text(title, stored.topic, row.tags),
        "fields": rows.fields_of(row),
        "tag_puts": rows.puts_of(row),
        "deleted_at": None if deleted_at is None else deleted_at.isoformat(),
    }


async def _get_variant(session: AsyncSession, owner_id: UUID, variant_id: UUID) -> Row[Any]:
    """A variant with what its generation froze, locked against losing its files.

    Raises: Problem NOT_FOUND.
    """
    found = await session.execute(
        select(
            Variant.id,
            Variant.generation_id,
            Variant.status,
            Variant.title,
            Variant.duration_ms,
            Variant.files_gone_at,
            Generation.frozen,
            Blob.size_bytes,
        )
        .join_from(Variant, Generation, Variant.generation_id == Generation.id)
        .outerjoin(
            VariantFile, and_(VariantFile.variant_id == Variant.id, VariantFile.kind == "video")
        )
        .outerjoin(Blob, Blob.sha256 == VariantFile.sha256)
        .where(Variant.id == variant_id, Variant.owner_id == owner_id)
        .with_for_update(read=True, of=Variant)
    )
    row: Row[Any] | None = found.one_or_none()
    if row is None:
        raise nothing_here()
    return row


async def _find_saved(
    session: AsyncSession, owner_id: UUID, variant_id: UUID
) -> tuple[Item, Stored] | None:
    found = await session.execute(_locked(owner_id, asset_id_of(owner_id, variant_id)))
    row = found.one_or_none()
    return None if row is None else (item_of(row), stored_of(row))


def _values_of(owner_id: UUID, variant: Row[Any], body: SaveBody) -> dict[str, Any]:
    """The row of a new item: the person's words where given, else those of the frozen draft."""
    frozen = variant.frozen
    title = body.title or _title_of(variant)
    tags = tidy_tags(frozen["tags"]) if body.tags is None else body.tags
    return {
        "id": asset_id_of(owner_id, variant.id),
        "owner_id": owner_id,
        "variant_id": variant.id,
        "generation_id": variant.generation_id,
        "title": title,
        "topic": frozen["topic"],
        "platform": frozen["platform"],
        "preset": frozen["preset"],
        "tags": list(tags),
        "format": FORMAT,
        "duration_ms": variant.duration_ms,
        "size_bytes": variant.size_bytes,
        "search_text": search_text(title, frozen["topic"], tags),
        "fields": func.reelyard_written(cast({"title": title}, JSONB)),
        "tag_puts": func.reelyard_put(cast(list(tags), ARRAY(Text()))),
        "revision": 1,
    }


def _title_of(variant: Row[Any]) -> str:
    """What an item is called unless a person says otherwise."""
    frozen = variant.frozen
    return variant.title or shown_title(frozen["title"], plain_topic(frozen["topic"])) or UNNAMED


def _own(owner_id: UUID, asset_id: UUID) -> Select[Any]:
    return select(*COLUMNS).where(Asset.id == asset_id, Asset.owner_id == owner_id)


def _locked(owner_id: UUID, asset_id: UUID) -> Select[Any]:
    asked = _own(owner_id, asset_id).add_columns(Asset.fields, Asset.tag_puts)
    return asked.with_for_update(of=Asset)


async def _lock(session: AsyncSession, owner_id: UUID, asset_id: UUID) -> tuple[Item, Stored]:
    row = (await session.execute(_locked(owner_id, asset_id))).one_or_none()
    if row is None:
        raise nothing_here()
    return item_of(row), stored_of(row)


async def _get(session: AsyncSession, asked: Select[Any]) -> Item:
    row = (await session.execute(asked)).one_or_none()
    if row is None:
        raise nothing_here()
    return item_of(row)


def item_of(row: Row[Any]) -> Item:
    """A row of `COLUMNS` as a value."""
    values = {name: getattr(row, name) for name in Item.__dataclass_fields__}
    return Item(**{**values, "tags": tuple(row.tags), "files": row.files or {}})
