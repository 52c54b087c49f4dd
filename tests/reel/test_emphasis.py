"""Promises of emphasis: one word carries the weight, and it is never a small one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reel.catalogue import get_vocabulary
from reel.emphasis import content_words, hook_keys, key_phrase, key_word
from reel.script import read_topic

ENGLISH = get_vocabulary("en")


def key(text, hook="", language="en"):
    vocabulary = get_vocabulary(language)
    tokens = read_topic(text, language)
    words = content_words(read_topic(hook, language), vocabulary)
    place = key_word(tokens, vocabulary, words)
    return None if place is None else tokens[place].bare


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the *molecules* scatter five waves", "molecules"),
        ("about five times more than red light", "five"),
        ("only 40% of it is gone", "40%"),
        ("The air does it, not the water", "water"),
        ("it was never late again", "late"),
        ("but it carries every colour at once", "colour"),
        ("but red light", "red"),
        ("At sunset, the light crosses much more air", "air"),
        ("of the and to", None),
        ("…", None),
        ("🌇", None),
    ],
)
def test_the_word_that_weighs_most_is_chosen(text, expected):
    assert key(text) == expected


def test_a_word_that_the_hook_holds_comes_before_the_last_one():
    assert key("the sky goes dark at night", hook="Why is the sky blue?") == "sky"


def test_stars_on_a_small_word_alone_change_nothing():
    assert key("what is *the* reason") == "reason"


@pytest.mark.parametrize("language", ["de", "es", "ru", "ar", "he", "hi", "zh", "ja", "th", "xx"])
def test_every_language_finds_a_word(language):
    assert key("Rayleigh Himmel 天空 небо السماء", language=language)


def test_a_hook_has_one_key_word_or_two_when_its_author_says_so():
    def keys(text):
        tokens = read_topic(text, "en")
        return sorted(tokens[place].bare for place in hook_keys(tokens, ENGLISH))

    assert keys("Why is the sky blue?") == ["blue"]
    assert keys("Why is the *sky* so *very blue?*") == ["blue", "sky"]
    assert keys("*Three cuts keep people watching*") == ["people", "watching"]
    assert keys("of the") == []


@given(st.lists(st.sampled_from([*sorted(ENGLISH.small)[:40], "sky", "blue,", "5"]), max_size=12))
def test_a_small_word_never_carries_the_weight(words):
    tokens = read_topic(" ".join(words), "en")
    place = key_word(tokens, ENGLISH)
    if place is None:
        assert all(token.lower in ENGLISH.small for token in tokens)
    else:
        assert tokens[place].lower not in ENGLISH.small


def test_a_key_phrase_is_what_says_most_in_so_few_letters():
    def phrase(text, chars=22):
        return key_phrase(read_topic(text, "en"), ENGLISH, chars)

    assert phrase("Sunlight looks white, but it carries every colour") == "Sunlight looks white"
    assert phrase("Drink a glass of water before you go") == "Drink a glass of water"
    assert phrase("of the and") == ""
    assert phrase("incomprehensibilities", 10) == ""
    assert len(phrase("molecules scatter short waves far more than long ones")) <= 22
