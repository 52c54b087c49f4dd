"""One file into a folder that may be a stick: under its name it is whole, or not there."""

import hashlib
import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from contract.problems import Code, Problem
from desktop.models.media import names_to_disk

PIECE_BYTES = 2**20
PART_ENDING = ".part"

# How many bytes of it are there; may raise to stop.
OnBytes = Callable[[int], None]


def copy_whole(source: Path, target: Path, sha256: str, on_bytes: OnBytes) -> None:
    """On return `target` is on its disk, with this sha256 as it was read back from there. What an
    earlier try brought of it is kept and not written again.

    Raises: OSError; Problem FOLDER_UNWRITABLE (retryable) when it reads back as something else;
    whatever `on_bytes` raises.
    """
    part = part_of(target)
    with source.open("rb") as reading, part.open("r+b" if part.exists() else "w+b") as writing:
        _go_on(reading, writing, on_bytes)
        writing.flush()
        os.fsync(writing.fileno())
        _forget_in_memory(writing)
    if sha256_of(part) != sha256:
        part.unlink()
        raise _read_back_otherwise(target)
    os.replace(part, target)
    names_to_disk(target.parent)


def part_of(target: Path) -> Path:
    """Where a file stands until it is whole."""
    return target.with_name(f"{target.name}{PART_ENDING}")


def remove_part(target: Path) -> None:
    """Nothing half is left of it, unless its disk is gone."""
    with suppress(OSError):
        part_of(target).unlink(missing_ok=True)


def sha256_of(path: Path) -> str:
    """The sha256 of a file as it stands there."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _go_on(reading: BinaryIO, writing: BinaryIO, on_bytes: OnBytes) -> None:
    """Write what is missing behind what is there and alike."""
    here = 0
    while (ours := reading.read(PIECE_BYTES)) and ours == writing.read(len(ours)):
        here += len(ours)
        on_bytes(here)
    reading.seek(here)
    writing.seek(here)
    writing.truncate()
    while piece := reading.read(PIECE_BYTES):
        writing.write(piece)
        here += len(piece)
        on_bytes(here)


def _forget_in_memory(file: BinaryIO) -> None:
    """What is read next comes from the disk, where the system can be told so."""
    if hasattr(os, "posix_fadvise"):
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _read_back_otherwise(target: Path) -> Problem:
    return Problem(
        Code.FOLDER_UNWRITABLE,
        f"{target.name} does not read back as it was written.",
        "Try again; if it stays, the disk is not sound.",
        retryable=True,
    )
