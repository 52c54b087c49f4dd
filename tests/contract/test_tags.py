"""Promises of tags: few, short, one spelling."""

import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from contract.tags import (
    LONGEST_TAG_CHARS,
    LONGEST_TAG_GRAPHEMES,
    MOST_TAGS,
    Tags,
    tidy_tag,
    tidy_tags,
)

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=50)
FORMS = st.sampled_from(("NFC", "NFD"))
FAMILY = "👨‍👩‍👧‍👦"
READ = TypeAdapter(Tags)


def tidied(text: str) -> str | None:
    try:
        return tidy_tag(text)
    except ValueError:
        return None


@given(TEXTS)
def test_a_tidy_tag_is_accepted_as_it_is(text):
    tidy = tidied(text)
    assume(tidy is not None)
    assert tidy_tag(tidy) == tidy
    assert READ.validate_python([tidy]) == (tidy,)


@given(TEXTS, FORMS)
def test_a_tag_is_the_same_however_it_was_typed(text, form):
    assert tidied(unicodedata.normalize(form, text)) == tidied(text)


@given(st.lists(TEXTS, max_size=8))
def test_tags_are_sorted_each_once_in_any_order_given(texts):
    tags = [text for text in texts if tidied(text)]
    tidy = tidy_tags(tags)
    assert tidy == tidy_tags(reversed(tags)) == tuple(sorted(set(tidy)))


def test_marks_that_fold_into_letters_are_put_in_order_first():
    assert tidy_tag("\u03b1\u0345\u0301") == tidy_tag("\u03b1\u0301\u0345") == "\u03ac\u03b9"


def test_case_and_spaces_are_one():
    assert tidy_tags(["  Slow   FOOD ", "slow food"]) == ("slow food",)


def test_letters_are_counted_as_a_person_does():
    assert tidy_tag(FAMILY * LONGEST_TAG_GRAPHEMES)
    assert tidied("x" * LONGEST_TAG_GRAPHEMES)
    assert tidied("x" * (LONGEST_TAG_GRAPHEMES + 1)) is None
    assert tidied(" \u3000\t") is None


def test_a_tag_that_grows_while_it_is_tidied_is_refused_rather_than_kept_too_long():
    grows = "a" + "\u0344" * (LONGEST_TAG_CHARS - 1)
    with pytest.raises(ValueError, match="characters"):
        tidy_tag(grows)


def test_more_tags_than_allowed_are_refused_by_their_number_after_tidying():
    same = [f"Tag {n // 2}" if n % 2 else f"tag  {n // 2}" for n in range(2 * MOST_TAGS)]
    assert len(READ.validate_python(same)) == MOST_TAGS
    with pytest.raises(ValidationError):
        READ.validate_python([*same, "one more"])
