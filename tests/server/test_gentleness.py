"""Going gently: for a process, for what it starts, and for the sessions that those begin."""

import os
import subprocess
import sys

import pytest

from server.gentleness import NICENESS

pytestmark = pytest.mark.skipif(os.name != "posix", reason="Windows has no such word")

# Says how gentle it is, by itself and, where the system weighs those, as a session.
SAY = """
import os, pathlib
said = pathlib.Path("/proc/self/autogroup")
print(os.nice(0), said.read_text().split()[-1] if said.exists() else os.nice(0))
"""
CHILD = f"from server import gentleness\ngentleness.pass_on()\n{SAY}"
PARENT = f"""
import subprocess, sys
from server import gentleness
gentleness.go_gently()
gentleness.go_gently()
{SAY}
sys.stdout.flush()
subprocess.run([sys.executable, "-c", {CHILD!r}], start_new_session=True, check=True)
"""


def say(program: str) -> list[list[str]]:
    done = subprocess.run(
        [sys.executable, "-c", program],
        start_new_session=True,
        capture_output=True,
        text=True,
        check=True,
    )
    return [line.split() for line in done.stdout.splitlines()]


def test_who_goes_gently_does_so_once_with_all_it_starts():
    assert say(PARENT) == [[str(NICENESS)] * 2] * 2


def test_who_was_not_told_to_stays_as_it_is():
    assert say(CHILD) == [["0", "0"]]
