"""A server of one's own: `reelyard serve` on a folder for as long as somebody needs it."""

import os
import socket
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

from contract.local_access import ACCESS_NAME, LocalAccess
from contract.problems import Code, Problem
from reel import own_command

# What `reelyard serve` ends with when another one works in its folder.
IN_USE_EXIT_CODE = 71
# It gives its work back and stops its database first; a disk that hangs must not hang us.
ENDED_WITHIN_S = 60.0
# Whoever sits before the screen waits no longer for it to be noticed, and it costs nothing.
LOOK_EVERY_S = 2.0
# It accepts at once, even when its answers take long: the socket is open as long as it runs.
ANSWERS_WITHIN_S = 5.0
LOG_NAME = "serve.log"
LAST_WORDS_CHARS = 2000
# Weeks of a server's talk; a longer log is put aside before the next run.
LONGEST_LOG_BYTES = 10 * 2**20


@contextmanager
def running(folder: Path) -> Iterator[LocalAccess]:
    """The server of a folder, started now and stopped after the block.

    One that runs there already is used and left running. Should we be killed, ours ends, too.

    Raises: Problem SERVER_UNREACHABLE when it does not start, FOLDER_UNWRITABLE.
    """
    with _begun(folder) as log:
        server = subprocess.Popen(
            own_command.ourselves("serve", "--data", str(folder), "--until-eof"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            # Ctrl-C is for us: we cancel what we asked for before the server goes.
            start_new_session=True,
        )
    assert server.stdin is not None
    assert server.stdout is not None
    try:
        is_ready = bool(server.stdout.readline())
        if not is_ready and server.wait() != IN_USE_EXIT_CODE:
            raise _did_not_start(folder)
        yield _access_of(folder)
    finally:
        server.stdin.close()
        _await_end(server)
        server.stdout.close()


def keep_running(folder: Path, on_ready: Callable[[LocalAccess], object], is_over: Event) -> None:
    """The server of a folder until it is over, started anew should it end by itself; `on_ready`
    hears of each start. On return it has stopped, its database whole.

    Raises: Problem SERVER_UNREACHABLE when it does not start, FOLDER_UNWRITABLE.
    """
    while not is_over.is_set():
        with running(folder) as access:
            on_ready(access)
            while not is_over.wait(LOOK_EVERY_S) and _listens(access):
                pass


def _listens(access: LocalAccess) -> bool:
    """Whether somebody accepts there, be it ours or one that ran before us."""
    place = urlsplit(access.url)
    try:
        socket.create_connection((place.hostname, place.port), ANSWERS_WITHIN_S).close()
    except OSError:
        return False
    return True


@contextmanager
def _begun(folder: Path) -> Iterator[int]:
    """The log of this run, as a descriptor; it begins where the last run ended."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = folder / LOG_NAME
        if path.exists() and path.stat().st_size > LONGEST_LOG_BYTES:
            path.replace(path.with_suffix(".log.old"))
        log = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as error:
        raise Problem(
            Code.FOLDER_UNWRITABLE,
            f"{folder} cannot keep a server's data: {error.strerror}.",
            "Name another folder, or change who may write there.",
        ) from error
    try:
        yield log
    finally:
        os.close(log)


def _access_of(folder: Path) -> LocalAccess:
    try:
        return LocalAccess.model_validate_json((folder / ACCESS_NAME).read_bytes())
    except (OSError, ValueError) as error:
        raise _did_not_start(folder) from error


def _await_end(server: "subprocess.Popen[bytes]") -> None:
    try:
        server.wait(ENDED_WITHIN_S)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _did_not_start(folder: Path) -> Problem:
    log = folder / LOG_NAME
    problem = Problem(
        Code.SERVER_UNREACHABLE,
        "The server on this computer did not start.",
        f"What it said last stands in {log}.",
    )
    problem.add_note(log.read_text(encoding="utf-8", errors="replace")[-LAST_WORDS_CHARS:])
    return problem
