"""Promises of platforms: boxes know what lies inside them."""

from hypothesis import given
from hypothesis import strategies as st

from contract.platforms import Box


def box(left, top, right, bottom):
    return Box(left_px=left, top_px=top, right_px=right, bottom_px=bottom)


def test_a_box_contains_itself_and_what_lies_inside():
    outer = box(60, 180, 900, 1500)
    assert outer.contains(outer)
    assert outer.contains(box(65, 288, 888, 1248))


def test_one_pixel_over_any_edge_is_outside():
    outer = box(60, 180, 900, 1500)
    for edges in (
        (59, 180, 900, 1500),
        (60, 179, 900, 1500),
        (60, 180, 901, 1500),
        (60, 180, 900, 1501),
    ):
        assert not outer.contains(box(*edges))


@given(*[st.integers(0, 2000)] * 8)
def test_two_boxes_that_contain_each_other_are_the_same(a, b, c, d, e, f, g, h):
    one, other = box(a, b, c, d), box(e, f, g, h)
    assert (one.contains(other) and other.contains(one)) == (one == other)
