"""Promises of the options of `reelyard drafts`."""

from pathlib import Path

import pytest

from desktop.terminal.draft_options import read_options


def test_a_new_draft_needs_nothing():
    given = read_options(["new"])
    assert (given.command, given.script, given.topic, given.data) == ("new", None, None, None)


def test_tags_add_up():
    assert read_options(["edit", "3f25", "--tag", "a", "--tag", "b"]).tags == ["a", "b"]


def test_standard_input_is_a_script():
    assert read_options(["edit", "3f25", "-"]).script == Path("-")


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["sing"],
        ["edit"],
        ["edit", "3f25"],
        ["edit", "3f25", "--delete", "--restore"],
        ["show"],
        ["sync", "--server", "reels.example.com"],
        ["sync", "--email", "a@b.example"],
        ["new", "--variants", "4"],
        ["list", "--data", ""],
    ],
)
def test_what_cannot_be_understood_is_a_usage_error_on_standard_error(words, capsys):
    with pytest.raises(SystemExit) as ended:
        read_options(words)
    assert ended.value.code == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "usage: reelyard drafts" in shown.err
