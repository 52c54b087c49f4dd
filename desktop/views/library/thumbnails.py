"""Covers as small pictures: fetched where they are not here, decoded aside, the last asked first.

Who scrolls asks for many and looks at few: what was asked for last is in sight, and what has long
been scrolled past is forgotten. Nothing here ever waits; `came` says when to paint again.
"""

from collections import OrderedDict
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QImage, QImageReader, QPainter, QPixmap

from contract.problems import Problem
from desktop.models.tiles import Tile
from desktop.sync.status import Status
from desktop.views.doors import Doors

# Ten screens of usual tiles, three of a dense screen's.
MOST_BYTES = 24_000_000
# Two cores are left to everything else; more than this in line has been scrolled past.
MOST_AT_ONCE, MOST_WAITING = 2, 96
MOST_FETCHED_AT_ONCE = 3


class Look(NamedTuple):
    """How big a picture is, in the window's pixels, how round, for a screen of what scale."""

    wide_px: int
    high_px: int
    radius_px: int
    ratio: float


class Wanted(NamedTuple):
    """A picture to be decoded."""

    path: Path
    look: Look


class Thumbnails(QObject):
    """`came` with the variant whose picture can be painted now."""

    came = Signal(object)

    def __init__(self, doors: Doors, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._doors = doors
        self._kept: OrderedDict[Wanted, QPixmap] = OrderedDict()
        self._kept_bytes = 0
        self._waiting: OrderedDict[Wanted, UUID] = OrderedDict()
        self._decoding = set[Wanted]()
        self._unreadable = set[Path]()
        self._to_fetch: OrderedDict[UUID, UUID] = OrderedDict()
        self._fetching = set[UUID]()
        self._fetched: dict[UUID, Path] = {}
        self._not_there = set[UUID]()
        doors.live.status_changed.connect(self._status_changed)

    def find(self, tile: Tile, look: Look) -> QPixmap | None:
        """The cover of a tile; None while it is on its way, and where there is none."""
        return self.find_cover(tile.generation_id, tile.variant_id, tile.cover, look)

    def find_cover(
        self, generation_id: UUID, variant_id: UUID, cover: Path | None, look: Look
    ) -> QPixmap | None:
        """The same by its ids; `cover` is the file that is known to be here."""
        path = cover or self._fetched.get(variant_id)
        if path is None:
            self._fetch_soon(generation_id, variant_id)
            return None
        wanted = Wanted(path, look)
        found = self._kept.get(wanted)
        if found is not None:
            self._kept.move_to_end(wanted)
            return found
        if wanted not in self._decoding and path not in self._unreadable:
            self._waiting[wanted] = variant_id
            self._waiting.move_to_end(wanted)
            while len(self._waiting) > MOST_WAITING:
                self._waiting.popitem(last=False)
            self._decode_more()
        return None

    # --- decoding

    def _decode_more(self) -> None:
        while self._waiting and len(self._decoding) < MOST_AT_ONCE:
            wanted, variant_id = self._waiting.popitem()
            self._decoding.add(wanted)
            path = self._doors.desk.folder / wanted.path
            work = self._doors.desk.aside(partial(decode, path, wanted.look))
            failed = partial(self._not_decoded, wanted)
            self._doors.take(work).on(self, partial(self._decoded, wanted, variant_id), failed)

    def _decoded(self, wanted: Wanted, variant_id: UUID, image: QImage) -> None:
        self._decoding.discard(wanted)
        self._decode_more()
        if image.isNull():
            self._unreadable.add(wanted.path)
            return
        self._kept[wanted] = QPixmap.fromImage(image)
        self._kept_bytes += image.sizeInBytes()
        while self._kept_bytes > MOST_BYTES and len(self._kept) > 1:
            _, gone = self._kept.popitem(last=False)
            self._kept_bytes -= 4 * gone.width() * gone.height()
        self.came.emit(variant_id)

    def _not_decoded(self, wanted: Wanted, _problem: Problem) -> None:
        self._decoding.discard(wanted)
        self._unreadable.add(wanted.path)
        self._decode_more()

    # --- fetching

    def _fetch_soon(self, generation_id: UUID, variant_id: UUID) -> None:
        if not self._doors.desk.is_connected or variant_id in self._not_there | self._fetching:
            return
        self._to_fetch[variant_id] = generation_id
        self._to_fetch.move_to_end(variant_id)
        while len(self._to_fetch) > MOST_WAITING:
            self._to_fetch.popitem(last=False)
        self._fetch_more()

    def _fetch_more(self) -> None:
        while self._to_fetch and len(self._fetching) < MOST_FETCHED_AT_ONCE:
            variant_id, generation_id = self._to_fetch.popitem()
            self._fetching.add(variant_id)
            coming: Future[Path] = self._doors.desk.fetch(generation_id, variant_id, "cover")
            failed = partial(self._did_not_come, variant_id)
            self._doors.take(coming).on(self, partial(self._has_come, variant_id), failed)

    def _has_come(self, variant_id: UUID, path: Path) -> None:
        self._fetching.discard(variant_id)
        self._fetched[variant_id] = path.relative_to(self._doors.desk.folder)
        self._fetch_more()
        self.came.emit(variant_id)

    def _did_not_come(self, variant_id: UUID, _problem: Problem) -> None:
        """A cover that is missing is seen to be; it is asked for again once the server answers."""
        self._fetching.discard(variant_id)
        self._not_there.add(variant_id)
        self._fetch_more()

    def _status_changed(self, status: Status) -> None:
        if status.state == "resting" and self._not_there:
            self._not_there.clear()
            self.came.emit(None)


def decode(path: Path, look: Look) -> QImage:
    """The picture at its size, its corners round; a null one where there is none to read. May be
    called on any thread."""
    reader = QImageReader(str(path))
    # Files of the cache are called by their sha256 alone.
    reader.setDecideFormatFromContent(True)
    wide, high = round(look.wide_px * look.ratio), round(look.high_px * look.ratio)
    size = reader.size()
    if size.isValid():
        fitting = QSize(wide, high)
        kept = Qt.AspectRatioMode.KeepAspectRatioByExpanding
        reader.setScaledSize(size.scaled(fitting, kept))
    return rounded(reader.read(), look)


def rounded(image: QImage, look: Look) -> QImage:
    """The middle of the picture at this size, with round corners, for a screen of that scale."""
    if image.isNull():
        return image
    wide, high = round(look.wide_px * look.ratio), round(look.high_px * look.ratio)
    made = QImage(wide, high, QImage.Format.Format_ARGB32_Premultiplied)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    brush = QBrush(image)
    left, top = (wide - image.width()) / 2, (high - image.height()) / 2
    painter.translate(left, top)
    painter.setBrush(brush)
    radius = look.radius_px * look.ratio
    painter.drawRoundedRect(QRectF(-left, -top, wide, high), radius, radius)
    painter.end()
    made.setDevicePixelRatio(look.ratio)
    return made
