"""What a month allows and what was used of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Identity, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from server.tables.metadata import NOW, Base


class Subscription(Base):
    """The plan a user pays for; without a row, or after `expires_at`: free."""

    __tablename__ = "subscriptions"

    user_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    plan: Mapped[str]
    expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)


class Boost(Base):
    """A bought raise of all limits until a date."""

    __tablename__ = "boosts"
    __table_args__ = (Index(None, "user_id", "expires_at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    user_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)


class LedgerEntry(Base):
    """An append-only fact about allowance.

    A generation is reserved once and ends once, settled or released, whoever ends it; a
    variant is exported once per owner.
    """

    __tablename__ = "usage_ledger"
    __table_args__ = (
        CheckConstraint("kind in ('reserve', 'settle', 'release', 'export')", name="kind"),
        CheckConstraint("ms >= 0 and exports >= 0", name="amounts"),
        Index(
            "uq_usage_ledger_reserve",
            "generation_id",
            unique=True,
            postgresql_where=text("kind = 'reserve'"),
        ),
        Index(
            "uq_usage_ledger_end",
            "generation_id",
            unique=True,
            postgresql_where=text("kind in ('settle', 'release')"),
        ),
        Index(
            "uq_usage_ledger_export",
            "owner_id",
            "variant_id",
            unique=True,
            postgresql_where=text("kind = 'export'"),
        ),
        Index(None, "owner_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"))
    kind: Mapped[str]
    period: Mapped[str]
    ms: Mapped[int] = mapped_column(BigInteger)
    exports: Mapped[int]
    generation_id: Mapped[UUID | None]
    variant_id: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)


class UsagePeriod(Base):
    """An owner's month, derived from the ledger; its row lock orders their wishes."""

    __tablename__ = "usage_periods"
    __table_args__ = (
        CheckConstraint("exports_used >= 0 and used_ms >= 0 and reserved_ms >= 0", name="amounts"),
    )

    owner_id: Mapped[UUID] = mapped_column(
        ForeignKey("users.id", ondelete="CASCADE"), primary_key=True
    )
    period: Mapped[str] = mapped_column(primary_key=True)
    exports_used: Mapped[int]
    used_ms: Mapped[int] = mapped_column(BigInteger)
    reserved_ms: Mapped[int] = mapped_column(BigInteger)


class Lease(Base):
    """A live generation's place; `expires_at` null while it waits in the queue."""

    __tablename__ = "leases"

    generation_id: Mapped[UUID] = mapped_column(
        ForeignKey("generations.id", ondelete="CASCADE"), primary_key=True
    )
    owner_id: Mapped[UUID] = mapped_column(ForeignKey("users.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime | None] = mapped_column(index=True)
