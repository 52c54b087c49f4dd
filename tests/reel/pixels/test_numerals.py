"""Promises of the list's ground: flat, giant, cheap, drifting without jumps."""

import numpy as np
import pytest

from reel.pixels.backdrops.numerals import DRIFT_PX, GRAIN_REACH, Numerals, Shape
from reel.pixels.planes import Planes, ycc

SIZE = (270, 480)
GROUND, DECOR = "#FFD60A", "#E8381B"
BLOCK = Shape(np.full((200, 100), 255, np.uint8), 120, 240)


def drawn(frame=0, shape=BLOCK, motion=1.0, loudness=0.5):
    out = Planes.empty(*SIZE)
    Numerals(GROUND, DECOR, shape, motion, *SIZE).draw(frame, loudness, out)
    return out


def decor_columns(planes):
    """Where the shape stands on its middle row, to a fraction of a pixel."""
    row = planes.y[340].astype(float)
    low, high = ycc(DECOR).y, ycc(GROUND).y
    share = np.clip((high - row) / (high - low), 0, 1)
    share[share < 0.3] = 0
    return float((share * np.arange(SIZE[0])).sum() / share.sum())


def test_the_frame_holds_two_colours_and_a_little_grain():
    out = drawn()
    inside, outside = out.y[260:420, 140:200], out.y[:200]
    assert abs(inside.mean() - ycc(DECOR).y) < 1.5
    assert abs(outside.mean() - ycc(GROUND).y) < 1.5
    assert np.ptp(outside.astype(int)) <= 2 * GRAIN_REACH
    assert np.unique(out.u[:100]).tolist() == [round(ycc(GROUND).u)]


def test_the_shape_drifts_smoothly_and_not_far():
    """Less than a pixel in four frames, so that nothing ticks from pixel to pixel."""
    places = [decor_columns(drawn(frame)) for frame in range(0, 240, 4)]
    steps = np.abs(np.diff(places))
    assert steps.max() < 0.6
    assert np.ptp(places) <= 2 * DRIFT_PX / 4 + 1
    assert np.ptp(places) > DRIFT_PX / 4


def test_a_still_variation_does_not_move():
    assert np.array_equal(drawn(0, motion=0.0).raw, drawn(200, motion=0.0).raw)


@pytest.mark.parametrize(
    ("x", "y"), [(-90, 240), (260, 240), (120, 470), (120, -190), (-400, 0), (900, 0), (0, 900)]
)
def test_a_shape_may_bleed_off_any_side_or_lie_outside(x, y):
    out = drawn(120, Shape(BLOCK.mask, x, y))
    assert out.y.min() >= 16
    assert out.y.max() <= 235


def test_the_same_scene_always_gives_the_same_bytes():
    assert np.array_equal(drawn(77).raw, drawn(77).raw)
    assert np.array_equal(drawn(77, loudness=0.0).raw, drawn(77, loudness=1.0).raw)
