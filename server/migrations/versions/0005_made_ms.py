"""What of a variant was made anew: of one scene made again, only that scene is paid for.

Null for every variant that stands already: what had ended was charged, and stays as it was.
"""

from alembic import op

from server.migrations.columns import big_numbers

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Have room for it."""
    (made_ms,) = big_numbers("made_ms", nullable=True)
    op.add_column("variants", made_ms)


def downgrade() -> None:
    """Without it again."""
    op.drop_column("variants", "made_ms")
