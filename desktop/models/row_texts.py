"""Synced rows as they stand in the database: JSON texts, short and exact."""

import json
from typing import Any
from uuid import UUID

from contract.syncing.rows import Put, Row, RowOf, Written

_DUMPS = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def text_of(row: Row) -> str:
    """A row without its id and kind, which stand beside it."""
    fields = {name: (one.v, one.hlc, str(one.device)) for name, one in row.fields.items()}
    puts = [(put.tag, put.seq, str(put.device)) for put in row.puts]
    return _DUMPS({"fields": fields, "puts": puts})


def row_of(of: RowOf, of_id: UUID, text: str | None) -> Row:
    """The row that a text says; nothing written in it yet when there is none."""
    if text is None:
        return Row(of, of_id)
    told = json.loads(text)
    fields = {name: Written(v, hlc, UUID(by)) for name, (v, hlc, by) in told["fields"].items()}
    return Row(of, of_id, fields, tuple(Put(tag, seq, UUID(by)) for tag, seq, by in told["puts"]))


def dumps(value: Any) -> str:
    """Any JSON value as one short text."""
    return _DUMPS(value)


def loads(text: str) -> Any:
    """The JSON value of a text."""
    return json.loads(text)
