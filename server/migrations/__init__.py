"""Brings a database from one version of our tables to another, and back.

There is no alembic.ini: its settings are made here. A frozen app carries this folder as data,
because Alembic reads `env.py` and `versions/` as files.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from psycopg.errors import LockNotAvailable
from sqlalchemy import create_engine
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from contract.problems import Code, Problem
from server.database import sqlalchemy_url

FOLDER = Path(__file__).parent


def upgrade(url: str, revision: str = "head") -> None:
    """Bring the database up to a revision, each step on the way wholly or not at all.

    Several processes may ask at once: one does it, the others find it done. Within a process
    one thread at a time: Alembic keeps what it is at in one place.

    Raises: Problem DATABASE_UNREACHABLE; SERVER_BUSY when other work holds the tables.
    """
    with _open(url) as connection, _saying_busy():
        command.upgrade(make_config(connection), revision)


def downgrade(url: str, revision: str) -> None:
    """Bring the database down to a revision, `base` for nothing; rows of dropped tables go.

    Raises: Problem DATABASE_UNREACHABLE; SERVER_BUSY when other work holds the tables.
    """
    with _open(url) as connection, _saying_busy():
        command.downgrade(make_config(connection), revision)


def make_config(connection: Connection) -> Config:
    """Alembic's settings for work on this connection."""
    config = Config()
    # It reads % as the begin of a name.
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _open(url: str) -> Iterator[Connection]:
    engine = create_engine(sqlalchemy_url(url), poolclass=NullPool)
    try:
        connection = engine.connect()
    except OperationalError as error:
        raise Problem(
            Code.DATABASE_UNREACHABLE,
            "The database does not answer.",
            "See that it runs and that REELYARD_DATABASE_URL names it.",
            retryable=True,
        ) from error
    with connection:
        yield connection


@contextmanager
def _saying_busy() -> Iterator[None]:
    try:
        yield
    except (LockNotAvailable, OperationalError) as error:
        # The queue's files run on the driver's connection and raise the driver's errors.
        cause = error.orig if isinstance(error, OperationalError) else error
        if not isinstance(cause, LockNotAvailable):
            raise
        raise Problem(
            Code.SERVER_BUSY,
            "The database is at work on what has to change.",
            "Try again in a moment, or stop the API and its workers first.",
            retryable=True,
        ) from error
