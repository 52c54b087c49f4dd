"""Promises of the values that everything in the contract is made of."""

import pytest
from pydantic import ValidationError

from contract.platforms import Box, Frame


def test_a_value_never_changes_after_it_was_made():
    frame = Frame(width_px=1080, height_px=1920, fps=30)
    with pytest.raises(ValidationError):
        frame.fps = 60


def test_unknown_names_are_refused_so_that_a_typing_mistake_is_seen():
    with pytest.raises(ValidationError):
        Frame(width_px=1080, height_px=1920, fps=30, hz=30)


def test_equal_values_are_one_key():
    box = Box(left_px=0, top_px=0, right_px=10, bottom_px=10)
    assert {box: "here"}[box.model_copy()] == "here"
