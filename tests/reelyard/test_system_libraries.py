"""Promises about the system's libraries: what is missing is found, named once, and brought."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from reelyard import system_libraries, window_fitness
from reelyard.system_libraries import PLAYER, TEST_PROGRAMS, WINDOW, X11, Part

BRINGS = Path(__file__).parents[2] / "packaging" / "system_libraries.py"
NOWHERE = Part("libno-such-thing.so.9", "libno-such-thing9")


def test_what_make_setup_brings_is_here():
    assert system_libraries.missing((*WINDOW, *PLAYER, *X11, *TEST_PROGRAMS)) == ()


@pytest.mark.parametrize("part", [NOWHERE, Part("no-such-program", "no-such-package")])
def test_what_is_not_there_is_missing_and_what_is_is_not(part):
    assert system_libraries.missing((*WINDOW, part)) == (part,)


def test_other_systems_lack_nothing():
    assert system_libraries.missing((NOWHERE,), platform="darwin") == ()


def test_the_line_names_each_package():
    line = system_libraries.line_to_type((*PLAYER, NOWHERE))
    assert line == "sudo apt-get install libpulse0 libno-such-thing9"


@pytest.mark.parametrize("check", window_fitness.CHECKS)
def test_the_doctor_finds_all_of_the_window_here(check):
    assert check().remedy is None


def test_the_doctor_says_which_file_is_missing_and_what_to_type(monkeypatch):
    monkeypatch.setattr(system_libraries, "PLAYER", (NOWHERE,))
    found = window_fitness.check_player()
    assert "libno-such-thing.so.9" in found.saw
    assert found.remedy is not None
    assert found.remedy.endswith("sudo apt-get install libno-such-thing9")


def bring(folder: Path, apt: str | None, uid: int = 0) -> tuple[str, str]:
    """What is said on a computer that lacks Xvfb, and what its apt-get is asked for: PATH holds
    nothing but `apt`, a shell script that stands in for it and may bring what is missing."""
    tools, asked = folder / "bin", folder / "asked"
    tools.mkdir()
    (tools / "xdotool").touch(mode=0o755)
    if apt is not None:
        (tools / "apt-get").write_text(f'#!/bin/sh\necho "$@" >> "{asked}"\n{apt}\n')
        (tools / "apt-get").chmod(0o755)
    as_somebody = f"import os, runpy; os.geteuid = lambda: {uid}; "
    words = [
        sys.executable,
        "-c",
        f"{as_somebody}runpy.run_path({str(BRINGS)!r}, None, '__main__')",
    ]
    environment = {**os.environ, "PATH": str(tools)}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    return done.stderr, asked.read_text() if asked.exists() else ""


def test_as_root_what_is_missing_is_installed_and_nothing_more(tmp_path):
    made = f'/usr/bin/test "$1" = update || {{ : > "{tmp_path}/bin/Xvfb"; '
    made += f'/bin/chmod +x "{tmp_path}/bin/Xvfb"; }}'
    said, asked = bring(tmp_path, made)
    assert said == "Installing 1 system packages for the window ...\n"
    update, install = asked.splitlines()
    assert update.startswith("update")
    assert install.startswith("install --yes")
    assert install.endswith(" xvfb")


def test_who_is_not_root_is_told_the_line_to_type(tmp_path):
    said, asked = bring(tmp_path, "exit 0", uid=1000)
    assert said.endswith("Type: sudo apt-get install xvfb\n")
    assert asked == ""


@pytest.mark.parametrize("apt", [None, "echo no network >&2; exit 100"])
def test_without_apt_or_a_network_the_line_is_said_and_nothing_fails(tmp_path, apt):
    said, _ = bring(tmp_path, apt)
    assert said.endswith("Type: sudo apt-get install xvfb\n")
    assert ("no network" in said) == (apt is not None)
