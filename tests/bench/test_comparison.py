"""Promises of the order that MoviePy gets."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bench.comparison import MOST_LETTERS, MOST_WORDS, Said, captions_of
from bench.order import Caption, Order, Shown, read_order


@st.composite
def speeches(draw):
    """Words one after the other, with rests between some."""
    words, now = [], 0.0
    for text in draw(st.lists(st.text("abcdefgh", min_size=1, max_size=20), max_size=30)):
        now += draw(st.sampled_from((0.0, 0.1, 0.4)))
        words.append(Said(text, now, now + 0.3))
        now += 0.3
    return words


@given(speeches())
def test_captions_hold_every_word_once_and_in_order(words):
    shown = " ".join(caption.text for caption in captions_of(words))
    assert shown.split() == [word.text for word in words]


@given(speeches())
def test_captions_are_short_and_never_overlap(words):
    captions = captions_of(words)
    for caption in captions:
        count = len(caption.text.split())
        assert count <= MOST_WORDS
        assert count == 1 or len(caption.text) <= MOST_LETTERS
    assert all(one.end_s <= next_one.start_s for one, next_one in pairwise(captions))


def test_a_rest_of_the_voice_starts_a_new_caption():
    captions = captions_of([Said("Stop.", 0.0, 0.5), Said("Go", 1.0, 1.2), Said("on", 1.2, 1.4)])
    assert captions == (Caption("Stop.", 0.0, 0.5), Caption("Go on", 1.0, 1.4))


def test_an_order_survives_its_way_through_a_file(tmp_path):
    order = Order(
        folder="/work here",
        ffmpeg="/bin/ffmpeg",
        font="font.ttf",
        narration="voice.wav",
        width_px=1080,
        height_px=1920,
        fps=30,
        scenes=(Shown("picture", "a.jpg", 2.5), Shown("ground", None, 1.5)),
        captions=(Caption("déjà vu", 0.1, 0.9),),
    )
    order.write(tmp_path / "order.json")
    assert read_order(tmp_path / "order.json") == order
    assert order.seconds == 4.0
