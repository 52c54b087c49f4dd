"""Room on the shelf of drawn segments: what nobody used for long makes place for the new."""

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

# A person who makes one scene anew does so within the hour, or the next morning.
UNUSED_S = 24 * 3600.0
# Some 100 videos of half a minute; a laptop does not miss it.
MOST_BYTES = 2 << 30


class _Entry(NamedTuple):
    """What is kept of one segment: its last use, its size, its files."""

    used_at: float
    size_bytes: int
    files: tuple[Path, ...]


def clear(folder: Path, *, unused_s: float = UNUSED_S, most_bytes: int = MOST_BYTES) -> None:
    """Remove what nobody used for this long, and what was unused longest beyond a size."""
    oldest_at, size_bytes = time.time() - unused_s, 0
    for entry in sorted(_entries(folder), reverse=True):
        size_bytes += entry.size_bytes
        if entry.used_at < oldest_at or size_bytes > most_bytes:
            for path in entry.files:
                with suppress(OSError):
                    path.unlink()


def _entries(folder: Path) -> Iterator[_Entry]:
    """The files of a segment share their name up to the first dot; a name that begins with one
    is of a file that was not finished."""
    found: dict[str, list[tuple[Path, os.stat_result]]] = {}
    for path in folder.iterdir() if folder.is_dir() else ():
        with suppress(OSError):
            found.setdefault(path.name.partition(".")[0] or path.name, []).append(
                (path, path.stat())
            )
    for files in found.values():
        used_at = max(stat.st_mtime for _, stat in files)
        yield _Entry(used_at, sum(stat.st_size for _, stat in files), tuple(p for p, _ in files))
