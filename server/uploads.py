"""Files on their way to the server: begun, continued where they broke off, held once whole.

What the database says has come is on the disk; what is on the disk beyond that is not asked for.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contract.media import LARGEST_FILE_BYTES, PART_BYTES, kind_of, tidy_name
from contract.plans import Limits, PlanName
from contract.problems import Code, Problem
from server import media
from server.database import now, reading, transaction
from server.gestures import gesture
from server.part_files import Arriving, PartFiles
from server.parts import Parts
from server.tables import Upload

# A laptop that is opened on Monday goes on where it was closed on Friday; the room that is set
# aside for what never comes is given back after that.
UNFINISHED_FOR = timedelta(days=7)
# For whoever did not hear that the last part came: a night offline.
KNOWN_WHEN_DONE_FOR = timedelta(hours=24)
# A device sends one or two at a time; each open one may hold a folder and a row.
MOST_OPEN = 20
OPEN_AGAIN_AFTER_S = 60
# What comes from the network is written in pieces of this size.
PIECE_BYTES = 2**20


@dataclass(frozen=True)
class NewFile:
    """A file that somebody means to send; `told` is what they said of it, word for word."""

    sha256: str
    size_bytes: int
    filename: str
    declared_type: str | None
    told: str


async def begin(
    session: AsyncSession,
    owner_id: UUID,
    upload_id: UUID,
    new: NewFile,
    limits: Mapping[PlanName, Limits],
) -> Upload:
    """Where to send a file: what is already on its way with these bytes goes on, for all of the
    owner's devices together. Ask before whether the owner holds it.

    Raises: Problem BODY_TOO_LARGE, UPLOADS_TOO_MANY, STORAGE_FULL.
    """
    if new.size_bytes > LARGEST_FILE_BYTES:
        raise _too_large(new.size_bytes)
    storage = await media.lock_storage(session, owner_id, limits)
    until = await now(session) + UNFINISHED_FOR
    again = await session.execute(
        update(Upload)
        .where(_is_open(owner_id), Upload.sha256 == new.sha256, Upload.size_bytes == new.size_bytes)
        .values(expires_at=until)
        .returning(Upload)
    )
    known = again.scalars().first()
    if known is not None:
        return known
    await _refuse_too_many(session, owner_id)
    _refuse_full(storage, new.size_bytes)
    name = tidy_name(new.filename)
    upload = Upload(
        id=upload_id,
        owner_id=owner_id,
        sha256=new.sha256,
        name=name,
        kind=kind_of(name, new.declared_type),
        size_bytes=new.size_bytes,
        offset_bytes=0,
        told=new.told,
        is_done=False,
        expires_at=until,
    )
    session.add(upload)
    await session.flush()
    return upload


async def get(session: AsyncSession, owner_id: UUID, upload_id: UUID) -> Upload:
    """How far an upload of this owner is.

    Raises: Problem UPLOAD_UNKNOWN, also when it has run out.
    """
    found = await session.execute(select(Upload).where(_is(owner_id, upload_id)))
    upload = found.scalar_one_or_none()
    if upload is None:
        raise unknown()
    return upload


async def receive(
    parts: Parts,
    owner_id: UUID,
    upload_id: UUID,
    offset_bytes: int,
    pieces: AsyncIterator[bytes],
) -> Upload:
    """Take in what comes, from this offset on, and return how far the upload then is.

    Each 8 MiB that have come are kept for good, and so is what came before `pieces` ended early.
    Of several who send the same part, one is heard. The part that makes the file whole counts
    only once the file is what it was said to be and its owner holds it.

    Raises: Problem UPLOAD_UNKNOWN, UPLOAD_CONFLICT, BODY_TOO_LARGE, DISK_FULL; UPLOAD_MISMATCH,
    and then the upload is gone.
    """
    async with parts.gate.through(owner_id), reading(parts.engine) as session:
        upload = await get(session, owner_id, upload_id)
    _check_offset(upload, offset_bytes)
    arrived = _joined(pieces, PIECE_BYTES)
    is_over = False
    while not is_over:
        async with part_files_of(parts).arriving() as part:
            is_over = await _fill(part, arrived, upload.size_bytes - upload.offset_bytes)
            if part.size_bytes or upload.size_bytes == upload.offset_bytes:
                upload = await _take(parts, upload, part)
    return upload


async def finish_empty(parts: Parts, upload: Upload) -> Upload:
    """Have the owner hold a file without a byte.

    Raises: Problem UPLOAD_MISMATCH.
    """
    async with part_files_of(parts).arriving() as part:
        return await _take(parts, upload, part)


async def cancel(session: AsyncSession, owner_id: UUID, upload_id: UUID) -> None:
    """Forget an upload; remove its parts after the commit. A file that came whole stays held.

    Raises: Problem UPLOAD_UNKNOWN.
    """
    gone = await session.execute(
        delete(Upload).where(_is(owner_id, upload_id)).returning(Upload.id)
    )
    if gone.one_or_none() is None:
        raise unknown()


async def forget_expired(session: AsyncSession, most: int) -> tuple[UUID, ...]:
    """Forget some of those whose time is over, and return them."""
    over = (
        select(Upload.id)
        .where(Upload.expires_at <= func.reelyard_now())
        .order_by(Upload.id)
        .limit(most)
    )
    gone = await session.execute(
        delete(Upload)
        # Once more: somebody may have gone on with one meanwhile.
        .where(Upload.id.in_(over), Upload.expires_at <= func.reelyard_now())
        .returning(Upload.id)
    )
    return tuple(gone.scalars())


async def find_known(session: AsyncSession, upload_ids: tuple[UUID, ...]) -> frozenset[UUID]:
    """Which of these are on their way."""
    asked = select(Upload.id).where(Upload.id.in_(upload_ids), Upload.is_done.is_(False))
    return frozenset((await session.execute(asked)).scalars())


def unknown() -> Problem:
    """The problem of an address where nothing of the caller's is on its way."""
    return Problem(
        Code.UPLOAD_UNKNOWN,
        "Nothing of yours is on its way at this address.",
        "Begin again with POST /v1/media; it may have come whole, or been given up.",
    )


