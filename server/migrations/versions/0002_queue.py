"""The queue's own tables and functions, by the files that its package brings.

The files are numbered and never change; a version of the package that brings more of them gets
a migration of ours that runs those.
"""

from alembic import op

from server.migrations.queue_files import run_files

revision = "0002"
down_revision = "0001"

LAST_FILE = "03.04.00_50_post_add_retry_failed_job_procedure.sql"

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


def upgrade() -> None:
    """Make the queue as the package of this time made it."""
    run_files(after="", up_to=LAST_FILE)


def downgrade() -> None:
    """Drop the queue with all waiting work."""
    op.execute(DROP)
