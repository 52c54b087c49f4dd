"""Synced rows as they stand in the database: JSON texts, short and exact."""

import json
from typing import Any
from uuid import UUID

from contract.syncing.rows import Put, Row, RowOf, Written

_ENCODE = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def text_of(row: Row) -> str:
    """A row without its id and kind, which stand beside it."""
    fields = {name: (one.v, one.hlc, str(one.device)) for name, one in row.fields.items()}
    puts = [(put.tag, put.seq, str(put.device)) for put in row.puts]
    return _ENCODE({"fields": fields, "puts": puts})


def row_of(of: RowOf, of_id: UUID, text: str | None) -> Row:
    """The row that a text says; nothing written in it yet when there is none."""
    if text is None:
        return Row(of, of_id)
    told = json.loads(text)
    fields = {name: Written(v, hlc, UUID(by)) for name, (v, hlc, by) in told["fields"].items()}
    return Row(of, of_id, fields, tuple(Put(tag, seq, UUID(by)) for tag, seq, by in told["puts"]))


def dumps(value: Any) -> str:
    """Any JSON value as one short text."""
    return _ENCODE(value)


def loads(text: str) -> Any:
    """The JSON value of a text."""
    return json.loads(text)


def tags_text(tags: tuple[str, ...]) -> str:
    """Tags between line ends, so that one is found as a part of the text (none holds one)."""
    return f"\n{chr(10).join(tags)}\n" if tags else ""


def tags_in(text: str) -> tuple[str, ...]:
    """The tags of such a text."""
    return tuple(text.strip("\n").split("\n")) if text else ()
