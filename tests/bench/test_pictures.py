"""Promises of the pictures that are measured with."""

import numpy as np
import pytest

from bench.pictures import MOODS, draw

SIZE = (300, 400)


@pytest.mark.parametrize("mood", MOODS)
def test_a_picture_has_the_same_pixels_every_time(mood):
    assert np.array_equal(draw(mood, 7, SIZE), draw(mood, 7, SIZE))


def test_pictures_differ():
    one, other = (draw(MOODS[0], seed, SIZE) for seed in (1, 2))
    assert one.shape == other.shape == (400, 300, 3)
    assert not np.array_equal(one, other)
