"""The library: variants that were saved, found again, put away, taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, and_, func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from contract.assets import AssetAnswer, AssetPatchBody, SaveBody
from contract.drafts import shown_title
from contract.ids import asset_id_of
from contract.plans import Limits, PlanName
from contract.problems import Code, Problem
from contract.search import search_text
from contract.tags import tidy_tags
from reel.script import plain_topic
from server import generations, usage
from server.absence import nothing_here
from server.changes import News
from server.file_urls import KINDS, NO_FILES, UNNAMED, urls_for
from server.revisions import Meant, check
from server.tables import Asset, Blob, Generation, Variant, VariantFile
from server.variant_files import files_of

FORMAT = "mp4"
# What stands in the row itself; addresses are made anew for every answer.
PLAIN = tuple(name for name in AssetAnswer.model_fields if not name.endswith("_url"))
COLUMNS = (
    *(getattr(Asset, name) for name in PLAIN),
    Asset.topic,
    Asset.revision,
    files_of(Asset.variant_id).label("files"),
    func.reelyard_now().label("read_at"),
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
        return await _restored(session, saved)
    if variant.status != "ready" or variant.files_gone_at is not None or variant.size_bytes is None:
        raise _not_ready(variant)
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
        return await _restored(session, saved)
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
    before = await _get(session, _locked(owner_id, asset_id))
    check(meant, before.revision)
    title, tags = before.title, before.tags
    if "title" in patch.model_fields_set:
        title = patch.title or _title_of(await _get_variant(session, owner_id, before.variant_id))
    if "tags" in patch.model_fields_set:
        tags = patch.tags or ()
    if not patch.model_fields_set:
        return Outcome(before)
    if (title, tags) == (before.title, before.tags):
        return await _restored(session, before)
    folded = search_text(title, before.topic, tags)
    values = {"title": title, "tags": list(tags), "search_text": folded, "deleted_at": None}
    item = await _written(session, asset_id, values)
    return (
        Outcome(item, (news_of(item),)) if before.deleted_at is None else await _told(session, item)
    )


async def delete(
    session: AsyncSession, owner_id: UUID, asset_id: UUID, meant: Meant | None
) -> Outcome:
    """Put an item into the trash, from where it can be restored for 30 days.

    Raises: Problem NOT_FOUND, STALE.
    """
    before = await _get(session, _locked(owner_id, asset_id))
    check(meant, before.revision)
    if before.deleted_at is not None:
        return Outcome(before)
    item = await _written(session, asset_id, {"deleted_at": func.reelyard_now()})
    return await _told(session, item)


async def restore(session: AsyncSession, owner_id: UUID, asset_id: UUID) -> Outcome:
    """Take an item out of the trash.

    Raises: Problem NOT_FOUND.
    """
    return await _restored(session, await _get(session, _locked(owner_id, asset_id)))


def answer_of(item: Item, *, secret: str, base_url: str) -> AssetAnswer:
    """What a client is told of an item, with fresh addresses."""
    urls = urls_for(secret, base_url, item.files, item.title, item.read_at)
    return AssetAnswer(**{name: getattr(item, name) for name in PLAIN}, **urls.__dict__)


def plain_answer_of(item: Item) -> AssetAnswer:
    """The same without addresses."""
    return AssetAnswer(**{name: getattr(item, name) for name in PLAIN}, **NO_FILES.__dict__)


def news_of(item: Item) -> News:
    """The line that tells an item as it is now: as GET, without addresses."""
    row = plain_answer_of(item).model_dump(mode="json", exclude={f"{kind}_url" for kind in KINDS})
    return News("asset", str(item.id), row)


async def _restored(session: AsyncSession, item: Item) -> Outcome:
    if item.deleted_at is None:
        return Outcome(item)
    return await _told(session, await _written(session, item.id, {"deleted_at": None}))


async def _told(session: AsyncSession, item: Item) -> Outcome:
    """With the generation's line as well: whether its variant is saved has just changed."""
    generation = await generations.news_of(session, item.generation_id)
    return Outcome(item, (news_of(item), generation))


async def _written(session: AsyncSession, asset_id: UUID, values: dict[str, Any]) -> Item:
    """The next revision of an item whose row is locked."""
    written = await session.execute(
        update(Asset)
        .where(Asset.id == asset_id)
        .values(**values, revision=Asset.revision + 1, updated_at=func.reelyard_now())
        .returning(*COLUMNS)
    )
    return item_of(written.one())


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


async def _find_saved(session: AsyncSession, owner_id: UUID, variant_id: UUID) -> Item | None:
    found = await session.execute(_locked(owner_id, asset_id_of(owner_id, variant_id)))
    row = found.one_or_none()
    return None if row is None else item_of(row)


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
        "revision": 1,
    }


def _title_of(variant: Row[Any]) -> str:
    """What an item is called unless a person says otherwise."""
    frozen = variant.frozen
    return variant.title or shown_title(frozen["title"], plain_topic(frozen["topic"])) or UNNAMED


def _not_ready(variant: Row[Any]) -> Problem:
    if variant.files_gone_at is not None:
        return Problem(
            Code.VARIANT_NOT_READY,
            "The files of this variant were not saved in time and are gone.",
            "Make it again, and save it within 30 days.",
        )
    if variant.status == "failed":
        return Problem(
            Code.VARIANT_NOT_READY,
            "This variant could not be made.",
            "Save another one, or make it again.",
        )
    return Problem(
        Code.VARIANT_NOT_READY,
        "This variant is not finished yet.",
        "Wait until its status is ready, then save it.",
        retryable=True,
    )


def _own(owner_id: UUID, asset_id: UUID) -> Select[Any]:
    return select(*COLUMNS).where(Asset.id == asset_id, Asset.owner_id == owner_id)


def _locked(owner_id: UUID, asset_id: UUID) -> Select[Any]:
    return _own(owner_id, asset_id).with_for_update(of=Asset)


async def _get(session: AsyncSession, asked: Select[Any]) -> Item:
    row = (await session.execute(asked)).one_or_none()
    if row is None:
        raise nothing_here()
    return item_of(row)


def item_of(row: Row[Any]) -> Item:
    """A row of `COLUMNS` as a value."""
    values = row._asdict()
    return Item(**{**values, "tags": tuple(row.tags), "files": row.files or {}})
