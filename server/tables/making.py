"""What is made: drafts, generations, variants, their files, the library."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from server.tables.metadata import NOW, Base


class Draft(Base):
    """The words, media and choices a person edits; `revision` counts every change.

    What counts is in `fields` (who wrote what when) and `tag_puts`, and for the texts in
    `draft_texts`; the other columns show it to plain clients. `trashed_at` is the server's own
    moment; once it is `gone_at`, nothing but the id is left.
    """

    __tablename__ = "drafts"
    __table_args__ = (
        Index(None, "owner_id", "updated_at", "id"),
        Index(None, "trashed_at", postgresql_where=text("trashed_at is not null")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    topic: Mapped[str]
    script: Mapped[str]
    title: Mapped[str | None]
    platform: Mapped[str]
    preset: Mapped[str]
    language: Mapped[str | None]
    voice: Mapped[str | None]
    variants: Mapped[int]
    tags: Mapped[list[str]]
    fields: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    tag_puts: Mapped[list[Any]] = mapped_column(server_default=text("'[]'::jsonb"))
    revision: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    updated_at: Mapped[datetime] = mapped_column(server_default=NOW)
    deleted_at: Mapped[datetime | None]
    trashed_at: Mapped[datetime | None]
    gone_at: Mapped[datetime | None]


class Generation(Base):
    """One accepted wish, frozen as it was; `fence` outdates every worker but the last.

    `claims` counts workers that took it up; `remake` is {variant_id, scene} when one scene of
    an earlier variant is made anew.
    """

    __tablename__ = "generations"
    __table_args__ = (
        CheckConstraint(
            "status in ('queued', 'running', 'succeeded', 'failed', 'cancelled')", name="status"
        ),
        CheckConstraint(
            "progress_pct between 0 and 100 and (progress_pct = 100) = (status = 'succeeded')",
            name="progress",
        ),
        CheckConstraint("(stage is not null) = (status = 'running')", name="stage"),
        Index(None, "owner_id", "created_at"),
        Index(None, "draft_id", "created_at"),
        Index(
            "ix_generations_waiting",
            "status",
            "priority",
            postgresql_where=text("status in ('queued', 'running')"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    draft_id: Mapped[UUID] = mapped_column(ForeignKey("drafts.id"))
    status: Mapped[str]
    stage: Mapped[str | None]
    progress_pct: Mapped[int]
    error: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    frozen: Mapped[dict[str, Any]]
    remake: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    seed: Mapped[int] = mapped_column(BigInteger)
    period: Mapped[str]
    reserved_ms: Mapped[int] = mapped_column(BigInteger)
    priority: Mapped[int]
    fence: Mapped[int]
    claims: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    cooldown_until: Mapped[datetime | None]


class Variant(Base):
    """One video of a generation; what it is, is known once it is ready.

    `made_ms` is what of it was made anew and is paid for; null where that is all of it.
    """

    __tablename__ = "variants"
    __table_args__ = (
        UniqueConstraint("generation_id", "index"),
        CheckConstraint("status in ('waiting', 'drawing', 'ready', 'failed')", name="status"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    generation_id: Mapped[UUID] = mapped_column(ForeignKey("generations.id", ondelete="CASCADE"))
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    index: Mapped[int]
    status: Mapped[str]
    title: Mapped[str | None]
    differs_by: Mapped[str | None]
    duration_ms: Mapped[int | None] = mapped_column(BigInteger)
    made_ms: Mapped[int | None] = mapped_column(BigInteger)
    width: Mapped[int | None]
    height: Mapped[int | None]
    # Null while its files are kept; they go 30 days after `ready_at` unless it was saved.
    ready_at: Mapped[datetime | None]
    files_gone_at: Mapped[datetime | None]


class Blob(Base):
    """A stored file by its content; the bytes are there before this row is."""

    __tablename__ = "blobs"

    sha256: Mapped[str] = mapped_column(primary_key=True)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    stored_at: Mapped[datetime] = mapped_column(server_default=NOW, index=True)


class VariantFile(Base):
    """A file of a variant: `kind` is video, proxy, cover, captions, vtt, text or receipt."""

    __tablename__ = "variant_files"

    variant_id: Mapped[UUID] = mapped_column(
        ForeignKey("variants.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256"), index=True)


class Asset(Base):
    """A variant saved to the library; `search_text` is folded title, topic and tags.

    `fields`, `tag_puts` and `trashed_at` are as a draft's.
    """

    __tablename__ = "assets"
    __table_args__ = (
        UniqueConstraint("owner_id", "variant_id"),
        Index(None, "owner_id", "created_at", "id"),
        Index("ix_assets_tags", "tags", postgresql_using="gin"),
        Index(
            "ix_assets_trash",
            "owner_id",
            "created_at",
            "id",
            postgresql_where=text("deleted_at is not null"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    variant_id: Mapped[UUID] = mapped_column(ForeignKey("variants.id"), index=True)
    generation_id: Mapped[UUID] = mapped_column(ForeignKey("generations.id"))
    title: Mapped[str]
    topic: Mapped[str]
    platform: Mapped[str]
    preset: Mapped[str]
    tags: Mapped[list[str]]
    format: Mapped[str]
    duration_ms: Mapped[int] = mapped_column(BigInteger)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    search_text: Mapped[str]
    fields: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'::jsonb"))
    tag_puts: Mapped[list[Any]] = mapped_column(server_default=text("'[]'::jsonb"))
    revision: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    updated_at: Mapped[datetime] = mapped_column(server_default=NOW)
    deleted_at: Mapped[datetime | None]
    trashed_at: Mapped[datetime | None]
