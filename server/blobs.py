"""Stored files, named by their content: put once, never changed."""

from collections.abc import AsyncIterator
from pathlib import Path


class Blobs:
    """A folder of files by sha256. Put the blob first and its row second: a blob without a row
    is swept after a day, a row without a blob is never seen."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def put(self, path: Path) -> tuple[str, int]:
        """Store a copy of a file; return its sha256 and size. Storing it again is no change.

        True on return: the bytes are whole and on the disk.

        Raises: Problem DISK_FULL, FOLDER_UNWRITABLE.
        """
        raise NotImplementedError

    async def size_of(self, sha256: str) -> int | None:
        """How many bytes a stored file has; None when there is none."""
        raise NotImplementedError

    def read(self, sha256: str, start: int, end: int) -> AsyncIterator[bytes]:
        """Bytes [start, end) in pieces.

        Raises: FileNotFoundError.
        """
        raise NotImplementedError

    async def delete(self, sha256: str) -> None:
        """Remove a stored file, if it is there."""
        raise NotImplementedError
