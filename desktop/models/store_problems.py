"""What a database file or its folder refuses, in words for a person."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from contract.problems import Code, Problem

# A file that may not grow (EFBIG) is a quota by another name.
NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# As much as a transaction of ours may write at least.
PROBE_BYTES = 64 * 1024
_PRIMARY = 0xFF
NAME = "reelyard.sqlite3"


@contextmanager
def saying_what_is_wrong(file: Path) -> Iterator[None]:
    """Translate what the system and SQLite say about this database file.

    Raises: Problem DISK_FULL, FOLDER_UNWRITABLE, STORE_DAMAGED, STORE_IN_USE.
    """
    try:
        yield
    except DBAPIError as error:
        problem = _of_sqlite(file, error.orig)
        if problem is None:
            raise
        raise problem from error
    except sqlite3.Error as error:
        problem = _of_sqlite(file, error)
        if problem is None:
            raise
        raise problem from error
    except OSError as error:
        raise of_system(file.parent, error) from error


def of_system(folder: Path, error: OSError) -> Problem:
    """The problem that a folder cannot be written."""
    if error.errno in NO_ROOM:
        return _disk_full(folder)
    return Problem(
        Code.FOLDER_UNWRITABLE,
        f"{folder} cannot be written: {error.strerror}.",
        "Change who may write there, or choose another folder for Reelyard's data.",
    )


def damaged(file: Path, kept_as: Path | None = None) -> Problem:
    """The problem that a database is not what was written."""
    if kept_as is None:
        return Problem(
            Code.STORE_DAMAGED,
            f"The database {file} is damaged.",
            "Start Reelyard again: it puts the file aside and begins a new one.",
        )
    return Problem(
        Code.STORE_DAMAGED,
        f"The database {file} was damaged; it is kept as {kept_as.name}.",
        "Go on with a new one: what the server has comes back by itself.",
        retryable=True,
        facts={"kept_as": str(kept_as)},
    )


def _of_sqlite(file: Path, error: BaseException | None) -> Problem | None:
    """The problem behind an error of SQLite; None when it is a bug of ours."""
    if not isinstance(error, sqlite3.Error):
        return None
    match getattr(error, "sqlite_errorcode", 0) & _PRIMARY:
        case sqlite3.SQLITE_FULL:
            return _disk_full(file.parent)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return damaged(file)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return _unwritable(file.parent)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return _busy(file)
        case sqlite3.SQLITE_IOERR:
            # It does not say why; the folder does, if it is asked to take a little more.
            return _probed(file.parent) or _unreadable(file)
    return None


def _probed(folder: Path) -> Problem | None:
    probe = folder / ".probe"
    # As far out as our files reach: the longest may have met a limit of its own. It is sparse.
    reach = max((file.stat().st_size for file in folder.glob(f"{NAME}*")), default=0)
    try:
        with probe.open("wb") as file:
            file.seek(reach)
            file.write(bytes(PROBE_BYTES))
    except OSError as error:
        return of_system(folder, error)
    finally:
        probe.unlink(missing_ok=True)
    return None


def _disk_full(folder: Path) -> Problem:
    return Problem(
        Code.DISK_FULL,
        f"The disk that holds {folder} is full.",
        "Free some space, then go on: nothing that was saved is lost.",
        retryable=True,
    )


def _unwritable(folder: Path) -> Problem:
    return Problem(
        Code.FOLDER_UNWRITABLE,
        f"{folder} cannot be written.",
        "Change who may write there, or choose another folder for Reelyard's data.",
    )


def _busy(file: Path) -> Problem:
    return Problem(
        Code.STORE_IN_USE,
        f"Another program is writing to {file}.",
        "Close it, then try again.",
        retryable=True,
    )


def _unreadable(file: Path) -> Problem:
    return Problem(
        Code.FOLDER_UNWRITABLE,
        f"The disk refuses to read or write {file}.",
        "See that the disk is connected and sound, then try again.",
        retryable=True,
    )
