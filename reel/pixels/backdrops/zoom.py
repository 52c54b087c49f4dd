"""One plane seen closer and closer about a point that stays in place, exact to a fraction of
a pixel.

About the corner of a pixel, a zoom is four plain scalings, each from there to one corner of
the frame. OpenCV scales in a third of the time that its affine warp takes, and as exactly when
it is told the factor instead of a size. It begins at the upper left, so three tiles are mirrored.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from reel.pixels.planes import Bytes

Size = tuple[int, int]
# Past its edges a picture goes on as it ends: one pixel where its size and that of the frame are
# not the same multiple of whole pixels, one that its neighbour is mixed with, one for rounding up.
EDGE_PX = 3


@dataclass(frozen=True)
class _Side:
    """From the pivot along one axis: to a greater place, or mirrored to a smaller one."""

    source: slice
    target: slice
    is_mirrored: bool

    @property
    def length_px(self) -> int:
        """How far it reaches in the frame."""
        return int(self.target.stop - self.target.start)


@dataclass(frozen=True, eq=False)
class _Tile:
    """A quarter of the source with the pivot at its upper left, and where it is shown."""

    pixels: Bytes
    across: _Side
    down: _Side


class Zoom:
    """A source plane shown in a frame of `size` (width, height).

    `pivot` is the point of both that stays in place, as shares of width and height; it is
    moved to a corner of a pixel whose number is a multiple of `grid` in both, so that planes
    of 4:2:0 stay on each other with 2 for luma and 1 for chroma.
    """

    def __init__(self, source: Bytes, size: Size, pivot: tuple[float, float], grid: int) -> None:
        whole = (source.shape[1], source.shape[0])
        self._step = min(have / shown for have, shown in zip(whole, size, strict=True))
        self._shown = tuple(_on_grid(p * side, grid) for p, side in zip(pivot, size, strict=True))
        self._pivot = tuple(
            _on_grid(shown * have / side, grid)
            for shown, have, side in zip(self._shown, whole, size, strict=True)
        )
        across, down = (
            tuple(_sides(*axis)) for axis in zip(self._pivot, whole, self._shown, size, strict=True)
        )
        self._tiles = tuple(_tile(source, x, y) for y in down for x in across)
        # Scaled to a whole pixel more than is shown, at times.
        self._scaled = np.empty((size[1] + 1, size[0] + 1), np.uint8)

    def draw(self, closeness: float, target: Bytes) -> None:
        """Fill the frame; at closeness 1 all of the source is seen. Source pixels must not be
        shown larger than they are."""
        step = self._step / closeness
        for tile in self._tiles:
            rows, columns = tile.down.length_px, tile.across.length_px
            seen = tile.pixels[: math.ceil(rows * step), : math.ceil(columns * step)]
            height, width = (round(side / step) for side in seen.shape)
            place = self._scaled[:height, :width]
            scaled = cv2.resize(
                seen, None, place, fx=1 / step, fy=1 / step, interpolation=cv2.INTER_LINEAR
            )
            shown = np.asarray(scaled[:rows, :columns], np.uint8)
            _mirror(tile, shown, target[tile.down.target, tile.across.target])

    def seen_at(self, x: float, y: float, closeness: float) -> tuple[float, float]:
        """Where in the frame a place of the source is seen; both in pixels, the middle of the
        first being 0."""
        step = self._step / closeness
        shown_x, shown_y = (
            (place + 0.5 - pivot) / step + shown - 0.5
            for place, pivot, shown in zip((x, y), self._pivot, self._shown, strict=True)
        )
        return shown_x, shown_y


def _on_grid(place_px: float, grid: int) -> int:
    return round(place_px / grid) * grid


def _sides(pivot: int, whole: int, shown: int, side: int) -> Iterator[_Side]:
    if shown > 0:
        yield _Side(slice(0, pivot), slice(0, shown), is_mirrored=True)
    if shown < side:
        yield _Side(slice(pivot, whole), slice(shown, side), is_mirrored=False)


def _tile(source: Bytes, across: _Side, down: _Side) -> _Tile:
    pixels = source[down.source, across.source]
    turned = pixels[:: -1 if down.is_mirrored else 1, :: -1 if across.is_mirrored else 1]
    return _Tile(np.pad(turned, (0, EDGE_PX), "edge"), across, down)


def _mirror(tile: _Tile, scaled: Bytes, target: Bytes) -> None:
    """Put a scaled tile the right way round where it is shown."""
    if tile.across.is_mirrored and tile.down.is_mirrored:
        cv2.flip(scaled, -1, target)
    elif tile.across.is_mirrored or tile.down.is_mirrored:
        cv2.flip(scaled, 1 if tile.across.is_mirrored else 0, target)
    else:
        np.copyto(target, scaled)
