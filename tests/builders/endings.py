"""Waiting until processes of others have gone, on any kernel."""

import threading
import time
from collections.abc import Sequence

import psutil

LOOK_AGAIN_S = 0.05


def still_there(processes: Sequence[psutil.Process], within_s: float) -> list[psutil.Process]:
    """Those that have not ended within that time; zombies have.

    Not psutil's own wait: where a process ends between two of its questions, some kernels answer
    the second one with an error that it does not expect.
    """
    until = time.monotonic() + within_s
    while (alive := [one for one in processes if _lives(one)]) and time.monotonic() < until:
        threading.Event().wait(LOOK_AGAIN_S)
    return alive


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
