"""Promises of the person's own words: another order for every variant, and not one word more."""

import pytest

from reel.catalogue import get_vocabulary
from reel.script import read_paragraphs, read_topic
from reel.tokens import joined
from reel.writing.own_words import arrange

SKY = """Sunlight looks white, but it carries every colour at once.

So blue light is scattered about five times more than red.

At sunset the light crosses much more air. What colour is left in the evening?

Now look up."""
TOPIC = "Why is the sky blue?"
CALM = "The water of the lake stays dark and cold."


def telling(choice, script=SKY, topic=TOPIC, language="en"):
    vocabulary = get_vocabulary(language)
    tokens = read_topic(topic, language)
    return arrange(tokens, read_paragraphs(script, language), choice, vocabulary)


def said(told):
    """Everything a telling says, in its order."""
    closing = [told.closing.text] if told.closing else []
    parts = [joined(told.hook), joined(told.topic_after)]
    parts += [paragraph.text for paragraph in told.paragraphs]
    return [part for part in parts + closing if part]


def test_the_first_variant_opens_with_the_topic_and_keeps_the_order():
    told = telling("topic")
    assert told.opening == "topic"
    assert said(told)[0] == TOPIC
    assert [paragraph.place for paragraph in told.paragraphs] == [0, 1, 2]
    assert told.closing.text == "Now look up."


def test_the_boldest_line_opens_and_the_topic_follows_it():
    told = telling("boldest_line")
    assert told.opening == "boldest_line"
    assert joined(told.hook) == "What colour is left in the evening?"
    assert joined(told.topic_after) == TOPIC


def test_the_closing_line_opens_when_it_stands_alone():
    told = telling("closing_line")
    assert told.opening == "closing_line"
    assert joined(told.hook) == "Now look up."
    assert told.closing is None
    assert told.hook_place == 3


@pytest.mark.parametrize("choice", ["topic", "boldest_line", "closing_line"])
def test_no_word_is_lost_or_said_twice(choice):
    words = sorted(" ".join(said(telling(choice))).split())
    assert words == sorted(f"{TOPIC} {SKY}".split())


def test_a_closing_line_that_points_at_something_before_it_does_not_open():
    script = SKY.replace("Now look up.", "Try it on your next one.")
    script = script.replace("At sunset", "Red needs 3 hours. At sunset")
    told = telling("closing_line", script)
    assert told.opening == "another_line"
    assert told.closing.text == "Try it on your next one."


@pytest.mark.parametrize(
    "line",
    [
        "So blue is 5 times stronger.",
        "It takes 5 minutes.",
        "This is why 5 of us left.",
        "“Never give up on 5 things.”",
        "Before: 5 of us left.",
        "Five is a number that really takes a very long time to be told well.",
    ],
)
def test_a_line_that_leans_on_others_or_is_long_does_not_open(line):
    script = f"Light is a very old friend of all of us.\n\n{line}\n\n{CALM}"
    assert telling("boldest_line", script).opening == "topic"


def test_a_line_that_the_next_one_leans_on_stays_where_it_is():
    script = f"{CALM}\n\nRed needs 3 hours. So it is late.\n\n{CALM}"
    assert telling("boldest_line", script).opening == "topic"


def test_the_title_of_a_step_stays_in_its_place_while_its_lines_may_open():
    script = (
        "One. Cut the 5 hellos.\n\nTwo. Cut the breath. Phones make 3 minutes feel long.\n\n"
        "Three. Cut the goodbye."
    )
    told = telling("boldest_line", script)
    assert joined(told.hook) == "Phones make 3 minutes feel long."
    assert said(told)[3] == "Two. Cut the breath."


def test_lists_and_headings_stay_whole():
    script = f"## 5 ways out\nWalk on foot.\n\n- 3 eggs\n- 2 cups\n- 1 lemon\n\n{CALM}"
    assert telling("boldest_line", script).opening == "topic"


def test_a_line_that_only_repeats_the_topic_does_not_open():
    script = f"The sky is blue!\n\n{CALM}\n\nLight is a very old friend of all of us."
    assert telling("boldest_line", script).opening == "topic"


def test_a_short_script_is_not_hollowed_out():
    assert telling("boldest_line", "Red needs 3 hours.\n\nBye now.").opening == "topic"


def test_a_script_of_one_paragraph_keeps_it_as_its_body():
    told = telling("topic", "Now look up.")
    assert [paragraph.text for paragraph in told.paragraphs] == ["Now look up."]
    assert told.closing is None


def test_a_list_at_the_end_is_no_closing_line():
    assert telling("topic", "You need this today.\n\n- flour\n- salt\n- oil").closing is None


def test_a_paragraph_that_is_taken_whole_leaves_no_empty_scene():
    script = f"Air is thin and cold.\n\nRed needs 3 hours.\n\n{CALM}"
    told = telling("boldest_line", script)
    assert [paragraph.place for paragraph in told.paragraphs] == [0, 2]
    assert told.hook_place == 1


@pytest.mark.parametrize(
    ("language", "script", "hook"),
    [
        ("de", "Das Licht ist weiß.\n\nRot braucht 3 Stunden.\n\nDer Abend ist lang und kalt.",
         "Rot braucht 3 Stunden."),
        ("uk", "Світло біле.\n\nЧервоне йде 3 години.\n\nВечір довгий і холодний на морі.",
         "Червоне йде 3 години."),
        ("ar", "الضوء أبيض.\n\nالأحمر يحتاج ٣ ساعات.\n\nالمساء طويل وبارد جدا في البحر.",
         "الأحمر يحتاج ٣ ساعات."),
    ],
)  # fmt: skip
def test_other_languages_find_their_boldest_line(language, script, hook):
    assert joined(telling("boldest_line", script, "؟", language).hook) == hook
