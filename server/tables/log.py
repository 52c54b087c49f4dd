"""What the server remembers for others: its own name, each owner's log, given answers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, text
from sqlalchemy.orm import Mapped, mapped_column

from server.tables.metadata import NOW, Base


class ServerFact(Base):
    """One row: which server this is, and since when its history runs unbroken."""

    __tablename__ = "server_facts"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    server_id: Mapped[UUID]
    epoch: Mapped[UUID]


class OwnerCounter(Base):
    """The last number of an owner's change log; its row lock orders their changes.

    From `floor` on every line is kept; of those before it only the latest of rows that are
    still there.
    """

    __tablename__ = "owner_counters"

    owner_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    seq: Mapped[int] = mapped_column(BigInteger)
    hash: Mapped[bytes]
    floor: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))


class Change(Base):
    """One numbered line of what became true for an owner: which row, and the digest of what it
    became. Each hash covers the one before."""

    __tablename__ = "changes"
    __table_args__ = (Index(None, "owner_id", "of", "of_id", "seq"),)

    owner_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    of: Mapped[str]
    of_id: Mapped[UUID]
    digest: Mapped[bytes]
    hash: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)


class IdempotencyKey(Base):
    """The answer that was given for a key, for those who did not hear it."""

    __tablename__ = "idempotency_keys"

    owner_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    route: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    fingerprint: Mapped[bytes]
    status: Mapped[int]
    headers: Mapped[dict[str, Any]]
    body: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW, index=True)
