"""A problem is said in the language of the window, and with its figures where it has them."""

import pytest
from PySide6.QtWidgets import QApplication

from contract.problems import Code, Problem
from desktop.views.problem_words import words_of, words_of_parts
from desktop.views.words import speak

MONTH = {
    "pool": "minutes",
    "used": 18.2,
    "reserved": 1.0,
    "needed": 1.4,
    "limit": 20,
    "resets_at": "2026-12-01T00:00:00Z",
}


@pytest.fixture
def arabic(qapp: QApplication):
    speak(qapp, "ar")
    yield
    speak(qapp, "en")


def quota(**facts: object) -> Problem:
    return Problem(Code.QUOTA_EXCEEDED, "Says so.", "Do so.", facts=MONTH | facts)


def test_in_english_the_words_of_whoever_raised_it_stand(qapp):
    problem = Problem(Code.MEDIA_UNREADABLE, "whisk.mov cannot be read.", "Look at its disk.")
    assert words_of(problem) == ("whisk.mov cannot be read.", "Look at its disk.")


def test_what_a_month_has_not_got_is_said_with_figures_and_a_date(qapp):
    words = words_of(quota())
    assert words.says == "Needs 1.4 minutes, 0.8 are left."
    assert words.remedy.startswith("Until 1 December, ")
    assert words.remedy.endswith("Nothing was charged.")


def test_a_month_without_exports_names_how_many_there_were(qapp):
    words = words_of(quota(pool="exports", used=10, limit=10))
    assert words.says == "All 10 exports are used."


def test_figures_that_are_missing_are_not_made_up(qapp):
    assert words_of(quota(needed=None)) == ("Says so.", "Do so.")
    assert words_of(quota(resets_at="soon")) == ("Says so.", "Do so.")
    assert words_of_parts("quota-exceeded", "Says so.", "Do so.") == ("Says so.", "Do so.")


def test_more_than_all_is_never_left(qapp):
    assert words_of(quota(used=25.0)).says == "Needs 1.4 minutes, 0.0 are left."


def test_in_another_language_the_meaning_of_the_code_is_said(arabic):
    known = words_of(Problem(Code.SERVER_UNREACHABLE, "Nobody answers.", "Look after it."))
    assert known.says != "Nobody answers."
    unknown = words_of(Problem(Code.GAP, "An op is missing.", "Send from there."))
    assert unknown == ("An op is missing.", "Send from there.")
