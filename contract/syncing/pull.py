"""Step 3, pull: rows in the order of their latest change, and how a device takes them in."""

from typing import Any, Literal
from uuid import UUID

from pydantic import JsonValue

from contract.syncing.hello import Place
from contract.values import Answer

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
    texts after the place that was asked from; an asset has fields, tags and the facts of `row`;
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


class PullAnswer(Answer):
    """`GET /v1/sync/pull?after=&h=&mark=&limit=`; `next` is the device's cursor once all of it
    is taken in."""

    changes: tuple[Change, ...]
    next: Place | None
    more: bool


class SnapshotAnswer(Answer):
    """`GET /v1/sync/snapshot?cursor=&limit=`: every row by its key, then pull from `at`, which
    stays what it was on the first page."""

    changes: tuple[Change, ...]
    at: Place | None
    next_cursor: str | None


class TableDigest(Answer):
    """How many rows, and the xor of sha256 over the RFC 8785 JSON of each, in hexadecimal."""

    count: int
    xor: str


class DigestAnswer(Answer):
    """`GET /v1/sync/digest`: all tables at one moment, at the head of the log."""

    head: Place | None
    tables: dict[str, TableDigest]
