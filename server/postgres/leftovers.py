"""What a killed owner or a killed postmaster leaves behind, and how it goes."""

import os
import shutil
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from contract.problems import Code, Problem
from server.postgres.folder import SOCKET_NAME, PostgresFolder, try_lock

LOOK_AGAIN_S = 0.02
# By itself: the leash was pulled, or a backend sees that its postmaster has gone. A backend in
# a long computation does not look; then INT cancels that, and to a postmaster says "stop".
STEPS = (("", 5.0), ("INT", 15.0), ("QUIT", 5.0), ("KILL", 5.0))


@contextmanager
def alone(folder: PostgresFolder) -> Iterator[BinaryIO]:
    """The lock of the server, held while the block runs: no process of an earlier one lives.

    A process that inherits the file keeps the lock until it ends. Those of an earlier server
    are waited for, then asked to end, then made to.

    Raises: Problem POSTGRES_FAILED when they cannot be ended.
    """
    for name, patience_s in STEPS:
        if name:
            _signal(folder, name)
        lock = _await_lock(folder.root / "server.lock", patience_s)
        if lock is not None:
            with lock:
                yield lock
            return
    raise Problem(
        Code.POSTGRES_FAILED,
        f"An earlier PostgreSQL still works in {folder.root}.",
        "End it, or restart the computer.",
        retryable=True,
    )


def forget_the_dead(folder: PostgresFolder, sockets: Path) -> None:
    """Remove what a killed server left, so that its process id, reused, stops nobody.

    Call it alone. A server that somebody started by hand is found and left in peace: then
    PostgreSQL itself refuses to start a second one.
    """
    shutil.rmtree(folder.half_made, ignore_errors=True)
    if sys.platform == "linux" and not find_servers(folder):
        (folder.data / "postmaster.pid").unlink(missing_ok=True)
        for name in (SOCKET_NAME, f"{SOCKET_NAME}.lock"):
            (sockets / name).unlink(missing_ok=True)


def find_servers(folder: PostgresFolder) -> list[int]:
    """The processes of a server that work in this cluster, as far as the system can tell."""
    if sys.platform == "linux":
        processes = (int(name) for name in os.listdir("/proc") if name.isdecimal())
        return [pid for pid in processes if _works_in(pid, folder.data)]
    try:
        first = (folder.data / "postmaster.pid").read_bytes().split(b"\n")[0]
        return [int(first)]
    except (OSError, ValueError):
        return []


def _works_in(pid: int, data: Path) -> bool:
    """Whether this is a process of PostgreSQL whose working folder is this cluster."""
    try:
        name = Path(f"/proc/{pid}/comm").read_text(encoding="utf-8", errors="replace").strip()
        # A person may have gone into the folder, too: their shell is none of ours.
        return name == "postgres" and Path(f"/proc/{pid}/cwd").samefile(data)
    except OSError:
        return False


def _signal(folder: PostgresFolder, name: str) -> None:
    for pid in find_servers(folder):
        with suppress(OSError):
            os.kill(pid, getattr(signal, f"SIG{name}"))


def _await_lock(path: Path, patience_s: float) -> BinaryIO | None:
    deadline = time.monotonic() + patience_s
    while True:
        lock = try_lock(path)
        if lock is not None or time.monotonic() > deadline:
            return lock
        time.sleep(LOOK_AGAIN_S)
