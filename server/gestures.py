"""A gesture: one transaction of an owner's, told in their log at its end, rung after it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from server import changes
from server.changes import News
from server.database import transaction
from server.parts import Parts


@dataclass(frozen=True)
class Gesture:
    """What a gesture works with, and what it has to tell."""

    session: AsyncSession
    news: list[News] = field(default_factory=list)

    def tell(self, *news: News) -> None:
        """Have these lines written at the end of the transaction."""
        self.news.extend(news)


@asynccontextmanager
async def gesture(parts: Parts, owner_id: UUID) -> AsyncIterator[Gesture]:
    """One transaction at one of the owner's places; nothing of it stays when it raises.

    True when the block is left: all is committed, its news are numbered, and whoever listens
    was told.
    """
    async with parts.gate.through(owner_id), transaction(parts.engine) as session:
        going_on = Gesture(session)
        yield going_on
        # Last: the counter's row is locked from here to the commit.
        seq = await changes.append(session, owner_id, going_on.news) if going_on.news else None
    if seq is not None:
        parts.bell.ring(owner_id, seq)
