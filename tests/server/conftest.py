"""A real Postgres for every test that wants one, and a fresh database for each.

REELYARD_TEST_DATABASE_URL names a server to use instead of our own, so that the same tests run
on another version; its user must be allowed to make databases.
"""

import os
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from server.database import make_engine
from server.migrations import upgrade
from server.postgres.embedded import EmbeddedPostgres


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Async tests run on asyncio, as the server does."""
    return "asyncio"


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a server, one for each worker that runs tests."""
    given = os.environ.get("REELYARD_TEST_DATABASE_URL")
    if given:
        yield given
        return
    with (
        tempfile.TemporaryDirectory(prefix="reelyard-tests-") as folder,
        EmbeddedPostgres(Path(folder)) as server,
    ):
        with psycopg.connect(server.url, autocommit=True) as connection:
            # Tests lose nothing when the power fails, and waiting for the disk costs them most.
            connection.execute("ALTER SYSTEM SET fsync = off")
            connection.execute("SELECT pg_reload_conf()")
        yield server.url


@pytest.fixture(scope="session")
def template(postgres: str) -> Iterator[str]:
    """The name of a database with every table and no row, to make others from."""
    name = f"template_{uuid4().hex}"
    order(postgres, "CREATE DATABASE {}", name)
    upgrade(address_of(postgres, name))
    yield name
    order(postgres, "DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture
def empty_database_url(postgres: str) -> Iterator[str]:
    """The address of a database of the test's own, with nothing in it."""
    name = f"test_{uuid4().hex}"
    order(postgres, "CREATE DATABASE {}", name)
    yield address_of(postgres, name)
    order(postgres, "DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture
def database_url(postgres: str, template: str) -> Iterator[str]:
    """The address of a database of the test's own, with every table and no row."""
    name = f"test_{uuid4().hex}"
    # Copied file by file, the way of old: 0.02 s against 0.1 s for the default, page by page.
    order(postgres, "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, template)
    yield address_of(postgres, name)
    order(postgres, "DROP DATABASE {} WITH (FORCE)", name)


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on that database."""
    made = make_engine(database_url)
    yield made
    await made.dispose()


@pytest.fixture
def move_clock(database_url: str) -> Callable[[timedelta], None]:
    """Sets how far the database's clock is ahead of the real one, for everybody at once."""

    def move(ahead: timedelta) -> None:
        with psycopg.connect(database_url) as connection:
            connection.execute(
                sql.SQL(
                    "CREATE OR REPLACE FUNCTION reelyard_now() RETURNS timestamptz"
                    " LANGUAGE sql VOLATILE AS {}"
                ).format(f"SELECT clock_timestamp() + interval '{ahead.total_seconds()} seconds'")
            )

    return move


def order(postgres: str, statement: str, *names: str) -> None:
    """Have the server do something that no transaction can hold."""
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def address_of(postgres: str, database: str) -> str:
    """The libpq address of another database of the same server."""
    return make_url(postgres).set(database=database).render_as_string(hide_password=False)
