"""Holding a claim while the work is done: the lease renewed, progress noted, a loss noticed."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar
from uuid import UUID

import structlog
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.ext.asyncio import AsyncSession

from contract.generations import Stage
from server import claiming
from server.claiming import Claim
from server.database import reading, transaction
from server.parts import Parts
from server.tables import Generation, OwnerCounter

# A cancel is noticed within this, and the child is gone half a second later at the latest.
LOOK_EVERY_S = 0.4
# Renewed this often within a lease, so that a slow disk or a lost beat is no death.
BEATS_A_LEASE = 4
# After the database was away.
AGAIN_AFTER_S = 0.2

T = TypeVar("T")

log = structlog.stdlib.get_logger("reelyard.work")


class Halted(Exception):  # noqa: N818 - no error: somebody wanted it
    """The work was stopped before its end."""


class Holding:
    """A claim that is kept. `halt` is set when the work must stop: the right was lost, or the
    worker is to give it back."""

    def __init__(self, parts: Parts, claim: Claim, give_back: asyncio.Event) -> None:
        self._parts = parts
        self._claim = claim
        self._give_back = give_back
        self._kept_until = time.monotonic() + parts.settings.lease_s
        self._noted: tuple[Stage, int] | None = None
        self._told: tuple[Stage, int] | None = None
        self.halt = asyncio.Event()
        self.is_lost = False

    def note(self, stage: Stage, progress_pct: int) -> None:
        """Remember how far the work is; it is written with the next look."""
        self._noted = (stage, progress_pct)

    async def write(self, change: Callable[[AsyncSession], Awaitable[T]]) -> T:
        """Make a change in a transaction of its own, then ring the owner's bell.

        A database that is away is waited for as long as the lease lasts; a change that was
        made without our hearing of it is made again, so it must bear that.

        Raises: what the change raises, and SQLAlchemyError when the lease is over before.
        """
        while True:
            try:
                async with transaction(self._parts.engine) as session:
                    done = await change(session)
            except SQLAlchemyError as error:
                if not _is_away(error) or time.monotonic() > self._kept_until:
                    raise
                await asyncio.sleep(AGAIN_AFTER_S)
            else:
                await ring(self._parts, self._claim.generation_id)
                return done

    async def write_fenced(self, change: Callable[[AsyncSession], Awaitable[bool]]) -> None:
        """Make a change that says whether the right was still there.

        Raises: as `write`, and Halted when it was not.
        """
        if not await self.write(change):
            self.is_lost = True
            self.halt.set()
            raise Halted

    async def keep(self) -> None:
        """Look again and again, until cancelled or the right is lost."""
        every_s = min(LOOK_EVERY_S, self._parts.settings.lease_s / BEATS_A_LEASE)
        while not self.is_lost:
            try:
                is_held = await self._look()
            except (SQLAlchemyError, OSError):
                # Away. Once the lease is over, another worker may be at it.
                is_held = time.monotonic() < self._kept_until
            if not is_held:
                log.info("claim lost", generation=str(self._claim.generation_id))
                self.is_lost = True
                self.halt.set()
            elif self._give_back.is_set():
                self.halt.set()
            await asyncio.sleep(every_s)

    async def _look(self) -> bool:
        claim, lease_s = self._claim, self._parts.settings.lease_s
        async with reading(self._parts.engine) as session:
            asked_at = time.monotonic()
            # By the database's clock: ours stands still while the computer sleeps.
            left_s = await claiming.find_left_s(session, claim.generation_id, claim.fence)
            if left_s is None:
                return False
            if left_s < lease_s * (1 - 1 / BEATS_A_LEASE):
                if not await claiming.renew(session, claim.generation_id, claim.fence, lease_s):
                    return False
                left_s = lease_s
            self._kept_until = asked_at + left_s
            return self._noted in (None, self._told) or await self._report(session)

    async def _report(self, session: AsyncSession) -> bool:
        assert self._noted is not None
        noted, claim = self._noted, self._claim
        stage, progress_pct = noted
        stands = await claiming.report(
            session, claim.generation_id, claim.fence, stage, progress_pct
        )
        if stands is None:
            return False
        self._told = noted
        self._parts.bell.tell(
            claim.owner_id,
            {
                "generation_id": str(claim.generation_id),
                "status": "running",
                "stage": stage,
                "progress_pct": stands,
            },
        )
        return True


@asynccontextmanager
async def holding(parts: Parts, claim: Claim, give_back: asyncio.Event) -> AsyncIterator[Holding]:
    """Keep a claim for the block."""
    held = Holding(parts, claim, give_back)
    beat = asyncio.create_task(held.keep())
    # Told to stop while nothing could be looked at: noticed at once, not with the next look.
    asked = asyncio.create_task(_pass_on(give_back, held.halt))
    try:
        yield held
    finally:
        for task in (beat, asked):
            task.cancel()
        await asyncio.gather(beat, asked, return_exceptions=True)


async def ring(parts: Parts, generation_id: UUID) -> None:
    """Tell whoever listens to the owner of a generation how far their log has come."""
    try:
        async with reading(parts.engine) as session:
            found = await session.execute(
                select(OwnerCounter.owner_id, OwnerCounter.seq)
                .join(Generation, Generation.owner_id == OwnerCounter.owner_id)
                .where(Generation.id == generation_id)
            )
            row = found.one_or_none()
    except (SQLAlchemyError, OSError):
        # A hint: whoever misses it learns the same from the next read.
        return
    if row is not None:
        parts.bell.ring(row.owner_id, row.seq)


def _is_away(error: SQLAlchemyError) -> bool:
    """Whether the database did not answer, or so slowly that no connection was left for us."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated
    return isinstance(error, PoolTimeoutError)


async def _pass_on(asked: asyncio.Event, halt: asyncio.Event) -> None:
    await asked.wait()
    halt.set()
