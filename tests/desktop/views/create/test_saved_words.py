"""Where what was written is, is said as it is."""

from dataclasses import replace

import pytest

from contract.problems import Code, Problem
from desktop.models.outbox import Waiting
from desktop.sync.status import Status
from desktop.views.create.saved_words import SavedWords, saved_words, waiting_words
from desktop.views.figures import clock_words

AT_MS = 1_764_000_000_000
TIME = clock_words(AT_MS)
RESTING = Status(state="resting", last_exchange_ms=AT_MS)


def say(**changes: object) -> SavedWords:
    told = {
        "is_kept": True,
        "trouble": None,
        "status": RESTING,
        "is_connected": True,
        "edited_at_ms": AT_MS,
    }
    return saved_words(**{**told, **changes})


def test_on_the_server_too() -> None:
    said = say()
    assert (said.bold, said.dim) == ("Saved", f"{TIME}, on the server too")


def test_offline_what_waits_is_counted() -> None:
    said = say(status=Status(state="waiting", waiting=Waiting(3, 1, 0, AT_MS)))
    assert (said.bold, said.dim) == ("Saved offline", "3 changes, 1 reel waiting")


def test_until_it_is_kept_it_is_not_called_saved() -> None:
    assert say(is_kept=False).bold == "Saving ..."


def test_what_goes_out_is_not_yet_on_the_server() -> None:
    said = say(status=replace(RESTING, waiting=Waiting(2, 0, 0, AT_MS)))
    assert said.dim == f"{TIME}, going out"


def test_without_a_server_it_is_on_this_computer() -> None:
    assert say(is_connected=False).dim == f"{TIME}, on this computer"


def test_what_could_not_be_kept_says_why() -> None:
    full = Problem(Code.DISK_FULL, "The disk is full.", "Make room.")
    said = say(trouble=full)
    assert (said.bold, said.dim, said.tone) == ("Not saved", "The disk is full.", "err")


@pytest.mark.parametrize(
    ("counts", "words"),
    [
        ((1, 0, 0), "1 change waiting"),
        ((0, 0, 2), "2 files waiting"),
        ((2, 1, 1), "2 changes, 1 reel, 1 file waiting"),
        ((0, 0, 0), "Nothing is waiting"),
    ],
)
def test_each_kind_that_waits_is_named(counts: tuple[int, int, int], words: str) -> None:
    assert waiting_words(Status(waiting=Waiting(*counts, None))) == words
