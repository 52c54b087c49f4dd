"""Promises of a creator's picture as ground: a move without jitter, words clear of it."""

import cv2
import numpy as np
import pytest

from contract.drafts import Focus
from reel.pixels.backdrops.picture import (
    CAPTIONS_END_PX,
    FAINTEST_LUMINANCE,
    SCRIM_TOP_PX,
    KenBurns,
    Move,
    needed_strength,
    zooms,
)
from reel.pixels.mezzanine import Mezzanine
from reel.pixels.planes import Planes, to_rgb

SIZE = (270, 480)
FRAMES = 120


def picture_of(paint):
    """A mezzanine for the small frame, its luma painted by a function."""
    planes = Planes.empty(324, 576)
    planes.fill("#000000")
    paint(planes)
    return Mezzanine(planes, Focus(x=0.6, y=0.4))


@pytest.fixture
def white():
    return picture_of(lambda planes: planes.fill("#FFFFFF"))


@pytest.fixture
def dark():
    return picture_of(lambda planes: planes.fill("#101820"))


def luminance(colours):
    shares = np.asarray(colours, float) / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def brightest_under_captions(mezzanine, outward=False):
    ground = KenBurns(mezzanine, FRAMES, outward, *SIZE)
    out = Planes.empty(*SIZE)
    seen = []
    for frame in (0, FRAMES // 2, FRAMES - 1):
        ground.draw(frame, 0.0, out)
        rows = slice(SCRIM_TOP_PX // 4 + 1, CAPTIONS_END_PX // 4)
        seen.append(np.percentile(luminance(to_rgb(out)[rows]), 90))
    return max(seen)


@pytest.mark.parametrize("outward", [False, True])
def test_captions_are_clear_of_a_white_picture(white, outward):
    ground = brightest_under_captions(white, outward)
    assert (FAINTEST_LUMINANCE + 0.05) / (ground + 0.05) >= 7


@pytest.mark.parametrize("colour", ["#FF0000", "#00FF00", "#FFFF00", "#4060FF", "#FF40FF"])
def test_captions_are_clear_of_pictures_of_any_colour(colour):
    ground = brightest_under_captions(picture_of(lambda planes: planes.fill(colour)))
    assert (FAINTEST_LUMINANCE + 0.05) / (ground + 0.05) >= 7


def test_captions_are_clear_of_a_light_spot_in_a_dark_picture():
    def paint(planes):
        planes.fill("#202020")
        cv2.circle(planes.y, (160, 320), 50, 235, -1)

    ground = brightest_under_captions(picture_of(paint))
    assert (FAINTEST_LUMINANCE + 0.05) / (ground + 0.05) >= 7


def test_a_dark_picture_is_darkened_less_than_a_light_one(white, dark):
    assert needed_strength(dark) < needed_strength(white)


def test_a_picture_is_left_as_it_is_above_the_words(white):
    out = Planes.empty(*SIZE)
    KenBurns(white, FRAMES, False, *SIZE).draw(0, 0.0, out)
    assert out.y[:100].min() >= 234


def test_a_slow_move_does_not_shake():
    """A dot's way differs from a smooth one by at most a twentieth of a pixel."""
    planes = picture_of(
        lambda planes: cv2.circle(planes.y, (120 * 16, 250 * 16), 96, 235, -1, 16, 4)
    )
    move = Move((0.6, 0.4), FRAMES, outward=False)
    luma = zooms(planes.planes, SIZE, move.pivot)[0]
    out = Planes.empty(*SIZE)
    way = []
    for frame in range(20, 80):
        luma.draw(move.closeness(frame), out.y)
        light = out.y.astype(float) - 16
        total = light.sum()
        way.append(
            ((light * np.arange(270)).sum() / total, (light.T * np.arange(480)).sum() / total)
        )
    places, frames = np.array(way), np.arange(20, 80)
    for axis in range(2):
        smooth = np.polyval(np.polyfit(frames, places[:, axis], 6), frames)
        assert np.abs(places[:, axis] - smooth).max() <= 0.05


@pytest.mark.parametrize("outward", [False, True])
@pytest.mark.parametrize(("at", "seen"), [(0.5, 0.5), (0.48, 0.5), (0.53, 0.5), (0.6, 0.56)])
def test_the_near_end_has_the_focus_in_the_middle_if_the_edge_allows(at, seen, outward):
    move = Move((at, at), FRAMES * 2, outward)
    near = move.closeness(0 if outward else FRAMES * 2)
    luma = zooms(Planes.empty(1296, 2304), (1080, 1920), move.pivot)[0]
    x, y = luma.seen_at(at * 1296, at * 2304, near)
    assert (x / 1080, y / 1920) == pytest.approx((seen, seen), abs=0.002)
