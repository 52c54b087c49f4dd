"""Promises of captions: cards of a few words that break where a reader breathes, as files too."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.storyboards import Word
from reel.captioning import cards, to_srt, to_vtt, width_chars
from reel.catalogue import get_preset, get_vocabulary
from reel.script import read_topic
from reel.tokens import is_emoji

STYLE = get_preset("explainer").style.caption
CUE = re.compile(r"(\d\d):(\d\d):(\d\d)[.,](\d{3}) --> (\d\d):(\d\d):(\d\d)[.,](\d{3})")


def split(text, language="en", style=STYLE, pace=158):
    tokens = read_topic(text, language)
    words = [Word(text=token.text, key=False, joins=token.joins) for token in tokens]
    spans = cards(words, style, pace, get_vocabulary(language))
    return [
        "".join(w.text if w.joins else f" {w.text}" for w in words[s.first : s.end]).strip()
        for s in spans
    ]


def lines_of(card, room=17):
    lines, used = 1, 0
    for word in card.split():
        if used and used + 1 + width_chars(word) > room:
            lines, used = lines + 1, 0
        used += width_chars(word) + (1 if used else 0)
    return lines


def cue_times(text):
    found = []
    for match in CUE.finditer(text):
        parts = [int(part) for part in match.groups()]
        found.append(
            tuple(((h * 60 + m) * 60 + s) * 1000 + ms for h, m, s, ms in (parts[:4], parts[4:]))
        )
    return found


def test_a_card_breaks_at_a_comma_before_anywhere_else():
    assert split("Sunlight looks so white, but it carries every colour at once.") == [
        "Sunlight looks so white,",
        "but it carries every colour at once.",
    ]


def test_a_card_breaks_before_a_phrase_rather_than_inside_it():
    text = "the molecules scatter short waves far more than long ones and it reaches you"
    assert split(text) == [
        "the molecules scatter short waves",
        "far more than long ones",
        "and it reaches you",
    ]


def test_a_short_sentence_is_a_card_of_its_own():
    assert split("Now look up.") == ["Now look up."]
    assert split("Yes.") == ["Yes."]


LONG = [
    "At sunset the light crosses much more air and by then nearly all of the blue is gone",
    "the molecules scatter short waves far more than long ones and it reaches you from everywhere",
    "wait, and then wait once more, until the evening comes, and with it the cold wind of the sea",
]


@pytest.mark.parametrize("text", LONG)
def test_cards_hold_four_to_eight_words_in_at_most_three_lines(text):
    found = split(text)
    assert all(3 <= len(card.split()) <= STYLE.most_words for card in found)
    assert all(lines_of(card) <= STYLE.most_lines for card in found)
    assert sum(len(card.split()) for card in found) == len(text.split())


@pytest.mark.parametrize("text", LONG)
def test_no_card_of_a_long_sentence_is_a_lone_word_or_ends_in_a_small_one(text):
    loose = {"a", "the", "of", "and", "with", "by", "than", "from", "it", "all"}
    for card in split(text)[:-1]:
        words = card.split()
        assert len(words) > 1
        assert words[-1] not in loose


def test_wide_letters_count_double():
    assert width_chars("蓝色ab") == 6
    assert width_chars("e\u0301") == 1
    text = "空气分子把短波散射得更远因此无论你看向哪里你都会看到蓝色的天空和云"
    assert all(width_chars(card) <= 3 * 17 for card in split(text, "zh"))


def test_a_word_wider_than_a_line_still_gets_its_card():
    assert split("Straßenbahnhaltestelle") == ["Straßenbahnhaltestelle"]


SOME_WORDS = ["a", "the", "light,", "air.", "🌇", "extraordinarily", "空气", "5%"]


@given(st.lists(st.sampled_from(SOME_WORDS), max_size=40))
def test_cards_cover_all_words_in_order(texts):
    words = [Word(text=text, key=False, joins=False) for text in texts]
    spans = cards(words, STYLE, 158, get_vocabulary("en"))
    assert [place for span in spans for place in range(span.first, span.end)] == list(
        range(len(words))
    )
    spoken = [sum(not is_emoji(w.text) for w in words[s.first : s.end]) for s in spans]
    assert all(count <= STYLE.most_words for count in spoken)


def test_both_files_have_a_cue_for_every_card_in_rising_order(drawn, timed):
    for preset in ("explainer", "list", "story"):
        storyboard = drawn(preset=preset)
        timing = timed(storyboard)
        count = sum(len(shot.cards) for scene in storyboard.scenes for shot in scene.shots)
        for text in (to_srt(storyboard, timing), to_vtt(storyboard, timing)):
            times = cue_times(text)
            assert len(times) == count
            assert all(start < end for start, end in times)
            assert all(one[1] <= other[0] for one, other in pairwise(times))


def test_a_cue_starts_with_its_first_word_and_ends_before_its_scene_leaves(drawn, timed):
    storyboard = drawn()
    timing = timed(storyboard)
    times = cue_times(to_srt(storyboard, timing))
    hook = timing.scenes[0]
    assert times[0] == (round(hook.speech_frame * 1000 / 30), round(hook.body_frames * 1000 / 30))


def test_an_srt_file_is_numbered_and_plain(drawn, timed):
    storyboard = drawn("Air & water <b>do</b> --> it. Then more of it comes to us all.")
    text = to_srt(storyboard, timed(storyboard))
    blocks = text.strip().split("\n\n")
    assert [block.split("\n")[0] for block in blocks] == [str(n + 1) for n in range(len(blocks))]
    assert "Air & water" in text
    assert text.count("-->") == len(blocks)


def test_a_vtt_file_escapes_what_would_be_markup(drawn, timed):
    storyboard = drawn("Air & water <b>do</b> --> it. Then more of it comes to us all.")
    text = to_vtt(storyboard, timed(storyboard))
    assert text.startswith("WEBVTT\n\n")
    assert "Air &amp; water &lt;b&gt;do&lt;/b&gt;" in text
    assert text.count("-->") == len(cue_times(text))


def test_cues_have_two_lines_of_like_length_at_most(drawn, timed):
    storyboard = drawn(" ".join(LONG))
    for block in to_vtt(storyboard, timed(storyboard)).strip().split("\n\n")[1:]:
        lines = block.split("\n")[1:]
        assert 1 <= len(lines) <= 2
        if len(lines) == 2:
            assert abs(len(lines[0]) - len(lines[1])) <= 16


def test_right_to_left_and_unspaced_text_is_written_in_reading_order(drawn, timed):
    arabic = drawn("الهواء ينثر الضوء الأزرق أكثر من غيره.", "لماذا السماء زرقاء؟")
    assert "لماذا السماء زرقاء؟" in to_srt(arabic, timed(arabic))
    chinese = drawn("空气分子把短波散射得更远。", "天空为什么是蓝色的？")
    assert "天空为什么是蓝色的？" in to_srt(chinese, timed(chinese))


def test_reels_longer_than_a_minute_count_on(drawn, timed):
    storyboard = drawn("\n\n".join(LONG * 5))
    times = cue_times(to_srt(storyboard, timed(storyboard)))
    assert times[-1][1] > 60_000
