"""Promises of the values that everything in the contract is made of."""

import pytest
from pydantic import ValidationError

from contract.drafts import Focus
from contract.platforms import Box


def test_a_value_never_changes_after_it_was_made():
    focus = Focus(x=0.5, y=0.5)
    with pytest.raises(ValidationError):
        focus.x = 0.1


def test_unknown_names_are_refused_so_that_a_typing_mistake_is_seen():
    with pytest.raises(ValidationError):
        Focus(x=0.5, y=0.5, z=0.5)


def test_equal_values_are_one_key():
    box = Box(left_px=0, top_px=0, right_px=10, bottom_px=10)
    assert {box: "here"}[box.model_copy()] == "here"
