"""The hidden folder that everything is made in, so that nobody ever sees half a video."""

import errno
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from contract.problems import Code, Problem
from reel.pixels.ffmpeg import disk_full

PREFIX = ".reelyard-"
LOCK_SUFFIX = ".lock"
# No more room: on the disk, or in what this user may use of it.
NO_ROOM = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
# A run that is killed while another one sweeps can make us lose a race, not ten.
MOST_TRIES = 10


@contextmanager
def work_folder(out: Path) -> Iterator[Path]:
    """An empty hidden folder inside `out`, gone when the block is left, however it is left.

    What runs that were killed have left behind is swept first.

    Raises: Problem FOLDER_UNWRITABLE, DISK_FULL.
    """
    made: tuple[Path, ...] = ()
    with saying_disk_full():
        try:
            made = tuple(folder for folder in (out, *out.parents) if not folder.exists())
            out.mkdir(parents=True, exist_ok=True)
            _sweep(out)
            lock = _new_lock(out)
        except OSError as error:
            if error.errno in NO_ROOM:
                raise
            _unmake(made)
            raise _unwritable(out) from error
    folder = Path(lock.name.removesuffix(LOCK_SUFFIX))
    try:
        with saying_disk_full():
            folder.mkdir()
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        _give_up(lock)
        _unmake(made)


def _unmake(folders: Sequence[Path]) -> None:
    """Remove the folders that we made, deepest first, as far as they are empty."""
    with suppress(OSError):
        for folder in folders:
            folder.rmdir()


@contextmanager
def saying_disk_full() -> Iterator[None]:
    """Translate "no space left" of any file operation.

    Raises: Problem DISK_FULL.
    """
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise disk_full() from error
        raise


def _sweep(out: Path) -> None:
    """Remove the folders of runs that are no more: nobody holds their lock."""
    for folder in out.glob(f"{PREFIX}*"):
        if folder.suffix == LOCK_SUFFIX:
            continue
        lock = folder.with_name(folder.name + LOCK_SUFFIX)
        if not lock.exists():
            # The lock is made before its folder and goes after it.
            shutil.rmtree(folder, ignore_errors=True)
    for path in out.glob(f"{PREFIX}*{LOCK_SUFFIX}"):
        with suppress(OSError):
            held = _held(path)
            if held is not None:
                shutil.rmtree(path.with_name(path.name.removesuffix(LOCK_SUFFIX)), True)
                _give_up(held)


def _new_lock(out: Path) -> BinaryIO:
    """A lock file that no other run has or sees as left behind."""
    for _ in range(MOST_TRIES):
        handle, name = tempfile.mkstemp(LOCK_SUFFIX, PREFIX, out)
        os.close(handle)
        held = _held(Path(name))
        if held is not None:
            return held
    raise OSError(errno.EAGAIN, "other runs keep taking our lock")


def _held(path: Path) -> BinaryIO | None:
    """The lock file, locked and still in its place; None when somebody else holds it."""
    try:
        file = path.open("r+b")
    except FileNotFoundError:
        return None
    if _try_lock(file) and _is_same(file, path):
        return file
    file.close()
    return None


def _is_same(file: BinaryIO, path: Path) -> bool:
    """Whether the name still belongs to the open file: a sweep may have taken it away."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _try_lock(file: BinaryIO) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - only there

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - only there

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _give_up(lock: BinaryIO) -> None:
    """Remove the lock file and let go of it; Windows wants that the other way round."""
    path = Path(lock.name)
    if sys.platform == "win32":
        lock.close()
    with suppress(OSError):
        path.unlink(missing_ok=True)
    lock.close()


def _unwritable(out: Path) -> Problem:
    return Problem(
        Code.FOLDER_UNWRITABLE,
        f"Nothing can be written into {out}.",
        "Choose another folder with --out, or change who may write there.",
    )
