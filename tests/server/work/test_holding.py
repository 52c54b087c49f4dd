"""Holding a claim: it is kept, and its loss noticed, whatever the database does meanwhile."""

import asyncio

import pytest
from accepted_reels import accept, body
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from server import changes, claiming, ending
from server.database import transaction
from server.work.holding import holding

pytestmark = pytest.mark.anyio

PATIENCE_S = 60


@pytest.fixture
def breathless(monkeypatch):
    """A database that is so slow that the first three looks find no connection."""
    real, asked = claiming.is_held, []

    async def is_held(*what):
        asked.append(what)
        if len(asked) <= 3:
            raise PoolTimeoutError
        return await real(*what)

    monkeypatch.setattr(claiming, "is_held", is_held)
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
