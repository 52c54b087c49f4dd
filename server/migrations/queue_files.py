"""The queue's own migrations: numbered files of SQL inside its package."""

from importlib import resources

import psycopg
from alembic import op


def run_files(*, after: str, up_to: str) -> None:
    """Run the package's files between these two names, the second one included."""
    raw = op.get_bind().connection.driver_connection
    assert isinstance(raw, psycopg.Connection), "we speak psycopg alone"
    for name in file_names():
        if after < name <= up_to:
            # Bytes, and on the driver's own connection: SQLAlchemy would take every % in them
            # for the place of a parameter.
            raw.execute(_folder().joinpath(name).read_bytes())


def file_names() -> list[str]:
    """The names of all files that the package brings, in the order to run them."""
    return sorted(file.name for file in _folder().iterdir() if file.name.endswith(".sql"))


def _folder() -> resources.abc.Traversable:
    return resources.files("procrastinate") / "sql" / "migrations"
