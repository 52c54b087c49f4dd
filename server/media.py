"""Creators' files that the server holds: whose they are, what uses them, how much they take."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, func, select, tuple_
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from contract.drafts import Draft
from contract.ids import media_id_of
from contract.media import MediaAnswer, needed_for
from contract.plans import Limits, PlanName
from contract.problems import Code, Problem
from server import plans
from server.absence import nothing_here
from server.changes import News
from server.cursors import Page, Place
from server.database import now
from server.tables import Blob, Generation, Media, Upload, User

COLUMNS = tuple(getattr(Media, name) for name in MediaAnswer.model_fields)


@dataclass(frozen=True)
class Storage:
    """How much of an owner's room is taken, by files held and files on their way; `limit_bytes`
    None refuses nothing."""

    used_bytes: int
    limit_bytes: int | None


async def get(session: AsyncSession, owner_id: UUID, sha256: str) -> MediaAnswer:
    """A file of this owner.

    Raises: Problem NOT_FOUND, also where the bytes are here as somebody else's.
    """
    found = await find(session, owner_id, sha256)
    if found is None:
        raise nothing_here()
    return found


async def find(session: AsyncSession, owner_id: UUID, sha256: str) -> MediaAnswer | None:
    """A file of this owner, if they hold it."""
    asked = select(*COLUMNS).where(Media.owner_id == owner_id, Media.sha256 == sha256)
    row = (await session.execute(asked)).one_or_none()
    return None if row is None else MediaAnswer.model_validate(row._asdict())


async def list_page(
    session: AsyncSession, owner_id: UUID, *, limit: int, after: Place | None
) -> Page[MediaAnswer]:
    """An owner's files, the newest first."""
    asked = select(*COLUMNS).where(Media.owner_id == owner_id)
    if after is not None:
        asked = asked.where(tuple_(Media.created_at, Media.id) < (after.moment, after.id))
    asked = asked.order_by(Media.created_at.desc(), Media.id.desc()).limit(limit + 1)
    rows = await session.execute(asked)
    found = tuple(MediaAnswer.model_validate(row._asdict()) for row in rows)
    items = found[:limit]
    has_more = len(found) > limit
    return Page(items, Place(items[-1].created_at, items[-1].id) if has_more else None)


async def find_held(session: AsyncSession, owner_id: UUID, draft: Draft) -> frozenset[str]:
    """Those of the files that a draft places which this owner holds. None of them goes before
    the transaction ends."""
    needed = needed_for(draft.placements)
    if not needed:
        return frozenset()
    asked = (
        select(Media.sha256)
        .where(Media.owner_id == owner_id, Media.sha256.in_(needed))
        .order_by(Media.sha256)
        .with_for_update(read=True, key_share=True)
    )
    return frozenset((await session.execute(asked)).scalars())


async def names_of(
    session: AsyncSession, owner_id: UUID, wanted: Collection[str]
) -> dict[str, str]:
    """What the owner's files are called, by their sha256; those that are not held are left out."""
    asked = select(Media.sha256, Media.name).where(
        Media.owner_id == owner_id, Media.sha256.in_(wanted)
    )
    return {row.sha256: row.name for row in await session.execute(asked)}


async def hold(
    session: AsyncSession, owner_id: UUID, upload: Upload
) -> tuple[MediaAnswer, tuple[News, ...]]:
    """Have the owner hold what they have sent whole; its bytes are stored. Return it, and what
    is new about that: nothing if they held it before.

    Before the commit, look whether the bytes are there still: the sweep may have taken what
    nobody had named since yesterday.
    """
    blob = upsert(Blob).values(sha256=upload.sha256, size_bytes=upload.size_bytes)
    await session.execute(
        # Stored again is stored now, and keeps a sweep that is looking at it away.
        blob.on_conflict_do_update(
            index_elements=[Blob.sha256], set_={"stored_at": func.reelyard_now()}
        )
    )
    values = {
        "owner_id": owner_id,
        "sha256": upload.sha256,
        "id": media_id_of(owner_id, upload.sha256),
        "name": upload.name,
        "kind": upload.kind,
        "size_bytes": upload.size_bytes,
    }
    made = await session.execute(
        upsert(Media).values(values).on_conflict_do_nothing().returning(*COLUMNS)
    )
    row = made.one_or_none()
    if row is None:
        return await get(session, owner_id, upload.sha256), ()
    held = MediaAnswer.model_validate(row._asdict())
    return held, (news_of(held),)


async def delete_one(session: AsyncSession, owner_id: UUID, sha256: str) -> News:
    """Forget a file; its bytes go with the next sweep, unless somebody else holds the same.

    Drafts that place it keep their placements, and say so when they are asked for.

    Raises: Problem NOT_FOUND; MEDIA_IN_USE while a reel is being made of it.
    """
    gone = await session.execute(
        delete(Media).where(Media.owner_id == owner_id, Media.sha256 == sha256).returning(Media.id)
    )
    id = gone.scalar_one_or_none()
    if id is None:
        raise nothing_here()
    await _refuse_in_use(session, owner_id, sha256)
    return News("media", str(id), {"id": str(id), "sha256": sha256, "deleted": True})


async def lock_storage(
    session: AsyncSession, owner_id: UUID, limits: Mapping[PlanName, Limits]
) -> Storage:
    """What an owner's files take, and may take. Nobody else begins a file of theirs until the
    transaction ends."""
    await session.execute(
        # Whoever points to this row goes on; whoever would count as well waits.
        select(User.id).where(User.id == owner_id).with_for_update(key_share=True)
    )
    return await read_storage(session, owner_id, limits)


async def read_storage(
    session: AsyncSession, owner_id: UUID, limits: Mapping[PlanName, Limits]
) -> Storage:
    """What an owner's files take, and may take."""
    held = select(func.coalesce(func.sum(Media.size_bytes), 0)).where(Media.owner_id == owner_id)
    coming = select(func.coalesce(func.sum(Upload.size_bytes), 0)).where(
        Upload.owner_id == owner_id,
        Upload.is_done.is_(False),
        Upload.expires_at > func.reelyard_now(),
    )
    used = await session.execute(select(held.scalar_subquery() + coming.scalar_subquery()))
    plan = await plans.get_effective_plan(session, owner_id, await now(session), limits)
    return Storage(int(used.scalar_one()), plan.limits.storage_bytes)


def news_of(held: MediaAnswer) -> News:
    """The line that tells of a file."""
    return News("media", str(held.id), held.model_dump(mode="json"))


async def _refuse_in_use(session: AsyncSession, owner_id: UUID, sha256: str) -> None:
    """Look after the file's row is locked: whoever accepts a wish that uses it holds it, too."""
    named = [{"media": sha256}]
    asked = select(Generation.id).where(
        Generation.owner_id == owner_id,
        Generation.status.in_(("queued", "running")),
        Generation.frozen["placements"].contains(named),
    )
    if (await session.execute(asked.limit(1))).one_or_none() is not None:
        raise Problem(
            Code.MEDIA_IN_USE,
            "A reel is being made with this file.",
            "Wait until it is done, or cancel it.",
            retryable=True,
        )
