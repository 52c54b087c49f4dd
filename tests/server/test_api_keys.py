"""What keys for machines promise: shown once, known by their first letters, ended for good."""

import asyncio
import secrets
from uuid import UUID, uuid4

import pytest
from server_users import make_user
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from contract.accounts import NewApiKeyAnswer
from contract.problems import Code, Problem
from server import api_keys, tokens
from server.caller import find_caller
from server.database import reading, transaction
from server.tables import ApiKey

pytestmark = pytest.mark.anyio


async def new_user(engine: AsyncEngine) -> UUID:
    async with transaction(engine) as session:
        return await make_user(session)


async def create(engine: AsyncEngine, user_id: UUID, name: str = "A script") -> NewApiKeyAnswer:
    entropy = secrets.token_bytes(tokens.KEY_ENTROPY_BYTES)
    async with transaction(engine) as session:
        return await api_keys.create(session, user_id, name=name, entropy=entropy)


async def test_a_key_is_whole_once_and_its_hash_alone_is_kept(engine: AsyncEngine) -> None:
    user_id = await new_user(engine)
    made = await create(engine, user_id, "Ein Skript 🎬")
    assert made.key.startswith("rk_")
    assert made.prefix == made.key[: tokens.SHOWN_CHARS]
    async with reading(engine) as session:
        (listed,) = await api_keys.list_good(session, user_id)
        assert await api_keys.find(session, user_id, made.id) == listed
        kept = (await session.execute(select(ApiKey))).scalar_one()
    assert (listed.id, listed.name, listed.prefix) == (made.id, "Ein Skript 🎬", made.prefix)
    assert kept.hash == tokens.hash_of(made.key)
    assert made.key not in repr(vars(kept))


async def test_every_key_is_another(engine: AsyncEngine) -> None:
    user_id = await new_user(engine)
    made = [await create(engine, user_id) for _ in range(3)]
    assert len({one.key for one in made}) == len({one.id for one in made}) == 3
    async with reading(engine) as session:
        listed = await api_keys.list_good(session, user_id)
    assert [one.id for one in listed] == [one.id for one in reversed(made)]


async def test_a_revoked_key_is_gone_at_once_and_for_good(engine: AsyncEngine) -> None:
    user_id = await new_user(engine)
    made, other = await create(engine, user_id), await create(engine, user_id)
    async with transaction(engine) as session:
        assert await api_keys.revoke(session, user_id, made.id)
        assert not await api_keys.revoke(session, user_id, made.id)
    async with reading(engine) as session:
        assert await find_caller(session, made.key) is None
        assert await find_caller(session, other.key) is not None
        assert await api_keys.find(session, user_id, made.id) is None
        assert not await api_keys.is_good(session, user_id, made.key)
        assert [one.id for one in await api_keys.list_good(session, user_id)] == [other.id]


async def test_nobody_sees_or_ends_anothers_key(engine: AsyncEngine) -> None:
    owner, stranger = await new_user(engine), await new_user(engine)
    made = await create(engine, owner)
    async with transaction(engine) as session:
        assert await api_keys.find(session, stranger, made.id) is None
        assert not await api_keys.revoke(session, stranger, made.id)
        assert not await api_keys.is_good(session, stranger, made.key)
        assert await api_keys.list_good(session, stranger) == ()
        assert not await api_keys.revoke(session, owner, uuid4())
    async with reading(engine) as session:
        assert await find_caller(session, made.key) is not None


async def test_whoever_holds_a_key_may_end_it(engine: AsyncEngine) -> None:
    user_id = await new_user(engine)
    found, other = await create(engine, user_id), await create(engine, user_id)
    async with transaction(engine) as session:
        await api_keys.revoke_held(session, found.key)
        await api_keys.revoke_held(session, "rk_unknown")
    async with reading(engine) as session:
        assert [one.id for one in await api_keys.list_good(session, user_id)] == [other.id]


async def test_racing_creations_stop_at_the_most(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_keys, "MOST_KEYS", 4)
    user_id = await new_user(engine)
    raced = await asyncio.gather(
        *[create(engine, user_id) for _ in range(9)], return_exceptions=True
    )
    refused = [one.code for one in raced if isinstance(one, Problem)]
    assert refused == [Code.API_KEYS_TOO_MANY] * 5
    async with transaction(engine) as session:
        good = await api_keys.list_good(session, user_id)
        assert len(good) == 4
        assert await api_keys.revoke(session, user_id, good[0].id)
    # One ended makes room for one; another user has room of their own.
    await create(engine, user_id)
    await create(engine, await new_user(engine))
