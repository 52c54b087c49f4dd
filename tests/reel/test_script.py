"""Promises of scripts: blank lines part scenes, light markdown is understood, nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reel.script import (
    plain_topic,
    read_paragraphs,
    read_script,
    read_topic,
    scene_texts,
    with_scene,
)
from reel.tokens import clean, joined


def scenes(script, language="en"):
    return [[s.text for s in p.sentences] for p in read_paragraphs(script, language)]


def sentences(script, language="en"):
    return [text for scene in scenes(script, language) for text in scene]


def starred(script):
    paragraphs = read_paragraphs(script, "en")
    return [token.text for p in paragraphs for token in p.tokens if token.starred]


@pytest.mark.parametrize(
    ("markdown", "topic", "script"),
    [
        ("# Why?\n\nBecause.", "Why?", "Because."),
        ("Why?\nBecause.", "Why?", "Because."),
        ("Before.\n# Why? #\nBecause.", "Why?", "Before.\nBecause."),
        ("Why?\n====\nBecause.", "Why?", "Because."),
        ("# Why is|the sky *blue?*\n\nAir.", "Why is|the sky *blue?*", "Air."),
        ("\r\n\r\n# Why?\r\nBecause.\r\n", "Why?", "Because."),
        ("", "", ""),
        ("\n \n", "", ""),
        ("#\n\nBecause.", "#", "Because."),
    ],
)
def test_the_first_heading_is_the_topic_else_the_first_line(markdown, topic, script):
    assert read_script(markdown) == (topic, script)


def test_a_bar_in_the_topic_breaks_its_line_and_is_no_word():
    assert joined(read_topic("Why is|the sky|*blue?*", "en")) == "Why is the sky blue?"
    assert [token.starred for token in read_topic("The *sky*", "en")] == [False, True]


@pytest.mark.parametrize(
    ("topic", "shown"),
    [
        ("Why is|the sky|*blue?*", "Why is the sky blue?"),
        ("  **Look** at\n[this](https://example.com)  ", "Look at this"),
        ("3 * 4 * 5", "3 * 4 * 5"),
        (r"\*not\* starred", "*not* starred"),
        ("空は*青い*", "空は青い"),
        ("", ""),
    ],
)
def test_a_topic_in_a_list_is_its_words_alone(topic, shown):
    assert plain_topic(topic) == shown


def test_a_blank_line_parts_scenes_and_a_rule_does_too():
    assert scenes("One.\n\nTwo.\n \t\nThree.\n---\nFour.") == [
        ["One."],
        ["Two."],
        ["Three."],
        ["Four."],
    ]


def test_scenes_know_their_place_in_the_script():
    assert [p.place for p in read_paragraphs("One.\n\nTwo.\n\nThree.", "en")] == [0, 1, 2]


def test_sentences_end_at_full_stops_but_not_in_numbers_or_abbreviations():
    assert sentences("Dr. Lee paid $3.50 in the U.S. yesterday. Why? It was late!") == [
        "Dr. Lee paid $3.50 in the U.S. yesterday.",
        "Why?",
        "It was late!",
    ]
    assert sentences("Das ist z. B. am 3. Oktober so. Gut.", "de") == [
        "Das ist z. B. am 3. Oktober so.",
        "Gut.",
    ]


def test_a_sentence_goes_on_where_small_letters_follow():
    assert sentences("“Stop!” he said. Then … nothing.") == ["“Stop!” he said.", "Then … nothing."]


def test_sentences_of_other_writing_end_at_their_own_marks():
    assert len(sentences("空气很薄。所以你看到蓝色！", "zh")) == 2
    assert len(sentences("यह नीला है। क्यों?", "hi")) == 2
    assert len(sentences("لماذا؟ لا أعرف.", "ar")) == 2


def test_a_heading_opens_the_scene_below_it():
    assert scenes("## Cut the hello\n\nStart with the result.") == [
        ["Cut the hello", "Start with the result."]
    ]
    assert scenes("Text.\n## Last") == [["Text."], ["Last"]]


def test_a_list_is_one_scene_with_a_sentence_for_each_item():
    assert scenes("You need:\n- flour\n* water\n1. salt\n• oil") == [
        ["You need:", "flour", "water", "salt", "oil"]
    ]
    assert scenes("- one\n\n- two\n\n- three") == [["one", "two", "three"]]
    assert scenes("1️⃣ one\n2️⃣ two") == [["one", "two"]]


def test_long_items_are_told_one_scene_each():
    script = "1. Cut the hello. Start with the result, then explain it.\n2. Cut the breath."
    assert scenes(script) == [
        ["Cut the hello.", "Start with the result, then explain it."],
        ["Cut the breath."],
    ]


def test_an_item_may_go_on_in_the_next_line():
    assert scenes("- flour and\n  water\n- salt") == [["flour and water", "salt"]]


def test_emphasis_marks_become_emphasis():
    assert starred("a *b* c **d e** f _g_ __h__") == ["b", "d", "e", "g", "h"]
    assert starred("天空*蓝色*的") != []


def test_marks_that_are_no_emphasis_are_left_alone():
    text = r"5*3*2 and snake_case_name and \*this\* and * that"
    assert starred(text) == []
    assert sentences(text) == ["5*3*2 and snake_case_name and *this* and * that"]


def test_links_and_code_keep_their_words():
    text = "See [the page](https://x.org/a_b), `code`, ~~old~~ <https://y.org> ![pic](z.png) end."
    assert sentences(text) == ["See the page, code, old https://y.org end."]


def test_a_quoted_block_is_known_as_one():
    (scene,) = read_paragraphs("> Never give up.\n> Never.", "en")
    assert {sentence.manner for sentence in scene.sentences} == {"quote"}


def test_code_fences_are_no_words():
    assert sentences("```\nprint\n```") == ["print"]


def test_lines_that_an_editor_wrapped_are_one_sentence():
    line = "this line is long enough that surely some editor has wrapped it here\nand it goes on."
    assert len(sentences(line)) == 1


def test_short_lines_were_meant():
    assert sentences("Roses are red\nViolets are blue") == ["Roses are red", "Violets are blue"]
    assert sentences("Roses are red,\nand violets blue") == ["Roses are red, and violets blue"]


def test_lines_of_unspaced_writing_join_without_a_space():
    (text,) = sentences("空气很薄，\n所以你看到蓝色", "zh")
    assert " " not in text


def test_a_scene_of_pictures_alone_joins_the_one_before():
    assert scenes("Look up.\n\n🌇") == [["Look up. 🌇"]]
    assert scenes("🌇") == [["🌇"]]


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_text_can_be_read_and_no_scene_is_empty(text):
    for paragraph in read_paragraphs(text, "en"):
        assert paragraph.sentences
        assert all(sentence.tokens for sentence in paragraph.sentences)
    topic, _ = read_script(text)
    assert "\n" not in topic


SOME_WORDS = ["alpha", "beta,", "gamma.", "Delta!", "*eps*", "🌇", "5%"]


@given(st.lists(st.sampled_from(SOME_WORDS), max_size=30))
def test_no_word_of_plain_text_is_lost(words):
    text = " ".join(words)
    kept = "".join("".join(sentences(text)).split())
    assert kept == "".join(clean(text).replace("*", "").split())


def test_what_a_text_says_about_itself_is_not_spoken():
    matter = "---\ntitle: Draft 3\ntags: [a]\n---\n<!-- note to self -->\n"
    assert read_script(matter + "# Sky\n\nBlue <!-- why? --> it is.") == ("Sky", "Blue  it is.")
    assert read_script("One line\n\n---\n\nTwo.\n\n---\nThree.")[0] == "One line"


SCENES = """# A heading

