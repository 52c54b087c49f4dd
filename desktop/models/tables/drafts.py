"""Drafts, their raw text updates, their placements."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text, Uuid

from desktop.models.tables.metadata import METADATA

# `base` is the server's row as last heard of (null until it has one), `shown` the same with our
# pending ops over it (null while there are none); both as `row_texts` writes them. The typed
# columns are what `shown` says. `rank` orders lists: the number of the row's last change on the
# server, and above all of them what is still pending, in the order of editing.
# `lost_at_ms` is when the server turned out to hold it no longer: our own trash.
DRAFTS = Table(
    "drafts",
    METADATA,
    Column("id", Uuid(), primary_key=True),
    Column("topic", Text(), nullable=False),
    Column("script", Text(), nullable=False),
    Column("title", Text()),
    Column("platform", Text(), nullable=False),
    Column("preset", Text(), nullable=False),
    Column("language", Text()),
    Column("voice", Text()),
    Column("variants", Integer()),
    Column("tags", Text(), nullable=False),
    Column("deleted_at", Text()),
    Column("lost_at_ms", BigInteger()),
    Column("updated_at_ms", BigInteger(), nullable=False),
    Column("edited_at_ms", BigInteger()),
    Column("rank", BigInteger(), nullable=False),
    Column("base", Text()),
    Column("shown", Text()),
    Index(None, "rank", "id"),
)

# Raw updates of a draft's document in causal order; nothing is ever left out of one. `position` is
# its op's in the outbox while the server has not acknowledged it.
DRAFT_UPDATES = Table(
    "draft_updates",
    METADATA,
    Column("id", Integer(), primary_key=True),
    Column("draft_id", Uuid(), nullable=False),
    Column("position", Integer()),
    Column("update", LargeBinary(), nullable=False),
    Index(None, "draft_id"),
    sqlite_autoincrement=True,
)

PLACEMENTS = Table(
    "placements",
    METADATA,
    Column("id", Uuid(), primary_key=True),
    Column("draft_id", Uuid()),
    Column("media", Text()),
    Column("order", Text(), nullable=False),
    Column("scene", Integer()),
    Column("role", Text(), nullable=False),
    Column("focus", Text(), nullable=False),
    Column("trim_ms", Text()),
    Column("deleted_at", Text()),
    Column("lost_at_ms", BigInteger()),
    Column("base", Text()),
    Column("shown", Text()),
    Index(None, "draft_id"),
    Index(None, "media"),
)

# Values and texts that another write took the place of.
OVERWRITTEN = Table(
    "overwritten",
    METADATA,
    Column("id", Integer(), primary_key=True),
    Column("of", Text(), nullable=False),
    Column("of_id", Uuid(), nullable=False),
    Column("name", Text(), nullable=False),
    Column("value", Text(), nullable=False),
    Column("hlc", Text()),
    Column("device", Uuid()),
    Column("at_ms", BigInteger(), nullable=False),
    Index(None, "of_id"),
    Index(None, "at_ms"),
)
