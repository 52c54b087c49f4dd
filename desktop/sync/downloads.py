"""Files on their way to this device: resumed where they broke off, verified, whole or not there."""

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from contract.problems import Code, Problem
from desktop.models import cache, media
from desktop.models.media import names_to_disk
from desktop.models.storage import Storage
from desktop.models.store_problems import of_system
from desktop.sync import refusals
from desktop.sync.async_client import AsyncApiClient, OpenStream
from desktop.sync.transfers import BEYOND_END, NOT_FOUND, PART, SHA256_TAG, WHOLE

# Fresh addresses are asked for once: one that is refused at once will be refused again.
MOST_ADDRESSES = 2
PIECE_BYTES = 2**20

# How many bytes are here, of how many; None where nobody knows.
OnProgress = Callable[[int, int | None], None]
# For so many bytes, of the file with that sha256.
MakeRoom = Callable[[int, str], Awaitable[None]]


@dataclass(frozen=True)
class VariantFile:
    """A file of a variant, by its kind: video, proxy, cover, captions, vtt, text, receipt."""

    generation_id: UUID
    variant_id: UUID
    kind: str


@dataclass(frozen=True)
class MediaFile:
    """A creator's file that the server holds."""

    sha256: str


async def fetch(
    client: AsyncApiClient,
    storage: Storage,
    wanted: VariantFile | MediaFile,
    on_progress: OnProgress = lambda here, all_of_it: None,
    reading: Callable[[], Collection[str]] = lambda: (),
    most_bytes: int = cache.MOST_BYTES,
) -> Path:
    """Bring a file here, and return where it stands; one that is here already is not asked for.
    `reading` are the sha256 of what somebody reads just now, `most_bytes` what files of variants
    may take together.

    True on return: it is whole, on the disk, and has the sha256 that the server names; until then
    there is only a `.part`, from which the next call goes on. Room for a variant's file is made
    at the cost of those that were not used for longest.

    Raises: Problem NOT_FOUND when the server has it no more, SERVER_UNREACHABLE, DISK_FULL,
    FOLDER_UNWRITABLE.
    """
    if isinstance(wanted, MediaFile):
        return await _fetch_media(client, storage, wanted, on_progress)

    async def make_room(needed_bytes: int, sha256: str) -> None:
        await _make_room(storage, needed_bytes, most_bytes, {*reading(), sha256})

    return await _fetch_variant_file(client, storage, wanted, on_progress, make_room)


async def _fetch_media(
    client: AsyncApiClient, storage: Storage, wanted: MediaFile, on_progress: OnProgress
) -> Path:
    sha256 = wanted.sha256
    known = await storage.run(media.get, sha256)
    target = storage.folder / (known.path or media.path_of(sha256))
    if known.path is None or not target.is_file():
        target = storage.folder / media.path_of(sha256)
        part = target.with_name(f"{target.name}.part")
        async with _asked_from(client, f"/v1/media/{sha256}", part, sha256, True) as stream:
            if _named(client, stream) != sha256:
                raise refusals.no_answer_of_ours(client.server)
            await _take_in(stream, part, on_progress)
        await asyncio.to_thread(_keep, part, target, sha256)
        await storage.run(media.note_here, sha256, media.path_of(sha256))
    return target


async def _fetch_variant_file(
    client: AsyncApiClient,
    storage: Storage,
    wanted: VariantFile,
    on_progress: OnProgress,
    make_room: MakeRoom,
) -> Path:
    variant_id, kind = wanted.variant_id, wanted.kind
    held = await storage.run(cache.find, variant_id, kind)
    if held is not None and held.path is not None and (storage.folder / held.path).is_file():
        return storage.folder / held.path
    row = await storage.run(cache.want, variant_id, kind)
    known = row.sha256
    for _ in range(MOST_ADDRESSES):
        address = await _address_of(client, wanted)
        part = storage.folder / cache.part_of(known) if known else None
        async with _asked_from(client, address, part, known, False) as stream:
            if stream.status == NOT_FOUND:
                continue
            sha256, size = _named(client, stream), _size_of(stream)
            if sha256 != known:
                await storage.run(cache.note_found, variant_id, kind, sha256, size)
                known = sha256
            await make_room(size or 0, sha256)
            part = storage.folder / cache.part_of(sha256)
            await _take_in(stream, part, on_progress)
        target = storage.folder / cache.path_of(sha256)
        size = await asyncio.to_thread(_keep, part, target, sha256)
        await storage.run(cache.note_whole, variant_id, kind, sha256, size)
        return target
    raise _gone()


async def _address_of(client: AsyncApiClient, wanted: VariantFile) -> str:
    """A fresh address of a variant's file.

    Raises: Problem NOT_FOUND when there is none.
    """
    answer = await client.ask("GET", f"/v1/generations/{wanted.generation_id}")
    told = answer.body if isinstance(answer.body, dict) else {}
    variants: list[Mapping[str, Any]] = told.get("variants") or []
    for variant in variants:
        if variant.get("id") == str(wanted.variant_id):
            address = variant.get(f"{wanted.kind}_url")
            if isinstance(address, str):
                return address
    raise _gone()


