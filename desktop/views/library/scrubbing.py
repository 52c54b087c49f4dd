"""Moving along a tile with the pointer: pictures out of the reel that is here."""

from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from uuid import UUID

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QImage, QPixmap

from contract.problems import Problem
from desktop.models.tiles import Tile
from desktop.views.doors import Doors
from desktop.views.library.thumbnails import Look, rounded

# Whoever passes by does not want to see all of it.
DWELL_MS = 120
PICTURES = 12
MOST_STRIPS = 6

Strip = list[tuple[int, QPixmap]]


class Scrubbing(QObject):
    """`came` once there are pictures for the tile under the pointer."""

    came = Signal(object)

    def __init__(self, doors: Doors, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._doors = doors
        self._strips: OrderedDict[UUID, Strip] = OrderedDict()
        self._over: tuple[Tile, Look] | None = None
        self._reading: UUID | None = None
        self._dwell = QTimer(self)
        self._dwell.setSingleShot(True)
        self._dwell.setInterval(DWELL_MS)
        self._dwell.timeout.connect(self._read)

    def hover(self, tile: Tile | None, look: Look) -> None:
        """The pointer is over this tile, or over none."""
        if tile is None or tile.moving is None:
            self._over = None
            self._dwell.stop()
        elif self._over is None or self._over[0].id != tile.id:
            self._over = (tile, look)
            if tile.id not in self._strips:
                self._dwell.start()

    def picture(self, tile: Tile, share: float) -> QPixmap | None:
        """What the reel shows that far along; None until that is known."""
        strip = self._strips.get(tile.id)
        if not strip:
            return None
        at_ms = share * tile.duration_ms
        return next((pixmap for ms, pixmap in reversed(strip) if ms <= at_ms), strip[0][1])

    def _read(self) -> None:
        if self._over is None or self._reading is not None:
            return
        tile, look = self._over
        assert tile.moving is not None
        self._reading = tile.id
        let_go = self._doors.desk.hold(tile.moving.name)
        path = self._doors.desk.folder / tile.moving
        work = self._doors.desk.aside(partial(read_strip, path, look))
        self._doors.take(work).on(
            self, partial(self._has_come, tile, let_go), partial(self._unreadable, tile, let_go)
        )

    def _has_come(
        self, tile: Tile, let_go: Callable[[], None], strip: list[tuple[int, QImage]]
    ) -> None:
        let_go()
        self._reading = None
        self._strips[tile.id] = [(at_ms, QPixmap.fromImage(image)) for at_ms, image in strip]
        while len(self._strips) > MOST_STRIPS:
            self._strips.popitem(last=False)
        self.came.emit(tile.variant_id)
        self._read_next()

    def _unreadable(self, tile: Tile, let_go: Callable[[], None], _problem: Problem) -> None:
        """Nothing moves then; whoever plays it hears why."""
        let_go()
        self._reading = None
        self._strips[tile.id] = []
        self._read_next()

    def _read_next(self) -> None:
        """The pointer may be over another one by now."""
        if self._over is not None and self._over[0].id not in self._strips:
            self._dwell.start()


def read_strip(path: Path, look: Look) -> list[tuple[int, QImage]]:
    """Pictures out of a video with their moments in ms; on any thread.

    Raises: Problem MEDIA_UNREADABLE.
    """
    from reel.pixels.glimpses import glimpses  # noqa: PLC0415 - a decoder that few starts need

    strip = list[tuple[int, QImage]]()
    for at_ms, rgb in glimpses(path, PICTURES, round(look.high_px * look.ratio)):
        high, wide = rgb.shape[:2]
        pixels = np.ascontiguousarray(rgb)
        image = QImage(pixels.data, wide, high, 3 * wide, QImage.Format.Format_RGB888)
        strip.append((at_ms, rounded(image, look)))
    return strip
