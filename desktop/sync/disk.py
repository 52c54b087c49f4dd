"""What a disk refuses, in words for a person."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from contract.problems import Code, Problem

NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def saying_what_is_wrong(folder: Path) -> Iterator[None]:
    """Translate errors of files.

    Raises: Problem FOLDER_UNWRITABLE, DISK_FULL.
    """
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise Problem(
                Code.DISK_FULL,
                f"The disk that holds {folder} is full.",
                "Free some space and run the same command again.",
            ) from error
        raise Problem(
            Code.FOLDER_UNWRITABLE,
            f"{error.filename2 or error.filename or folder} cannot be written: {error.strerror}.",
            "Name another folder, or change who may write there.",
        ) from error
