"""Events of a voice mapped onto the words as shown."""

from hypothesis import given
from hypothesis import strategies as st

from reel.narration.alignment import Heard, Utterance, align

WORDS = st.lists(st.integers(0, 12), min_size=1, max_size=12)
EVENTS = st.lists(st.tuples(st.integers(-3, 200), st.integers(-50, 6000)), max_size=30)


def utterances(lengths):
    """Words of these lengths on a line; length 0 stands for a word without sound."""
    made, at = [], 0
    for length in lengths:
        made.append(Utterance(at if length else None, length))
        at += length + 1 if length else 0
    return made


@given(WORDS, EVENTS, st.integers(0, 5000))
def test_times_never_fall_and_never_leave_the_speech(lengths, events, end_ms):
    times = align(utterances(lengths), [Heard(*event) for event in events], end_ms)
    heard = [time for time in times if time is not None]
    assert heard == sorted(heard)
    assert all(0 <= time <= end_ms for time in heard)
    assert [time is None for time in times] == [length == 0 for length in lengths]


@given(WORDS)
def test_a_voice_that_names_every_word_is_believed(lengths):
    words = utterances(lengths)
    events = [Heard(w.start, 10 * n) for n, w in enumerate(words) if w.start is not None]
    times = align(words, events, 1000)
    assert [t for t in times if t is not None] == [event.at_ms for event in events]


def test_a_number_spoken_as_nine_words_lights_once():
    # "pay $1,299.50 in": the events of the real voice.
    positions = (0, 4, 5, 6, 7, 8, 8, 8, 8, 8, 14)
    events = [Heard(position, 100 * n) for n, position in enumerate(positions)]
    words = (Utterance(0, 3), Utterance(4, 9), Utterance(14, 2))
    assert align(words, events, 2000) == (0, 100, 1000)


def test_words_without_events_share_their_time_by_length():
    words = (Utterance(0, 2), Utterance(3, 6), Utterance(10, 2))
    assert align(words, [Heard(0, 0), Heard(10, 800)], 1000) == (0, 200, 800)
    assert align(words, [], 1000) == (0, 200, 800)


def test_an_event_that_jumps_back_does_not_turn_time_back():
    words = (Utterance(0, 3), Utterance(4, 3), Utterance(8, 3))
    events = [Heard(0, 0), Heard(8, 300), Heard(4, 400), Heard(8, 500)]
    assert align(words, events, 900) == (0, 150, 300)


def test_nothing_spoken_has_no_times():
    assert align([Utterance(None, 0)] * 2, [Heard(0, 5)], 100) == (None, None)
