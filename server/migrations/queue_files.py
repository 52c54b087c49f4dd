"""The queue's own migrations: numbered files of SQL inside its package."""

from importlib import resources

import psycopg
from alembic import op

# Everything of the package has its name in front; what depends on it is of the package, too.
DROP = """
DO $$
DECLARE
    name text;
BEGIN
    FOR name IN SELECT oid::regclass FROM pg_class
        WHERE relname LIKE 'procrastinate\\_%' AND relkind = 'r'
          AND relnamespace = current_schema()::regnamespace
    LOOP
        EXECUTE format('DROP TABLE %s CASCADE', name);
    END LOOP;
    FOR name IN SELECT oid::regprocedure FROM pg_proc
        WHERE proname LIKE 'procrastinate\\_%' AND pronamespace = current_schema()::regnamespace
    LOOP
        EXECUTE format('DROP ROUTINE %s CASCADE', name);
    END LOOP;
    FOR name IN SELECT oid::regtype FROM pg_type
        WHERE typname LIKE 'procrastinate\\_%' AND typtype IN ('c', 'e')
          AND typnamespace = current_schema()::regnamespace
    LOOP
        EXECUTE format('DROP TYPE %s CASCADE', name);
    END LOOP;
END $$
"""


def run_files(*, after: str, up_to: str) -> None:
    """Run the package's files between these two names, the second one included."""
    raw = op.get_bind().connection.driver_connection
    assert isinstance(raw, psycopg.Connection), "we speak psycopg alone"
    for name in file_names():
        if after < name <= up_to:
            # Bytes, and on the driver's own connection: SQLAlchemy would take every % in them
            # for the place of a parameter.
            raw.execute(_folder().joinpath(name).read_bytes())


def drop_queue() -> None:
    """Remove all that the package's files made, with all waiting work."""
    op.execute(DROP)


def file_names() -> list[str]:
    """The names of all files that the package brings, in the order to run them."""
    return sorted(file.name for file in _folder().iterdir() if file.name.endswith(".sql"))


def _folder() -> resources.abc.Traversable:
    return resources.files("procrastinate") / "sql" / "migrations"
