"""What creators bring: their files, and files on their way."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from server.tables.metadata import NOW, Base


class Media(Base):
    """A file that an owner has proved to possess, by sending all of it; `id` follows from owner
    and content. Its bytes may serve several owners, who know nothing of each other."""

    __tablename__ = "media"
    __table_args__ = (
        CheckConstraint("kind in ('picture', 'clip', 'sound', 'other')", name="kind"),
        Index(None, "owner_id", "created_at", "id"),
    )

    owner_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    sha256: Mapped[str] = mapped_column(ForeignKey("blobs.sha256"), primary_key=True, index=True)
    id: Mapped[UUID] = mapped_column(unique=True)
    name: Mapped[str]
    kind: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)


class Upload(Base):
    """A file on its way: `offset_bytes` of it are on the disk. One that came whole stays known
    for a while, for those who did not hear the answer. `told` is its metadata as it was sent."""

    __tablename__ = "uploads"
    __table_args__ = (
        CheckConstraint("offset_bytes between 0 and size_bytes", name="offset"),
        Index(None, "owner_id", "sha256"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    sha256: Mapped[str]
    name: Mapped[str]
    kind: Mapped[str]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    offset_bytes: Mapped[int] = mapped_column(BigInteger)
    told: Mapped[str]
    is_done: Mapped[bool]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)
    expires_at: Mapped[datetime] = mapped_column(index=True)
