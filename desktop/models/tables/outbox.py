"""What this device wants and the server has not acknowledged, and what it refused."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, Table, Text, Uuid

from desktop.models.tables.metadata import METADATA

# `n` is given when an op is first put into a batch, so that what waits for a file never leaves
# a gap; `op` is its JSON without it. `is_whole` when it re-sends what the server once had: its
# position is below zero, before all that a person did. `media` is the file it mentions.
OUTBOX = Table(
    "outbox",
    METADATA,
    Column("position", Integer(), primary_key=True),
    Column("n", BigInteger(), unique=True),
    Column("of", Text(), nullable=False),
    Column("of_id", Uuid(), nullable=False),
    Column("kind", Text(), nullable=False),
    Column("op", Text(), nullable=False),
    Column("is_whole", Boolean(), nullable=False),
    Column("media", Text()),
    Column("at_ms", BigInteger(), nullable=False),
    Index(None, "of_id"),
    Index(None, "media"),
    sqlite_autoincrement=True,
)

# Create, regenerate, save, cancel, as pressed. `after_position` is the last edit before the
# click; `body` what is sent, word for word; `price_ms`, `exports` what the meter shows of it
# until the server's own meter does (`is_counted` till then).
WISHES = Table(
    "wishes",
    METADATA,
    Column("place", Integer(), primary_key=True),
    Column("id", Uuid(), nullable=False, unique=True),
    Column("kind", Text(), nullable=False),
    Column("key", Text(), nullable=False),
    Column("body", Text(), nullable=False),
    Column("draft_id", Uuid()),
    Column("generation_id", Uuid()),
    Column("asset_id", Uuid()),
    Column("after_position", Integer(), nullable=False),
    Column("price_ms", BigInteger(), nullable=False),
    Column("exports", Integer(), nullable=False),
    Column("is_counted", Boolean(), nullable=False),
    Column("state", Text(), nullable=False),
    Column("problem", Text()),
    Column("at_ms", BigInteger(), nullable=False),
    Column("answered_at_ms", BigInteger()),
    Index(None, "state", "place"),
    Index(None, "generation_id"),
    Index(None, "draft_id"),
    Index(None, "asset_id"),
    sqlite_autoincrement=True,
)

# Ops that the server refused for good, with the person's words.
DEAD_LETTERS = Table(
    "dead_letters",
    METADATA,
    Column("id", Integer(), primary_key=True),
    Column("of", Text(), nullable=False),
    Column("of_id", Uuid(), nullable=False),
    Column("op", Text(), nullable=False),
    Column("words", Text(), nullable=False),
    Column("problem", Text(), nullable=False),
    Column("at_ms", BigInteger(), nullable=False),
    sqlite_autoincrement=True,
)
