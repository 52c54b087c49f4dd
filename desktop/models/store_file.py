"""The database file: opened by one program at a time, sound, durable, of our schema."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, StaticPool, create_engine, event

from contract.problems import Code, Problem
from desktop.models.migrations import SCHEMA, upgrade
from desktop.models.store_problems import NAME, damaged, saying_what_is_wrong

__all__ = ["NAME", "SCHEMA", "Turn", "close_file", "open_file"]

LOCK_NAME = "reelyard.lock"
# Stands while the database is open: found at the start, the last program did not end well.
OPEN_MARK_NAME = "reelyard.open"
# Checking it takes some 50 ms; more only after a program that did not end well.
CHEAP_TO_CHECK_BYTES = 8 * 2**20
# Nobody of ours writes beside us; a copying program may hold the file for a moment.
BUSY_MS = 2_000
# Pages of 4 KiB in the log beside the file until it is written into it: 4 MB.
CHECKPOINT_PAGES = 1_000
CACHE_KIB = 8 * 1024
# What a transaction takes back when it fails is up to us, not the driver.
PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",
    # Elsewhere than on a Mac it changes nothing; there an fsync alone is no promise.
    "fullfsync = ON",
    "foreign_keys = OFF",
    f"busy_timeout = {BUSY_MS}",
    f"wal_autocheckpoint = {CHECKPOINT_PAGES}",
    f"cache_size = -{CACHE_KIB}",
    "temp_store = MEMORY",
    # Words that were deleted are not left in the file.
    "secure_delete = FAST",
)


class Turn:
    """The right to be the one program that has a folder open."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = FileLock(folder / LOCK_NAME, thread_local=False)

    def take(self) -> None:
        """Ours on return, until `give_back` or the end of this process.

        Raises: Problem STORE_IN_USE, FOLDER_UNWRITABLE, DISK_FULL.
        """
        with saying_what_is_wrong(self._folder / LOCK_NAME):
            self._folder.mkdir(parents=True, exist_ok=True)
            try:
                self._lock.acquire(timeout=0)
            except Timeout:
                raise Problem(
                    Code.STORE_IN_USE,
                    f"Another Reelyard has {self._folder} open.",
                    "Go on in that one, or close it first.",
                    retryable=True,
                ) from None

    def give_back(self) -> None:
        """The next one may come."""
        self._lock.release()


def open_file(folder: Path) -> Connection:
    """A connection to the folder's database: sound, of our schema, every commit on the disk.

    A damaged file is put aside under another name, never deleted; the next call makes a new one.

    Raises: Problem STORE_DAMAGED, STORE_NEWER, DISK_FULL, FOLDER_UNWRITABLE, STORE_IN_USE.
    """
    file = folder / NAME
    with saying_what_is_wrong(file):
        is_suspect = (folder / OPEN_MARK_NAME).exists()
        (folder / OPEN_MARK_NAME).touch()
        _sync_folder(folder)
        if file.exists() and not _is_sound(file, is_suspect=is_suspect):
            raise damaged(file, _put_aside(file))
        connection = _engine(file).connect()
        try:
            _bring_up(connection)
        except BaseException:
            _let_go(connection)
            raise
    return connection


def close_file(folder: Path, connection: Connection) -> None:
    """All of it stands in the one file; the next start need not look for damage."""
    _let_go(connection)
    (folder / OPEN_MARK_NAME).unlink(missing_ok=True)


def _bring_up(connection: Connection) -> None:
    found: int = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    connection.rollback()
    if found > SCHEMA:
        raise Problem(
            Code.STORE_NEWER,
            "This data was written by a newer Reelyard.",
            "Update Reelyard on this computer; nothing was changed.",
            facts={"found": found, "known": SCHEMA},
        )
    if found < SCHEMA:
        upgrade(connection, found)


def _engine(file: Path) -> Engine:
    def connect() -> sqlite3.Connection:
        raw = sqlite3.connect(file, isolation_level=None, cached_statements=512)
        for pragma in PRAGMAS:
            raw.execute(f"PRAGMA {pragma}")
        return raw

    engine = create_engine("sqlite://", creator=connect, poolclass=StaticPool)
    event.listen(engine, "begin", _begin)
    return engine


def _begin(connection: Connection) -> None:
    """The driver begins only before it writes; we mean all of a transaction."""
    connection.exec_driver_sql("BEGIN")


def _let_go(connection: Connection) -> None:
    connection.close()
    connection.engine.dispose()


def _is_sound(file: Path, *, is_suspect: bool) -> bool:
    if not is_suspect and file.stat().st_size > CHEAP_TO_CHECK_BYTES:
        return True
    with _raw(file) as raw:
        try:
            return bool(raw.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
                return False
            raise


@contextmanager
def _raw(file: Path) -> Iterator[sqlite3.Connection]:
    raw = sqlite3.connect(file, isolation_level=None)
    try:
        yield raw
    finally:
        raw.close()


def _put_aside(file: Path) -> Path:
    """The file and what belongs to it, whole, under a name that nothing opens."""
    moment = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    kept = file.with_name(f"{file.stem}.damaged-{moment}{file.suffix}")
    for ending in ("-wal", "-shm", ""):
        part = file.with_name(file.name + ending)
        if part.exists():
            os.replace(part, kept.with_name(kept.name + ending))
    _sync_folder(file.parent)
    return kept


def _sync_folder(folder: Path) -> None:
    """Names of files survive a power cut, too, where a folder can be told so."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
