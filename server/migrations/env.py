"""Runs migrations on the connection that was opened for them; Alembic executes this file."""

from alembic import context
from sqlalchemy import text
from sqlalchemy.engine import Connection

from server.migrations.comparison import is_ours
from server.tables import Base

# Any number that nobody else uses: "reelyard" in ASCII.
TURN = 0x7265656C79617264
# Longer than all our migrations of a filled database took together.
TURN_PATIENCE = "60s"
# Who waits for a table's lock makes everybody wait who comes later: better to give up soon.
LOCK_PATIENCE = "2s"


def migrate(connection: Connection) -> None:
    """Run what Alembic was asked for when it is our turn, a transaction for each migration."""
    _take_turn(connection)
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        include_name=is_ours,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def _take_turn(connection: Connection) -> None:
    """Hold off all others until the connection closes; be impatient about tables from then on."""
    _be_patient(connection, TURN_PATIENCE)
    connection.execute(text("SELECT pg_advisory_lock(:turn)"), {"turn": TURN})
    _be_patient(connection, LOCK_PATIENCE)
    # Both stay with the connection; Alembic wants to begin its transactions itself.
    connection.commit()


def _be_patient(connection: Connection, patience: str) -> None:
    connection.execute(
        text("SELECT set_config('lock_timeout', :patience, false)"), {"patience": patience}
    )


migrate(context.config.attributes["connection"])