First words.
Still the first.

> Somebody said so.

- A long item that has far more than eight words in it, surely.
- Another item that has far more than eight words in it, surely.

---

💡

Last words."""


def test_a_script_is_cut_where_its_scenes_begin():
    texts = scene_texts(SCENES, "en")
    assert len(texts) == len(read_paragraphs(SCENES, "en")) == 5
    assert texts[0] == "# A heading\n\nFirst words.\nStill the first."
    assert texts[3].endswith("surely.\n\n---\n\n💡")
    assert texts[4] == "Last words."


def test_a_cut_script_put_together_again_is_the_same_script():
    together = "\n\n".join(scene_texts(SCENES, "en"))
    assert read_paragraphs(together, "en") == read_paragraphs(SCENES, "en")


@pytest.mark.parametrize("scene", range(5))
def test_a_scene_with_other_words_leaves_the_others_alone(scene):
    long_item = "- Something new, of more than eight words, stands here from today on."
    text = long_item if scene in (2, 3) else "Something new."
    changed = with_scene(SCENES, scene, text, "en")
    assert changed is not None
    before, after = read_paragraphs(SCENES, "en"), read_paragraphs(changed, "en")
    assert [one == other for one, other in zip(before, after, strict=True)] == [
        place != scene for place in range(5)
    ]
    assert after[scene].text.startswith("Something new")


@pytest.mark.parametrize("text", ["Two scenes.\n\nIn one place.", "", "💡"])
def test_words_that_would_move_other_scenes_are_not_put_in(text):
    assert with_scene(SCENES, 1, text, "en") is None
