"""Files: those a person brought, and what is kept here of those that were made."""

from sqlalchemy import BigInteger, Boolean, Column, Index, Table, Text, Uuid

from desktop.models.tables.metadata import METADATA

# A creator's file by its sha256; `id` is the server's name for it. `is_held` once the server has
# all of it; `path` where it stands here, relative to the profile's folder; `upload_url` of one
# that was begun.
MEDIA = Table(
    "media",
    METADATA,
    Column("sha256", Text(), primary_key=True),
    Column("id", Uuid()),
    Column("name", Text(), nullable=False),
    Column("kind", Text()),
    Column("size_bytes", BigInteger(), nullable=False),
    Column("path", Text()),
    Column("is_held", Boolean(), nullable=False),
    Column("upload_url", Text()),
    Column("problem", Text()),
    Column("row", Text()),
    Column("added_at_ms", BigInteger(), nullable=False),
)

# A file of a variant (`kind` as contract names them: video, proxy, cover ...) kept here.
VARIANT_FILES = Table(
    "variant_files",
    METADATA,
    Column("variant_id", Uuid(), primary_key=True),
    Column("kind", Text(), primary_key=True),
    Column("sha256", Text()),
    Column("size_bytes", BigInteger()),
    Column("path", Text()),
    Column("is_whole", Boolean(), nullable=False),
    Column("is_pinned", Boolean(), nullable=False),
    Column("used_at_ms", BigInteger(), nullable=False),
    Index(None, "used_at_ms"),
)
