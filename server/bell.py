"""Hints after a commit: something changed for an owner, or a reel got further.

Hints carry nothing that anybody relies on; whoever misses one learns the same from a read.
They are rung after the commit, never inside a transaction: NOTIFY there takes a lock that
all of Postgres shares.
"""

from typing import Any, Protocol
from uuid import UUID


class Bell(Protocol):
    """Rings for everybody who listens, in every process of the server."""

    def ring(self, owner_id: UUID, seq: int) -> None:
        """Say that an owner's log has reached this number. Never raises, never waits; several
        rings in a short while become one."""

    def tell(self, owner_id: UUID, progress: dict[str, Any]) -> None:
        """Say how far a generation is: {generation_id, status, stage, progress_pct}. As `ring`."""
