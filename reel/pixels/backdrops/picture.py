"""A creator's picture as ground: Ken Burns motion without jitter, and a scrim under the words."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from reel.pixels.mezzanine import Mezzanine
from reel.pixels.motion import smoother
from reel.pixels.planes import Bytes, Floats, Planes, rgb, to_rgb, ycc

ZOOM = 0.10
# A longer scene moves on at the same pace rather than slower.
ZOOM_FRAMES = 180
SCRIM_TINT = "#0B0714"
# The weakest darkening is taken, in these steps, that keeps captions clear of the picture.
SCRIM_STEP = 0.04
SCRIM_STRENGTHS = tuple(0.42 + SCRIM_STEP * step for step in range(12))
SCRIM_RAMP_PX = 225
SCRIM_TOP_PX = 890
CAPTIONS_END_PX = 1250
# The darkest colour any look lights a caption word with, and what it must clear.
FAINTEST_LUMINANCE = 0.70
CAPTION_CONTRAST = 7.4
# The picture is judged this small, at the start, middle and end of its move.
JUDGED_COLUMNS, JUDGED_ROWS = 68, 120
JUDGED_SHARES = (0.0, 0.5, 1.0)
BRIGHTEST_PERCENT = 98


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
        self._scrim = Scrim(width_px, height_px, needed_strength(mezzanine))

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


def needed_strength(mezzanine: Mezzanine) -> float:
    """How opaque a scrim must be for captions to stay clear on every frame of the move."""
    seen = [_under_captions(mezzanine, share) for share in JUDGED_SHARES]
    tint = np.array(rgb(SCRIM_TINT), np.float32)
    most = (FAINTEST_LUMINANCE + 0.05) / CAPTION_CONTRAST - 0.05
    for strength in SCRIM_STRENGTHS:
        darkened = (pixels * (1 - strength) + tint * strength for pixels in seen)
        if max(_brightest(pixels) for pixels in darkened) <= most:
            return strength
    return SCRIM_STRENGTHS[-1]


def _under_captions(mezzanine: Mezzanine, share: float) -> Floats:
    """What lies where captions stand, small, as RGB 0..255."""
    small = Planes.empty(JUDGED_COLUMNS, JUDGED_ROWS)
    for (source, _), (target, _) in zip(mezzanine.planes.each(), small.each(), strict=True):
        # Averaged, not sampled: one bright pixel is nothing that the eye reads against.
        shape = (target.shape[1] * 2, target.shape[0] * 2)
        reduced = np.asarray(cv2.resize(source, shape, interpolation=cv2.INTER_AREA), np.uint8)
        warp(reduced, target, share, (mezzanine.focus.x, mezzanine.focus.y))
    first, end = (round(y / 1920 * JUDGED_ROWS) for y in (SCRIM_TOP_PX, CAPTIONS_END_PX))
    return to_rgb(small)[first:end].astype(np.float32)


def _brightest(pixels: Floats) -> float:
    parts = pixels / 255
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(np.percentile(linear @ (0.2126, 0.7152, 0.0722), BRIGHTEST_PERCENT))


class Scrim:
    """A darkening that ramps in above the caption and holds to the bottom of the frame."""

    def __init__(self, width_px: int, height_px: int, strength: float) -> None:
        scale = width_px / 1080
        self._top = math.floor((SCRIM_TOP_PX - SCRIM_RAMP_PX) * scale / 2) * 2
        rows = np.arange(self._top, height_px, dtype=np.float64)
        way = np.clip((rows / scale - SCRIM_TOP_PX + SCRIM_RAMP_PX) / SCRIM_RAMP_PX, 0, 1)
        cover = way * way * (3 - 2 * way) * strength
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
