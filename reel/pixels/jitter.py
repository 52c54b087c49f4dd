"""How smoothly a picture moves: dots pushed through the very zoom that draws it."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from contract.drafts import Focus
from reel.pixels.backdrops.picture import Move
from reel.pixels.backdrops.zoom import Zoom
from reel.pixels.mezzanine import OVERSIZE
from reel.pixels.planes import Bytes

DOT_SIGMA_PX = 6.0
WINDOW_PX = 24
DOTS = ((0.3, 0.3), (0.5, 0.5), (0.7, 0.35), (0.35, 0.7), (0.65, 0.65))
BLACK, WHITE = 16, 235
# Two seconds show every pace of the move; jitter does not wait longer.
MOST_FRAMES = 60
# Watched on half a frame: at a quarter of the cost, rounding weighs double, never less.
WATCHED_WIDTH_PX = 540
# The smooth way is a parabola through nine frames: a third of a second.
HALF_FIT = 4


def jitter_px(focus: Focus, frames: int, outward: bool) -> float:
    """How far dots stray from a smooth way, as RMS in px of a 1080 wide frame."""
    width_px, height_px = WATCHED_WIDTH_PX, WATCHED_WIDTH_PX * 16 // 9
    wide, high = (round(side * OVERSIZE / 2) * 2 for side in (width_px, height_px))
    move = Move((focus.x, focus.y), frames, outward)
    zoom = Zoom(_dotted(wide, high), (width_px, height_px), move.pivot, grid=2)
    target = np.empty((height_px, width_px), np.uint8)
    ways: list[list[tuple[float, float]]] = []
    for frame in range(min(frames, MOST_FRAMES)):
        closeness = move.closeness(frame)
        zoom.draw(closeness, target)
        seen = [zoom.seen_at(x * wide, y * high, closeness) for x, y in DOTS]
        ways.append([_centre(target, (round(x), round(y))) for x, y in seen])
    strays = _strays(np.array(ways).reshape(len(ways), -1))
    return float(np.sqrt(np.mean(strays**2))) * 1080 / width_px if strays.size else 0.0


@lru_cache(maxsize=1)
def _dotted(width_px: int, height_px: int) -> Bytes:
    across, down = np.arange(width_px)[None, :], np.arange(height_px)[:, None]
    picture = np.full((height_px, width_px), float(BLACK))
    for x, y in DOTS:
        square = (across - x * width_px) ** 2 + (down - y * height_px) ** 2
        picture += (WHITE - BLACK) * np.exp(-square / (2 * DOT_SIGMA_PX**2))
    return np.clip(picture + 0.5, 0, 255).astype(np.uint8)


def _centre(target: Bytes, near: tuple[int, int]) -> tuple[float, float]:
    """The dot's centre of gravity around a pixel, in whole-frame coordinates."""
    left, top = (max(place - WINDOW_PX, 0) for place in near)
    window = target[top : near[1] + WINDOW_PX + 1, left : near[0] + WINDOW_PX + 1]
    weight = window.astype(np.float64) - BLACK
    rows, columns = np.mgrid[0 : window.shape[0], 0 : window.shape[1]]
    total = max(float(weight.sum()), 1.0)
    x, y = float((weight * columns).sum()), float((weight * rows).sum())
    return left + x / total, top + y / total


def _strays(ways: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each place minus the parabola through its neighbours, by least squares."""
    steps = np.arange(-HALF_FIT, HALF_FIT + 1)
    fit = np.linalg.pinv(np.vander(steps, 3))[2]
    middle = range(HALF_FIT, len(ways) - HALF_FIT)
    return np.array([ways[k] - fit @ ways[k - HALF_FIT : k + HALF_FIT + 1] for k in middle])
