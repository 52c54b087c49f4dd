"""Values and texts that another write took the place of: kept for 30 days."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contract.syncing.rows import RowOf
from desktop.models.session import Session

KEPT_MS = 30 * 24 * 3600 * 1000


@dataclass(frozen=True)
class Overwritten:
    """What a field or a text said until `at_ms`."""

    of: RowOf
    of_id: UUID
    name: str
    value: Any
    at_ms: int


def list_of(session: Session, of_id: UUID) -> tuple[Overwritten, ...]:
    """Of one row, the newest first."""
    raise NotImplementedError


def sweep(session: Session) -> None:
    """What is older than that is gone."""
    raise NotImplementedError
