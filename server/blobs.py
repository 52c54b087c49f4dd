"""Stored files, named by their content: put once, never changed."""

import asyncio
import errno
import os
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import obstore
from obstore.exceptions import (
    AlreadyExistsError,
    BaseError,
    PermissionDeniedError,
)
from obstore.store import LocalStore

from contract.problems import Code, Problem

# Where files stand until they are whole and their name is known.
INCOMING = "incoming"
# Large enough that the way through Python costs nothing, small enough for many at a time.
PIECE_BYTES = 1 << 20
_NAME = re.compile(r"[0-9a-f]{2}/([0-9a-f]{64})")
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_FULL = ("No space left on device", "Disk quota exceeded", "not enough space on the disk")


@dataclass(frozen=True)
class StoredFile:
    """A file in the folder; `stored_at` is when it was last put."""

    sha256: str
    size_bytes: int
    stored_at: datetime


class Blobs:
    """A folder of files by sha256. Put the blob first and its row second: a blob without a row
    is swept after a day, a row without a blob is never seen."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made: LocalStore | None = None

    async def put(self, path: Path) -> tuple[str, int]:
        """Store a copy of a file; return its sha256 and size. Storing it again is no change.

        True on return: the bytes are whole and on the disk.

        Raises: Problem DISK_FULL, FOLDER_UNWRITABLE.
        """
        return await asyncio.to_thread(self._put, (path,))

    async def put_joined(self, paths: Sequence[Path], sha256: str) -> bool:
        """Store what files are one after the other, if that has this sha256; false, and nothing
        is stored, if it has not.

        Raises: FileNotFoundError; Problem DISK_FULL, FOLDER_UNWRITABLE.
        """
        put = await asyncio.to_thread(self._put, paths, sha256)
        return put[0] == sha256

    def local_path_of(self, sha256: str) -> Path:
        """Where a stored file stands on this machine, for programs that open files by name."""
        return self.folder / _place(sha256)

    async def size_of(self, sha256: str) -> int | None:
        """How many bytes a stored file has; None when there is none."""
        try:
            return int((await obstore.head_async(self._store(), _place(sha256)))["size"])
        except FileNotFoundError:
            return None

    async def read(self, sha256: str, start: int, end: int) -> AsyncIterator[bytes]:
        """Bytes [start, end) in pieces.

        Raises: FileNotFoundError.
        """
        if start == end:
            # No range says "nothing", but the file must be there all the same.
            await obstore.head_async(self._store(), _place(sha256))
            return
        options: obstore.GetOptions = {"range": (start, end)}
        found = await obstore.get_async(self._store(), _place(sha256), options=options)
        async for piece in found.stream(min_chunk_size=PIECE_BYTES):
            yield bytes(piece)

    async def delete(self, sha256: str) -> None:
        """Remove a stored file, if it is there."""
        with suppress(FileNotFoundError):
            await obstore.delete_async(self._store(), _place(sha256))

    async def list_stored(self) -> tuple[StoredFile, ...]:
        """Every stored file, in no order."""
        found: list[StoredFile] = []
        async for metas in obstore.list(self._store(), chunk_size=1000):
            for meta in metas:
                name = _NAME.fullmatch(meta["path"])
                if name:
                    found.append(StoredFile(name[1], meta["size"], meta["last_modified"]))
        return tuple(found)

    async def clear_incoming(self, before: datetime) -> None:
        """Remove what was begun before a moment and never came to its end."""
        async for metas in obstore.list(self._store(), prefix=INCOMING, chunk_size=1000):
            for meta in metas:
                if meta["last_modified"] < before:
                    with suppress(FileNotFoundError):
                        await obstore.delete_async(self._store(), meta["path"])

    def _put(self, paths: Sequence[Path], wanted: str | None = None) -> tuple[str, int]:
        """Store files joined; what is not what was wanted is not kept."""
        incoming = f"{INCOMING}/{uuid4().hex}"
        reader = _HashingReader(paths)
        try:
            obstore.put(self._store(), incoming, iter(reader), use_multipart=False)
            if wanted is not None and reader.digest != wanted:
                obstore.delete(self._store(), incoming)
                return reader.digest, reader.size_bytes
            _to_disk(self.folder / incoming)
            place = _place(reader.digest)
            try:
                obstore.rename(self._store(), incoming, place, overwrite=False)
            except AlreadyExistsError:
                obstore.delete(self._store(), incoming)
                # Put again: as new as any other, so that the sweep leaves it alone.
                os.utime(self.folder / place)
            _names_to_disk(self.folder / place)
        except (BaseError, OSError) as error:
            with suppress(BaseError, OSError):
                obstore.delete(self._store(), incoming)
            raise self._problem(error) from error
        return reader.digest, reader.size_bytes

    def _store(self) -> LocalStore:
        if self._made is None:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                self._made = LocalStore(self.folder)
            except (BaseError, OSError) as error:
                raise self._problem(error) from error
        return self._made

    def _problem(self, error: Exception) -> Exception:
        """What a person can do about it; the error itself when that is nothing."""
        if any(words in str(error) for words in _FULL):
            return Problem(
                Code.DISK_FULL,
                "The server's disk is full.",
                "Free some space on it, then try again.",
                retryable=True,
            )
        if isinstance(
            error, PermissionDeniedError | PermissionError | NotADirectoryError | FileExistsError
        ):
            return Problem(
                Code.FOLDER_UNWRITABLE,
                f"Nothing can be written into {self.folder}.",
                "Change who may write there, or name another folder.",
            )
        return error


class _HashingReader:
    """The bytes of files in pieces, and their sha256 and number once all are read."""

    def __init__(self, paths: Sequence[Path]) -> None:
        self._paths = paths
        self.digest = ""
        self.size_bytes = 0

    def __iter__(self) -> Iterator[bytes]:
        found = sha256()
        for path in self._paths:
            with path.open("rb") as file:
                while piece := file.read(PIECE_BYTES):
                    found.update(piece)
                    self.size_bytes += len(piece)
                    yield piece
        self.digest = found.hexdigest()


def _place(sha256: str) -> str:
    """Where a file stands: 256 folders keep each small enough for every file system."""
    return f"{sha256[:2]}/{sha256}"


def _to_disk(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _names_to_disk(path: Path) -> None:
    """Write a new name, and that of its folder, which may be new as well."""
    for folder in (path.parent, path.parent.parent):
        folder_to_disk(folder)


def folder_to_disk(folder: Path) -> None:
    """True on return: the names in this folder survive a power cut."""
    if os.name != "posix":
        # Elsewhere folders cannot be opened, and a rename is on the disk when it returns.
        return
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
