"""Statements of the hot paths: built and worded once, then handed straight to the driver.

What SQLAlchemy does around an execution costs twice what the driver does, so here it only
builds. Errors and lost connections are as everywhere: of `sqlalchemy.exc`, and a fresh pool.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, cast

import psycopg
from psycopg.rows import namedtuple_row
from sqlalchemy import ClauseElement, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession
from sqlalchemy.sql.compiler import SQLCompiler

from server.database import sqlalchemy_url

# Where a statement can be asked: within a transaction, or by itself (`database.asking`).
Asked = AsyncSession | AsyncConnection

# For its words alone; it is never connected.
_DIALECT = create_engine(sqlalchemy_url("postgresql://")).dialect
_ANYTHING = text("SELECT 1")
_CONNECTION = "connection"


@dataclass(frozen=True)
class _Worded:
    """SQL with `%(name)s` in it, the values that never change, and how others are spelled."""

    sql: str
    fixed: dict[str, Any]
    spell: Mapping[str, Callable[[Any], Any]]


class Ready:
    """A statement, its parameters by name. An insert without `values` names its `columns`."""

    def __init__(self, statement: ClauseElement, columns: Sequence[str] = ()) -> None:
        self._statement, self._columns = statement, columns

    async def ask(self, session: Asked, **values: Any) -> list[Any]:
        """All rows, as named tuples; none of a statement that returns nothing.

        Raises: DBAPIError, as `session.execute` would.
        """
        worded = self._worded
        for name, spell in worded.spell.items():
            values[name] = spell(values[name])
        if isinstance(session, AsyncConnection):
            driver = driver_of(session)
        else:
            driver = driver_of(await connection_of(session))
        async with driver.cursor(row_factory=namedtuple_row) as cursor:
            try:
                await cursor.execute(worded.sql, {**worded.fixed, **values})
                return [] if cursor.rownumber is None else await cursor.fetchall()
            except psycopg.Error as error:
                if driver.closed:
                    # Told by its own way, the engine lets go of all connections that died.
                    await session.execute(_ANYTHING)
                raise DBAPIError.instance(
                    worded.sql, None, error, psycopg.Error, hide_parameters=True
                ) from error

    @cached_property
    def _worded(self) -> _Worded:
        compiled = self._statement.compile(dialect=_DIALECT, column_keys=self._columns or None)
        assert isinstance(compiled, SQLCompiler)
        assert not compiled.post_compile_params, "a list of choices is worded anew each time"
        fixed, spell = {}, {}
        for bind, name in compiled.bind_names.items():
            processor = bind.type.dialect_impl(_DIALECT).bind_processor(_DIALECT)
            if not bind.required:
                value = bind.effective_value
                fixed[name] = processor(value) if processor else value
            elif processor:
                spell[name] = processor
        return _Worded(str(compiled), fixed, spell)


async def connection_of(session: AsyncSession) -> AsyncConnection:
    """The connection on which the session's transaction is open.

    To look it up costs as much as a statement: it is kept until the session lets go of it.
    """
    kept: AsyncConnection | None = session.info.get(_CONNECTION)
    if kept is None or kept.closed:
        kept = session.info[_CONNECTION] = await session.connection()
    return kept


def driver_of(connection: AsyncConnection) -> "psycopg.AsyncConnection[Any]":
    """The connection under all layers, on which the same transaction is open."""
    proxied = connection.sync_connection and connection.sync_connection.connection
    assert proxied
    return cast("psycopg.AsyncConnection[Any]", proxied.driver_connection)
