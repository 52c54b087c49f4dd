"""General flashes, counted as WCAG defines them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reel.pixels.flashes import luminance, worst_second

FPS = 30
WHITE, BLACK, GREY = 235, 16, 126


def film(lumas, cells=np.s_[:, :]):
    """Grey frames in which some cells take these luma levels one after the other."""
    frames = np.full((len(lumas), 3, 96, 54), 128, np.uint8)
    frames[:, 0] = GREY
    for number, luma in enumerate(lumas):
        frames[number, 0][cells] = luma
    return frames


def blinking(times_a_second, seconds=3, high=WHITE, low=BLACK):
    count = round(seconds * FPS)
    return [high if int(n * 2 * times_a_second / FPS) % 2 else low for n in range(count)]


@pytest.mark.parametrize("rate", [1, 2, 3, 5])
def test_a_screen_that_blinks_is_counted(rate):
    assert worst_second(film(blinking(rate)), FPS) == rate


def test_one_change_too_many_is_more_than_three_flashes():
    assert worst_second(film(blinking(3.5)), FPS) == 3.5


def test_a_still_picture_and_no_picture_do_not_flash():
    assert worst_second(film([GREY] * 60), FPS) == 0
    assert worst_second(film([]), FPS) == 0


def test_a_slow_fade_there_and_back_is_one_flash_at_most():
    ramp = [*range(BLACK, WHITE, 5), *range(WHITE, BLACK, -5)]
    assert worst_second(film(ramp), FPS) <= 1


def test_changes_below_a_tenth_of_the_brightness_do_not_count():
    assert worst_second(film(blinking(5, high=130, low=122)), FPS) == 0


def test_changes_between_very_bright_states_do_not_count():
    # Luma 220 is a relative luminance of 0.86: the darker state is not below 0.80.
    assert worst_second(film(blinking(5, high=WHITE, low=220)), FPS) == 0


def test_a_small_area_does_not_count_and_a_quarter_of_a_block_does():
    block = 18 * 32
    small = np.s_[0:10, 0:14]
    assert 140 < block / 4 <= 144
    assert worst_second(film(blinking(5), small), FPS) == 0
    assert worst_second(film(blinking(5), np.s_[0:12, 0:12]), FPS) == 5
    # Even in a corner of the screen, and far from the other area.
    assert worst_second(film(blinking(5), np.s_[84:96, 42:54]), FPS) == 5


def test_saturated_colours_flash_by_their_own_luminance():
    # BT.709 red (luma 63) on black: 0.21 of the brightness, far more than its luma suggests.
    frames = film([63 if n // 3 % 2 else 16 for n in range(60)])
    frames[:, 1:] = 128
    plain = worst_second(frames, FPS)
    red = frames.copy()
    red[frames[:, 0, 0, 0] == 63, 1] = 102
    red[frames[:, 0, 0, 0] == 63, 2] = 240
    assert plain == 0
    assert worst_second(red, FPS) == 5


def test_luminance_runs_from_black_to_white():
    frames = film([BLACK, WHITE])
    assert luminance(frames[0]).max() == 0
    assert luminance(frames[1]).min() == pytest.approx(1, abs=0.01)


@given(st.lists(st.integers(16, 235), min_size=2, max_size=90))
def test_more_time_never_means_fewer_flashes(lumas):
    whole = worst_second(film(lumas), FPS)
    assert worst_second(film(lumas[: len(lumas) // 2]), FPS) <= whole <= FPS / 2
