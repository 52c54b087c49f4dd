"""Promises of "40 s left": from what was seen, and nothing before enough was."""

from uuid import UUID

from desktop.views.dashboard.pace import Paces

ONE = UUID(int=1)


def test_it_is_not_guessed_before_enough_was_seen() -> None:
    paces = Paces()
    paces.note({ONE: 10}, 0)
    paces.note({ONE: 14}, 8_000)
    assert paces.left_ms(ONE, 8_000) is None
    paces.note({ONE: 40}, 1_000)
    assert paces.left_ms(UUID(int=2), 0) is None


def test_it_goes_on_at_the_pace_that_was_seen_and_time_counts() -> None:
    paces = Paces()
    paces.note({ONE: 20}, 0)
    paces.note({ONE: 60}, 40_000)
    assert paces.left_ms(ONE, 40_000) == 40_000
    paces.note({ONE: 60}, 50_000)
    assert paces.left_ms(ONE, 50_000) == 30_000
    assert paces.left_ms(ONE, 500_000) == 0


def test_what_is_over_is_forgotten() -> None:
    paces = Paces()
    paces.note({ONE: 20}, 0)
    paces.note({ONE: 60}, 40_000)
    paces.note({}, 41_000)
    assert paces.left_ms(ONE, 41_000) is None


def test_a_guess_of_hours_is_none() -> None:
    paces = Paces()
    paces.note({ONE: 0}, 0)
    paces.note({ONE: 6}, 3_600_000)
    assert paces.left_ms(ONE, 3_600_000) is None
