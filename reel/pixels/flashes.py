"""General flashes as WCAG 2 defines them (success criterion 2.3.1), counted on small pictures.

A flash is a pair of opposing changes in relative luminance of 10 % or more of the maximum
where the darker state is below 0.80. It counts where the flashing area is a quarter or more
of any block of a third of the width by a third of the height (the 341 x 256 px block of a
1024 x 768 screen that WCAG names).
"""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from reel.pixels.sightings import Thumbs

CHANGE = 0.10
DARK = 0.80
AREA = 0.25
BLOCK_SHARE = 3

Floats = NDArray[np.float32]
Cells = NDArray[np.bool_]


def worst_second(thumbs: Thumbs, fps: int) -> float:
    """The most flashes in any one second; a half is a change that did not come back.

    Shape: (frames, 3, height, width), luma and chroma planes averaged down.
    """
    if len(thumbs) == 0:
        return 0.0
    zigzag = _Zigzag(luminance(thumbs[0]))
    changes = np.zeros(thumbs[0][0].shape, np.int32)
    recent: list[Cells] = []
    most = 0
    for planes in thumbs[1:]:
        turned = zigzag.step(luminance(planes))
        recent.append(turned)
        changes += turned
        if len(recent) > fps:
            changes -= recent.pop(0)
        while turned.any() and _fills_a_block(changes > most):
            most += 1
    return most / 2


def luminance(planes: Thumbs) -> Floats:
    """Relative luminance 0..1 of BT.709 planes (3, h, w)."""
    y = (planes[0].astype(np.float32) - 16) / 219
    u, v = ((plane.astype(np.float32) - 128) / 224 for plane in planes[1:])
    red, blue = y + 1.5748 * v, y + 1.8556 * u
    green = (y - 0.2126 * red - 0.0722 * blue) / 0.7152
    parts = [_linear()[_level(channel)] for channel in (red, green, blue)]
    sum_of_parts: Floats = 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
    return sum_of_parts


class _Zigzag:
    """Follows each cell from one extreme of its luminance to the next."""

    def __init__(self, first: Floats) -> None:
        self._low, self._high = first.copy(), first.copy()
        self._rising = np.zeros(first.shape, np.bool_)
        self._falling = np.zeros(first.shape, np.bool_)

    def step(self, now: Floats) -> Cells:
        """The cells in which an opposing change is complete with this frame."""
        np.minimum(self._low, now, out=self._low)
        np.maximum(self._high, now, out=self._high)
        up = ~self._rising & (now - self._low >= CHANGE) & (self._low < DARK)
        down = ~self._falling & (self._high - now >= CHANGE) & (now < DARK) & ~up
        turned = up | down
        self._rising = (self._rising & ~down) | up
        self._falling = (self._falling & ~up) | down
        # From here on only the way back counts: the extreme behind us is forgotten.
        self._high[turned] = now[turned]
        self._low[turned] = now[turned]
        return turned


def _fills_a_block(cells: Cells) -> bool:
    height, width = cells.shape
    block = (max(width // BLOCK_SHARE, 1), max(height // BLOCK_SHARE, 1))
    filled = cv2.boxFilter(
        cells.astype(np.float32), -1, block, normalize=True, borderType=cv2.BORDER_CONSTANT
    )
    return bool(filled.max() >= AREA)


def _level(channel: Floats) -> NDArray[np.uint8]:
    return (np.clip(channel, 0, 1) * 255 + 0.5).astype(np.uint8)


@lru_cache(maxsize=1)
def _linear() -> Floats:
    """sRGB's curve for the 256 levels, as WCAG writes it."""
    levels = np.arange(256) / 255
    curve = np.where(levels <= 0.03928, levels / 12.92, ((levels + 0.055) / 1.055) ** 2.4)
    return curve.astype(np.float32)
