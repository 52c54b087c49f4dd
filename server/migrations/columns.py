"""Short words for the columns and constraints that migrations write out again and again.

What an old migration makes must never change: add to these, never alter one.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.types import TypeEngine

Columns = tuple[sa.Column[Any], ...]


def uuids(*names: str, nullable: bool = False) -> Columns:
    """Columns of ids."""
    return _columns(names, sa.Uuid(), nullable)


def texts(*names: str, nullable: bool = False) -> Columns:
    """Columns of text of any length."""
    return _columns(names, sa.Text(), nullable)


def lists(*names: str) -> Columns:
    """Columns of lists of texts."""
    return _columns(names, ARRAY(sa.Text()), False)


def numbers(*names: str, nullable: bool = False) -> Columns:
    """Columns of whole numbers up to two thousand millions."""
    return _columns(names, sa.Integer(), nullable)


def big_numbers(*names: str, nullable: bool = False) -> Columns:
    """Columns of whole numbers for milliseconds, bytes and counts without end."""
    return _columns(names, sa.BigInteger(), nullable)


def digests(*names: str) -> Columns:
    """Columns of bytes."""
    return _columns(names, sa.LargeBinary(), False)


def documents(*names: str, nullable: bool = False) -> Columns:
    """Columns of JSON."""
    return _columns(names, JSONB(), nullable)


def moments(*names: str, nullable: bool = False) -> Columns:
    """Columns of points in time."""
    return _columns(names, sa.DateTime(timezone=True), nullable)


def moments_of_writing(*names: str) -> Columns:
    """Columns of points in time that are the server's now unless given."""
    kind = sa.DateTime(timezone=True)
    now = sa.text("reelyard_now()")
    return tuple(sa.Column(name, kind, nullable=False, server_default=now) for name in names)


def counted(name: str) -> sa.Column[int]:
    """A column that the database numbers by itself."""
    return sa.Column(name, sa.BigInteger(), sa.Identity(always=True), nullable=False)


def primary(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    """The primary key of a table, with its name."""
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def unique(table: str, *columns: str) -> sa.UniqueConstraint:
    """A constraint that no two rows have the same here, with its name."""
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    """A condition that every row meets, with its name."""
    # Said to be whole, or the naming rule of today's tables would be put upon it.
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def part_of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    """A row that goes when the row it points to goes."""
    name = f"fk_{table}_{column}"
    return sa.ForeignKeyConstraint([column], [other], name=name, ondelete="CASCADE")


def points_to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    """A row that keeps the row it points to from going."""
    return sa.ForeignKeyConstraint([column], [other], name=f"fk_{table}_{column}")


def _columns(names: tuple[str, ...], kind: TypeEngine[Any], nullable: bool) -> Columns:
    # A whole number that is a primary key would otherwise become a sequence.
    return tuple(sa.Column(name, kind, nullable=nullable, autoincrement=False) for name in names)
