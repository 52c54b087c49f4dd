"""What one person typed and what arrived meanwhile become one text: nothing lost, nothing twice."""

from hypothesis import given
from hypothesis import strategies as st

from contract.rebasing import Splice, carried, changes, spliced

BEFORE = "One.\n\nTwo two.\n\nThree."


def test_a_change_is_told_as_what_differs() -> None:
    assert changes(BEFORE, BEFORE) == ()
    assert changes("abc", "abXc") == (Splice(2, 2, "X"),)
    assert changes("abc", "ac") == (Splice(1, 2, ""),)


def test_changes_in_two_lines_are_two_changes() -> None:
    after = "One!\n\nTwo two.\n\nThree?"
    assert changes(BEFORE, after) == (Splice(3, 4, "!"), Splice(21, 22, "?"))


def test_words_typed_in_one_line_stay_beside_words_that_arrived_in_another() -> None:
    mine, theirs = BEFORE.replace("One", "One and only"), BEFORE.replace("Three", "Three of them")
    assert merge(BEFORE, mine, theirs) == "One and only.\n\nTwo two.\n\nThree of them."


def test_a_text_written_anew_is_compared_line_by_line() -> None:
    lines = [f"Line {number} of them." for number in range(40)]
    before = "\n".join(lines)
    after = "\n".join(["All of this is new.", *lines[5:20], "And this as well.", *lines[21:]])
    mine = before.replace("Line 10 of", "Line ten of")
    assert merge(before, mine, after) == after.replace("Line 10 of", "Line ten of")


def test_whole_books_are_compared_as_one() -> None:
    before = "\n".join(f"Line {number}." for number in range(2_500))
    after = "\n".join(f"{number}th line." for number in range(2_500))
    assert len(changes(before, after)) == 1
    assert spliced(before, changes(before, after)) == after


def test_what_both_took_out_is_gone_once() -> None:
    assert merge("abcdef", "abef", "abf") == "abf"


def test_what_was_put_in_where_the_other_took_out_stays() -> None:
    assert merge("abcdef", "abcXdef", "af") == "aXf"


def merge(before: str, mine: str, theirs: str) -> str:
    """What is shown once theirs has arrived under mine."""
    return spliced(mine, carried(changes(before, theirs), over=changes(before, mine)))


LINES = st.lists(st.sampled_from(["", "a", "ab", "abc\U0001f600", "שלום", "a a"]), max_size=6)
BASES = LINES.map("\n".join)


@st.composite
def edited(draw: st.DrawFn, before: str, letter: str) -> str:
    """The text after some edits that put in letters of one's own."""
    text = before
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(text)))
        end = draw(st.integers(at, min(len(text), at + 5)))
        text = text[:at] + letter * draw(st.integers(0, 4)) + text[end:]
    return text


@given(st.data(), BASES)
def test_a_change_makes_the_one_of_the_other(data: st.DataObject, before: str) -> None:
    after = data.draw(edited(before, "X"))
    assert spliced(before, changes(before, after)) == after


@given(st.data(), BASES)
def test_no_letter_is_lost_and_none_comes_twice(data: st.DataObject, before: str) -> None:
    mine, theirs = data.draw(edited(before, "X")), data.draw(edited(before, "Y"))
    both = merge(before, mine, theirs)
    assert both.count("X") == mine.count("X")
    assert both.count("Y") == theirs.count("Y")


@given(st.data(), BASES)
def test_where_one_side_did_nothing_the_other_stands(data: st.DataObject, before: str) -> None:
    theirs = data.draw(edited(before, "Y"))
    assert merge(before, before, theirs) == theirs
    assert merge(before, theirs, before) == theirs


@given(st.data(), BASES)
def test_what_nobody_touched_is_there_once(data: st.DataObject, before: str) -> None:
    mine = data.draw(edited(before, "X"))
    theirs = before + "Y"
    assert merge(before, mine, theirs).replace("Y", "") == mine
