"""Drawn segments kept by their keys, so that what was drawn once is not drawn again.

A shelf is a folder that several runs may use at once. What stands on it is checked before it
is used: a file that was cut off by a crash is drawn anew, never joined.

Whoever clears a shelf needs to know this much: the files of a segment share their name up to the
first dot, the newest of them was touched when it was last used, and any may go at any time.
"""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from hashlib import file_digest, sha256
from pathlib import Path
from uuid import uuid4

import numpy as np

from contract.platforms import Box
from contract.values import Value
from reel.pixels.proxy import PROXY_FLAGS, proxy_name
from reel.pixels.segments import Segment
from reel.pixels.sightings import THUMB_HEIGHT, THUMB_WIDTH, LitWord, Sighting
from reel.pixels.worker import COVER_NAME, Drawn

WHOLE, THUMBS, COVER, CARD = ".nut", ".thumbs", ".jpg", ".json"
# A proxy's flags are no part of a segment's key.
PROXY = f".{sha256(' '.join(PROXY_FLAGS).encode()).hexdigest()[:8]}.proxy.nut"
SHELF_PREFIX = ".shelf-"


class _Card(Value):
    """What stands on the shelf of one segment: each file's sha256, and its sighting's facts.

    `lit` counts scenes from the segment's own: a key says nothing about its place.
    """

    files: dict[str, str]
    ink: Box | None
    lit: tuple[LitWord | None, ...]


class Shelf:
    """Segments in a folder, with or without their proxies."""

    def __init__(self, folder: Path, *, with_proxy: bool) -> None:
        self._folder = folder
        self._with_proxy = with_proxy

    def find(self, segment: Segment, folder: Path) -> Drawn | None:
        """Lay the files of a segment into a work folder as if they had been drawn there.

        None when they are not all here, or not as they were put.
        """
        try:
            card = _Card.model_validate_json(self._path(segment, CARD).read_bytes())
            wanted = dict(self._files(segment))
            kept = {kind: _digest(self._path(segment, kind)) for kind in wanted}
            if any(card.files.get(kind) != digest for kind, digest in kept.items()):
                return None
            sighting = _sighting(card, self._path(segment, THUMBS).read_bytes(), segment)
            for kind, name in wanted.items():
                if name is not None:
                    _lay(self._path(segment, kind), folder / name)
            os.utime(self._path(segment, CARD))
        except (OSError, ValueError):
            return None
        return Drawn(segment, _name(segment), sighting)

    def keep(self, drawn: Drawn, folder: Path) -> None:
        """Put a segment that was just drawn on the shelf.

        Without room for it nothing is kept, and nothing is said: it is only drawn again then.
        """
        segment, sighting = drawn.segment, drawn.sighting
        try:
            put_file(
                self._path(segment, THUMBS),
                lambda path: path.write_bytes(sighting.thumbs.tobytes()),
            )
            for kind, name in self._files(segment):
                if name is not None:
                    put_file(self._path(segment, kind), partial(_lay, folder / name))
            digests = {kind: _digest(self._path(segment, kind)) for kind, _ in self._files(segment)}
            card = _card(digests, sighting, segment).model_dump_json()
            # The card last: where it stands, everything that it names was whole.
            put_file(
                self._path(segment, CARD), lambda path: path.write_text(card, encoding="ascii")
            )
        except OSError:
            return

    def _files(self, segment: Segment) -> Iterator[tuple[str, str | None]]:
        """What a segment consists of, with its name in a work folder where it has one."""
        yield WHOLE, _name(segment)
        yield THUMBS, None
        if self._with_proxy:
            yield PROXY, proxy_name(_name(segment))
        if segment.first_frame == 0:
            yield COVER, COVER_NAME

    def _path(self, segment: Segment, kind: str) -> Path:
        return self._folder / f"{segment.key}{kind}"


def put_file(path: Path, write: Callable[[Path], object]) -> None:
    """Write a file under another name first, so that nobody ever reads half of it.

    Raises: OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.parent / f"{SHELF_PREFIX}{uuid4().hex}"
    try:
        write(new)
        os.replace(new, path)
    finally:
        with suppress(OSError):
            new.unlink(missing_ok=True)


def _name(segment: Segment) -> str:
    return f"{segment.first_frame:06}.nut"


def _lay(source: Path, target: Path) -> None:
    """The same bytes under another name, without copying them where that is possible.

    A cover is handed over to somebody who may change it; segments only serve to be joined.
    """
    if COVER in (source.suffix, target.suffix):
        shutil.copyfile(source, target)
        return
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _card(files: dict[str, str], sighting: Sighting, segment: Segment) -> _Card:
    return _Card(files=files, ink=sighting.ink, lit=_moved(sighting.lit, -segment.scene))


def _sighting(card: _Card, raw: bytes, segment: Segment) -> Sighting:
    """The sighting of a card.

    Raises: ValueError when it is not one of so many frames.
    """
    thumbs = np.frombuffer(raw, np.uint8).reshape(segment.frames, 3, THUMB_HEIGHT, THUMB_WIDTH)
    return Sighting(thumbs, card.ink, _moved(card.lit, segment.scene))


def _moved(lit: Sequence[LitWord | None], scenes: int) -> tuple[LitWord | None, ...]:
    return tuple(word and (word[0] + scenes, word[1], word[2]) for word in lit)
