"""The queue's own tables and functions: the second half, as of Procrastinate 3.10.

A half of its own, because its first file names a state that the first half brought: before
version 17, PostgreSQL lets nobody do that in the same transaction.
"""

from server.migrations.queue_files import drop_queue, run_files

revision = "0003"
down_revision = "0002"

FIRST_HALF = "02.08.00_01_add_additional_params_to_retry_job.sql"
LAST_FILE = "03.04.00_50_post_add_retry_failed_job_procedure.sql"


def upgrade() -> None:
    """Make the queue as the package of this time made it."""
    run_files(after=FIRST_HALF, up_to=LAST_FILE)


def downgrade() -> None:
    """Make the queue anew as it was, without waiting work: the package knows no way back."""
    drop_queue()
    run_files(after="", up_to=FIRST_HALF)
