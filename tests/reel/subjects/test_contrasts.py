"""Promises of contrasts: what is denied, what holds instead, and the word that turns."""

import pytest

from reel.catalogue import get_vocabulary
from reel.script import read_topic
from reel.subjects.contrasts import contrast, twin_contrast


def sides(text, language="en"):
    found = contrast(read_topic(text, language), get_vocabulary(language), language)
    return (found.before, found.after) if found else None


def twins(first, second, language="en"):
    parts = (read_topic(first, language), read_topic(second, language))
    found = twin_contrast(*parts, get_vocabulary(language))
    return (found.before, found.after) if found else None


@pytest.mark.parametrize(
    ("text", "language", "before", "after"),
    [
        ("What is left is not less light, but red light.", "en", "less light", "red light"),
        ("You don't need more time but more focus.", "en", "more time", "more focus"),
        ("The air does it, not the water.", "en", "the water", "The air does it"),
        ("Start with the result, not the hello.", "en", "the hello", "the result"),
        ("Instead of scrolling, read one page.", "en", "scrolling", "read one page"),
        ("Use a pen instead of a keyboard.", "en", "a keyboard", "a pen"),
        ("It isn't talent, it's practice.", "en", "talent", "practice"),
        ("Before: I wake tired. After: I sleep at ten.", "en", "I wake tired", "I sleep at ten"),
        ("Zeig nicht mehr, sondern weniger.", "de", "mehr", "weniger"),
        ("No es magia, sino física.", "es", "magia", "física"),
        ("Ce n'est pas la mer mais l'air.", "fr", "la mer", "l'air"),
        ("Не море, а воздух.", "ru", "море", "воздух"),
        ("ليس الماء بل الهواء.", "ar", "الماء", "الهواء"),
        ("זה לא הים אלא האוויר.", "he", "הים", "האוויר"),
        ("यह समुद्र नहीं बल्कि हवा है।", "hi", None, None),
        ("这不是魔法，而是物理。", "zh", "魔法", "物理"),
        ("これは魔法ではなく、物理です。", "ja", "これは魔法", "物理です"),
    ],
)
def test_both_sides_are_found(text, language, before, after):
    assert sides(text, language) == ((before, after) if before else None)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("It's not the camera.", "It's the light.", ("the camera", "the light")),
        ("Before: Hi everyone.", "After: This cut.", ("Hi everyone", "This cut")),
        ("It is not red.", "He is tired.", None),
        ("It is red.", "It is blue.", None),
        ("It is not red.", "It is not blue.", None),
    ],
)
def test_two_sentences_may_be_opposed(first, second, expected):
    assert twins(first, second) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Not only red but also blue.",
        "It is not here.",
        "It is red, but late.",
        "Instead of",
        "not",
        "Not a single one of the many things that he once wanted so much but this.",
        "Before: nothing more.",
        "",
    ],
)
def test_a_sentence_that_opposes_nothing_has_no_contrast(text):
    assert sides(text) is None


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("What is left is not less light, but red light.", "red"),
        ("Start with the result, not the hello.", "the"),
        ("Instead of scrolling, read one page.", "read"),
        ("Before: I wake tired. After: I sleep at ten.", "I"),
    ],
)
def test_the_turn_comes_with_the_first_word_of_what_holds(text, word):
    tokens = read_topic(text, "en")
    found = contrast(tokens, get_vocabulary("en"), "en")
    assert tokens[found.turn_word].text == word
    assert "".join(found.after.split()).startswith(tokens[found.turn_word].bare)


def test_the_turn_of_unspaced_writing_is_a_word_of_it():
    tokens = read_topic("这不是魔法，而是物理。", "zh")
    found = contrast(tokens, get_vocabulary("zh"), "zh")
    assert "物理" in tokens[found.turn_word].text
