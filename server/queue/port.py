"""What the rest of the server may ask of a queue, so that another engine can take its place."""

from typing import Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession


class Queue(Protocol):
    """Work waiting to be done, at least once each."""

    async def enqueue(self, session: AsyncSession, generation_id: UUID, priority: int) -> None:
        """Put a generation in the queue, within the caller's transaction.

        Nobody takes it up before that commits; nothing is queued when it rolls back. A
        generation that already waits is not queued twice. Higher priorities are taken first,
        then older ones.
        """

    async def cancel(self, session: AsyncSession, generation_id: UUID) -> None:
        """Take a waiting generation out of the queue; one that is being made is left alone
        (its worker learns of the cancel from its generation's row)."""
