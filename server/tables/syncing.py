"""What sync keeps: devices and their acks, texts by revision, placements, values that lost."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, ForeignKeyConstraint, Identity, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from server.tables.metadata import NOW, Base


class SyncDevice(Base):
    """A copy of an owner's data that pushes: its last op, its highest acknowledged place. The
    row's lock orders its pushes."""

    __tablename__ = "sync_devices"

    owner_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    id: Mapped[UUID] = mapped_column(primary_key=True)
    last_n: Mapped[int] = mapped_column(BigInteger)
    mark_seq: Mapped[int | None] = mapped_column(BigInteger)
    mark_hash: Mapped[bytes | None]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)


class SyncAck(Base):
    """What was answered to an op, for those who did not hear it: `seq` and `hash` where it was
    applied, else `problem`."""

    __tablename__ = "sync_acks"
    __table_args__ = (
        ForeignKeyConstraint(
            ["owner_id", "device_id"],
            ["sync_devices.owner_id", "sync_devices.id"],
            ondelete="CASCADE",
        ),
    )

    owner_id: Mapped[UUID] = mapped_column(primary_key=True)
    device_id: Mapped[UUID] = mapped_column(primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    fingerprint: Mapped[bytes]
    seq: Mapped[int | None] = mapped_column(BigInteger)
    hash: Mapped[bytes | None]
    problem: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(server_default=NOW, index=True)


class DraftText(Base):
    """A revision of a draft, the number of its change, and the Yjs update that came with it, if
    one did. The text at a revision is all updates up to it; the oldest rows become one."""

    __tablename__ = "draft_texts"

    draft_id: Mapped[UUID] = mapped_column(
        ForeignKey("drafts.id", ondelete="CASCADE"), primary_key=True
    )
    revision: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger)
    update: Mapped[bytes | None]


class Placement(Base):
    """One use of a media file in a draft, a synced row of its own; `fields` is what counts.

    `name` and `position` are what a plain client called it and where in its list it stood;
    `seq` is the number of the change that made it. No key binds it to its draft, which may
    arrive later.
    """

    __tablename__ = "placements"
    __table_args__ = (
        Index(None, "draft_id"),
        Index(None, "owner_id", "id"),
        Index(None, "trashed_at", postgresql_where=text("trashed_at is not null")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    draft_id: Mapped[UUID | None]
    media: Mapped[str | None]
    name: Mapped[str | None]
    position: Mapped[int | None]
    fields: Mapped[dict[str, Any]]
    seq: Mapped[int] = mapped_column(BigInteger)
    deleted_at: Mapped[datetime | None]
    trashed_at: Mapped[datetime | None]


class Overwritten(Base):
    """A value that another write took the place of, kept for a while: a field, or a text as it
    was before a merge."""

    __tablename__ = "overwritten"
    __table_args__ = (Index(None, "owner_id", "of_id"),)

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    of: Mapped[str]
    of_id: Mapped[UUID]
    name: Mapped[str]
    value: Mapped[dict[str, Any]]
    lost_at: Mapped[datetime] = mapped_column(server_default=NOW, index=True)
