"""A creator's picture as ground: Ken Burns motion without jitter, and a scrim under the words."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from reel.pixels.mezzanine import Mezzanine
from reel.pixels.motion import smoother
from reel.pixels.planes import Bytes, Planes, ycc

ZOOM = 0.10
# A longer scene moves on at the same pace rather than slower.
ZOOM_FRAMES = 180
SCRIM_TINT = "#0B0714"
SCRIM_STRENGTH = 0.74
SCRIM_RAMP_PX = 225
SCRIM_TOP_PX = 930


def ken_burns_matrix(
    share: float,
    focus: tuple[float, float],
    source: tuple[int, int],
    target: tuple[int, int],
) -> NDArray[np.float64]:
    """The map from target pixels to source pixels, share 0..1 of the way into the picture.

    Sizes are (width, height) of one plane. Sub-pixel exact, so slow moves do not shake.
    """
    zoom = 1 + ZOOM * share
    step = source[0] / target[0] / zoom
    wide, high = target[0] * step, target[1] * step
    # From the middle of the whole picture towards its focus, never over its edge.
    middle = [0.5 + (point - 0.5) * share for point in focus]
    x = min(max(middle[0] * source[0] - wide / 2, 0), source[0] - wide)
    y = min(max(middle[1] * source[1] - high / 2, 0), source[1] - high)
    centre = 0.5 * step - 0.5
    return np.array([[step, 0, x + centre], [0, step, y + centre]])


class KenBurns:
    """The ground of a scene with a picture; `outward` moves away from the focus instead."""

    def __init__(
        self, mezzanine: Mezzanine, frames: int, outward: bool, width_px: int, height_px: int
    ) -> None:
        self._source = mezzanine.planes
        self._focus = (mezzanine.focus.x, mezzanine.focus.y)
        self._frames = max(frames, ZOOM_FRAMES)
        self._outward = outward
        self._scrim = Scrim(width_px, height_px)

    def share(self, frame: int) -> float:
        """How far into the picture a frame is, 0..1."""
        way = min(max(frame / self._frames, 0.0), 1.0)
        # Half eased, half steady: it never seems to stop.
        eased = 0.5 * way + 0.5 * smoother(way)
        return 1 - eased if self._outward else eased

    def draw(self, frame: int, loudness: float, out: Planes) -> None:
        """Fill the frame."""
        share = self.share(frame)
        for (source, _), (target, _) in zip(self._source.each(), out.each(), strict=True):
            warp(source, target, share, self._focus)
        self._scrim.lay(out)


def warp(source: Bytes, target: Bytes, share: float, focus: tuple[float, float]) -> None:
    """One plane of one frame."""
    shape = (target.shape[1], target.shape[0])
    matrix = ken_burns_matrix(share, focus, (source.shape[1], source.shape[0]), shape)
    cv2.warpAffine(
        source,
        matrix,
        shape,
        dst=target,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )


class Scrim:
    """A darkening that ramps in above the caption and holds to the bottom of the frame."""

    def __init__(self, width_px: int, height_px: int) -> None:
        scale = width_px / 1080
        self._top = math.floor((SCRIM_TOP_PX - SCRIM_RAMP_PX) * scale / 2) * 2
        rows = np.arange(self._top, height_px, dtype=np.float64)
        way = np.clip((rows / scale - SCRIM_TOP_PX + SCRIM_RAMP_PX) / SCRIM_RAMP_PX, 0, 1)
        cover = way * way * (3 - 2 * way) * SCRIM_STRENGTH
        self._parts = tuple(
            self._part(cover[::step], width_px // step, level)
            for step, level in zip((1, 2, 2), ycc(SCRIM_TINT), strict=True)
        )

    @staticmethod
    def _part(cover: NDArray[np.float64], width: int, level: float) -> tuple[Bytes, Bytes]:
        ones = np.ones((1, width))
        keep = np.clip(255 * (1 - cover)[:, None] * ones + 0.5, 0, 255).astype(np.uint8)
        tint = np.clip(level * cover[:, None] * ones + 0.5, 0, 255).astype(np.uint8)
        return keep, tint

    def lay(self, out: Planes) -> None:
        """Darken the frame."""
        for (plane, step), (keep, tint) in zip(out.each(), self._parts, strict=True):
            there = plane[self._top // step :]
            cv2.multiply(there, keep, there, 1 / 255)
            cv2.add(there, tint, there)
