"""Promises of the command's first word: it chooses, and loads nothing it does not need."""

import os
import subprocess
import sys
from importlib import import_module

import pytest

from contract.version import PRODUCT_VERSION
from reelyard import __main__ as command

DRAWING = {"numpy", "cv2", "PIL", "av", "reel.making", "reel.pixels"}


def loaded_by(*words: str) -> set[str]:
    """The modules in memory after the command ran with these words."""
    program = (
        "import sys\nfrom reelyard.__main__ import main\n"
        f"try:\n    main({list(words)!r})\nexcept SystemExit:\n    pass\n"
        "print('\\n'.join(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    return set(done.stderr.decode().split())


@pytest.mark.parametrize("words", [["--help"], ["-h"], ["help"]])
def test_help_names_every_command_and_ends_well(words, capsys):
    assert command.main(words) == 0
    shown = capsys.readouterr().out
    assert "reelyard make SCRIPT.md --out DIR" in shown
    assert "reelyard doctor" in shown


def test_version_is_the_product_version(capsys):
    assert command.main(["--version"]) == 0
    assert capsys.readouterr().out == f"reelyard {PRODUCT_VERSION}\n"


def test_an_unknown_command_is_said_and_is_a_usage_error(capsys):
    assert command.main(["sing"]) == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "There is no command “sing”" in shown.err


def test_every_command_that_it_hands_over_to_is_there_and_in_the_help():
    for word, module in command.COMMANDS.items():
        assert callable(import_module(module).main)
        assert word in command.HELP


@pytest.mark.parametrize(
    "words",
    [
        ("--help",),
        ("make", "--help"),
        ("make",),
        ("doctor", "-h"),
        ("serve", "--help"),
        ("api", "--help"),
        ("migrate", "--help"),
        ("admin", "--help"),
        ("make", "nothing.md", "--out", "nowhere", "--server", "http://127.0.0.1:9"),
    ],
)
def test_explaining_itself_and_asking_others_never_loads_what_draws(words):
    assert not loaded_by(*words) & DRAWING


def test_the_installed_command_is_this_one():
    path = os.path.join(os.path.dirname(sys.executable), "reelyard")
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"reelyard {PRODUCT_VERSION}\n"
