"""Promises of drafts: limits that hold a reel, and a frozen trip through JSON."""

import pytest

from contract.drafts import (
    LONGEST_FIRST_WORDS_CHARS,
    LONGEST_SCRIPT_CHARS,
    LONGEST_TOPIC_CHARS,
    Draft,
    Focus,
    Placement,
    shown_title,
)


def test_a_draft_is_the_same_after_a_trip_through_json():
    placement = Placement(
        id="p1",
        media="ab" * 32,
        order="a0",
        scene=None,
        role="picture",
        focus=Focus(x=0.5, y=0.4),
    )
    draft = Draft(
        topic="Why?",
        script="Because.",
        title=None,
        platform="tiktok",
        preset="explainer",
        language=None,
        voice=None,
        variants=3,
        tags=("sky",),
        placements=(placement,),
    )
    assert Draft.model_validate_json(draft.model_dump_json()) == draft


def test_the_limits_leave_room_for_the_longest_reel_a_platform_takes():
    spoken_in_three_minutes_chars = 3 * 170 * 6
    assert 3 * spoken_in_three_minutes_chars < LONGEST_SCRIPT_CHARS
    assert LONGEST_TOPIC_CHARS < LONGEST_SCRIPT_CHARS


@pytest.mark.parametrize(
    ("title", "topic", "shown"),
    [
        ("Mine", "Why is the sky blue?", "Mine"),
        (None, "Why is the sky blue?", "Why is the sky blue?"),
        ("", "  Why is\n the sky?  ", "Why is the sky?"),
        (None, "", ""),
        (None, "word " * 100, "word " * 11 + "word…"),
        (None, "蓝" * 100, "蓝" * 59 + "…"),
        (None, "👨‍👩‍👧‍👦" * 30, "👨‍👩‍👧‍👦" * 8 + "…"),
    ],
)
def test_a_list_shows_the_title_or_the_first_words_of_the_topic(title, topic, shown):
    assert shown_title(title, topic) == shown
    assert len(shown) <= LONGEST_FIRST_WORDS_CHARS
