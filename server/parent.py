"""How a process learns that whoever started it is gone, and goes, too."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable
from threading import Thread

PR_SET_PDEATHSIG = 1
STANDARD_INPUT = 0
PIECE_BYTES = 4096
PARENT_GONE = 1


def follow_parent() -> None:
    """From here on this process ends at once when its parent does, whatever it is doing.

    The parent holds the other end of our standard input and never writes: its end is the
    parent's. Linux can kill us besides, even while we are stopped or stuck in foreign code.
    """
    if sys.platform == "linux":
        # When the *thread* that started us ends: the supervisor keeps one for each child.
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGKILL))
    # Nothing is worth finishing: the database goes with the parent, and transactions are whole.
    at_end_of_input(lambda: os._exit(PARENT_GONE))


def at_end_of_input(act: Callable[[], object]) -> None:
    """Have `act` called, in a thread of its own, once nobody holds the other end any more."""

    def watch() -> None:
        while _is_open():
            pass
        act()

    Thread(target=watch, name="parent", daemon=True).start()


def _is_open() -> bool:
    try:
        return bool(os.read(STANDARD_INPUT, PIECE_BYTES))
    except OSError:
        return False
