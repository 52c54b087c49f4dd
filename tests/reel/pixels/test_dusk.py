"""Promises of story's ground."""

import numpy as np
import pytest

from reel.catalogue import get_preset
from reel.pixels.backdrops.dusk import CREST_PX, Dusk, Spot
from reel.pixels.planes import Planes

SIZE = (270, 480)
STOPS = get_preset("story").variations[0].palette.stops
NOON = Spot(476, 560, 300)
GONE = Spot(476, 2600, 100)


def drawn(spot=NOON, frame=0, seed=1, motion=1.0, size=SIZE, stops=STOPS):
    out = Planes.empty(*size)
    Dusk(stops, lambda _: spot, seed, motion, 10.0, *size).draw(frame, 0.5, out)
    return out


def centre_of_sun(x, size=SIZE):
    """The middle of the sun's light, measured against the sky without it."""
    scale = size[0] / 1080
    spot = Spot(x, 560, 150)
    rows = slice(round(380 * scale), round(740 * scale))
    disc = drawn(spot, size=size).y[rows].astype(float) > 150
    return float((disc * np.arange(size[0])).sum() / disc.sum()) / scale


@pytest.mark.parametrize("x", [300.0, 301.0, 303.5, 476.0])
def test_the_sun_stands_where_it_is_told_to_a_fraction_of_a_pixel(x):
    assert abs(centre_of_sun(x) + 0.5 / 0.25 - 0.5 - x) < 2.1


def test_the_sun_looks_alike_at_every_size_of_frame():
    small, large = drawn(size=(270, 480)), drawn(size=(540, 960))
    halved = large.y.reshape(480, 2, 270, 2).mean(axis=(1, 3))
    # Not the grain nor the stars: those are as fine as the frame.
    same = np.abs(halved[150:300] - small.y[150:300]).mean()
    assert same < 3


def test_no_crest_reaches_the_captions():
    """However long the scene is."""
    for seed in range(4):
        for frame in (0, 400, 1200):
            bottom = round(CREST_PX / 4) - 1
            early, late = (drawn(GONE, f, seed).y[160:bottom] for f in (frame, frame + 90))
            assert np.array_equal(early, late)


def test_near_ridges_pass_faster_than_far_ones():
    one, other = drawn(GONE, 0), drawn(GONE, 30)
    change = np.abs(one.y.astype(int) - other.y.astype(int)).mean(axis=1)
    assert change[325:345].sum() < change[400:440].sum()


def test_motion_of_a_variant_makes_the_land_pass_faster():
    assert not np.array_equal(drawn(frame=60, motion=0.7).raw, drawn(frame=60, motion=1.3).raw)


def test_no_row_of_the_sky_shows_a_band():
    """A band would be a long run of one level down a column."""
    column = drawn(GONE).y[4:300, 40].astype(int)
    longest = max(len(run) for run in np.split(column, np.flatnonzero(np.diff(column)) + 1))
    assert longest < 14


def test_no_part_of_the_sun_shows_a_band():
    column = drawn().y[75:205, 119].astype(int)
    longest = max(len(run) for run in np.split(column, np.flatnonzero(np.diff(column)) + 1))
    assert longest < 14


def test_nothing_behind_the_ridges_shows_through_them():
    """The bright horizon must not be seen under a ridge's foot, however deep the valleys."""
    for seed in range(6):
        frame = drawn(GONE, 200, seed)
        assert frame.y[408:].max() < 110


def test_stars_twinkle_but_hardly_change_the_frame():
    early, late = drawn(GONE, 0).y[:150].astype(int), drawn(GONE, 30).y[:150].astype(int)
    assert 0 < np.abs(early - late).mean() < 0.2


def test_a_seed_always_gives_the_same_land_and_another_seed_another():
    assert np.array_equal(drawn(seed=5).raw, drawn(seed=5).raw)
    assert not np.array_equal(drawn(seed=5).raw, drawn(seed=6).raw)
