"""List's ground: one flat colour, and one giant shape in another that drifts sideways."""

import math
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from reel.pixels.backdrops.grain import grain
from reel.pixels.planes import Bytes, Planes, ycc

DRIFT_PX = 22
DRIFT_SPEED = 0.45
GRAIN_LEVELS = 1.6
GRAIN_REACH = 5
GRAIN_SEED = 5
FPS = 30

Rows = tuple[int, int, int, int]


@dataclass(frozen=True, eq=False)
class Shape:
    """Coverage 0..255 in output pixels; its first pixel stands at (x, y) of the frame."""

    mask: Bytes
    x: int
    y: int


@dataclass(frozen=True, eq=False)
class _Layer:
    """One plane: `still` is the whole frame without the shape, `moving` the shape's area.

    `moving` is wider than the area by `reach` on both sides, so that any drift is a slice.
    """

    still: Bytes
    moving: Bytes
    grain: Bytes
    area: Rows
    reach: int


class Numerals:
    """The ground of one scene."""

    def __init__(
        self,
        ground: str,
        decor: str,
        shape: Shape,
        motion: float,
        width_px: int,
        height_px: int,
    ) -> None:
        self._motion = motion
        self._scale = width_px / 1080
        reach = 2 * math.ceil(DRIFT_PX * self._scale / 2) + 2
        cover, area = _cut(shape, reach, width_px, height_px)
        noise = _fixed_grain(width_px, height_px)
        small = cv2.resize(
            cover, (cover.shape[1] // 2, cover.shape[0] // 2), interpolation=cv2.INTER_AREA
        )
        half_size = (height_px // 2, width_px // 2)
        self._layers = tuple(
            _layer(
                (round(low), round(high)),
                cover if step == 1 else np.asarray(small, np.uint8),
                noise if step == 1 else np.zeros(half_size, np.uint8),
                tuple(side // step for side in area),  # type: ignore[arg-type]
                reach // step,
            )
            for low, high, step in zip(ycc(ground), ycc(decor), (1, 2, 2), strict=True)
        )

    def draw(self, frame: int, loudness: float, out: Planes) -> None:
        """Fill the frame."""
        turn = math.sin(DRIFT_SPEED * frame / FPS * self._motion)
        drift = DRIFT_PX * self._scale * turn
        for (plane, step), layer in zip(out.each(), self._layers, strict=True):
            np.copyto(plane, layer.still)
            left, top, right, bottom = layer.area
            if right <= left or bottom <= top:
                continue
            # Whole pixels by slicing, the rest by mixing two neighbours: no warp is needed.
            place = layer.reach - drift / step
            first = math.floor(place)
            rest = place - first
            width = right - left
            near = layer.moving[:, first : first + width]
            far = layer.moving[:, first + 1 : first + 1 + width]
            there = plane[top:bottom, left:right]
            cv2.addWeighted(near, 1 - rest, far, rest, 0, dst=there)
            if step == 1:
                cv2.add(there, layer.grain, dst=there)


def _cut(shape: Shape, reach: int, width_px: int, height_px: int) -> tuple[Bytes, Rows]:
    """The shape's part of the frame, even, and its coverage with `reach` more on both sides."""
    rows, columns = shape.mask.shape
    left = max((shape.x - reach) // 2 * 2, 0)
    right = min((shape.x + columns + reach + 1) // 2 * 2, width_px)
    top = max(shape.y // 2 * 2, 0)
    bottom = min((shape.y + rows + 1) // 2 * 2, height_px)
    right, bottom = max(right, left), max(bottom, top)
    # One pixel more on the right for the neighbour, two because chroma is half as wide.
    cover = np.zeros((max(bottom - top, 2), max(right - left, 2) + 2 * reach + 2), np.uint8)
    x, y = shape.x - (left - reach), shape.y - top
    x0, y0 = max(x, 0), max(y, 0)
    x1, y1 = min(x + columns, cover.shape[1]), min(y + rows, cover.shape[0])
    if x1 > x0 and y1 > y0:
        cover[y0:y1, x0:x1] = shape.mask[y0 - y : y1 - y, x0 - x : x1 - x]
    return cover, (left, top, right, bottom)


def _layer(levels: tuple[int, int], cover: Bytes, noise: Bytes, area: Rows, reach: int) -> _Layer:
    low, high = levels
    lift = GRAIN_REACH if noise.any() else 0
    steps = low - lift + (high - low) * np.arange(256, dtype=np.float32) / 255
    ramp = np.clip(steps + 0.5, 0, 255).astype(np.uint8)
    still: NDArray[np.uint8] = cv2.add(np.full(noise.shape, ramp[0], np.uint8), noise)  # type: ignore[assignment]
    left, top, right, bottom = area
    inside = np.ascontiguousarray(noise[top:bottom, left:right])
    return _Layer(still, cv2.LUT(cover, ramp), inside, area, reach)  # type: ignore[arg-type]


@lru_cache(maxsize=4)
def _fixed_grain(width_px: int, height_px: int) -> Bytes:
    noise = grain(width_px, height_px, GRAIN_LEVELS, GRAIN_SEED) + (GRAIN_REACH + 0.5)
    flat: Bytes = np.clip(noise, 0, 2 * GRAIN_REACH).astype(np.uint8)
    return flat
