"""Promises of the explainer's ground."""

import numpy as np
import pytest

from reel.catalogue import get_preset
from reel.pixels.backdrops.spectrum import Spectrum
from reel.pixels.planes import Planes, rgb, to_rgb

SIZE = (270, 480)
VARIATIONS = get_preset("explainer").variations


def luminance(colours):
    shares = np.asarray(colours, float) / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def drawn(frame=0, loudness=0.5, seed=1, stops=VARIATIONS[0].palette.stops, motion=1.0):
    out = Planes.empty(*SIZE)
    Spectrum(stops, seed, motion, *SIZE).draw(frame, loudness, out)
    return out


@pytest.mark.parametrize("variation", VARIATIONS, ids=lambda variation: variation.says[:30])
def test_words_keep_their_contrast_wherever_the_light_wanders(variation):
    palette = variation.palette
    for seed in range(12):
        for frame in (0, 60, 150, 240):
            pixels = to_rgb(drawn(frame, 1.0, seed, palette.stops, variation.motion))
            behind = luminance(pixels[round(290 / 4) : round(1248 / 4), 18:220])
            brightest = np.percentile(behind, 90)
            for colour in (palette.ink, palette.hot):
                assert (luminance(rgb(colour)) + 0.05) / (brightest + 0.05) >= 7


def test_the_voice_moves_the_waves_and_nothing_above_them():
    quiet, loud = drawn(loudness=0.0), drawn(loudness=1.0)
    top = round(1248 / 4)
    assert np.array_equal(quiet.y[:top], loud.y[:top])
    assert not np.array_equal(quiet.y[top:], loud.y[top:])


def test_the_sky_drifts_slowly():
    first, next_one = drawn(60), drawn(61)
    change = np.abs(first.y.astype(int) - next_one.y.astype(int)).mean()
    assert 0 < change < 3


def test_a_seed_always_gives_the_same_sky_and_another_seed_another():
    assert np.array_equal(drawn(30, seed=5).raw, drawn(30, seed=5).raw)
    assert not np.array_equal(drawn(30, seed=5).raw, drawn(30, seed=6).raw)


def test_slow_gradients_show_no_steps():
    """A band would be a run of rows with one and the same level."""
    column = drawn().y[20:300, 40].astype(int)
    longest = max(len(run) for run in np.split(column, np.flatnonzero(np.diff(column)) + 1))
    assert longest < 14
