"""What the server made and we heard of: generations, variants, the library, the meter."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text, Uuid, column, table

from desktop.models.tables.metadata import METADATA

# `is_provisional` while our wish for it has no answer.
GENERATIONS = Table(
    "generations",
    METADATA,
    Column("id", Uuid(), primary_key=True),
    Column("draft_id", Uuid(), nullable=False),
    Column("status", Text(), nullable=False),
    Column("stage", Text()),
    Column("progress_pct", Integer(), nullable=False),
    Column("queue_position", Integer()),
    Column("error", Text()),
    Column("cooldown_until", Text()),
    Column("created_at", Text(), nullable=False),
    Column("is_provisional", Boolean(), nullable=False),
    Column("row", Text()),
    Index(None, "draft_id", "created_at"),
    Index(None, "status"),
)

VARIANTS = Table(
    "variants",
    METADATA,
    Column("id", Uuid(), primary_key=True),
    Column("generation_id", Uuid(), nullable=False),
    Column("index", Integer(), nullable=False),
    Column("status", Text(), nullable=False),
    Column("title", Text()),
    Column("differs_by", Text()),
    Column("duration_ms", BigInteger()),
    Column("width", Integer()),
    Column("height", Integer()),
    Column("is_saved", Boolean(), nullable=False),
    Index(None, "generation_id", "index"),
)

# `place` is the rowid, and orders as (created_at, id) do: the search table is read in its order
# and never joined (DESKTOP.md, 8).
ASSETS = Table(
    "assets",
    METADATA,
    Column("place", Integer(), primary_key=True),
    Column("id", Uuid(), nullable=False, unique=True),
    Column("variant_id", Uuid(), nullable=False),
    Column("generation_id", Uuid(), nullable=False),
    Column("title", Text(), nullable=False),
    Column("topic", Text(), nullable=False),
    Column("platform", Text(), nullable=False),
    Column("preset", Text(), nullable=False),
    Column("tags", Text(), nullable=False),
    Column("format", Text(), nullable=False),
    Column("duration_ms", BigInteger(), nullable=False),
    Column("size_bytes", BigInteger(), nullable=False),
    Column("created_at", Text(), nullable=False),
    Column("deleted_at", Text()),
    Column("lost_at_ms", BigInteger()),
    Column("is_provisional", Boolean(), nullable=False),
    Column("facts", Text()),
    Column("base", Text()),
    Column("shown", Text()),
    Index(None, "variant_id"),
)

# One row (`place` 1): the meter as the server last told it, and what it calls it.
USAGE = Table(
    "usage",
    METADATA,
    Column("place", Integer(), primary_key=True),
    Column("id", Uuid()),
    Column("row", Text(), nullable=False),
    Column("as_of_ms", BigInteger(), nullable=False),
)

# What is searched (step 1 makes it): `words` as contract.search folds them, the rest to filter by
# in the same place; rowid is the item's `place`.
ASSETS_FOUND = table(
    "assets_found",
    column("rowid", Integer()),
    column("words", Text()),
    column("platform", Text()),
    column("tags", Text()),
    column("is_trash", Integer()),
)
