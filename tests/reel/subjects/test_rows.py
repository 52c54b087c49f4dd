"""Promises of rows: three short things or more, each at its own word."""

import pytest

from reel.catalogue import get_vocabulary
from reel.script import read_paragraphs, read_topic
from reel.subjects.rows import MOST_ROWS, cut_remains, listed_rows, run_length, run_rows


def listed(text, language="en"):
    found = listed_rows(read_topic(text, language), get_vocabulary(language))
    return [row.text for row in found.rows] if found else None


def run(text, language="en"):
    (paragraph,) = read_paragraphs(text, language)
    count = run_length(paragraph.sentences, 0)
    return run_rows(paragraph.sentences[:count], get_vocabulary(language)) if count else None


@pytest.mark.parametrize(
    ("text", "language", "items"),
    [
        ("Mix flour, water and salt.", "en", ["flour", "water", "salt"]),
        ("You need three things: patience, time, and luck.", "en", ["patience", "time", "luck"]),
        ("Violet, blue and green are lost.", "en", ["Violet", "blue", "green"]),
        ("Red, green, blue.", "en", ["Red", "green", "blue"]),
        ("The sun, the moon, the stars.", "en", ["The sun", "the moon", "the stars"]),
        ("Rot, Grün und Blau fehlen.", "de", ["Rot", "Grün", "Blau"]),
        ("Rojo, verde y azul.", "es", ["Rojo", "verde", "azul"]),
        ("місто, порт, навіть зорі.", "uk", ["місто", "порт", "навіть зорі"]),
        ("أحمر، أخضر، أزرق.", "ar", ["أحمر", "أخضر", "أزرق"]),
        ("红、橙、黄、绿。", "zh", ["红", "橙", "黄", "绿"]),
        ("赤、青、黄色。", "ja", ["赤", "青", "黄色"]),
        ("aaa, bbb, ccc.", "xx", ["aaa", "bbb", "ccc"]),
    ],
)
def test_a_list_inside_a_sentence_is_found(text, language, items):
    assert listed(text, language) == items


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("On Monday, she said, the light went.", "en"),
        ("You sat with three fishermen, wet and alive.", "en"),
        ("When the sun sets, the light crosses much more air, and fades.", "en"),
        ("Red and blue.", "en"),
        ("Red, blue.", "en"),
        ("and", "en"),
        ("", "en"),
        ("a, b, c, d, e, f, g, h.", "en"),
    ],
)
def test_a_sentence_without_a_short_list_has_no_rows(text, language):
    assert listed(text, language) is None


def test_a_row_appears_with_its_first_word():
    tokens = read_topic("Mix flour, water and sea salt.", "en")
    rows = listed_rows(tokens, get_vocabulary("en")).rows
    assert [tokens[row.at_word].bare for row in rows] == ["flour", "water", "sea"]


def test_items_and_parallel_fragments_are_rows():
    assert [row.text for row in run("- Water\n- Bread\n- Salt").rows] == ["Water", "Bread", "Salt"]
    assert [row.text for row in run("No logo. No music. No rush.").rows] == [
        "No logo",
        "No music",
        "No rush",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "- Water\n- Bread",
        "He ran. She walked slowly home. They met.",
        "Meet at 10. Bring 3 cups. Add 2 eggs.",
        "Why? Who? When?",
    ],
)
def test_too_few_or_uneven_or_counted_sentences_are_no_rows(text):
    assert run(text) is None


def test_what_is_told_to_be_cut_is_struck_out():
    rows = run("Cut the intro. Skip the outro. Drop the jokes.")
    assert rows.struck
    assert [row.text for row in rows.rows] == ["intro", "outro", "jokes"]
    assert not run("Cut the intro. Keep the outro. Drop the jokes.").struck


def test_a_long_list_is_parted_into_shots_of_like_length():
    (paragraph,) = read_paragraphs("\n".join(f"- item {n}" for n in "abcdefgh"), "en")
    assert run_length(paragraph.sentences, 0) == 4 <= MOST_ROWS


def test_a_title_that_tells_to_cut_leaves_what_is_cut():
    def remains(text):
        tokens = cut_remains(read_topic(text, "en"), get_vocabulary("en"))
        return [token.text for token in tokens]

    assert remains("Cut the long hello") == ["long", "hello"]
    assert remains("Keep the hello") == []
    assert remains("Cut") == []
