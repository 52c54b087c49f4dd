"""The folder of an embedded server: what lies where, who owns it, what a killed one left.

    owner.lock    locked by the process that may start the server; nobody else's business
    server.lock   locked by the server itself and each of its processes, which inherit it
    data          the cluster; data.new while it is being made
    sockets       where clients knock, if the path is short enough for that
    postgres.log  what the server says; postgres.log.old what it said before

Locks of the kernel tell the truth where process ids lie: they go with a process that is killed,
hold across containers, and a new process with an old id does not have them.
"""

import hashlib
import os
import re
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from contract.problems import Code, Problem

SOCKET_NAME = ".s.PGSQL.5432"
# The kernel takes 108 bytes on Linux and 104 on macOS, an ending zero among them.
LONGEST_SOCKET_BYTES = 100
# What needs no quoting in a setting, an address or a list of hosts.
PLAIN_PATH = re.compile(r"/[A-Za-z0-9/._-]*")
# Enough to find out what happened; beginning anew is looked at when a server starts.
LONGEST_LOG_BYTES = 10 * 2**20
# The fifth line of postmaster.pid, as PostgreSQL's miscadmin.h says.
PID_FILE_SOCKETS_LINE = 4


@dataclass(frozen=True)
class PostgresFolder:
    """The places inside one folder; `root` is absolute and leads through no links."""

    root: Path

    @property
    def data(self) -> Path:
        """The cluster."""
        return self.root / "data"

    @property
    def half_made(self) -> Path:
        """The cluster while it is being made."""
        return self.root / "data.new"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.root / "postgres.log"

    def find_major(self) -> int | None:
        """The major version of PostgreSQL that made the data; None when there is none yet.

        Raises: Problem POSTGRES_FAILED when it cannot be told.
        """
        try:
            said = (self.data / "PG_VERSION").read_text(encoding="ascii")
            return int(said.split(".")[0])
        except (ValueError, OSError) as error:
            if not self.data.exists() or (self.data.is_dir() and not os.listdir(self.data)):
                return None
            raise Problem(
                Code.POSTGRES_FAILED,
                f"{self.data} does not look like the data of a PostgreSQL server.",
                "Choose another folder, or bring back a backup of this one.",
            ) from error

    def find_sockets(self) -> Path | None:
        """Where the server that runs, or ran last, is to be reached; None when it never did."""
        try:
            lines = (self.data / "postmaster.pid").read_bytes().split(b"\n")
        except OSError:
            return None
        named = lines[PID_FILE_SOCKETS_LINE] if len(lines) > PID_FILE_SOCKETS_LINE else b""
        return Path(os.fsdecode(named)) if named else None

    def begin_log(self) -> BinaryIO:
        """The log, open at its end; a long one is put aside first."""
        with suppress(FileNotFoundError):
            if self.log.stat().st_size > LONGEST_LOG_BYTES:
                self.log.replace(self.log.with_suffix(".log.old"))
        return self.log.open("ab")


def make_folder(root: Path) -> PostgresFolder:
    """The folder, made for the person alone if it was not there.

    Raises: Problem FOLDER_UNWRITABLE, DISK_FULL.
    """
    folder = PostgresFolder(root.expanduser().resolve())
    with saying_what_is_wrong(folder.root):
        folder.root.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def make_sockets(folder: PostgresFolder, account: tuple[int, int] | None) -> Path:
    """A folder for sockets that only this user enters, under a path that is short and plain.

    `account` is whom the server runs as, when that is another one than ours. The same folder
    gives the same path again, so that nothing piles up.

    Raises: Problem FOLDER_UNWRITABLE.
    """
    name = hashlib.sha256(os.fsencode(folder.root)).hexdigest()[:12]
    places = [folder.root / "sockets"]
    for base in (os.environ.get("XDG_RUNTIME_DIR"), tempfile.gettempdir(), "/tmp"):
        if base:
            places.append(Path(base) / f"reelyard-{_own_id()}-{name}")
    for place in places:
        if _is_short_and_plain(place) and _is_ours(place, account):
            return place
    raise Problem(
        Code.FOLDER_UNWRITABLE,
        f"There is no folder with a short name for the sockets of {folder.root}.",
        "Choose a folder with a shorter path, or set XDG_RUNTIME_DIR to one of your own.",
    )


def leave_sockets(folder: PostgresFolder, sockets: Path | None) -> None:
    """Remove the folder for sockets if it lies outside and is empty."""
    if sockets is not None and folder.root not in sockets.parents:
        with suppress(OSError):
            sockets.rmdir()


def try_lock(path: Path) -> BinaryIO | None:
    """The file, locked until it is closed; None while somebody else holds it."""
    file = path.open("ab")
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - only there

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - only there

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        file.close()
        return None
    except BaseException:
        file.close()
        raise
    return file


@contextmanager
def saying_what_is_wrong(place: Path) -> Iterator[None]:
    """Translate errors of files.

    Raises: Problem FOLDER_UNWRITABLE, DISK_FULL.
    """
    try:
        yield
    except OSError as error:
        raise refusal(place, error.strerror or "") from error


def refusal(place: Path, said: str) -> Problem:
    """The problem behind what the system said about a folder."""
    if "No space left" in said or "quota exceeded" in said:
        return Problem(
            Code.DISK_FULL,
            f"The disk that holds {place} is full.",
            "Free some space or choose a folder on another disk, then start again.",
            retryable=True,
        )
    return Problem(
        Code.FOLDER_UNWRITABLE,
        f"The database cannot be kept in {place}.",
        "Choose another folder, or change who may write there and enter the folders above it.",
    )


def _is_short_and_plain(place: Path) -> bool:
    if sys.platform == "win32":
        return len(os.fsencode(place / SOCKET_NAME)) <= LONGEST_SOCKET_BYTES
    short = len(os.fsencode(place / SOCKET_NAME)) <= LONGEST_SOCKET_BYTES
    return short and PLAIN_PATH.fullmatch(str(place)) is not None


def _is_ours(place: Path, account: tuple[int, int] | None) -> bool:
    """Whether the folder is there, made by us if need be, and nobody else can enter it."""
    try:
        place.mkdir(mode=0o700, exist_ok=True)
        # Not through a link: in /tmp anybody may have laid one where we will look.
        found = place.lstat()
        if not stat.S_ISDIR(found.st_mode) or (found.st_mode & 0o077 and sys.platform != "win32"):
            return False
        if found.st_uid not in (_own_id(), account and account[0]):
            return False
        if account is not None and sys.platform != "win32":
            os.chown(place, *account)
    except OSError:
        return False
    return True


def _own_id() -> int:
    return 0 if sys.platform == "win32" else os.geteuid()
