"""What the server refused for good: kept with the person's words until they were read."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from contract.syncing.rows import RowOf
from desktop.models.session import Session


@dataclass(frozen=True)
class DeadLetter:
    """A refused op: `words` is what the person had written, as plain text; `problem` has code,
    says and remedy."""

    id: int
    of: RowOf
    of_id: UUID
    words: str
    problem: dict[str, Any]
    at_ms: int


def list_all(session: Session) -> tuple[DeadLetter, ...]:
    """All that were not dismissed, the newest first."""
    raise NotImplementedError


def dismiss(session: Session, id: int) -> None:
    """It was read; its words are gone."""
    raise NotImplementedError
