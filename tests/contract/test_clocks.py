"""Promises of clocks: always later than what was seen, never far ahead."""

from hypothesis import given
from hypothesis import strategies as st

from contract.clocks import (
    LATEST_MS,
    MOST_AHEAD_MS,
    MOST_IN_ONE_MS,
    clamped,
    hlc_of,
    parts_of,
    tick,
)

MS = st.integers(0, LATEST_MS - 1)
COUNTS = st.integers(0, MOST_IN_ONE_MS)


@given(MS, COUNTS, MS)
def test_a_tick_is_later_than_what_was_seen_whatever_the_clock_says(ms, count, now_ms):
    last = hlc_of(ms, count)
    assert tick(last, now_ms) > last
    assert tick(last, now_ms) >= hlc_of(now_ms, 0)


@given(MS, COUNTS, MS, COUNTS)
def test_text_is_compared_as_moments_are(ms, count, other_ms, other_count):
    one, other = hlc_of(ms, count), hlc_of(other_ms, other_count)
    assert (one < other) == ((ms, count) < (other_ms, other_count))
    assert parts_of(one) == (ms, count)


def test_what_is_too_far_ahead_is_brought_back_and_nothing_else():
    assert clamped(hlc_of(99, 3), 100) == hlc_of(99, 3)
    assert clamped(hlc_of(100 + MOST_AHEAD_MS, 1), 100) == hlc_of(100 + MOST_AHEAD_MS, 0)
    assert hlc_of(-5, 0) == "0000000000000-0000"
