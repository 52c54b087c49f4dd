"""How segments are shared out among workers."""

from hypothesis import given
from hypothesis import strategies as st

from reel.pixels.lanes import Lanes


@given(st.lists(st.integers(1, 300), max_size=40), st.integers(1, 4), st.lists(st.integers(0, 3)))
def test_every_segment_is_taken_exactly_once(frames, count, order):
    lanes = Lanes(frames, count)
    taken = [lanes.take(turn % count) for turn in [*order, *range(len(frames) * count)]]
    assert sorted(place for place in taken if place is not None) == list(range(len(frames)))
    assert lanes.take(0) is None


def test_a_lane_walks_along_neighbours():
    lanes = Lanes([10] * 8, 2)
    assert [lanes.take(0) for _ in range(4)] == [0, 1, 2, 3]
    assert [lanes.take(1) for _ in range(4)] == [4, 5, 6, 7]


def test_a_lane_that_is_done_goes_on_in_the_middle_of_what_is_left():
    lanes = Lanes([10] * 8, 2)
    assert [lanes.take(1) for _ in range(4)] == [4, 5, 6, 7]
    assert lanes.take(0) == 0
    assert lanes.take(1) == 2
    assert lanes.take(1) == 3
    assert lanes.take(0) == 1


def test_lanes_begin_at_equal_shares_of_the_frames():
    lanes = Lanes([300, 10, 10, 10, 10], 2)
    assert (lanes.take(0), lanes.take(1)) == (0, 1)
