"""Promises of exported names: legal on three systems, short, by the person's own pattern."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.problems import Code, Problem
from desktop.exporting.names import (
    LONGEST_STEM_BYTES,
    USUAL_PATTERN,
    Named,
    check_pattern,
    first_free,
    legal,
    same_name,
    stem_of,
)

NAMED = Named(
    date="2026-11-24", title="Lisbon on €40 a day", platform="Reels", preset="List", number=3
)


def test_a_name_is_made_by_the_pattern() -> None:
    assert stem_of(USUAL_PATTERN, NAMED) == "2026-11-24 Lisbon on €40 a day Reels"
    assert stem_of("{number} {preset}", NAMED) == "3 List"


@pytest.mark.parametrize(
    ("given_name", "made"),
    [
        ('a/b\\c:d*e?f"g<h>i|j', "a b c d e f g h i j"),
        ("ends with dots... ", "ends with dots"),
        (".hidden", "hidden"),
        ("CON", "reel CON"),
        ("nul.tar", "reel nul.tar"),
        ("com¹", "reel com¹"),
        ("console", "console"),
        ("tab\tand\nline\x00", "tab and line"),
        ("\u202egpj.exe", "gpj.exe"),
        ("???", "reel"),
        ("", "reel"),
        ("Привіт 🌅 你好", "Привіт 🌅 你好"),
        ("e\u0301tude", "étude"),
        ("\ud800half", "half"),
    ],
)
def test_what_some_system_does_not_take_is_not_in_a_name(given_name: str, made: str) -> None:
    assert legal(given_name) == made


@given(st.text(max_size=400))
def test_any_title_makes_a_name_that_every_system_takes(title: str) -> None:
    name = legal(title)
    assert 0 < len(name.encode()) <= LONGEST_STEM_BYTES + len("reel ")
    assert not set(name) & set('<>:"/\\|?*')
    assert all(ord(char) >= 32 for char in name)
    assert name == name.strip(". ")
    assert legal(name) == name


def test_a_long_title_is_cut_between_letters() -> None:
    family = "👩‍👩‍👧‍👦"
    name = legal(family * 40)
    assert len(name.encode()) <= LONGEST_STEM_BYTES
    assert name == family * (len(name) // len(family))


@pytest.mark.parametrize("pattern", ["{nmae}", "{title", "{title!r}", "{number:9999999}", "{}"])
def test_a_pattern_that_cannot_be_filled_in_is_refused_in_words(pattern: str) -> None:
    with pytest.raises(Problem) as refused:
        check_pattern(pattern)
    assert refused.value.code is Code.FIELD_INVALID


def test_a_second_one_of_a_name_is_numbered() -> None:
    taken = {same_name("Sky"), same_name("sky (2)")}
    assert first_free("SKY", lambda name: same_name(name) not in taken) == "SKY (3)"
