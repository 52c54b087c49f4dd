"""A frame as three planes of 4:2:0 video, and colours in that space (BT.709, limited range)."""

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]


class Ycc(NamedTuple):
    """A colour as video levels: luma 16..235, chroma 16..240."""

    y: float
    u: float
    v: float


_LIGHT, _RED, _BLUE = 255 / 219, 1.5748 * 255 / 224, 1.8556 * 255 / 224
_GREEN_U, _GREEN_V = -0.0722 / 0.7152 * _BLUE, -0.2126 / 0.7152 * _RED
# Rows R, G, B over columns Y, U, V, 1, from limited range to 0..255.
YCC_TO_RGB = np.array(
    [
        [_LIGHT, 0, _RED, -16 * _LIGHT - 128 * _RED],
        [_LIGHT, _GREEN_U, _GREEN_V, -16 * _LIGHT - 128 * (_GREEN_U + _GREEN_V)],
        [_LIGHT, _BLUE, 0, -16 * _LIGHT - 128 * _BLUE],
    ]
)


_LUMA = np.array([0.2126, 0.7152, 0.0722])
# Rows Y, U, V over columns R, G, B, 1, from 0..255 to limited range.
RGB_TO_YCC = np.array(
    [
        [*(_LUMA * 219 / 255), 16],
        [*((np.array([0, 0, 1]) - _LUMA) / 1.8556 * 224 / 255), 128],
        [*((np.array([1, 0, 0]) - _LUMA) / 1.5748 * 224 / 255), 128],
    ]
)


@dataclass(frozen=True, eq=False)
class Planes:
    """One frame. `raw` is the I420 buffer that an encoder reads; y, u, v are views into it."""

    raw: Bytes
    y: Bytes
    u: Bytes
    v: Bytes

    @staticmethod
    def empty(width_px: int, height_px: int) -> "Planes":
        """A frame whose content is not yet set. Both sides must be even."""
        assert width_px % 2 == 0
        assert height_px % 2 == 0
        luma, chroma = width_px * height_px, width_px * height_px // 4
        raw = np.empty(luma + 2 * chroma, np.uint8)
        half = (height_px // 2, width_px // 2)
        return Planes(
            raw,
            raw[:luma].reshape(height_px, width_px),
            raw[luma : luma + chroma].reshape(half),
            raw[luma + chroma :].reshape(half),
        )

    def each(self) -> tuple[tuple[Bytes, int], ...]:
        """The planes with how much smaller than luma they are."""
        return (self.y, 1), (self.u, 2), (self.v, 2)

    def copy_from(self, other: "Planes") -> None:
        """Take over another frame's pixels."""
        np.copyto(self.raw, other.raw)

    def fill(self, colour: str) -> None:
        """Set every pixel to one colour."""
        for (plane, _), level in zip(self.each(), ycc(colour), strict=True):
            plane[...] = round(level)

    @property
    def width_px(self) -> int:
        """Columns of the luma plane."""
        return int(self.y.shape[1])

    @property
    def height_px(self) -> int:
        """Rows of the luma plane."""
        return int(self.y.shape[0])


def rgb(colour: str) -> tuple[int, int, int]:
    """The three bytes of #RRGGBB."""
    digits = colour.lstrip("#")
    return int(digits[0:2], 16), int(digits[2:4], 16), int(digits[4:6], 16)


@lru_cache(maxsize=512)
def ycc(colour: str) -> Ycc:
    """#RRGGBB in video levels."""
    r, g, b = (part / 255 for part in rgb(colour))
    y = 0.2126 * r + 0.7152 * g + 0.0722 * b
    return Ycc(16 + 219 * y, 128 + 224 * (b - y) / 1.8556, 128 + 224 * (r - y) / 1.5748)


def ycc_of_rgb(pixels: Floats) -> Floats:
    """RGB 0..255 as video levels. Shape (h, w, 3) in and out, float32."""
    return np.asarray(cv2.transform(pixels, RGB_TO_YCC), np.float32)


def half(plane: Floats, width_px: int, height_px: int) -> Floats:
    """A plane averaged down to chroma size; the sides are those of the full plane."""
    size = (width_px // 2, height_px // 2)
    return np.asarray(cv2.resize(plane, size, interpolation=cv2.INTER_AREA), np.float32)


def to_rgb(planes: Planes) -> Bytes:
    """The frame as RGB bytes, shape (h, w, 3)."""
    size = (planes.width_px, planes.height_px)
    u, v = (cv2.resize(p, size, interpolation=cv2.INTER_LINEAR) for p in (planes.u, planes.v))
    return np.asarray(cv2.transform(cv2.merge([planes.y, u, v]), YCC_TO_RGB), np.uint8)
