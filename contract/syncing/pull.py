"""Step 3, pull: rows in the order of their latest change, and how a device takes them in."""

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable
from typing import Any, Literal
from uuid import UUID

from pydantic import JsonValue

from contract.problems import Code, Problem
from contract.syncing.hello import Place
from contract.syncing.rows import DELETED_AT, Put, Row, Written
from contract.values import Answer

# Who put a tag on is not told; nobody has this id.
NOBODY = UUID(int=0)
# Above these, deletions are asked about first: a mistake elsewhere must not empty this device.
MOST_DELETIONS = 20
MOST_DELETED_SHARE = 5
FEWEST_ASKED_ABOUT = 5

USUAL_CHANGES, MOST_CHANGES = 500, 1_000

Told = Literal["draft", "placement", "asset", "media", "generation", "usage"]


class WrittenAnswer(Answer):
    """A field's value, and who wrote it when."""

    v: JsonValue
    hlc: str
    device: UUID


class TextsAnswer(Answer):
    """A draft's long texts, as plain text."""

    topic: str
    script: str


class Change(Answer):
    """A row as it is now. A draft has fields, tags, texts and `update`, which covers all of the
    texts after the place that was asked from (`is_whole` when that is all of them); an asset has
    a placement has fields; media, generation and usage are facts alone. `is_gone` when nothing
    but its id is left."""

    seq: int
    of: Told
    id: UUID
    fields: dict[str, WrittenAnswer] | None = None
    tags: tuple[str, ...] | None = None
    texts: TextsAnswer | None = None
    update: str | None = None
    sha256: str | None = None
    row: dict[str, Any] | None = None
    is_gone: bool = False
    is_whole: bool = False


class PullAnswer(Answer):
    """`GET /v1/sync/pull?after=&h=&mark=&limit=`; `next` is the device's cursor once all of it
    is taken in. `as_of` is the end of the log as the page was read: its rows may be newer than
    `next`, and the device presents it as its mark."""

    changes: tuple[Change, ...]
    next: Place | None
    more: bool
    as_of: Place | None = None


class SnapshotAnswer(Answer):
    """`GET /v1/sync/snapshot?cursor=&limit=`: every row by its key, then pull from `at`, which
    stays what it was on the first page; `as_of` is the end of the log as this page was read."""

    changes: tuple[Change, ...]
    at: Place | None
    next_cursor: str | None
    as_of: Place | None = None


class TableDigest(Answer):
    """How many rows, and the xor of sha256 over the RFC 8785 JSON of each, in hexadecimal."""

    count: int
    xor: str


class DigestAnswer(Answer):
    """`GET /v1/sync/digest`: all tables at one moment, at the head of the log."""

    head: Place | None
    tables: dict[str, TableDigest]


def arrived(change: Change, base: Row | None = None) -> Row:
    """What a device stores of a synced row that it pulled: the server's, as it is now.

    Tags come as plain names. One that stood before keeps its number, so that a removal which
    still waits goes on hiding it.
    """
    assert change.of in ("draft", "placement", "asset")
    fields = {
        name: Written(one.v, one.hlc, one.device) for name, one in (change.fields or {}).items()
    }
    numbers = {put.tag: put.seq for put in base.puts} if base else {}
    puts = (Put(tag, numbers.get(tag, change.seq), NOBODY) for tag in change.tags or ())
    return Row(change.of, change.id, fields, tuple(puts))


def update_in(change: Change) -> bytes | None:
    """The texts' update of a change, checked against its sha256; None when it has none.

    Raises: Problem TEXT_DAMAGED.
    """
    if change.update is None:
        return None
    return checked_update(change.update, change.sha256)


def checked_update(update: str, sha256: str | None) -> bytes:
    """An update as it travelled, whole.

    Raises: Problem TEXT_DAMAGED.
    """
    try:
        read = base64.b64decode(update, validate=True)
    except binascii.Error as failure:
        raise _damaged() from failure
    if hashlib.sha256(read).hexdigest() != sha256:
        raise _damaged()
    return read


def deletions_of(
    changes: Iterable[Change], is_deleted_here: Callable[[Told, UUID], bool]
) -> tuple[Change, ...]:
    """The drafts and assets of a page that would vanish from the lists of this device. A row
    that it does not have counts as deleted here."""
    return tuple(
        change
        for change in changes
        if change.of in ("draft", "asset")
        and is_deletion(change)
        and not is_deleted_here(change.of, change.id)
    )


def is_deletion(change: Change) -> bool:
    """Whether the row lies in the trash, or is gone altogether."""
    deletion = (change.fields or {}).get(DELETED_AT)
    return change.is_gone or (deletion is not None and deletion.v is not None)


def needs_asking(deleted: int, held: int) -> bool:
    """Whether so many deletions in one sync, of so many rows held before, are asked about."""
    if deleted > MOST_DELETIONS:
        return True
    return deleted >= FEWEST_ASKED_ABOUT and deleted * MOST_DELETED_SHARE > held


def _damaged() -> Problem:
    return Problem(
        Code.TEXT_DAMAGED,
        "An edit of this text arrived damaged.",
        "Send it again, from where it was made.",
    )
