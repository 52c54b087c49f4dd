"""Promises of measuring the memory of a process tree."""

import os
import subprocess
import sys
from contextlib import contextmanager

import pytest

from bench.memory import PeakMemory, can_measure, held_bytes, tree_of

pytestmark = pytest.mark.skipif(not can_measure(), reason="this system does not tell")

HELD_BYTES = 50_000_000
HOLDER = f"""
import os, sys
held = b"x" * {HELD_BYTES}
for _ in range(int(sys.argv[1])):
    if os.fork() == 0:
        break
os.write(1, b"ready\\n")
sys.stdin.read()
"""
PARENT = """
import subprocess, sys
subprocess.run([sys.executable, "-c", *sys.argv[1:]], check=True)
"""


@contextmanager
def running(*command, ready):
    """A process that has said `ready` so many times, and ends when the block does."""
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", *command], stdin=pipe, stdout=pipe) as process:
        for _ in range(ready):
            assert process.stdout.readline() == b"ready\n"
        yield process.pid
        process.stdin.close()


def test_the_memory_of_descendants_counts():
    with running(PARENT, HOLDER, "0", ready=1) as root, PeakMemory(root) as peak:
        assert len(tree_of(root)) == 2
    assert peak.peak_bytes >= HELD_BYTES


def test_shared_memory_counts_once():
    with running(HOLDER, "3", ready=4) as root:
        assert len(tree_of(root)) == 4
        assert HELD_BYTES <= held_bytes(tree_of(root)) < 2 * HELD_BYTES


def test_a_process_that_is_gone_holds_nothing():
    with running("print('ready')", ready=1) as gone:
        pass
    assert held_bytes(frozenset({gone})) == 0
    assert os.getpid() not in tree_of(gone)
