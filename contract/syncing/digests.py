"""Step 5, digests: what both sides hold, compared by one number a table."""

import hashlib
from collections.abc import Iterable
from uuid import UUID

import rfc8785
from pydantic import JsonValue

from contract.syncing.pull import TableDigest, Told
from contract.syncing.rows import Row
from contract.text import Texts


def synced_json(row: Row, texts: Texts | None = None) -> dict[str, JsonValue]:
    """What a synced row's digest is taken over: values with their writers, tags, plain texts."""
    told: dict[str, JsonValue] = {
        "of": row.of,
        "id": str(row.id),
        "fields": {
            name: {"v": one.v, "hlc": one.hlc, "device": str(one.device)}
            for name, one in row.fields.items()
        },
    }
    if row.of != "placement":
        told["tags"] = list(row.tags)
    if texts is not None:
        told["texts"] = {"topic": texts.topic, "script": texts.script}
    return told


def fact_json(of: Told, of_id: UUID | str, row: JsonValue) -> dict[str, JsonValue]:
    """What the digest of a row that only the server writes is taken over."""
    return {"of": of, "id": str(of_id), "row": row}


def row_digest(told: dict[str, JsonValue]) -> bytes:
    """sha256 over the RFC 8785 JSON of a row, as the two functions above word it."""
    return hashlib.sha256(rfc8785.dumps(told)).digest()


def fold(digests: Iterable[bytes]) -> TableDigest:
    """How many, and the xor of all: the order of rows says nothing."""
    count = xor = 0
    for digest in digests:
        count += 1
        xor ^= int.from_bytes(digest, "big")
    return TableDigest(count=count, xor=f"{xor:064x}")
