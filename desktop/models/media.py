"""A creator's files on this device: a copy of each that no other program changes, and whether
the server holds it."""

import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from uuid import uuid4

from sqlalchemy import Row, insert, select, update

from contract.media import LARGEST_FILE_BYTES, MediaKind, kind_of, tidy_name
from contract.problems import Code, Problem
from desktop.models.absence import nothing_here
from desktop.models.row_texts import dumps, loads
from desktop.models.session import Session
from desktop.models.store_problems import of_system
from desktop.models.tables import MEDIA

FOLDER = "media"
PIECE_BYTES = 2**20

# Of the way to the server: `failed` waits for a person, the others go on by themselves.
State = Literal["waiting", "uploading", "held", "failed"]


@dataclass(frozen=True)
class Media:
    """A file: `path` is where its copy stands here, absolute or relative to the store's folder,
    None when only the server has it; `problem` {code, says, remedy} why it cannot be sent."""

    sha256: str
    name: str
    kind: MediaKind
    size_bytes: int
    path: Path | None
    is_held: bool
    state: State
    problem: dict[str, Any] | None


@dataclass(frozen=True)
class Brought:
    """A file that was copied into a store's folder and is not in its tables yet."""

    sha256: str
    name: str
    size_bytes: int
    path: Path


def bring(folder: Path, source: Path, look_up: Callable[[], None] = lambda: None) -> Brought:
    """Copy a file into a store's folder, under its sha256. It takes as long as the disk needs:
    call it beside the storage thread, then `add`. `look_up` is called now and then and may raise.

    True on return: the copy is whole and on the disk. It is no link: who edits the original in
    place must not change what is placed in a draft.

    Raises: Problem MEDIA_NOT_FOUND, MEDIA_TOO_LARGE, MEDIA_UNREADABLE, DISK_FULL,
    FOLDER_UNWRITABLE.
    """
    size = _size_of(source)
    if size > LARGEST_FILE_BYTES:
        raise Problem(
            Code.MEDIA_TOO_LARGE,
            f"{source.name} has {size:,} bytes; {LARGEST_FILE_BYTES:,} are the most.",
            "Shorten it, or save it smaller.",
        )
    try:
        place = folder / FOLDER
        place.mkdir(parents=True, exist_ok=True)
        half = place / f".{uuid4().hex}.part"
        try:
            sha256, copied = _copy(source, half, look_up)
            target = folder / path_of(sha256)
            target.parent.mkdir(exist_ok=True)
            os.replace(half, target)
            names_to_disk(target.parent)
        finally:
            half.unlink(missing_ok=True)
    except OSError as error:
        raise of_system(folder, error) from error
    return Brought(sha256, tidy_name(source.name), copied, path_of(sha256))


def path_of(sha256: str) -> Path:
    """Where a file stands, seen from the store's folder."""
    return Path(FOLDER) / sha256[:2] / sha256


def add(session: Session, brought: Brought) -> Media:
    """The store knows a file that was brought; one that was known keeps its name."""
    known = _row_of(session, brought.sha256)
    if known is None:
        values = {
            "sha256": brought.sha256,
            "name": brought.name,
            "kind": kind_of(brought.name),
            "size_bytes": brought.size_bytes,
            "path": str(brought.path),
            "is_held": False,
            "added_at_ms": session.now_ms(),
        }
        session.execute(insert(MEDIA).values(values))
    else:
        _write(session, brought.sha256, path=str(brought.path), problem=None)
    session.tell("media")
    return get(session, brought.sha256)


def get(session: Session, sha256: str) -> Media:
    """A file that this device knows.

    Raises: Problem NOT_FOUND.
    """
    found = find(session, sha256)
    if found is None:
        raise nothing_here("file")
    return found


def find(session: Session, sha256: str) -> Media | None:
    """A file, if this device knows it."""
    row = _row_of(session, sha256)
    return None if row is None else _media_of(row)


def list_all(session: Session) -> tuple[Media, ...]:
    """All that this device knows, the newest first."""
    asked = select(MEDIA).order_by(MEDIA.c.added_at_ms.desc(), MEDIA.c.sha256)
    return tuple(_media_of(row) for row in session.execute(asked))


