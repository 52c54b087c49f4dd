"""Promises of noticing that the parent is gone: its end of our input says so, and nothing else."""

import os
from threading import Event

import pytest

from server import parent

# Only a machine that stands still takes longer.
PATIENCE_S = 60


@pytest.fixture
def ends(monkeypatch):
    """Standard input of a process whose parent holds the other end."""
    ours, theirs = os.pipe()
    monkeypatch.setattr(parent, "STANDARD_INPUT", ours)
    yield ours, theirs
    os.close(ours)


def test_what_the_parent_writes_is_nothing_and_its_end_is_noticed(ends):
    _, theirs = ends
    acted = Event()
    parent.at_end_of_input(acted.set)
    os.write(theirs, b"hello\n" * 1000)
    assert not acted.is_set()
    os.close(theirs)
    assert acted.wait(PATIENCE_S)


def test_an_input_that_was_never_open_is_an_end(monkeypatch):
    monkeypatch.setattr(parent, "STANDARD_INPUT", 2**20)
    acted = Event()
    parent.at_end_of_input(acted.set)
    assert acted.wait(PATIENCE_S)
