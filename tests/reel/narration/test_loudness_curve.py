"""How loud the narration is, frame by frame."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reel.narration.loudness_curve import follow, last_sound_ms

RATE_HZ, FPS = 22_050, 30


def tone(seconds, level=6000):
    return (np.sin(np.arange(int(seconds * RATE_HZ)) / 8) * level).astype(np.int16)


def test_it_rises_quickly_falls_slowly_and_ends_at_nothing():
    silence = np.zeros(RATE_HZ, np.int16)
    curve = follow(np.concatenate([tone(1), silence]), RATE_HZ, FPS)
    peak = max(curve)
    reached = next(n for n, value in enumerate(curve) if value >= 0.63 * peak)
    fallen = next(n for n, value in enumerate(curve[FPS:]) if value <= 0.37 * peak)
    assert abs(reached * 1000 / FPS - 80) <= 1000 / FPS
    assert abs(fallen * 1000 / FPS - 240) <= 2 * 1000 / FPS
    assert curve[-1] == 0


def test_it_has_a_value_for_every_frame_of_the_speech():
    for seconds in (0.01, 0.5, 1.0, 2.345):
        samples = tone(seconds)
        assert len(follow(samples, RATE_HZ, FPS)) >= len(samples) * FPS / RATE_HZ


@given(st.lists(st.integers(-32768, 32767), max_size=3000), st.sampled_from([24, 30, 60]))
def test_it_stays_within_a_byte(values, fps):
    curve = follow(np.array(values, np.int16), RATE_HZ, fps)
    assert all(0 <= value <= 255 for value in curve)


def test_the_last_sound_is_found_within_a_hundredth_of_a_second():
    samples = np.concatenate([tone(0.5), np.zeros(RATE_HZ, np.int16)])
    assert abs(last_sound_ms(samples, RATE_HZ) - 500) <= 10
    assert last_sound_ms(samples, RATE_HZ, 600, 900) == 600
    assert abs(last_sound_ms(samples, RATE_HZ, 100, 400) - 400) <= 10
    assert last_sound_ms(np.zeros(0, np.int16), RATE_HZ) == 0
