"""Promises of search: one folding, the same however a text was typed."""

import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st
from search_cases import SEARCH_CASES

from contract.search import fold, search_text

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
FORMS = st.sampled_from(("NFC", "NFD"))


@pytest.mark.parametrize("case", SEARCH_CASES, ids=lambda case: case.says)
def test_what_is_asked_is_found_where_a_person_would_expect_it(case):
    found = fold(case.asked) in search_text(case.title, case.topic, case.tags)
    assert found is case.is_found


@given(TEXTS)
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(TEXTS, FORMS)
def test_texts_that_mean_the_same_fold_to_the_same(text, form):
    assert fold(unicodedata.normalize(form, text)) == fold(text)


@given(TEXTS)
def test_case_makes_no_difference(text):
    assert fold(text.casefold()) == fold(text)


@given(TEXTS, st.data())
def test_any_part_of_a_text_is_found_in_it(text, data):
    letters = regex.findall(r"\X", text)
    start = data.draw(st.integers(0, len(letters)))
    end = data.draw(st.integers(start, len(letters)))
    assert fold("".join(letters[start:end])) in fold(text)


@given(TEXTS, TEXTS)
def test_no_folded_text_holds_a_line_end_so_that_parts_stay_apart(title, topic):
    assert search_text(title, topic, ()).count("\n") == 1