def list_waiting(session: Session) -> tuple[Media, ...]:
    """What is here, not yet with the server, and may be sent: in the order it was brought."""
    asked = (
        select(MEDIA)
        .where(MEDIA.c.is_held.is_(False), MEDIA.c.path.is_not(None), MEDIA.c.problem.is_(None))
        .order_by(MEDIA.c.added_at_ms, MEDIA.c.sha256)
    )
    return tuple(_media_of(row) for row in session.execute(asked))


def list_missing(session: Session) -> tuple[Media, ...]:
    """What the server holds and this device does not, the newest first."""
    asked = select(MEDIA).where(MEDIA.c.is_held, MEDIA.c.path.is_(None))
    rows = session.execute(asked.order_by(MEDIA.c.added_at_ms.desc(), MEDIA.c.sha256))
    return tuple(_media_of(row) for row in rows)


def note_begun(session: Session, sha256: str, upload_url: str) -> None:
    """It is on its way to the server."""
    _write(session, sha256, upload_url=upload_url)
    session.tell("media")


def note_held(session: Session, sha256: str) -> None:
    """The server has all of it: what mentions it may be sent."""
    _write(session, sha256, is_held=True, upload_url=None, problem=None)
    session.tell("media")


def note_problem(session: Session, sha256: str, problem: Problem) -> None:
    """It cannot be sent until a person does something about it."""
    told = {"code": problem.code.value, "says": problem.says, "remedy": problem.remedy}
    _write(session, sha256, problem=dumps(told), upload_url=None)
    session.tell("media")


def note_here(session: Session, sha256: str, path: Path) -> None:
    """It was fetched from the server and stands here, whole."""
    _write(session, sha256, path=str(path))
    session.tell("media")


def retry(session: Session, sha256: str) -> None:
    """Whatever kept it from being sent is over.

    Raises: Problem NOT_FOUND.
    """
    get(session, sha256)
    _write(session, sha256, problem=None)
    session.tell("media")


def names_to_disk(folder: Path) -> None:
    """True on return: the names in this folder survive a power cut."""
    if os.name != "posix":
        # Elsewhere folders cannot be opened, and a rename is on the disk when it returns.
        return
    for each in (folder, folder.parent):
        handle = os.open(each, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _copy(source: Path, half: Path, look_up: Callable[[], None]) -> tuple[str, int]:
    """Copy a file, on the disk on return; its sha256 and size as they were read."""
    digest, size = hashlib.sha256(), 0
    try:
        reading = source.open("rb")
    except OSError as error:
        raise _unreadable(source) from error
    with reading, half.open("xb") as writing:
        while piece := _read(reading.read, source):
            look_up()
            digest.update(piece)
            size += len(piece)
            writing.write(piece)
        writing.flush()
        os.fsync(writing.fileno())
    return digest.hexdigest(), size


def _read(read: Callable[[int], bytes], source: Path) -> bytes:
    try:
        return read(PIECE_BYTES)
    except OSError as error:
        raise _unreadable(source) from error


def _size_of(source: Path) -> int:
    try:
        if source.is_file():
            return source.stat().st_size
    except (OSError, ValueError):
        # A name that no file can have is one that no file has.
        pass
    raise Problem(
        Code.MEDIA_NOT_FOUND,
        f"There is no file {source.name[:100]}.",
        "Check its name, or leave it out.",
    )


def _unreadable(source: Path) -> Problem:
    return Problem(
        Code.MEDIA_UNREADABLE,
        f"{source.name} cannot be read.",
        "Check who may read it, and that its disk is there.",
    )


def _row_of(session: Session, sha256: str) -> Row[Any] | None:
    return session.execute(select(MEDIA).where(MEDIA.c.sha256 == sha256)).one_or_none()


def _write(session: Session, sha256: str, **values: object) -> None:
    session.execute(update(MEDIA).where(MEDIA.c.sha256 == sha256).values(values))


def _media_of(row: Row[Any]) -> Media:
    return Media(
        sha256=row.sha256,
        name=row.name,
        kind=row.kind or kind_of(row.name),
        size_bytes=row.size_bytes,
        path=None if row.path is None else Path(row.path),
        is_held=row.is_held,
        state=_state_of(row),
        problem=None if row.problem is None else loads(row.problem),
    )


def _state_of(row: Row[Any]) -> State:
    if row.is_held:
        return "held"
    if row.problem is not None:
        return "failed"
    return "waiting" if row.upload_url is None else "uploading"
