"""Holding a claim: it is kept, and its loss noticed, whatever the database does meanwhile."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from accepted_reels import accept, body
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from server import changes, claiming, ending
from server.database import reading, transaction
from server.work.holding import holding
from server.worker import reap

pytestmark = pytest.mark.anyio

PATIENCE_S = 60


@pytest.fixture
def breathless(monkeypatch):
    """A database that is so slow that the first three looks find no connection."""
    real, asked = claiming.find_left_s, []

    async def find_left_s(*what):
        asked.append(what)
        if len(asked) <= 3:
            raise PoolTimeoutError
        return await real(*what)

    monkeypatch.setattr(claiming, "find_left_s", find_left_s)
    return asked


async def claimed(parts):
    accepted = await accept(parts, body())
    async with transaction(parts.engine) as session:
        return await claiming.claim(session, accepted.id, 60)


async def test_a_cancel_is_noticed_after_a_time_without_connections(parts, breathless):
    claim = await claimed(parts)
    async with holding(parts, claim, asyncio.Event()) as held, asyncio.timeout(PATIENCE_S):
        while len(breathless) < 4:
            await asyncio.sleep(0)
        assert not held.is_lost
        async with transaction(parts.engine) as session:
            news = await ending.cancel(session, claim.owner_id, claim.generation_id)
            await changes.append(session, claim.owner_id, news)
        await held.halt.wait()
        assert held.is_lost


async def test_a_change_that_finds_no_connection_is_made_again(parts):
    claim = await claimed(parts)
    tries = []

    async def change(session):
        tries.append(session)
        if len(tries) == 1:
            raise PoolTimeoutError
        return await claiming.variant_drawing(session, claim.generation_id, claim.fence, 0)

    async with holding(parts, claim, asyncio.Event()) as held:
        assert await held.write(change)
    assert len(tries) == 2


async def test_three_sleeps_of_the_computer_are_no_death(parts, sql, move_clock):
    """The clock jumps, the reaper comes before the worker has looked, then the worker looks."""
    claim = await claimed(parts)
    async with holding(parts, claim, asyncio.Event()) as held, asyncio.timeout(PATIENCE_S):
        for night in (1, 2, 3):
            await asyncio.to_thread(move_clock, timedelta(hours=8 * night))
            await reap(parts, {claim.generation_id})
            while sql("SELECT expires_at <= reelyard_now() FROM leases") == [(True,)]:
                await asyncio.sleep(0.01)
        assert not held.is_lost
    assert sql("SELECT status, claims, fence FROM generations") == [("running", 1, claim.fence)]


async def test_what_is_held_elsewhere_and_ran_out_is_put_back(parts, sql, move_clock):
    claim = await claimed(parts)
    await asyncio.to_thread(move_clock, timedelta(hours=8))
    await reap(parts, {uuid4()})
    assert sql("SELECT status FROM generations") == [("queued",)]
    async with reading(parts.engine) as session:
        id, fence = claim.generation_id, claim.fence
        assert await claiming.find_left_s(session, id, fence) is None
