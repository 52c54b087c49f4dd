"""Promises of tokens: every visible letter of a text, in words as they are shown."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reel.tokens import (
    LONGEST_WORD_CHARS,
    bare,
    clean,
    ends_clause,
    ends_sentence,
    is_emoji,
    joined,
    shown,
    tokenise,
)


def words(text, language="en"):
    return [token.text for token in tokenise(clean(text), language)]


def joins(text, language="en"):
    return [token.joins for token in tokenise(clean(text), language)]


@pytest.mark.parametrize(
    ("dirty", "cleaned"),
    [
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("non\u00a0breaking\u202fspace\ttab", "non breaking space tab"),
        ("zero\u200bwidth \ufeffmark \u00adsoft", "zerowidth mark soft"),
        ("nul\x00 bell\x07 escape\x1b[0m", "nul bell escape[0m"),
        ("lone \ud800 surrogate", "lone  surrogate"),
        ("over\u202eride\u2066d\u2069", "overrided"),
        ("e\u0301", "é"),
        ("z" + "\u0335" * 40, "z" + "\u0335" * 3),
        ("\ufdd0marked\ufdd1", "marked"),
    ],
)
def test_a_text_is_cleaned_of_what_nobody_sees(dirty, cleaned):
    assert clean(dirty) == cleaned


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text):
    once = clean(text)
    assert clean(once) == once
    assert unicodedata.is_normalized("NFC", once)


@given(st.text(max_size=200), st.sampled_from(["en", "ja", "zh", "th", "ar", "und"]))
def test_no_letter_is_lost_and_none_appears(text, language):
    cleaned = clean(text)
    assert "".join("".join(words(text, language)).split()) == "".join(cleaned.split())


def test_joined_words_are_the_text_again():
    text = "So blue – is scattered, then 🌇 (really) 5 % more!"
    assert joined(tokenise(text, "en")) == text


def test_punctuation_stays_with_its_word_even_across_a_space():
    assert words("Bonjour « ami » !") == ["Bonjour", "« ami » !"]
    assert words("wait – what … ok") == ["wait –", "what …", "ok"]
    assert words("– Hello, he said") == ["– Hello,", "he", "said"]


def test_a_unit_sign_stays_with_its_number():
    assert words("about 5 % of 20 € now") == ["about", "5 %", "of", "20 €", "now"]


def test_signs_that_are_spoken_are_words():
    assert words("a & b + c") == ["a", "&", "b", "+", "c"]


def test_emoji_are_words_of_their_own_that_need_no_space():
    assert words("sky🌇🌊 now 👩‍👩‍👧!") == ["sky", "🌇🌊", "now", "👩‍👩‍👧!"]
    assert joins("sky🌇 now") == [False, True, False]
    assert words("🌇🌇🌇🌇") == ["🌇🌇🌇", "🌇"]


@pytest.mark.parametrize("text", ["🌇", "🇺🇦", "1️⃣", "❤️", "👩‍👩‍👧", "🌇!"])
def test_pictures_are_known_as_emoji(text):
    assert is_emoji(text)


@pytest.mark.parametrize("text", ["a", "5", "©", "™", "→", "", "!", "a🌇"])
def test_letters_digits_and_signs_are_no_emoji(text):
    assert not is_emoji(text)


def test_unspaced_writing_parts_into_phrases_that_join():
    assert words("空气分子把短波散射得更远。所以你看到蓝色！", "zh")[-1].endswith("！")
    assert len(words("วันนี้อากาศดีมาก", "th")) > 2
    assert joins("今日は天気です。", "ja") == [False, True]


def test_latin_words_and_numbers_inside_unspaced_writing_stay_whole():
    for word in words("GPT-4を使うとChatGPTが3.5倍になる", "ja"):
        assert not any(word.endswith(part) for part in ("GPT-", "Chat", "3."))


def test_a_full_stop_of_unspaced_writing_ends_a_word():
    assert words("看。70%的人", "zh")[0].endswith("。")


def test_endless_words_are_shown_in_pieces_that_join():
    text = "a" * 100
    assert all(len(word) <= LONGEST_WORD_CHARS for word in words(text))
    assert "".join(words(text)) == text
    assert joins(text) == [False, *[True] * (len(words(text)) - 1)]


def test_emphasis_inside_a_word_does_not_part_it():
    tokens = tokenise("\ufdd0un\ufdd1do \ufdd0red\ufdd1.", "en")
    assert [(token.text, token.starred) for token in tokens] == [("undo", True), ("red.", True)]


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("“quoted,”", "quoted"),
        ("(red).", "red"),
        ("5%", "5%"),
        ("$5.00", "$5.00"),
        ("don’t", "don’t"),
        ("…", ""),
        (". . .", ""),
        ("C++", "C++"),
    ],
)
def test_a_bare_word_has_no_punctuation_around_it(word, expected):
    assert bare(word) == expected


def test_clauses_end_where_sentences_do_and_at_commas():
    assert ends_sentence("end.”")
    assert ends_sentence("؟")
    assert not ends_sentence("comma,")
    assert ends_clause("comma,”")
    assert ends_clause("dash –")
    assert not ends_clause("word")


def test_shown_words_keep_brackets_in_pairs():
    assert shown(tokenise("light (air).", "en")) == "light (air)"
