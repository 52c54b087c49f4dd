"""Files on their way to the server: each a folder of parts, in the order in which they came.

A part is written aside, brought to the disk, and gets its name, the offset of its first byte,
only in the transaction that counts it: what the database says has come is always there.
"""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from uuid import UUID, uuid4

from contract.problems import Code, Problem
from server.blobs import NO_ROOM, folder_to_disk

FOLDER, ASIDE = "uploads", "arriving"
# 2 GiB, the largest file, have 10; names of one length sort as their numbers do.
OFFSET_DIGITS = 12


@dataclass
class Arriving:
    """A part that is being written, with no name yet."""

    path: Path
    file: BinaryIO
    size_bytes: int = 0

    async def write(self, data: bytes) -> None:
        """Write on.

        Raises: Problem DISK_FULL.
        """
        with saying_full():
            await asyncio.to_thread(self.file.write, data)
        self.size_bytes += len(data)

    async def to_disk(self) -> None:
        """True on return: a power cut leaves it as it is.

        Raises: Problem DISK_FULL.
        """
        with saying_full():
            await asyncio.to_thread(self._sync)

    def _sync(self) -> None:
        self.file.flush()
        os.fsync(self.file.fileno())


class PartFiles:
    """The folder of all files on their way."""

    def __init__(self, files: Path) -> None:
        self.folder = files / FOLDER

    @asynccontextmanager
    async def arriving(self) -> AsyncIterator[Arriving]:
        """A new part to write; without a place when the block is left, it is gone."""
        path = self.folder / ASIDE / uuid4().hex
        with saying_full():
            path.parent.mkdir(parents=True, exist_ok=True)
            file = path.open("wb")
        try:
            yield Arriving(path, file)
        finally:
            with suppress(OSError):
                file.close()
            path.unlink(missing_ok=True)

    async def place(self, part: Arriving, upload_id: UUID, offset_bytes: int) -> None:
        """Give a part that is on the disk its place, whatever stood there before.

        True on return: its name is on the disk, too. Call it while the upload's row is locked.
        """
        with saying_full():
            await asyncio.to_thread(self._place, part.path, upload_id, offset_bytes)

    def list_parts(self, upload_id: UUID, end_bytes: int) -> tuple[Path, ...] | None:
        """The parts that together are the first so many bytes; None when they are not there."""
        found, offset = [], 0
        while offset < end_bytes:
            path = self._path(upload_id, offset)
            try:
                size = path.stat().st_size
            except FileNotFoundError:
                return None
            found.append(path)
            offset += size
            if not size:
                return None
        return tuple(found) if offset == end_bytes else None

    async def remove(self, upload_id: UUID) -> None:
        """True on return: nothing of it is left."""
        await asyncio.to_thread(shutil.rmtree, self._of(upload_id), ignore_errors=True)

    def list_ids(self) -> tuple[UUID, ...]:
        """Whatever has a folder here."""
        if not self.folder.is_dir():
            return ()
        found = []
        for path in self.folder.iterdir():
            with suppress(ValueError):
                found.append(UUID(path.name))
        return tuple(found)

    def clear_arriving(self, before_s: float) -> None:
        """Remove parts that were last written before a moment (Unix seconds): whoever wrote
        them is no more."""
        aside = self.folder / ASIDE
        for path in aside.iterdir() if aside.is_dir() else ():
            with suppress(FileNotFoundError):
                if path.stat().st_mtime < before_s:
                    path.unlink()

    def _place(self, arrived: Path, upload_id: UUID, offset_bytes: int) -> None:
        folder = self._of(upload_id)
        if not folder.is_dir():
            folder.mkdir(exist_ok=True)
            folder_to_disk(self.folder)
        os.replace(arrived, self._path(upload_id, offset_bytes))
        folder_to_disk(folder)

    def _of(self, upload_id: UUID) -> Path:
        return self.folder / str(upload_id)

    def _path(self, upload_id: UUID, offset_bytes: int) -> Path:
        return self._of(upload_id) / f"{offset_bytes:0{OFFSET_DIGITS}}"


@contextmanager
def saying_full() -> Iterator[None]:
    """Translate errors of a disk without room.

    Raises: Problem DISK_FULL.
    """
    try:
        yield
    except OSError as error:
        if error.errno not in NO_ROOM:
            raise
        raise Problem(
            Code.DISK_FULL,
            "The server's disk is full.",
            "Try again later: what came so far is kept.",
            retryable=True,
        ) from error