def part_files_of(parts: Parts) -> PartFiles:
    """Where files on their way to us stand until they are whole."""
    return PartFiles(parts.settings.files)


async def _joined(pieces: AsyncIterator[bytes], least_bytes: int) -> AsyncIterator[bytes]:
    """The same in pieces that are worth a way to the disk."""
    kept = bytearray()
    async for piece in pieces:
        kept += piece
        if len(kept) >= least_bytes:
            yield bytes(kept)
            kept.clear()
    if kept:
        yield bytes(kept)


async def _fill(part: Arriving, arrived: AsyncIterator[bytes], room_bytes: int) -> bool:
    """Write a part; true when there is no more to come.

    Raises: Problem BODY_TOO_LARGE, DISK_FULL.
    """
    async for piece in arrived:
        if part.size_bytes + len(piece) > room_bytes:
            raise _beyond_end()
        await part.write(piece)
        if part.size_bytes >= PART_BYTES and part.size_bytes < room_bytes:
            return False
    return True


async def _take(parts: Parts, upload: Upload, part: Arriving) -> Upload:
    """Count a part that has come."""
    await part.to_disk()
    if upload.offset_bytes + part.size_bytes < upload.size_bytes:
        async with parts.gate.through(upload.owner_id), transaction(parts.engine) as session:
            now_there = await _lock(session, upload)
            await part_files_of(parts).place(part, upload.id, upload.offset_bytes)
            now_there.offset_bytes += part.size_bytes
            now_there.expires_at = await now(session) + UNFINISHED_FOR
        return now_there
    return await _finish(parts, upload, part)


async def _finish(parts: Parts, upload: Upload, last: Arriving) -> Upload:
    """Look at the whole, store it, have its owner hold it."""
    before = part_files_of(parts).list_parts(upload.id, upload.offset_bytes)
    try:
        is_right = before is not None and await parts.blobs.put_joined(
            [*before, last.path], upload.sha256
        )
    except FileNotFoundError:
        is_right = False
    if not is_right:
        # Or somebody else was first, and its parts went before they were read.
        await _give_up(parts, upload)
        raise _mismatch()
    async with gesture(parts, upload.owner_id) as going_on:
        session = going_on.session
        done = await _lock(session, upload)
        _, news = await media.hold(session, upload.owner_id, upload)
        going_on.tell(*news)
        done.offset_bytes, done.is_done = upload.size_bytes, True
        done.expires_at = await now(session) + KNOWN_WHEN_DONE_FOR
        await session.flush()
        if await parts.blobs.size_of(upload.sha256) is None:
            assert before is not None
            await parts.blobs.put_joined([*before, last.path], upload.sha256)
    await part_files_of(parts).remove(upload.id)
    return done


