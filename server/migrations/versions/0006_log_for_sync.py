"""The log as devices read it: which row, and a digest; devices, and what they were answered.

Nobody has a place in the old chain, which was made of the rows' JSON: it is made anew of digests.
"""

import hashlib
import json
from uuid import UUID

import sqlalchemy as sa
from alembic import op

from server.migrations.columns import (
    big_numbers,
    digests,
    documents,
    moments_of_writing,
    part_of,
    primary,
    uuids,
)

revision = "0006"
down_revision = "0005"

START_HASH = bytes(32)
MOST_AT_ONCE = 2_000
UUID_TEXT = "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"
# Who writes for plain clients has an id from now on.
NAME_SERVER = """
INSERT INTO server_facts (id, server_id, epoch) VALUES (1, gen_random_uuid(), gen_random_uuid())
ON CONFLICT DO NOTHING
"""
# What was told entry by entry is one reading from now on: its owner's.
NAME_ROWS = f"""
ALTER TABLE changes ALTER COLUMN of_id TYPE uuid USING
  CASE WHEN of = 'usage' THEN owner_id
       WHEN of_id ~ '{UUID_TEXT}' THEN of_id::uuid
       ELSE md5(of || of_id)::uuid END
"""
READ_LINES = sa.text(
    'SELECT seq, of, of_id, "row" FROM changes WHERE owner_id = :owner AND seq > :after'
    f" ORDER BY seq LIMIT {MOST_AT_ONCE}"
)
WRITE_LINES = sa.text(
    """
    UPDATE changes SET digest = new.digest, hash = new.hash
      FROM unnest(CAST(:seqs AS bigint[]), CAST(:digests AS bytea[]), CAST(:hashes AS bytea[]))
           AS new (seq, digest, hash)
     WHERE changes.owner_id = :owner AND changes.seq = new.seq
    """
)
SET_HEAD = sa.text("UPDATE owner_counters SET hash = :hash WHERE owner_id = :owner")


def upgrade() -> None:
    """Have room for digests, and make every chain anew."""
    op.execute(NAME_SERVER)
    op.execute(NAME_ROWS)
    op.add_column("changes", sa.Column("digest", sa.LargeBinary(), nullable=True))
    bind = op.get_bind()
    for owner in bind.execute(sa.text("SELECT owner_id FROM owner_counters")).scalars().all():
        _chain(bind, owner)
    # What is of no owner that counts.
    op.execute("UPDATE changes SET digest = ''::bytea WHERE digest IS NULL")
    op.alter_column("changes", "digest", nullable=False)
    op.drop_column("changes", "row")
    op.create_index(
        "ix_changes_owner_id_of_of_id_seq", "changes", ["owner_id", "of", "of_id", "seq"]
    )
    op.add_column(
        "owner_counters",
        sa.Column("floor", sa.BigInteger(), nullable=False, server_default=sa.text("0")),
    )
    _make_devices()


def downgrade() -> None:
    """Without them again; what the rows were is not known any more."""
    op.drop_table("sync_acks")
    op.drop_table("sync_devices")
    op.drop_column("owner_counters", "floor")
    op.drop_index("ix_changes_owner_id_of_of_id_seq", "changes")
    op.drop_column("changes", "digest")
    (row,) = documents("row", nullable=True)
    op.add_column("changes", row)
    op.execute("UPDATE changes SET \"row\" = '{}'")
    op.alter_column("changes", "row", nullable=False)
    op.execute("ALTER TABLE changes ALTER COLUMN of_id TYPE text USING of_id::text")


def _chain(bind: sa.Connection, owner: UUID) -> None:
    """Make one owner's chain anew, line by line."""
    after, last = 0, START_HASH
    while lines := bind.execute(READ_LINES, {"owner": owner, "after": after}).all():
        told, hashes = [], []
        for _, of, of_id, row in lines:
            told.append(_digest(of, of_id, row))
            last = hashlib.sha256(last + told[-1]).digest()
            hashes.append(last)
        seqs = [line.seq for line in lines]
        values = {"owner": owner, "seqs": seqs, "digests": told, "hashes": hashes}
        bind.execute(WRITE_LINES, values)
        after = seqs[-1]
    bind.execute(SET_HEAD, {"owner": owner, "hash": last})


def _digest(of: str, of_id: UUID, row: object) -> bytes:
    content = {"of": of, "id": str(of_id), "content": row}
    told = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(told.encode()).digest()


def _make_devices() -> None:
    op.create_table(
        "sync_devices",
        *uuids("owner_id", "id"),
        *big_numbers("last_n"),
        *big_numbers("mark_seq", nullable=True),
        sa.Column("mark_hash", sa.LargeBinary(), nullable=True),
        *moments_of_writing("created_at"),
        primary("sync_devices", "owner_id", "id"),
        part_of("sync_devices", "owner_id", "users.id"),
    )
    op.create_table(
        "sync_acks",
        *uuids("owner_id", "device_id"),
        *big_numbers("n"),
        *digests("fingerprint"),
        *big_numbers("seq", nullable=True),
        sa.Column("hash", sa.LargeBinary(), nullable=True),
        *documents("problem", nullable=True),
        *moments_of_writing("created_at"),
        primary("sync_acks", "owner_id", "device_id", "n"),
        sa.ForeignKeyConstraint(
            ["owner_id", "device_id"],
            ["sync_devices.owner_id", "sync_devices.id"],
            name="fk_sync_acks_owner_id_device_id",
            ondelete="CASCADE",
        ),
    )
    op.create_index("ix_sync_acks_created_at", "sync_acks", ["created_at"])
