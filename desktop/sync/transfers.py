"""Files on their way to this computer: resumed where they broke off, whole or not there."""

import hashlib
import os
import re
from collections.abc import Callable
from pathlib import Path

from contract.problems import Code, Problem
from desktop.sync import refusals
from desktop.sync.api_client import ApiClient, Stream
from desktop.sync.disk import saying_what_is_wrong

WHOLE, PART, NOT_FOUND, BEYOND_END = 200, 206, 404, 416
# A file's own ETag is its sha256, in quotes.
SHA256_TAG = re.compile(r'"([0-9a-f]{64})"')


def fetch(
    client: ApiClient, address: str, target: Path, look_up: Callable[[], None] = lambda: None
) -> None:
    """Bring one file to `target`. What an earlier try brought of it is not fetched again.

    True on return: the file has the sha256 that the server names; until then only
    `target`.part is there. `look_up` is called between two pieces and may raise.

    Raises: Problem SERVER_UNREACHABLE (retryable), NOT_FOUND when the address has run out,
    FOLDER_UNWRITABLE, DISK_FULL.
    """
    part = target.with_name(f"{target.name}.part")
    with saying_what_is_wrong(target.parent):
        have_bytes = part.stat().st_size if part.exists() else 0
        wanted = {"Range": f"bytes={have_bytes}-"} if have_bytes else {}
        with client.fetch(address, wanted) as stream:
            sha256 = _sha256_named(client, stream, part)
            with part.open("ab" if _continues(stream, have_bytes) else "wb") as file:
                for piece in stream.pieces:
                    look_up()
                    file.write(piece)
        _check(part, sha256)
        os.replace(part, target)


def _continues(stream: Stream, have_bytes: int) -> bool:
    """Whether the answer begins where we broke off; a whole one begins anew."""
    begins = stream.headers.get("content-range", "").startswith(f"bytes {have_bytes}-")
    return stream.status == PART and begins


def _sha256_named(client: ApiClient, stream: Stream, part: Path) -> str:
    """The sha256 of the file that now comes.

    Raises: Problem when none does.
    """
    if stream.status == BEYOND_END:
        part.unlink()
        raise _broken(part)
    if stream.status == NOT_FOUND:
        raise Problem(
            Code.NOT_FOUND,
            "The address of a file has run out.",
            "Run the same command again.",
        )
    named = SHA256_TAG.fullmatch(stream.headers.get("etag", ""))
    if stream.status in (WHOLE, PART) and named is not None:
        return named[1]
    if stream.status >= 500:
        raise refusals.busy(client.server)
    raise refusals.no_answer_of_ours(client.server)


def _check(part: Path, sha256: str) -> None:
    with part.open("rb") as file:
        is_whole = hashlib.file_digest(file, "sha256").hexdigest() == sha256
    if not is_whole:
        part.unlink()
        raise _broken(part)


def _broken(part: Path) -> Problem:
    return Problem(
        Code.SERVER_UNREACHABLE,
        f"{part.stem} did not arrive as it was sent.",
        "Run the same command again; it is fetched anew.",
        retryable=True,
    )
