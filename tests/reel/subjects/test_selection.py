"""Promises of subjects: what a sentence holds decides what is drawn, and every word is kept."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.storyboards import StepSubject
from reel.catalogue import get_vocabulary
from reel.script import read_paragraphs, read_topic
from reel.subjects.selection import LONGEST_KEYWORD_CHARS, Reading, beats, choose
from reel.tokens import joined


def reading(language="en", **other):
    ordinary = {"hook": frozenset(), "words_per_minute": 158, "keeps_titles": False}
    return Reading(get_vocabulary(language), language, **{**ordinary, **other})


def subject(text, language="en"):
    return choose(read_topic(text, language), reading(language))


def told(script, language="en", step=None, **other):
    (paragraph,) = read_paragraphs(script, language)
    return beats(paragraph, reading(language, **other), step, (2, 3))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The light crosses much more air.", "keyword"),
        ("About five times more than red.", "numeral"),
        ("Mix flour, water and salt.", "rows"),
        ("The air does it, not the water.", "contrast"),
        ("Why is the sky blue?", "question"),
        ("He said “never give up on light” and left.", "quote"),
        ("Now look up.", "punch"),
        ("Did you know 90% of startups fail?", "numeral"),
        ("Mix 2 eggs, 3 cups and 1 lemon.", "rows"),
        ("It is not 2 but 3.", "contrast"),
        ("Is it 7?", "question"),
        ("In 1969 they landed on the moon.", "numeral"),
        ("🌇", "punch"),
    ],
)
def test_the_kind_of_a_subject_follows_from_the_text(text, kind):
    assert subject(text).kind == kind


@pytest.mark.parametrize(
    ("text", "language", "kind"),
    [
        ("لماذا السماء زرقاء؟", "ar", "question"),
        ("为什么？", "zh", "question"),
        ("“学而时习之，不亦说乎”", "zh", "quote"),
        ("„Gib niemals auf, mein Freund“, sagte er.", "de", "quote"),
        ("« Il ne faut jamais dire jamais »", "fr", "quote"),
        ("「空はとても青い」と言った", "ja", "quote"),
        ("空は青い。", "ja", "punch"),
        ("ท้องฟ้าเป็นสีฟ้าเพราะอากาศกระเจิงแสง", "th", "keyword"),
        ("Το φως διασχίζει πολύ περισσότερο αέρα.", "el", "keyword"),
    ],
)
def test_other_languages_have_the_same_kinds(text, language, kind):
    assert subject(text, language).kind == kind


def test_a_key_word_is_short_enough_to_be_drawn_big():
    text = "The incomprehensibilities of it were overwhelmingly extraordinary yesterday."
    assert len(subject(text).text) <= LONGEST_KEYWORD_CHARS
    text = "Donaudampfschifffahrtsgesellschaftskapitän Straßenbahnhaltestellenschild la la la."
    assert 0 < len(subject(text).text) <= LONGEST_KEYWORD_CHARS


def test_a_question_asked_by_somebody_stands_without_its_introduction():
    found = told("People asked: “Why this lamp?”")[0]
    assert found.subject.text == "Why this lamp?"
    assert found.captioned


def test_a_long_question_shows_its_key_words_and_is_captioned():
    found = told("Why does the sky look so blue when light itself is white?")[0]
    assert found.subject.kind == "question"
    assert len(found.subject.text) <= 25
    assert found.subject.text.endswith("?")
    assert found.captioned


def test_a_long_question_with_a_short_last_clause_shows_that():
    text = "When the evening comes and the sun has gone, where does the light go?"
    assert subject(text).text == "where does the light go?"


@pytest.mark.parametrize(
    ("script", "captioned"),
    [
        ("Now look up.", False),
        ("Why is the sky blue?", False),
        ("Red, green, blue.", False),
        ("Mix flour, water and salt.", True),
        ("Cut the intro. Skip the outro. Drop the jokes.", True),
        ("The light crosses much more air.", True),
        ("He said “never give up on light” and left.", True),
    ],
)
def test_a_subject_that_shows_all_words_needs_no_caption(script, captioned):
    assert told(script)[0].captioned is captioned


def test_each_sentence_is_a_shot_of_its_own():
    found = told("The light crosses much more air. By then the blue is gone.")
    assert [joined(beat.tokens) for beat in found] == [
        "The light crosses much more air.",
        "By then the blue is gone.",
    ]


def test_neighbouring_key_words_wear_different_motifs():
    script = "The light crosses much more air. By then the blue is gone. It looks rather red now."
    assert [beat.subject.motif for beat in told(script)] == [2, 3, 2]


def test_a_very_short_sentence_shares_the_shot_of_the_next():
    assert len(told("No. The light crosses much more air.")) == 1


def test_opposed_sentences_share_a_shot():
    found = told("It's not the camera. It's the light.")
    assert [beat.subject.kind for beat in found] == ["contrast"]


def test_a_long_sentence_is_parted_at_its_commas():
    found = told(
        "When the light meets the air above the sea, the molecules scatter the short waves, "
        "while the long waves travel on until they reach the far side of the evening sky."
    )
    assert [joined(beat.tokens)[-1] for beat in found] == [",", "."]


def test_an_endless_sentence_without_commas_is_parted_before_a_phrase():
    script = "the keeper climbs the stairs to the lamp and " * 6 + "sleeps."
    found = told(script)
    assert len(found) >= 4
    assert all(len(beat.tokens) <= 24 for beat in found)


def test_an_endless_sentence_of_an_unknown_language_is_parted_too():
    assert len(told("zum bala tira moka " * 12, "xx")) > 1


def test_a_step_opens_with_its_title_and_a_list_keeps_it():
    step = StepSubject(kind="step", number=1, total=3, title="Cut the hello")
    script = "One. Cut the hello. Start with the whole result at once. It takes 5 seconds."
    kept = told(script, step=step, keeps_titles=True)
    assert [beat.subject.kind for beat in kept] == ["step", "step", "numeral"]
    assert [beat.captioned for beat in kept] == [False, True, True]
    left = told(script, step=step)
    assert [beat.subject.kind for beat in left] == ["step", "keyword", "numeral"]


WORDS = "sky blue, red. 5% not but three “the air” and, 🌇 why? - *light* 天空。 سماء؟ No! Step 1:"


@given(st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=60))
def test_every_word_of_a_paragraph_is_in_exactly_one_shot(words):
    for paragraph in read_paragraphs(" ".join(words), "en"):
        found = beats(paragraph, reading(), None, (0, 1))
        assert tuple(token for beat in found for token in beat.tokens) == paragraph.tokens
        assert all(beat.tokens for beat in found)
