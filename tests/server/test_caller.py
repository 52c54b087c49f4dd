"""Who is calling: one query for every kind of token, and none for what is no token."""

import asyncio
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sent_statements import sent_statements
from server_users import make_grant, make_user
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from server import api_keys, sessions, tokens
from server.caller import Caller, find_caller
from server.database import reading, transaction
from server.tables import ApiKey

pytestmark = pytest.mark.anyio

MoveClock = Callable[[timedelta], None]


async def found(engine: AsyncEngine, token: str) -> Caller | None:
    async with reading(engine) as session:
        return await find_caller(session, token)


async def make_key(engine: AsyncEngine) -> tuple[UUID, str]:
    async with transaction(engine) as session:
        user_id = await make_user(session)
        entropy = secrets.token_bytes(tokens.KEY_ENTROPY_BYTES)
        made = await api_keys.create(session, user_id, name="A script", entropy=entropy)
    return user_id, made.key


async def last_used(engine: AsyncEngine) -> datetime | None:
    async with reading(engine) as session:
        return (await session.execute(select(ApiKey.last_used_at))).scalar_one()


async def test_an_access_token_is_its_user_session_and_device(engine: AsyncEngine) -> None:
    device_id = uuid4()
    async with transaction(engine) as session:
        user_id = await make_user(session)
        given = await make_grant(session, user_id, device_id)
    with sent_statements() as sent:
        caller = await found(engine, given.access_token)
    assert caller is not None
    assert (caller.owner_id, caller.device_id) == (user_id, device_id)
    assert caller.session_id is not None
    assert len(sent) == 1


async def test_a_key_is_its_user_and_no_session(engine: AsyncEngine) -> None:
    user_id, key = await make_key(engine)
    assert await found(engine, key) == Caller(user_id, None, None)


async def test_the_use_of_a_key_is_noted_once_a_minute_beside_the_query(
    engine: AsyncEngine, move_clock: MoveClock
) -> None:
    _, key = await make_key(engine)
    assert await last_used(engine) is None
    with sent_statements() as sent:
        await found(engine, key)
        first = await last_used(engine)
        assert first is not None
        sent.clear()
        await found(engine, key)
        assert len(sent) == 1
    assert await last_used(engine) == first
    move_clock(timedelta(seconds=61))
    await found(engine, key)
    later = await last_used(engine)
    assert later is not None
    assert later - first > timedelta(seconds=60)


async def test_many_uses_of_a_key_at_once_wait_for_nobody(engine: AsyncEngine) -> None:
    user_id, key = await make_key(engine)
    async with transaction(engine) as holding:
        # Somebody is in the middle of noting the same.
        await holding.execute(select(ApiKey.id).with_for_update())
        async with asyncio.timeout(30):
            callers = await asyncio.gather(*[found(engine, key) for _ in range(8)])
    assert {caller and caller.owner_id for caller in callers} == {user_id}
    assert await last_used(engine) is None


async def test_what_is_no_token_asks_the_database_nothing(engine: AsyncEngine) -> None:
    with sent_statements() as sent:
        for token in ["", "x", "Bearer", "rr_x", "🔑", "ÿ", "\0", "x" * 10_000]:
            assert await found(engine, token) is None, token
    assert sent == []


async def test_an_unknown_token_is_nobody(engine: AsyncEngine) -> None:
    await make_key(engine)
    for token in ["ra_", "rk_", "ra_unknown", "rk_\0", "ra_🔑"]:
        assert await found(engine, token) is None, token


async def test_a_refresh_token_and_a_hash_open_nothing(engine: AsyncEngine) -> None:
    async with transaction(engine) as session:
        given = await make_grant(session, await make_user(session))
    assert await found(engine, given.refresh_token) is None
    assert await found(engine, "ra_" + tokens.hash_of(given.access_token).hex()) is None


async def test_an_expired_a_revoked_and_an_ended_one_are_nobody(
    engine: AsyncEngine, move_clock: MoveClock
) -> None:
    user_id, key = await make_key(engine)
    async with transaction(engine) as session:
        revoked = await make_grant(session, user_id)
        expiring = await make_grant(session, user_id)
    async with transaction(engine) as session:
        await sessions.revoke_held(session, revoked.access_token)
    assert await found(engine, revoked.access_token) is None
    assert await found(engine, expiring.access_token) is not None
    move_clock(timedelta(seconds=tokens.ACCESS_S + 1))
    assert await found(engine, expiring.access_token) is None
    assert await found(engine, key) is not None
    async with transaction(engine) as session:
        await api_keys.revoke_held(session, key)
    assert await found(engine, key) is None
