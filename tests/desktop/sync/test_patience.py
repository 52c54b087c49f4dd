"""Promises of patience: it asks again while time may help, and not a moment longer."""

import pytest

from contract.problems import Code, Problem
from desktop.sync import patience
from desktop.sync.patience import Patience


class Trying:
    """Fails with these problems in turn, then answers; notes how long was waited between."""

    def __init__(self, *problems: Problem) -> None:
        self._problems = list(problems)
        self.waits: list[float] = []
        self.told: list[Code] = []
        self.patience = Patience(self.waits.append, lambda why, wait_s: self.told.append(why.code))

    def __call__(self) -> str:
        if self._problems:
            raise self._problems.pop(0)
        return "answer"


def lost(**more) -> Problem:
    return Problem(Code.SERVER_UNREACHABLE, "Lost.", "Again.", retryable=True, **more)


def limit(retry_after_s: int) -> Problem:
    says = ("Cooling down.", "Wait.")
    return Problem(Code.COOLDOWN, *says, retryable=True, retry_after_s=retry_after_s)


def test_an_answer_needs_no_patience():
    trying = Trying()
    assert trying.patience.until_answered(trying) == "answer"
    assert trying.waits == []


def test_a_lost_connection_is_tried_again_later_each_time():
    trying = Trying(*[lost()] * 8)
    assert trying.patience.until_answered(trying) == "answer"
    assert trying.waits == [0.5, 1, 2, 4, 8, 10, 10, 10]
    assert trying.told == [Code.SERVER_UNREACHABLE] * 8


def test_a_server_that_stays_away_is_given_up():
    trying = Trying(*[lost()] * 1000)
    with pytest.raises(Problem):
        trying.patience.until_answered(trying)
    assert patience.SILENCE_S - patience.LONGEST_WAIT_S <= sum(trying.waits) <= patience.SILENCE_S


def test_a_limit_is_waited_for_as_long_as_the_server_says():
    trying = Trying(limit(60), limit(60), limit(60))
    assert trying.patience.until_answered(trying) == "answer"
    assert trying.waits == [60, 60, 60]


@pytest.mark.parametrize(
    "problem", [limit(3600), lost(retry_after_s=600), Problem(Code.QUOTA_EXCEEDED, "No.", "Pay.")]
)
def test_what_does_not_pass_soon_is_said_at_once(problem):
    trying = Trying(problem)
    with pytest.raises(Problem) as caught:
        trying.patience.until_answered(trying)
    assert caught.value is problem
    assert trying.waits == []
