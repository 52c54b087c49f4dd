"""A creator's picture as ground: Ken Burns motion without jitter, and a scrim under the words."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from reel.pixels.backdrops.zoom import Zoom
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


@dataclass(frozen=True)
class Move:
    """The way into a picture about a point that stays in place, or out of it, over a scene."""

    focus: tuple[float, float]
    frames: int
    outward: bool

    @property
    def pivot(self) -> tuple[float, float]:
        """The point that stays: the move's near end has its focus in the middle, or as near to
        it as the edge of the picture allows."""
        seen = 1 / (1 + ZOOM)
        x, y = (min(max((at - seen / 2) / (1 - seen), 0.0), 1.0) for at in self.focus)
        return x, y

    def closeness(self, frame: int) -> float:
        """How much larger the picture is shown in a frame than where all of it is seen."""
        way = min(max(frame / max(self.frames, ZOOM_FRAMES), 0.0), 1.0)
        # Half eased, half steady: it never seems to stop.
        eased = 0.5 * way + 0.5 * smoother(way)
        return 1 + ZOOM * (1 - eased if self.outward else eased)


class KenBurns:
    """The ground of a scene with a picture; `outward` moves away from the focus instead."""

    def __init__(
        self, mezzanine: Mezzanine, frames: int, outward: bool, width_px: int, height_px: int
    ) -> None:
        self._move = Move((mezzanine.focus.x, mezzanine.focus.y), frames, outward)
        self._zooms = zooms(mezzanine.planes, (width_px, height_px), self._move.pivot)
        self._scrim = Scrim(width_px, height_px, needed_strength(mezzanine))

    def draw(self, frame: int, loudness: float, out: Planes) -> None:
        """Fill the frame."""
        closeness = self._move.closeness(frame)
        for zoom, (plane, _) in zip(self._zooms, out.each(), strict=True):
            zoom.draw(closeness, plane)
        self._scrim.lay(out)


def zooms(source: Planes, size: tuple[int, int], pivot: tuple[float, float]) -> tuple[Zoom, ...]:
    """The planes of a picture, ready to be shown in a frame of a size (width, height)."""
    return tuple(
        Zoom(plane, (size[0] // step, size[1] // step), pivot, grid=2 // step)
        for plane, step in source.each()
    )


def needed_strength(mezzanine: Mezzanine) -> float:
    """How opaque a scrim must be for captions to stay clear on every frame of the move."""
    seen = _under_captions(mezzanine)
    tint = np.array(rgb(SCRIM_TINT), np.float32)
    most = (FAINTEST_LUMINANCE + 0.05) / CAPTION_CONTRAST - 0.05
    for strength in SCRIM_STRENGTHS:
        darkened = (pixels * (1 - strength) + tint * strength for pixels in seen)
        if max(_brightest(pixels) for pixels in darkened) <= most:
            return strength
    return SCRIM_STRENGTHS[-1]


def _under_captions(mezzanine: Mezzanine) -> list[Floats]:
    """What lies where captions stand along the way, small, as RGB 0..255."""
    small = Planes.empty(JUDGED_COLUMNS, JUDGED_ROWS)
    reduced = Planes.empty(JUDGED_COLUMNS * 2, JUDGED_ROWS * 2)
    for (source, _), (target, _) in zip(mezzanine.planes.each(), reduced.each(), strict=True):
        # Averaged, not sampled: one bright pixel is nothing that the eye reads against.
        cv2.resize(source, target.shape[::-1], target, interpolation=cv2.INTER_AREA)
    pivot = Move((mezzanine.focus.x, mezzanine.focus.y), ZOOM_FRAMES, outward=False).pivot
    planes = zooms(reduced, (JUDGED_COLUMNS, JUDGED_ROWS), pivot)
    first, end = (round(y / 1920 * JUDGED_ROWS) for y in (SCRIM_TOP_PX, CAPTIONS_END_PX))
    seen = []
    for share in JUDGED_SHARES:
        for zoom, (plane, _) in zip(planes, small.each(), strict=True):
            zoom.draw(1 + ZOOM * share, plane)
        seen.append(to_rgb(small)[first:end].astype(np.float32))
    return seen


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
