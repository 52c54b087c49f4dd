"""Brings a database file from one version of our tables to the next, and never back.

The steps are listed here as code, so that a frozen app carries them, and Alembic runs them. It is
imported only when there is a step to take: that costs a start 100 ms.
"""

from sqlalchemy import Connection

# PRAGMA user_version of a database with these tables: how many steps it has taken.
SCHEMA = 1


def upgrade(connection: Connection, found: int) -> None:
    """The database stands at `SCHEMA`: each step on the way wholly or not at all."""
    from alembic.migration import MigrationContext  # noqa: PLC0415 - see above
    from alembic.operations import Operations  # noqa: PLC0415

    from desktop.models.migrations.steps import STEPS  # noqa: PLC0415

    assert len(STEPS) == SCHEMA
    for number, step in enumerate(STEPS[found:], start=found + 1):
        with connection.begin():
            step(Operations(MigrationContext.configure(connection)))
            connection.exec_driver_sql(f"PRAGMA user_version = {number}")
