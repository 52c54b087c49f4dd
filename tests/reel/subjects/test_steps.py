"""Promises of steps: numbered by the script itself, titled in its own words."""

import pytest

from reel.catalogue import get_vocabulary
from reel.script import read_paragraphs
from reel.subjects.steps import find_steps

SCRIPT = """{0} Cut the hello. Start with the result.

{1} Cut the breath. A pause feels long.

{2} Cut the goodbye. Stop early on purpose."""


def steps(script, language="en", always=False):
    paragraphs = read_paragraphs(script, language)
    found = find_steps(paragraphs, get_vocabulary(language), always=always)
    return {place: (step.number, step.total, step.title) for place, step in found.items()}


@pytest.mark.parametrize(
    ("marks", "language"),
    [
        (("One.", "Two.", "Three."), "en"),
        (("First:", "Second:", "Third:"), "en"),
        (("Step 1:", "Step 2:", "Step 3:"), "en"),
        (("Tip one:", "Tip two:", "Tip three:"), "en"),
        (("Erstens:", "Zweitens:", "Drittens:"), "de"),
        (("Primero:", "Segundo:", "Tercero:"), "es"),
        (("По-перше,", "По-друге,", "По-третє,"), "uk"),
    ],
)
def test_steps_that_name_their_number_are_found(marks, language):
    expected = {0: (1, 3, "Cut the hello"), 1: (2, 3, "Cut the breath")}
    found = steps(SCRIPT.format(*marks), language)
    assert {place: found[place] for place in (0, 1)} == expected
    assert found[2][:2] == (3, 3)


def test_a_countdown_keeps_its_numbers():
    found = steps(SCRIPT.format("Three.", "Two.", "One."))
    assert [found[place][0] for place in range(3)] == [3, 2, 1]


def test_headed_paragraphs_are_steps_in_order():
    found = steps("## Cut the hello\nStart here.\n\n## Cut the breath\nIt feels long.")
    assert found == {0: (1, 2, "Cut the hello"), 1: (2, 2, "Cut the breath")}


def test_long_items_of_a_list_are_steps_in_order():
    script = "1. Cut the hello. Start with the result, then explain it.\n2. Cut the breath."
    assert steps(script) == {0: (1, 2, "Cut the hello"), 1: (2, 2, "Cut the breath")}


def test_short_items_are_rows_of_one_scene_and_no_steps():
    assert steps("- flour\n- water\n- salt") == {}


@pytest.mark.parametrize(
    "script",
    [
        "First, I opened the door.\n\nThen it rained.",
        "One day it rained.\n\nTwo days later it stopped.",
        "Second thoughts came.\n\nThird parties left.",
        "1969 was loud.\n\n1970 was not.",
    ],
)
def test_paragraphs_that_only_look_numbered_are_no_steps(script):
    assert steps(script) == {}


def test_a_list_look_makes_steps_of_plain_paragraphs():
    script = "Drink a glass of water before you touch your phone today.\n\nWalk, then sit down."
    assert steps(script) == {}
    assert steps(script, always=True) == {
        0: (1, 2, "Drink a glass of water"),
        1: (2, 2, "Walk, then sit down"),
    }


def test_one_paragraph_alone_is_no_list():
    assert steps("Walk a little every day.", always=True) == {}


def test_a_paragraph_without_a_telling_word_has_no_title():
    found = steps("Walk.\n\n...\n\nRun.", always=True)
    assert found == {0: (1, 2, "Walk"), 2: (2, 2, "Run")}
