"""Where this device stands with its server."""

from sqlalchemy import BigInteger, Boolean, Column, Integer, Table, Text, Uuid

from desktop.models.tables.metadata import METADATA

# One row. `memory` is contract.syncing's, without what stands in columns because every edit
# moves it; `last_rank` orders pending edits. `deletions` counts those of the sync that goes on,
# `may_delete` is a person's yes to more.
SYNC_STATE = Table(
    "sync_state",
    METADATA,
    Column("id", Integer(), primary_key=True),
    Column("device", Uuid(), nullable=False),
    Column("last_n", BigInteger(), nullable=False),
    Column("hlc", Text(), nullable=False),
    Column("offset_ms", BigInteger(), nullable=False),
    Column("memory", Text(), nullable=False),
    Column("last_rank", BigInteger(), nullable=False),
    Column("deletions", Integer(), nullable=False),
    Column("may_delete", Boolean(), nullable=False),
)

# One row: whose file this is. `owner_id` is provisional (our own) in the local profile.
PROFILE = Table(
    "profile",
    METADATA,
    Column("id", Integer(), primary_key=True),
    Column("store_id", Uuid(), nullable=False),
    Column("owner_id", Uuid(), nullable=False),
    Column("server_url", Text()),
    Column("email", Text()),
    Column("made_at_ms", BigInteger(), nullable=False),
)

# Deletions of the page that waits for a person's yes.
HELD_DELETIONS = Table(
    "held_deletions",
    METADATA,
    Column("of", Text(), primary_key=True),
    Column("of_id", Uuid(), primary_key=True),
    Column("at_ms", BigInteger(), nullable=False),
)

# Rows that the snapshot being taken in has named.
SNAPSHOT_ROWS = Table(
    "snapshot_rows",
    METADATA,
    Column("of", Text(), primary_key=True),
    Column("of_id", Uuid(), primary_key=True),
)

# Drafts that came from before the sign-in, so that none comes twice.
MOVED_IN = Table(
    "moved_in",
    METADATA,
    Column("store_id", Uuid(), primary_key=True),
    Column("at_ms", BigInteger(), nullable=False),
)
