"""Promises of what the terminal says: plain sentences, and nobody's words move the cursor."""

import pytest

from desktop.models.outbox import Waiting
from desktop.terminal.saying import counted, in_one_line, print_lines, words_for_waiting


@pytest.mark.parametrize(
    ("waiting", "said"),
    [
        (Waiting(0, 0, 0, None), "Nothing waits."),
        (Waiting(1, 0, 0, None), "1 edit waits."),
        (Waiting(0, 1, 0, None), "1 wish waits."),
        (Waiting(2, 0, 0, None), "2 edits wait."),
        (Waiting(1200, 1, 0, None), "1,200 edits and 1 wish wait."),
        (Waiting(2, 2, 1, None), "2 edits, 2 wishes and 1 file wait."),
    ],
)
def test_what_waits_is_a_sentence(waiting, said):
    assert words_for_waiting(waiting) == said


def test_since_when_it_waits_is_a_day_and_a_time():
    assert " since 20" in words_for_waiting(Waiting(1, 0, 0, 1_795_000_000_000))


def test_somebodys_words_stay_in_their_line():
    assert in_one_line("a\nb\x1b[31m\u202ec") == "a b [31m c"


def test_nothing_is_counted_as_nothing():
    assert counted(0, "draft") == ""


def test_what_is_printed_is_utf_8_and_half_letters_do_no_harm(capfdbinary):
    print_lines(["Ärger 🎬", "\ud83c"])
    assert capfdbinary.readouterr().out == "Ärger 🎬\n?\n".encode()
