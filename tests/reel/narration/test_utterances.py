"""What is said for the words as shown."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reel.narration.utterances import foreign_reader, spell, spoken_form


@pytest.mark.parametrize(
    ("shown", "said"),
    [
        ("habit,", "habit,"),
        ("🎉", ""),
        ("go🎉", "go"),
        ("1️⃣", ""),
        ("👩‍👩‍👧", ""),
        ("—", ""),
        ("...", ""),
        ("#morning", "morning"),
        ("*stars*", "stars"),
        ("24/7.", "24/7."),
        ("and/or", "and or"),
        ("https://www.example.com/a", "example.com/a"),
        ("$1,299.50", "$1,299.50"),
        ("50%", "50%"),
        ("&", "&"),
        ("it’s", "it’s"),
        ("→", ""),
        ("<b>", "b"),
    ],
)
def test_only_what_has_a_sound_is_said(shown, said):
    assert spoken_form(shown) == said


@given(st.text(max_size=30))
def test_any_text_can_be_spelled_and_every_word_keeps_its_place(text):
    words = text.split() or ["x"]
    spelling = spell(words, "en-us")
    assert len(spelling.words) == len(words)
    starts = [word.start for word in spelling.words if word.start is not None]
    assert starts == sorted(set(starts))
    assert spelling.is_silent == (not starts)


def test_a_word_starts_where_the_text_says():
    spelling = spell(["Say", "🎉", "привет", "&", "go"], "en-us")
    text = spelling.text
    assert text == 'Say <voice name="ru">привет</voice> &amp; go'
    starts = [word.start for word in spelling.words]
    assert starts == [0, None, text.index("привет"), text.index("&amp;"), text.index("go")]


def test_words_without_a_space_between_them_are_said_in_one_breath():
    spelling = spell(["今天", "我们", "go"], "cmn", [False, True, False])
    assert spelling.text == "今天我们 go"
    assert [word.start for word in spelling.words] == [0, 2, 5]


@pytest.mark.parametrize(
    ("word", "reader", "other"),
    [
        ("привет", "en-us", "ru"),
        ("привет", "uk", None),
        ("今天", "en-us", "cmn"),
        ("今天", "yue", None),
        ("مرحبا", "fa", None),
        ("hello", "ru", None),
        ("2026", "en-us", None),
        ("iPhoneом", "en-us", None),
        ("नमस्ते", "de", "hi"),
    ],
)
def test_letters_the_voice_cannot_read_go_to_one_that_can(word, reader, other):
    assert foreign_reader(word, reader) == other
