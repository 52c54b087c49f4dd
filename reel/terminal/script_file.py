"""The script as a file: read within limits, and what the videos made of it are called."""

import sys
from pathlib import Path
from typing import BinaryIO

from contract.drafts import LONGEST_SCRIPT_CHARS
from contract.problems import Code, Problem
from reel.terminal.options import STANDARD_INPUT

# UTF-8 spends at most four bytes on a character; anything longer is refused unread.
LARGEST_SCRIPT_BYTES = 8 * LONGEST_SCRIPT_CHARS
# 60 characters of any writing system, and our endings, fit the 255 bytes of a file's name.
LONGEST_NAME_CHARS = 60

_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_markdown(path: Path) -> str:
    """Return the text of a script file, or of standard input for "-".

    Raises: Problem SCRIPT_NOT_FOUND, SCRIPT_UNREADABLE, SCRIPT_TOO_LONG.
    """
    try:
        if path == STANDARD_INPUT:
            content = _limited(sys.stdin.buffer)
        else:
            with path.open("rb") as file:
                content = _limited(file)
    except FileNotFoundError as error:
        raise Problem(
            Code.SCRIPT_NOT_FOUND,
            f"There is no script {path}.",
            "Check its name and folder.",
        ) from error
    except (OSError, ValueError) as error:
        raise _unreadable(path, "cannot be opened", "a text file that you may read") from error
    return _decoded(content, path)


def name_of(script: Path) -> str:
    """What the files are called: as their script, within what a folder can hold."""
    if script == STANDARD_INPUT:
        return "reel"
    return (
        "".join(char for char in script.stem if char.isprintable())[:LONGEST_NAME_CHARS] or "reel"
    )


def _limited(file: BinaryIO) -> bytes:
    content = file.read(LARGEST_SCRIPT_BYTES + 1)
    if len(content) > LARGEST_SCRIPT_BYTES:
        raise Problem(
            Code.SCRIPT_TOO_LONG,
            f"The script is longer than {LONGEST_SCRIPT_CHARS:,} characters, about 30 minutes.",
            "Keep what belongs in three minutes, about 450 words.",
        )
    return content


def _decoded(content: bytes, path: Path) -> str:
    coding = "utf-16" if content.startswith(_UTF_16_MARKS) else "utf-8-sig"
    try:
        return content.decode(coding)
    except UnicodeDecodeError as error:
        raise _unreadable(path, "is not a text in UTF-8", "it as plain text in UTF-8") from error


def _unreadable(path: Path, says: str, instead: str) -> Problem:
    return Problem(Code.SCRIPT_UNREADABLE, f"{path} {says}.", f"Save {instead} and use that.")
