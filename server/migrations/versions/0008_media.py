"""Creators' files, and files on their way."""

import sqlalchemy as sa
from alembic import op

from server.migrations.columns import (
    big_numbers,
    check,
    moments,
    moments_of_writing,
    part_of,
    points_to,
    primary,
    texts,
    unique,
    uuids,
)

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "media",
        *uuids("owner_id", "id"),
        *texts("sha256", "name", "kind"),
        *big_numbers("size_bytes"),
        *moments_of_writing("created_at"),
        primary("media", "owner_id", "sha256"),
        unique("media", "id"),
        part_of("media", "owner_id", "users.id"),
        points_to("media", "sha256", "blobs.sha256"),
        check("media", "kind", "kind in ('picture', 'clip', 'sound', 'other')"),
    )
    op.create_index("ix_media_sha256", "media", ["sha256"])
    op.create_index("ix_media_owner_id_created_at_id", "media", ["owner_id", "created_at", "id"])
    op.create_table(
        "uploads",
        *uuids("id", "owner_id"),
        *texts("sha256", "name", "kind", "told"),
        *big_numbers("size_bytes", "offset_bytes"),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        *moments_of_writing("created_at"),
        *moments("expires_at"),
        primary("uploads", "id"),
        part_of("uploads", "owner_id", "users.id"),
        check("uploads", "offset", "offset_bytes between 0 and size_bytes"),
    )
    op.create_index("ix_uploads_expires_at", "uploads", ["expires_at"])
    op.create_index("ix_uploads_owner_id_sha256", "uploads", ["owner_id", "sha256"])


def downgrade() -> None:
    """Without them again; parts that have come stay until they are swept."""
    op.drop_table("uploads")
    op.drop_table("media")