@asynccontextmanager
async def _asked_from(
    client: AsyncApiClient, address: str, part: Path | None, sha256: str | None, is_signed: bool
) -> AsyncIterator[OpenStream]:
    """The answer to asking for a file, from where `part` of it ends."""
    have = part.stat().st_size if part is not None and part.is_file() else 0
    wanted = {"Range": f"bytes={have}-", "If-Range": f'"{sha256}"'} if have and sha256 else {}
    async with client.fetch(address, wanted, is_signed=is_signed) as stream:
        if stream.status == BEYOND_END and part is not None and have:
            # More is here than there is: not the file, or it came whole before it was looked at.
            yield OpenStream(PART, _as_if_whole(sha256, have), _nothing())
            return
        if is_signed and stream.status == NOT_FOUND:
            raise _gone()
        yield stream


def _as_if_whole(sha256: str | None, have: int) -> dict[str, str]:
    return {"etag": f'"{sha256}"', "content-range": f"bytes {have}-{have}/{have}"}


async def _nothing() -> AsyncIterator[bytes]:
    for piece in list[bytes]():
        yield piece


def _named(client: AsyncApiClient, stream: OpenStream) -> str:
    """The sha256 of the file that now comes.

    Raises: Problem when none does.
    """
    named = SHA256_TAG.fullmatch(stream.headers.get("etag", ""))
    if stream.status in (WHOLE, PART) and named is not None:
        return named[1]
    if stream.status >= 500 or stream.status == 429:
        raise refusals.busy(client.server)
    raise refusals.no_answer_of_ours(client.server)


def _size_of(stream: OpenStream) -> int | None:
    """How large the whole is, as the answer says it."""
    of_range = stream.headers.get("content-range", "").rpartition("/")[2]
    told = of_range if stream.status == PART else stream.headers.get("content-length", "")
    return int(told) if told.isascii() and told.isdigit() else None


async def _take_in(stream: OpenStream, part: Path, on_progress: OnProgress) -> None:
    """Write what comes behind what is here; all of it is on the disk on return."""
    size = _size_of(stream)
    with _saying_what_is_wrong(part.parent):
        part.parent.mkdir(parents=True, exist_ok=True)
        have = part.stat().st_size if part.exists() else 0
        begins = stream.headers.get("content-range", "").startswith(f"bytes {have}-")
        goes_on = stream.status == PART and begins
        here = have if goes_on else 0
        with part.open("ab" if goes_on else "wb") as file:
            on_progress(here, size)
            async for piece in _in_pieces(stream.pieces):
                await asyncio.to_thread(file.write, piece)
                here += len(piece)
                on_progress(here, size)
            await asyncio.to_thread(_to_disk, file)


async def _in_pieces(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The same in pieces worth a way to the disk; also what came before a break."""
    kept = bytearray()
    try:
        async for piece in pieces:
            kept += piece
            if len(kept) >= PIECE_BYTES:
                yield bytes(kept)
                kept.clear()
    except Problem:
        if kept:
            yield bytes(kept)
        raise
    if kept:
        yield bytes(kept)


@contextmanager
def _saying_what_is_wrong(folder: Path) -> Iterator[None]:
    """Translate what the disk says: Problem DISK_FULL, FOLDER_UNWRITABLE."""
    try:
        yield
    except OSError as error:
        raise of_system(folder, error) from error


def _to_disk(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())


def _keep(part: Path, target: Path, sha256: str) -> int:
    """Give a file that came whole its name, and return its size.

    Raises: Problem SERVER_UNREACHABLE (retryable) when it is another file; DISK_FULL.
    """
    with _saying_what_is_wrong(target.parent):
        with part.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != sha256:
            part.unlink()
            raise _broken()
        size = part.stat().st_size
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(part, target)
        names_to_disk(target.parent)
    return size


async def _make_room(
    storage: Storage, needed_bytes: int, most_bytes: int, reading: Collection[str]
) -> None:
    """Let go of files that were not used for longest, until this much more fits."""
    gone = await storage.run(cache.make_room, needed_bytes, most_bytes=most_bytes, reading=reading)
    for path in gone:
        await asyncio.to_thread(_remove, storage.folder / path)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        # Somebody reads it, on a system that minds; the next start clears it.
        return


def _gone() -> Problem:
    return Problem(
        Code.NOT_FOUND,
        "The server does not have this file any more.",
        "Files that nobody saved are kept for 30 days; make the reel again.",
    )


def _broken() -> Problem:
    return Problem(
        Code.SERVER_UNREACHABLE,
        "A file did not arrive as it was sent.",
        "It is fetched again.",
        retryable=True,
    )
