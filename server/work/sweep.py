"""The sweep: what nobody needs any more goes, each thing when its time has come.

Every part has transactions of its own, may be done by two at once, and may end in its middle.
"""

import asyncio
import shutil
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from itertools import groupby
from uuid import UUID

import structlog
from sqlalchemy import delete, exists, func, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from server import changes, generations, idempotency, sessions, uploads, usage
from server.database import now, reading, transaction
from server.parts import Parts
from server.queue import stalled
from server.tables import Asset, Blob, Generation, Media, Variant, VariantFile
from server.work import horizon, shelf_room, trash
from server.work.make_variants import SCRATCH, SHELF

# Between a blob and its row lies a moment; a day is beyond every doubt.
UNNAMED_FOR = timedelta(hours=24)
# PRODUCT's decision 14.
UNSAVED_FOR = timedelta(days=30)
# What is done in one transaction; the rest follows at once.
MOST_AT_ONCE = 500

log = structlog.stdlib.get_logger("reelyard.sweep")


async def sweep(parts: Parts) -> None:
    """Do every part; one that fails is logged, and does not keep the others from their turn."""
    for part in (
        trash.empty,
        horizon.forget,
        forget_unsaved,
        forget_uploads,
        sweep_blobs,
        clear_scratch,
        clear_shelf,
        forget_keys,
        forget_sessions,
        forget_tasks,
    ):
        await _do(part, parts)


async def rederive(parts: Parts) -> None:
    """Compare every month's row with the ledger, and mend it."""
    async with transaction(parts.engine) as session:
        await usage.rederive(session)


async def forget_unsaved(parts: Parts) -> None:
    """Variants that nobody saved within a month lose their files; what they were stays known."""
    async with reading(parts.engine) as session:
        found = await session.execute(
            select(Variant.owner_id, Variant.id)
            .where(
                Variant.ready_at <= func.reelyard_now() - UNSAVED_FOR,
                Variant.files_gone_at.is_(None),
                ~exists().where(Asset.variant_id == Variant.id),
            )
            .order_by(Variant.owner_id, Variant.id)
        )
        rows = found.all()
    for owner_id, of_owner in groupby(rows, key=lambda row: row.owner_id):
        await _forget_files(parts, owner_id, [row.id for row in of_owner])


async def sweep_blobs(parts: Parts) -> None:
    """Stored files that nobody has named for a day are deleted."""
    async with transaction(parts.engine) as session:
        before = await now(session) - UNNAMED_FOR
    await _give_rows(parts, before)
    unnamed = ~or_(
        exists().where(VariantFile.sha256 == Blob.sha256),
        exists().where(Media.sha256 == Blob.sha256),
    )
    async with reading(parts.engine) as session:
        found = await session.execute(
            select(Blob.sha256).where(Blob.stored_at <= before, unnamed).order_by(Blob.sha256)
        )
        candidates = found.scalars().all()
    for sha256 in candidates:
        async with transaction(parts.engine) as session:
            gone = await session.execute(
                delete(Blob)
                .where(Blob.sha256 == sha256, Blob.stored_at <= before, unnamed)
                .returning(Blob.sha256)
            )
            if gone.one_or_none() is not None:
                # Before the commit: whoever stores the same content waits for this row, then
                # looks whether the file is there.
                await parts.blobs.delete(sha256)
    await parts.blobs.clear_incoming(before)


async def forget_uploads(parts: Parts) -> None:
    """Files that never came whole are given up when their time is over, with all their parts."""
    part_files = uploads.part_files_of(parts)
    # Listed before: what is begun from now on is left alone.
    left = await asyncio.to_thread(part_files.list_ids)
    gone: tuple[UUID, ...] = (UUID(int=0),)
    while gone:
        async with transaction(parts.engine) as session:
            gone = await uploads.forget_expired(session, MOST_AT_ONCE)
    async with reading(parts.engine) as session:
        before = await now(session) - UNNAMED_FOR
        known = await uploads.find_known(session, left)
    for upload_id in left:
        if upload_id not in known:
            await part_files.remove(upload_id)
    await asyncio.to_thread(part_files.clear_arriving, before.timestamp())


async def clear_scratch(parts: Parts) -> None:
    """The folders of claims that are no more are removed."""
    folder = parts.settings.files / SCRATCH
    left = {path.name: path for path in folder.iterdir()} if folder.is_dir() else {}
    async with reading(parts.engine) as session:
        found = await session.execute(
            select(Generation.id, Generation.fence).where(Generation.status == "running")
        )
        live = {f"{id}-{fence}" for id, fence in found.all()}
    for name in left.keys() - live:
        await asyncio.to_thread(shutil.rmtree, left[name], ignore_errors=True)


async def clear_shelf(parts: Parts) -> None:
    """Drawn segments that nobody used lately are removed."""
    await asyncio.to_thread(shelf_room.clear, parts.settings.files / SHELF)


async def forget_keys(parts: Parts) -> None:
    """Answers that nobody may ask for any more are forgotten."""
    async with transaction(parts.engine) as session:
        await idempotency.forget_old(session)


async def forget_sessions(parts: Parts) -> None:
    """Tokens that are over are forgotten."""
    gone = 1
    while gone:
        async with transaction(parts.engine) as session:
            gone = await sessions.sweep(session)


async def forget_tasks(parts: Parts) -> None:
    """Tasks that are long over are forgotten."""
    async with transaction(parts.engine) as session:
        await stalled.prune(session)


async def _do(part: Callable[[Parts], Awaitable[None]], parts: Parts) -> None:
    try:
        await part(parts)
    except Exception as error:
        log.error("sweeping failed", part=getattr(part, "__name__", ""), exc_info=error)


async def _forget_files(parts: Parts, owner_id: UUID, variant_ids: list[UUID]) -> None:
    async with transaction(parts.engine) as session:
        # The whole row, which also keeps away whoever would save one of them just now.
        await session.execute(
            select(Variant.id)
            .where(Variant.id.in_(variant_ids))
            .order_by(Variant.id)
            .with_for_update()
        )
        gone = await session.execute(
            update(Variant)
            .where(Variant.id.in_(variant_ids), ~exists().where(Asset.variant_id == Variant.id))
            .values(files_gone_at=func.reelyard_now())
            .returning(Variant.id, Variant.generation_id),
            execution_options={"synchronize_session": False},
        )
        rows = gone.all()
        await session.execute(
            delete(VariantFile).where(VariantFile.variant_id.in_([row.id for row in rows]))
        )
        changed = sorted({row.generation_id for row in rows})
        news = [await generations.news_of(session, generation_id) for generation_id in changed]
        seq = await changes.append(session, owner_id, news)
    if news:
        parts.bell.ring(owner_id, seq)


async def _give_rows(parts: Parts, before: datetime) -> None:
    """Give a row to files that have none, since a day and more: then they go like all others."""
    old = [file for file in await parts.blobs.list_stored() if file.stored_at <= before]
    for start in range(0, len(old), MOST_AT_ONCE):
        rows = [
            {"sha256": file.sha256, "size_bytes": file.size_bytes, "stored_at": file.stored_at}
            for file in sorted(old[start : start + MOST_AT_ONCE], key=lambda file: file.sha256)
        ]
        async with transaction(parts.engine) as session:
            await session.execute(upsert(Blob).on_conflict_do_nothing(), rows)
