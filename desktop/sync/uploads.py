"""A creator's files on their way to the server: in parts, each kept for good once it came, going
on after a kill or a lost network where the server has come to."""

import asyncio
import hashlib
from base64 import b64encode
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from contract.media import PART_BYTES
from contract.problems import Code, Problem
from desktop.models import media
from desktop.models.storage import Storage
from desktop.sync import refusals
from desktop.sync.api_client import Reply
from desktop.sync.async_client import AsyncApiClient

PATH = "/v1/media"
TUS = {"Tus-Resumable": "1.0.0"}
PART = {**TUS, "Content-Type": "application/offset+octet-stream"}
# Begun anew that often where nothing gets on: sent together with another device of ours, which
# gave it up; given up by the server; damaged on the way.
MOST_BEGINNINGS = 3
MOST_DIGITS = 15
# What is about this one file, and not about who asks or how the server is.
OF_FILES = frozenset(
    {
        Code.STORAGE_FULL,
        Code.BODY_TOO_LARGE,
        Code.UPLOAD_MISMATCH,
        Code.MEDIA_NOT_FOUND,
        Code.MEDIA_UNREADABLE,
        Code.MEDIA_TOO_LARGE,
        Code.INVALID_QUERY,
    }
)
# Whoever asks again is told how it stands now.
AGAIN = frozenset({Code.UPLOAD_CONFLICT, Code.UPLOAD_UNKNOWN, Code.UPLOAD_MISMATCH})

# How many bytes have come, of how many.
OnProgress = Callable[[int, int], None]


@dataclass(frozen=True)
class _Place:
    """Where a file is to be sent, and how much of it is there."""

    path: str
    offset: int


@dataclass(frozen=True)
class _File:
    """What is sent."""

    path: Path
    sha256: str
    name: str
    size_bytes: int


async def upload(
    client: AsyncApiClient,
    storage: Storage,
    sha256: str,
    on_progress: OnProgress = lambda come, all_of_it: None,
) -> None:
    """Have the server hold a file that the store knows.

    True on return: it does, and the store says so; what mentions the file may go now. A problem
    that time does not cure stands in the file's row, and is raised, too.

    Raises: Problem SERVER_UNREACHABLE, STORAGE_FULL, UPLOADS_TOO_MANY, MEDIA_NOT_FOUND,
    MEDIA_UNREADABLE ...
    """
    wanted = await storage.run(media.get, sha256)
    if wanted.is_held:
        return
    try:
        if wanted.path is None:
            raise _not_here(wanted.name)
        path = storage.folder / wanted.path

        async def note_begun(place: str) -> None:
            await storage.run(media.note_begun, sha256, place)

        await send_file(
            client, path, sha256, wanted.name, on_progress=on_progress, on_begun=note_begun
        )
    except Problem as problem:
        if not problem.retryable and problem.code in OF_FILES:
            await storage.run(media.note_problem, sha256, problem)
        raise
    await storage.run(media.note_held, sha256)


async def send_file(
    client: AsyncApiClient,
    path: Path,
    sha256: str,
    name: str,
    *,
    on_progress: OnProgress = lambda come, all_of_it: None,
    on_begun: Callable[[str], Awaitable[None]] | None = None,
) -> None:
    """Have the server hold this file; what it has of it already is not sent again.

    True on return: it is held, whole, as the sha256 that was announced.

    Raises: Problem, as `upload`.
    """
    file = _File(path, sha256, name, await asyncio.to_thread(_size_of, path))
    reached = -1
    beginnings = 0
    while True:
        place = await _begin(client, file)
        if place is None:
            on_progress(file.size_bytes, file.size_bytes)
            return
        if on_begun is not None:
            await on_begun(place.path)
        try:
            await _send_from(client, file, place, on_progress)
        except Problem as problem:
            beginnings = 0 if place.offset > reached else beginnings + 1
            reached = max(reached, place.offset)
            if problem.code not in AGAIN or beginnings >= MOST_BEGINNINGS:
                raise
            if problem.code is Code.UPLOAD_MISMATCH:
                await asyncio.to_thread(_check, file)
        else:
            return


async def _begin(client: AsyncApiClient, file: _File) -> _Place | None:
    """Announce a file; None when the server holds it. One that is on its way goes on, whichever
    device of ours began it."""
    told = {"sha256": file.sha256, "filename": file.name}
    metadata = ",".join(
        f"{name} {b64encode(value.encode('utf-8', 'replace')).decode()}"
        for name, value in told.items()
    )
    headers = {**TUS, "Upload-Length": str(file.size_bytes), "Upload-Metadata": metadata}
    answer = await client.ask("POST", PATH, headers=headers)
    if answer.status == refusals.OK and isinstance(answer.body, dict):
        if answer.body.get("sha256") == file.sha256:
            return None
        raise refusals.no_answer_of_ours(client.server)
    place = answer.headers.get("location", "")
    offset = _offset_of(client, answer)
    if answer.status != refusals.CREATED or not place.startswith(f"{PATH}/uploads/"):
        raise refusals.no_answer_of_ours(client.server)
    return None if offset == file.size_bytes else _Place(place, offset)


async def _send_from(
    client: AsyncApiClient, file: _File, place: _Place, on_progress: OnProgress
) -> None:
    """Send all that is missing, part by part."""
    offset = place.offset
    on_progress(offset, file.size_bytes)
    while offset < file.size_bytes:
        part = await asyncio.to_thread(_read, file, offset)
        headers = {**PART, "Upload-Offset": str(offset)}
        answer = await client.ask("PATCH", place.path, raw=part, headers=headers)
        come = _offset_of(client, answer)
        if not offset < come <= file.size_bytes:
            raise refusals.no_answer_of_ours(client.server)
        offset = come
        on_progress(offset, file.size_bytes)


def _offset_of(client: AsyncApiClient, answer: Reply) -> int:
    """How far it is, by the answer's own word.

    Raises: Problem SERVER_UNREACHABLE when a stranger answered.
    """
    told = answer.headers.get("upload-offset", "")
    if not (told.isascii() and told.isdigit() and len(told) <= MOST_DIGITS):
        raise refusals.no_answer_of_ours(client.server)
    return int(told)


def _read(file: _File, offset: int) -> bytes:
    try:
        with file.path.open("rb") as opened:
            opened.seek(offset)
            part = opened.read(PART_BYTES)
    except OSError as error:
        raise _not_here(file.name) from error
    if not part or (len(part) < PART_BYTES and offset + len(part) < file.size_bytes):
        raise _changed(file.name)
    return part[: file.size_bytes - offset]


def _check(file: _File) -> None:
    """True on return: the file is what it was when it got its name.

    Raises: Problem MEDIA_UNREADABLE.
    """
    try:
        with file.path.open("rb") as opened:
            found = hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise _not_here(file.name) from error
    if found != file.sha256:
        raise _changed(file.name)


def _size_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError as error:
        raise _not_here(path.name) from error


def _not_here(name: str) -> Problem:
    return Problem(
        Code.MEDIA_NOT_FOUND,
        f"{name} is not on this computer any more, and the server never had it.",
        "Add the file again, or take it out of the drafts that use it.",
    )


def _changed(name: str) -> Problem:
    return Problem(
        Code.MEDIA_UNREADABLE,
        f"{name} is not what it was when it was added: its disk may be failing.",
        "Add the file again.",
    )
