"""The door to Postgres: one engine a process, one transaction a gesture."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from functools import lru_cache

from sqlalchemy import func, select
from sqlalchemy.engine import URL, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, create_async_engine

# 4 API processes of 12 and a worker of 8 stay below the 200 connections of our own Postgres.
MOST_CONNECTIONS = 12
# Longer than any transaction of ours takes; a caller who waits longer is told to come again.
WAIT_FOR_CONNECTION_S = 10.0
# A process has one; tests have several.
MOST_ENGINES = 4


def sqlalchemy_url(url: str) -> URL:
    """A plain libpq address (`postgresql://...`) as SQLAlchemy's, with psycopg as its driver."""
    return make_url(url).set(drivername="postgresql+psycopg")


def make_engine(url: str, *, most_connections: int = MOST_CONNECTIONS) -> AsyncEngine:
    """The engine of a process; nothing is connected yet. `dispose` it at the end.

    Only what goes through `transaction` is one; by itself, each statement commits.
    """
    address = sqlalchemy_url(url)
    return create_async_engine(
        address,
        connect_args={"options": _options_of(address)},
        pool_size=most_connections,
        max_overflow=0,
        pool_timeout=WAIT_FOR_CONNECTION_S,
        # Most of what is asked are single reads. Connections that rest like this need no word
        # with the driver before and after each.
        isolation_level="AUTOCOMMIT",
        skip_autocommit_rollback=True,
        # An error's text goes to the logs; addresses, hashes and people's words must not.
        hide_parameters=True,
    )


def _options_of(address: URL) -> str:
    """Those that an address names, and that moments come as UTC wherever the server stands: they
    are answered, logged and compared as they come."""
    named = address.query.get("options", "")
    return f"{named if isinstance(named, str) else ' '.join(named)} -c TimeZone=UTC".strip()


@asynccontextmanager
async def reading(engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    """Reads without a transaction: one round trip a statement, each with its own snapshot."""
    async with AsyncSession(engine, expire_on_commit=False) as session:
        yield session


@asynccontextmanager
async def asking(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """As `reading`, for `server.ready` statements: they need no session, which costs as much
    as they do."""
    connection = await engine.connect()
    try:
        yield connection
    finally:
        # Not by its own block, which starts a task so that nothing can come between: there is
        # nothing to wait for, as connections that rest in autocommit have nothing to roll back.
        await connection.close()


@asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    """One transaction: committed when the block ends well, rolled back when it raises."""
    bound = _binding(engine, "READ COMMITTED")
    async with AsyncSession(bound, expire_on_commit=False) as session, session.begin():
        yield session


@asynccontextmanager
async def one_moment(engine: AsyncEngine) -> AsyncIterator[AsyncSession]:
    """Reads that all see the database as it was at the first of them."""
    bound = _binding(engine, "REPEATABLE READ")
    async with AsyncSession(bound, expire_on_commit=False) as session, session.begin():
        yield session


async def now(session: AsyncSession) -> datetime:
    """The server's time, read when called, not when the transaction began.

    Source: `reelyard_now()`, the database's clock plus an offset that only tests set.
    """
    read: datetime = (await session.execute(select(func.reelyard_now()))).scalar_one()
    return read


@lru_cache(2 * MOST_ENGINES)
def _binding(engine: AsyncEngine, level: str) -> AsyncEngine:
    """The same engine, with transactions; made once, for making it costs more than a read."""
    return engine.execution_options(isolation_level=level)