async def _give_up(parts: Parts, upload: Upload) -> None:
    """Forget an upload that can never be whole.

    Raises: Problem UPLOAD_CONFLICT, UPLOAD_UNKNOWN when it is not what it was.
    """
    async with parts.gate.through(upload.owner_id), transaction(parts.engine) as session:
        await session.delete(await _lock(session, upload))
    await part_files_of(parts).remove(upload.id)


async def _lock(session: AsyncSession, upload: Upload) -> Upload:
    """The row, locked, as it was when the part began.

    Raises: Problem UPLOAD_UNKNOWN, UPLOAD_CONFLICT.
    """
    found = await session.execute(
        select(Upload).where(_is(upload.owner_id, upload.id)).with_for_update()
    )
    locked = found.scalar_one_or_none()
    if locked is None:
        raise unknown()
    _check_offset(locked, upload.offset_bytes)
    return locked


async def _refuse_too_many(session: AsyncSession, owner_id: UUID) -> None:
    asked = select(func.count()).select_from(Upload).where(_is_open(owner_id))
    found = (await session.execute(asked)).scalar_one()
    if found >= MOST_OPEN:
        raise Problem(
            Code.UPLOADS_TOO_MANY,
            f"{found} files are on their way already.",
            "Let some of them arrive, or delete them, then begin another.",
            retryable=True,
            retry_after_s=OPEN_AGAIN_AFTER_S,
            facts={"open": found, "limit": MOST_OPEN},
        )


def _refuse_full(storage: media.Storage, size_bytes: int) -> None:
    limit = storage.limit_bytes
    if limit is not None and storage.used_bytes + size_bytes > limit:
        raise Problem(
            Code.STORAGE_FULL,
            f"This file has {size_bytes:,} bytes; {max(0, limit - storage.used_bytes):,} are free.",
            "Delete files that you do not need any more, or get a larger plan.",
            facts={"used": storage.used_bytes, "limit": limit, "size_bytes": size_bytes},
        )


def _is(owner_id: UUID, upload_id: UUID) -> ColumnElement[bool]:
    is_theirs = (Upload.id == upload_id) & (Upload.owner_id == owner_id)
    return is_theirs & (Upload.expires_at > func.reelyard_now())


def _is_open(owner_id: UUID) -> ColumnElement[bool]:
    is_coming = (Upload.owner_id == owner_id) & Upload.is_done.is_(False)
    return is_coming & (Upload.expires_at > func.reelyard_now())


def _check_offset(upload: Upload, offset_bytes: int) -> None:
    if upload.offset_bytes != offset_bytes or upload.is_done:
        raise Problem(
            Code.UPLOAD_CONFLICT,
            f"{upload.offset_bytes:,} bytes of this file have come, not {offset_bytes:,}.",
            "Ask with HEAD how far it is, and go on from there.",
            retryable=True,
            facts={"offset": upload.offset_bytes},
        )


def _mismatch() -> Problem:
    return Problem(
        Code.UPLOAD_MISMATCH,
        "What came is not the file that was announced: its sha256 is another.",
        "Send it again from the beginning.",
    )


def _beyond_end() -> Problem:
    return Problem(
        Code.BODY_TOO_LARGE,
        "More bytes come than the file was said to have.",
        "Ask with HEAD how far it is, and send no more than the rest.",
    )


def _too_large(size_bytes: int) -> Problem:
    return Problem(
        Code.BODY_TOO_LARGE,
        f"This file has {size_bytes:,} bytes; {LARGEST_FILE_BYTES:,} are the most.",
        "Shorten it, or save it smaller.",
        facts={"limit": LARGEST_FILE_BYTES},
    )
