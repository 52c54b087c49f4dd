"""The queue's own tables and functions, by the files that its package brings: the first half.

The files are numbered and never change; a version of the package that brings more of them gets
a migration of ours that runs those.
"""

from server.migrations.queue_files import drop_queue, run_files

revision = "0002"
down_revision = "0001"

LAST_FILE = "02.08.00_01_add_additional_params_to_retry_job.sql"


def upgrade() -> None:
    """Make the queue up to where it can be cancelled."""
    run_files(after="", up_to=LAST_FILE)


def downgrade() -> None:
    """Drop the queue with all waiting work."""
    drop_queue()
