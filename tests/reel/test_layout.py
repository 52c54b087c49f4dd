"""Promises of line breaking and fitting."""

from hypothesis import given
from hypothesis import strategies as st

from reel import layout

SMALL = frozenset({"the", "of", "a", "to"})


def monospaced(words):
    """Words of letters as wide as the size is tall, halves."""

    def measure(first, end, size):
        return sum(len(word) for word in words[first:end]) * size / 2 + (end - first - 1) * size / 2

    return measure


def lines_of(words, found):
    return [" ".join(words[first:end]) for first, end in found.spans]


def widths(words, size=10):
    measure = monospaced(words)
    return lambda first, end: measure(first, end, size)


def test_a_line_turns_after_a_comma_rather_than_inside_a_phrase():
    words = ["Start", "with", "it,", "then", "explain", "why"]
    found = layout.break_lines(words, widths(words), 100, 2, SMALL)
    assert lines_of(words, found) == ["Start with it,", "then explain why"]


def test_a_line_does_not_end_with_a_small_word_when_it_can_be_helped():
    words = ["people", "of", "the", "north", "live", "well"]
    found = layout.break_lines(words, widths(words), 115, 2, SMALL)
    assert not lines_of(words, found)[0].endswith(("of", "the"))


def test_a_sentence_end_is_a_turn_and_not_left_inside_a_line():
    words = ["It", "is", "gone.", "What", "is", "left"]
    found = layout.break_lines(words, widths(words), 90, 2)
    assert lines_of(words, found) == ["It is gone.", "What is left"]


def test_a_short_last_word_is_not_left_alone():
    words = ["everything", "we", "ever", "saw", "is", "red"]
    found = layout.break_lines(words, widths(words), 130, 2)
    assert lines_of(words, found)[-1] != "red"


def test_what_cannot_fit_is_refused_rather_than_let_out():
    words = ["incomprehensibilities"]
    assert layout.break_lines(words, widths(words), 50, 1) is None


def test_no_words_and_more_lines_than_words_have_no_breaking():
    assert layout.break_lines([], widths([]), 50, 1) is None
    assert layout.break_lines(["one"], widths(["one"]), 50, 2) is None


@given(
    st.lists(st.text("abcdefg.,", min_size=1, max_size=12), min_size=1, max_size=14),
    st.integers(200, 900),
    st.integers(150, 800),
)
def test_fitted_type_stays_in_its_box_and_keeps_every_word(words, width, height):
    block = layout.fit(words, monospaced(words), width, height, 1.1, 330, 50, 6, SMALL)
    measure = monospaced(words)
    assert [place for span in block.lines.spans for place in range(*span)] == list(
        range(len(words))
    )
    assert all(measure(*span, block.size_px) <= width for span in block.lines.spans)
    assert len(block.lines.spans) * 1.1 * block.size_px <= height + 1e-6


@given(st.integers(1, 60))
def test_a_word_of_any_length_is_shrunk_until_it_fits(length):
    words = ["m" * length]
    block = layout.shrink(words, monospaced(words), 300, 100, 1.1, 84, 3)
    assert monospaced(words)(0, 1, block.size_px) <= 300


def test_stacked_lines_differ_little_in_length():
    words = ["three", "cuts", "that", "keep", "people", "watching"]
    found = layout.stack(words, monospaced(words), 3)
    lengths = [len(line) for line in lines_of(words, found)]
    assert max(lengths) - min(lengths) <= 6


def test_bare_words_lose_their_punctuation_and_case():
    assert layout.bare("«Hello!»") == "hello"
    assert layout.bare("سماء؟") == "سماء"
