"""The boxes of an MP4 file, walked without decoding anything."""

from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

CONTAINERS = frozenset({b"moov", b"trak", b"mdia", b"minf", b"stbl", b"edts"})
HEADER_BYTES = 8
LARGE_SIZE_BYTES = 8
# Deeper or longer than any file of ours: a broken one must not keep us busy.
MOST_BOXES = 10_000


class FoundBox(NamedTuple):
    """A box by its path ("moov/trak"), where it starts, and how long it is."""

    path: str
    at_bytes: int
    size_bytes: int


def walk(path: Path) -> tuple[FoundBox, ...]:
    """All boxes of the file in order, those inside containers right after them."""
    with path.open("rb") as file:
        found: list[FoundBox] = []
        for box in _inside(file, 0, path.stat().st_size, ""):
            found.append(box)
            if len(found) > MOST_BOXES:
                break
        return tuple(found)


def is_moov_first(boxes: tuple[FoundBox, ...]) -> bool:
    """Whether the index stands before the data, so that playing starts while it loads."""
    paths = [box.path for box in boxes]
    return "moov" in paths and "mdat" in paths and paths.index("moov") < paths.index("mdat")


def has_edit_list(boxes: tuple[FoundBox, ...]) -> bool:
    """Whether any track tells players to cut or shift."""
    return any(box.path.endswith("/edts") or box.path.endswith("/elst") for box in boxes)


def _inside(file: BinaryIO, start: int, end: int, parent: str) -> Iterator[FoundBox]:
    while end - start >= HEADER_BYTES:
        file.seek(start)
        size, kind = int.from_bytes(file.read(4), "big"), file.read(4)
        header = HEADER_BYTES
        if size == 1:
            size = int.from_bytes(file.read(LARGE_SIZE_BYTES), "big")
            header += LARGE_SIZE_BYTES
        if size == 0:
            size = end - start
        if size < header:
            return
        path = f"{parent}{kind.decode('latin-1')}"
        yield FoundBox(path, start, size)
        if kind in CONTAINERS:
            yield from _inside(file, start + header, min(start + size, end), f"{path}/")
        start += size
