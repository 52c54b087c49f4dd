"""Step 1: all tables of the first release."""

from alembic.operations import Operations

STATEMENTS = (
    """
CREATE TABLE assets (
    place INTEGER NOT NULL,
    id CHAR(32) NOT NULL,
    variant_id CHAR(32) NOT NULL,
    generation_id CHAR(32) NOT NULL,
    title TEXT NOT NULL,
    topic TEXT NOT NULL,
    platform TEXT NOT NULL,
    preset TEXT NOT NULL,
    tags TEXT NOT NULL,
    format TEXT NOT NULL,
    duration_ms BIGINT NOT NULL,
    size_bytes BIGINT NOT NULL,
    created_at TEXT NOT NULL,
    deleted_at TEXT,
    lost_at_ms BIGINT,
    is_provisional BOOLEAN NOT NULL,
    facts TEXT,
    base TEXT,
    shown TEXT,
    CONSTRAINT pk_assets PRIMARY KEY (place),
    UNIQUE (id)
)
""",
    """
CREATE INDEX ix_assets_variant_id ON assets (variant_id)
""",
    """
CREATE TABLE dead_letters (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    "of" TEXT NOT NULL,
    of_id CHAR(32) NOT NULL,
    op TEXT NOT NULL,
    words TEXT NOT NULL,
    problem TEXT NOT NULL,
    at_ms BIGINT NOT NULL
)
""",
    """
CREATE TABLE draft_updates (
    id INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    draft_id CHAR(32) NOT NULL,
    position INTEGER,
    "update" BLOB NOT NULL
)
""",
    """
CREATE INDEX ix_draft_updates_draft_id ON draft_updates (draft_id)
""",
    """
CREATE TABLE drafts (
    id CHAR(32) NOT NULL,
    topic TEXT NOT NULL,
    script TEXT NOT NULL,
    title TEXT,
    platform TEXT NOT NULL,
    preset TEXT NOT NULL,
    language TEXT,
    voice TEXT,
    variants INTEGER,
    tags TEXT NOT NULL,
    deleted_at TEXT,
    lost_at_ms BIGINT,
    updated_at_ms BIGINT NOT NULL,
    edited_at_ms BIGINT,
    rank BIGINT NOT NULL,
    base TEXT,
    shown TEXT,
    CONSTRAINT pk_drafts PRIMARY KEY (id)
)
""",
    """
CREATE INDEX ix_drafts_rank_id ON drafts (rank, id)
""",
    """
CREATE TABLE generations (
    id CHAR(32) NOT NULL,
    draft_id CHAR(32) NOT NULL,
    status TEXT NOT NULL,
    stage TEXT,
    progress_pct INTEGER NOT NULL,
    queue_position INTEGER,
    error TEXT,
    cooldown_until TEXT,
    created_at TEXT NOT NULL,
    is_provisional BOOLEAN NOT NULL,
    "row" TEXT,
    CONSTRAINT pk_generations PRIMARY KEY (id)
)
""",
    """
CREATE INDEX ix_generations_draft_id_created_at ON generations (draft_id, created_at)
""",
    """
CREATE INDEX ix_generations_status ON generations (status)
""",
    """
CREATE TABLE held_deletions (
    "of" TEXT NOT NULL,
    of_id CHAR(32) NOT NULL,
    at_ms BIGINT NOT NULL,
    CONSTRAINT pk_held_deletions PRIMARY KEY ("of", of_id)
)
""",
    """
CREATE TABLE media (
    sha256 TEXT NOT NULL,
    id CHAR(32),
    name TEXT NOT NULL,
    kind TEXT,
    size_bytes BIGINT NOT NULL,
    path TEXT,
    is_held BOOLEAN NOT NULL,
    upload_url TEXT,
    problem TEXT,
    "row" TEXT,
    added_at_ms BIGINT NOT NULL,
    CONSTRAINT pk_media PRIMARY KEY (sha256)
)
""",
    """
CREATE TABLE moved_in (
    store_id CHAR(32) NOT NULL,
    at_ms BIGINT NOT NULL,
    CONSTRAINT pk_moved_in PRIMARY KEY (store_id)
)
""",
    """
CREATE TABLE outbox (
    position INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    n BIGINT,
    "of" TEXT NOT NULL,
    of_id CHAR(32) NOT NULL,
    kind TEXT NOT NULL,
    op TEXT NOT NULL,
    is_whole BOOLEAN NOT NULL,
    media TEXT,
    at_ms BIGINT NOT NULL,
    UNIQUE (n)
)
""",
    """
CREATE INDEX ix_outbox_media ON outbox (media)
""",
    """
CREATE INDEX ix_outbox_of_id ON outbox (of_id)
""",
    """
CREATE TABLE overwritten (
    id INTEGER NOT NULL,
    "of" TEXT NOT NULL,
    of_id CHAR(32) NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    hlc TEXT,
    device CHAR(32),
    at_ms BIGINT NOT NULL,
    CONSTRAINT pk_overwritten PRIMARY KEY (id)
)
""",
    """
CREATE INDEX ix_overwritten_at_ms ON overwritten (at_ms)
""",
    """
CREATE INDEX ix_overwritten_of_id ON overwritten (of_id)
""",
    """
CREATE TABLE placements (
    id CHAR(32) NOT NULL,
    draft_id CHAR(32),
    media TEXT,
    "order" TEXT NOT NULL,
    scene INTEGER,
    role TEXT NOT NULL,
    focus TEXT NOT NULL,
    trim_ms TEXT,
    deleted_at TEXT,
    lost_at_ms BIGINT,
    base TEXT,
    shown TEXT,
    CONSTRAINT pk_placements PRIMARY KEY (id)
)
""",
    """
CREATE INDEX ix_placements_draft_id ON placements (draft_id)
""",
    """
CREATE INDEX ix_placements_media ON placements (media)
""",
    """
CREATE TABLE profile (
    id INTEGER NOT NULL,
    store_id CHAR(32) NOT NULL,
    owner_id CHAR(32) NOT NULL,
    server_url TEXT,
    email TEXT,
    made_at_ms BIGINT NOT NULL,
    CONSTRAINT pk_profile PRIMARY KEY (id)
)
""",
    """
CREATE TABLE snapshot_rows (
    "of" TEXT NOT NULL,
    of_id CHAR(32) NOT NULL,
    CONSTRAINT pk_snapshot_rows PRIMARY KEY ("of", of_id)
)
""",
    """
CREATE TABLE sync_state (
    id INTEGER NOT NULL,
    device CHAR(32) NOT NULL,
    last_n BIGINT NOT NULL,
    hlc TEXT NOT NULL,
    offset_ms BIGINT NOT NULL,
    memory TEXT NOT NULL,
    last_rank BIGINT NOT NULL,
    deletions INTEGER NOT NULL,
    may_delete BOOLEAN NOT NULL,
    CONSTRAINT pk_sync_state PRIMARY KEY (id)
)
""",
    """
CREATE TABLE usage (
    place INTEGER NOT NULL,
    id CHAR(32),
    "row" TEXT NOT NULL,
    as_of_ms BIGINT NOT NULL,
    CONSTRAINT pk_usage PRIMARY KEY (place)
)
""",
    """
CREATE TABLE variant_files (
    variant_id CHAR(32) NOT NULL,
    kind TEXT NOT NULL,
    sha256 TEXT,
    size_bytes BIGINT,
    path TEXT,
    is_whole BOOLEAN NOT NULL,
    is_pinned BOOLEAN NOT NULL,
    used_at_ms BIGINT NOT NULL,
    CONSTRAINT pk_variant_files PRIMARY KEY (variant_id, kind)
)
""",
    """
CREATE INDEX ix_variant_files_used_at_ms ON variant_files (used_at_ms)
""",
    """
CREATE TABLE variants (
    id CHAR(32) NOT NULL,
    generation_id CHAR(32) NOT NULL,
    "index" INTEGER NOT NULL,
    status TEXT NOT NULL,
    title TEXT,
    differs_by TEXT,
    duration_ms BIGINT,
    width INTEGER,
    height INTEGER,
    is_saved BOOLEAN NOT NULL,
    CONSTRAINT pk_variants PRIMARY KEY (id)
)
""",
    """
CREATE INDEX ix_variants_generation_id_index ON variants (generation_id, "index")
""",
    """
CREATE TABLE wishes (
    place INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    id CHAR(32) NOT NULL,
    kind TEXT NOT NULL,
    "key" TEXT NOT NULL,
    body TEXT NOT NULL,
    draft_id CHAR(32),
    generation_id CHAR(32),
    asset_id CHAR(32),
    after_position INTEGER NOT NULL,
    price_ms BIGINT NOT NULL,
    exports INTEGER NOT NULL,
    is_counted BOOLEAN NOT NULL,
    state TEXT NOT NULL,
    problem TEXT,
    at_ms BIGINT NOT NULL,
    answered_at_ms BIGINT,
    UNIQUE (id)
)
""",
    """
CREATE INDEX ix_wishes_asset_id ON wishes (asset_id)
""",
    """
CREATE INDEX ix_wishes_draft_id ON wishes (draft_id)
""",
    """
CREATE INDEX ix_wishes_generation_id ON wishes (generation_id)
""",
    """
CREATE INDEX ix_wishes_state_place ON wishes (state, place)
""",
    # Substrings of three letters or more; texts are folded before, so their case is theirs.
    """
CREATE VIRTUAL TABLE assets_found USING fts5(
    words, platform UNINDEXED, tags UNINDEXED, is_trash UNINDEXED,
    tokenize = 'trigram case_sensitive 1'
)
""",
)


def upgrade(operations: Operations) -> None:
    """Every table, empty."""
    for statement in STATEMENTS:
        operations.execute(statement)
