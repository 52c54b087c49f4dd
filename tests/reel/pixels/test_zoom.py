"""Promises of a zoom: every pixel is where arithmetic says, whatever the point that stays."""

import cv2
import numpy as np
import pytest

from reel.pixels.backdrops.zoom import Zoom

SOURCE, SIZE = (432, 768), (360, 640)
PIVOTS = [(0.5, 0.5), (0.0, 0.0), (1.0, 1.0), (0.0, 0.7), (0.31, 1.0), (0.013, 0.991)]


@pytest.fixture(scope="module")
def picture():
    noise = np.random.default_rng(5).integers(0, 256, SOURCE[::-1]).astype(np.uint8)
    return cv2.GaussianBlur(noise, (0, 0), 1.2)


def drawn(picture, pivot, closeness, size=SIZE, grid=2):
    target = np.full(size[::-1], 99, np.uint8)
    Zoom(picture, size, pivot, grid).draw(closeness, target)
    return target


def worked_out(picture, pivot, closeness, size=SIZE, grid=2):
    """The same by bilinear interpolation, in floats, place by place."""
    zoom = Zoom(picture, size, pivot, grid)
    first, second = (zoom.seen_at(at, at, closeness) for at in (0.0, 1000.0))
    places = []
    for axis in range(2):
        pace = (second[axis] - first[axis]) / 1000
        place = (np.arange(size[axis]) - first[axis]) / pace
        places.append(np.clip(place, 0, picture.shape[1 - axis] - 1))
    (x, y), source = places, picture.astype(float)
    left, top = (np.minimum(p.astype(int), n - 2) for p, n in zip(places, SOURCE, strict=True))
    right, low = x - left, (y - top)[:, None]
    rows = source[:, left] * (1 - right) + source[:, left + 1] * right
    return rows[top] * (1 - low) + rows[top + 1] * low


@pytest.mark.parametrize("closeness", [1.0, 1.000071, 1.0333, 1.0917, 1.1])
@pytest.mark.parametrize("pivot", PIVOTS)
def test_every_pixel_is_mixed_from_the_four_it_lies_between(picture, pivot, closeness):
    shown, right = (f(picture, pivot, closeness) for f in (drawn, worked_out))
    assert np.abs(shown - right).max() <= 1.0


@pytest.mark.parametrize("pivot", PIVOTS)
def test_a_frame_whose_size_does_not_fit_is_filled_as_well(picture, pivot):
    size = (358, 642)
    shown, right = (f(picture, pivot, 1.0417, size) for f in (drawn, worked_out))
    assert np.abs(shown - right).max() <= 1.0


@pytest.mark.parametrize("closeness", [1.0, 1.1])
def test_the_pivot_stays_in_place(picture, closeness):
    zoom = Zoom(picture, SIZE, (0.5, 0.25), 2)
    assert zoom.seen_at(216 - 0.5, 192 - 0.5, closeness) == (180 - 0.5, 160 - 0.5)


@pytest.mark.parametrize("pivot", PIVOTS)
def test_planes_of_half_the_size_stay_on_the_whole_ones(picture, pivot):
    half = cv2.resize(picture, (216, 384), interpolation=cv2.INTER_AREA)
    whole, small = Zoom(picture, SIZE, pivot, 2), Zoom(half, (180, 320), pivot, 1)
    x, y = whole.seen_at(200.5, 300.5, 1.07)
    assert small.seen_at(100, 150, 1.07) == pytest.approx(((x - 0.5) / 2, (y - 0.5) / 2))
