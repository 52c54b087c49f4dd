"""Promises of the options of `reelyard make`."""

from pathlib import Path

import pytest

from reel.terminal.options import read_options


def test_only_a_script_and_a_folder_are_needed():
    options = read_options(["script.md", "--out", "reels"])
    assert (options.script, options.out) == (Path("script.md"), Path("reels"))
    assert (options.platform, options.preset) == ("tiktok", "explainer")
    assert options.language is options.voice is options.variants is options.seed is None
    assert options.media == ()


def test_without_a_server_named_none_is_asked():
    assert not read_options(["s.md", "--out", "o"]).asks_server
    for words in (["--server", "https://reels.example.com"], ["--own-server", "data"]):
        assert read_options(["s.md", "--out", "o", *words]).asks_server


def test_a_wish_for_later_needs_no_folder_yet():
    options = read_options(["s.md", "--offline"])
    assert options.offline
    assert not options.asks_server
    assert options.out is None
    assert read_options(["s.md", "--offline", "--data", "d"]).data == Path("d")


def test_pictures_keep_their_order_over_several_options():
    options = read_options(["s.md", "--out", "o", "--media", "b", "a", "--media", "c"])
    assert [path.name for path in options.media] == ["b", "a", "c"]


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["script.md"],
        ["--out", "reels"],
        ["s.md", "--out", "o", "--server", "x"],
        ["s.md", "--out", "o", "--server", "http://s", "--own-server", "d"],
        ["s.md", "--out", "o", "--server", "http://s", "--seed", "1"],
        ["s.md", "--out", "o", "--email", "a@b.example"],
        ["s.md", "--out", "o", "--api-key-file", "key"],
        ["s.md", "--offline", "--server", "http://s"],
        ["s.md", "--offline", "--seed", "1"],
        ["s.md", "--offline", "--email", "a@b.example"],
        ["s.md", "--out", "o", "--data", "d"],
        ["s.md", "--out", "o", "--plat", "tiktok"],
        ["s.md", "--out", "o", "--variants", "many"],
        ["s.md", "--out", "o", "--variants", "0"],
        ["s.md", "--out", "o", "--variants", "4"],
        ["s.md", "--out", "o", "--seed", "-1"],
        ["s.md", "--out", "o", "--seed", "4294967296"],
    ],
)
def test_what_cannot_be_understood_is_a_usage_error_on_standard_error(words, capsys):
    with pytest.raises(SystemExit) as ended:
        read_options(words)
    assert ended.value.code == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "usage: reelyard make" in shown.err


def test_help_explains_every_exit_code(capsys):
    with pytest.raises(SystemExit) as ended:
        read_options(["--help"])
    assert ended.value.code == 0
    shown = capsys.readouterr().out
    for code in (0, 2, 65, 66, 68, 69, 70, 71, 73, 74, 75, 77, 78, 130):
        assert f"\n  {code} " in shown


def test_no_folder_and_no_number_are_said_plainly(capsys):
    for wrong, sentence in (
        (["--out", ""], "name a folder"),
        (["--out", "here", "--seed", "abc"], "whole number"),
    ):
        with pytest.raises(SystemExit):
            read_options(["script.md", *wrong])
        assert sentence in capsys.readouterr().err
