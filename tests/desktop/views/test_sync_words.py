"""How it stands with the server is said in words, the same everywhere."""

from dataclasses import replace
from uuid import UUID

import pytest

from contract.problems import Code, Problem
from desktop.models.outbox import Waiting
from desktop.settings import THIS_COMPUTER, KnownAccount
from desktop.sync.proof import Proof
from desktop.sync.status import Status
from desktop.views.sync_words import (
    clock_words,
    moment_words,
    proof_words,
    sync_words,
    unsent_of,
)

SOMEBODY = KnownAccount("https://reels.example.org", UUID(int=1), "you@example.org")
OWN = KnownAccount(THIS_COMPUTER, UUID(int=2), None)
WAITING = Waiting(3, 1, 0, 1_700_000_000_000)
PROOF = Proof(changes=214, rows=80, differing=(), at_ms=1_700_000_000_000)
HEARD = Status(last_exchange_ms=1_700_000_000_000)


@pytest.mark.parametrize(
    ("account", "more"),
    [
        (None, "No server chosen yet"),
        (OWN, "The server here is starting"),
        (SOMEBODY, "Looking for the server"),
    ],
)
def test_before_anything_is_heard_of_a_server_drafts_are_here_and_it_is_said_why(
    qapp, account, more
):
    for status in (None, Status()):
        words = sync_words(status, account)
        assert (words.says, words.more) == ("Saved on this computer", more)


def test_once_all_is_sent_the_number_that_the_server_proved_is_named(qapp):
    assert sync_words(replace(HEARD, proof=PROOF), SOMEBODY).more == "Server has all 214"
    assert sync_words(HEARD, SOMEBODY).more == "On the server too"
    assert sync_words(HEARD, SOMEBODY).says == "All changes saved"


@pytest.mark.parametrize(
    ("state", "says", "more"),
    [
        ("waiting", "Saved offline", "4 waiting, see them"),
        ("signed-out", "Signed out", "4 waiting, see them"),
        ("outdated", "Update Reelyard", "Edits are kept here"),
        ("paused", "Sync is paused", "A question for you"),
        ("resting", "Saved here", "4 waiting, see them"),
        ("exchanging", "Saved here", "4 waiting, see them"),
    ],
)
def test_each_state_says_what_is_and_how_much_waits(qapp, state, says, more):
    words = sync_words(replace(HEARD, state=state, waiting=WAITING), SOMEBODY)
    assert (words.says, words.more) == (says, more)


def test_one_thing_that_waits_is_one_thing(qapp):
    status = replace(HEARD, state="waiting", waiting=Waiting(1, 0, 0, None))
    assert sync_words(status, SOMEBODY).more == "1 waiting, see it"
    assert unsent_of(WAITING) == 4


def test_what_needs_a_person_is_marked(qapp):
    asks = {
        state: sync_words(replace(HEARD, state=state), SOMEBODY).asks
        for state in ("resting", "waiting", "signed-out", "outdated", "paused")
    }
    assert [state for state, asked in asks.items() if asked] == [
        "signed-out",
        "outdated",
        "paused",
    ]


def test_a_proof_that_fails_is_said_plainly(qapp):
    assert proof_words(PROOF) == "The server holds all 214 changes made here."
    differs = replace(PROOF, differing=("draft",))
    assert proof_words(differs) == "This computer and the server do not hold the same."


def test_a_moment_of_today_is_a_time_and_one_of_another_day_has_its_day():
    noon = 1_700_000_000_000
    assert moment_words(noon, noon + 1000) == clock_words(noon)
    assert moment_words(noon, noon + 3 * 86_400_000).endswith(clock_words(noon))
    assert moment_words(noon, noon + 3 * 86_400_000) != clock_words(noon)


def test_a_reason_does_not_change_the_two_lines(qapp):
    why = Problem(Code.SERVER_UNREACHABLE, "Nobody answers.", "Look after the network.")
    assert sync_words(replace(HEARD, state="waiting", why=why), SOMEBODY).more == (
        "Nothing is waiting"
    )
