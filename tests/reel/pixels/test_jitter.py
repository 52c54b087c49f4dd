"""How smoothly a picture moves."""

import numpy as np
import pytest

from contract.drafts import Focus
from reel.pixels.jitter import _strays, jitter_px


@pytest.mark.parametrize("outward", [False, True])
@pytest.mark.parametrize(("x", "y"), [(0.5, 0.5), (0.2, 0.8), (1.0, 0.0)])
def test_ken_burns_moves_without_shaking(x, y, outward):
    assert jitter_px(Focus(x=x, y=y), 150, outward) <= 0.05


def test_a_move_by_whole_pixels_would_be_seen():
    way = np.linspace(0, 20, 90)[:, None]
    assert np.sqrt(np.mean(_strays(way) ** 2)) < 1e-9
    assert np.sqrt(np.mean(_strays(np.round(way)) ** 2)) > 0.2


def test_a_scene_too_short_to_judge_does_not_shake():
    assert jitter_px(Focus(x=0.5, y=0.5), 3, False) == 0
