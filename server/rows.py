"""Synced rows as they stand in tables: fields with their writers, tags with who put them on."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from pydantic import AwareDatetime, JsonValue, TypeAdapter
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from contract.syncing.rows import (
    DELETED_AT,
    Lost,
    Put,
    Row,
    RowOf,
    Written,
    next_hlc,
    with_fields,
)
from server.tables import Overwritten, ServerFact

_MOMENT: TypeAdapter[datetime] = TypeAdapter(AwareDatetime)
# A process talks to one database; tests to several.
_KNOWN_SERVERS: dict[str, UUID] = {}


async def server_id(session: AsyncSession) -> UUID:
    """The id under which the server writes for plain clients; it never changes."""
    name = str(session.get_bind().engine.url)
    if name not in _KNOWN_SERVERS:
        found = await session.execute(select(ServerFact.server_id))
        _KNOWN_SERVERS[name] = found.scalar_one()
    return _KNOWN_SERVERS[name]


def row_of(of: RowOf, id: UUID, fields: Mapping[str, Any], puts: Sequence[Any] = ()) -> Row:
    """A row as its table holds it."""
    written = {
        name: Written(one["v"], one["hlc"], UUID(one["device"])) for name, one in fields.items()
    }
    return Row(of, id, written, tuple(Put(tag, seq, UUID(device)) for tag, seq, device in puts))


def fields_of(row: Row) -> dict[str, Any]:
    """The fields of a row as its table holds them, and as they travel."""
    return {name: written_json(one) for name, one in row.fields.items()}


def puts_of(row: Row) -> list[Any]:
    """Who put which tag on, as its table holds it."""
    return [[put.tag, put.seq, str(put.device)] for put in row.puts]


def written_json(written: Written) -> dict[str, Any]:
    """A value with its writer, as JSON."""
    return {"v": written.v, "hlc": written.hlc, "device": str(written.device)}


def with_values(
    row: Row, values: Mapping[str, JsonValue], server: UUID, now: datetime
) -> tuple[Row, tuple[Lost, ...]]:
    """The row after a plain client's write, which is the latest of all, whatever clocks say."""
    return with_fields(row, values, next_hlc(row, ms_of(now)), server)


def with_only_tags(row: Row, tags: Collection[str], seen: int, seq: int, server: UUID) -> Row:
    """The row with these tags, put on by the change of this number. Those that were put on after
    `seen` stay as well: nobody takes off what they have not seen."""
    kept = tuple(put for put in row.puts if put.tag in tags or put.seq > seen)
    news = sorted(set(tags) - {put.tag for put in row.puts})
    return replace(row, puts=kept + tuple(Put(tag, seq, server) for tag in news))


def deleted_at_of(row: Row) -> datetime | None:
    """When the row was put into the trash, as its writer's clock had it; None when it is not
    there."""
    value = row.value(DELETED_AT)
    if value is None:
        return None
    try:
        return _MOMENT.validate_python(value).astimezone(UTC)
    except (ValueError, OverflowError):
        # The first and last hours of all years have no moment elsewhere.
        return datetime(1970, 1, 1, tzinfo=UTC)


def moment_text(moment: datetime) -> str:
    """A moment as a field holds it."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def ms_of(moment: datetime) -> int:
    """A moment in milliseconds since 1970, rounded down."""
    return int(moment.timestamp() * 1000)


def text_field(row: Row, name: str) -> str | None:
    """A field that is a text or nothing."""
    value = row.value(name)
    return value if isinstance(value, str) else None


async def keep_lost(
    session: AsyncSession, owner_id: UUID, lost: Sequence[tuple[str, UUID, str, dict[str, Any]]]
) -> None:
    """Keep values that others took the place of: of what, its id, their name, the value."""
    if lost:
        rows = [
            {"owner_id": owner_id, "of": of, "of_id": id, "name": name, "value": value}
            for of, id, name, value in lost
        ]
        await session.execute(insert(Overwritten), rows)
