"""Keys: one answer for one wish, for as long as a device may stay away."""

import asyncio
from datetime import timedelta

import pytest
from server_users import make_user
from sqlalchemy import func, select

from contract.generations import CreateBody
from contract.problems import Code, Problem
from server import idempotency
from server.database import transaction
from server.idempotency import StoredAnswer, fingerprint_of
from server.tables import IdempotencyKey

pytestmark = pytest.mark.anyio

ANSWER = StoredAnswer(202, {"Location": "/v1/generations/1"}, '{"spelt":  "so"}')
ONE, OTHER = b"1" * 32, b"2" * 32
WISH = {"topic": "Blue?", "script": "Air.", "platform": "tiktok", "preset": "story"}


@pytest.fixture
async def owner(engine):
    async with transaction(engine) as session:
        return await make_user(session)


async def begin(session, owner, key="k", fingerprint=ONE, route="create"):
    return await idempotency.begin(session, owner, route, key, fingerprint)


async def answered(engine, owner, key="k"):
    async with transaction(engine) as session:
        assert await begin(session, owner, key) is None
        await idempotency.store(session, owner, "create", key, ONE, ANSWER)


async def test_the_same_key_and_body_get_the_same_answer(engine, owner):
    await answered(engine, owner)
    async with transaction(engine) as session:
        assert await begin(session, owner) == ANSWER


async def test_the_same_key_with_another_body_is_refused(engine, owner):
    await answered(engine, owner)
    with pytest.raises(Problem) as refused:
        async with transaction(engine) as session:
            await begin(session, owner, fingerprint=OTHER)
    assert refused.value.code == Code.KEY_REUSED


async def test_a_key_is_an_owners_for_one_route(engine, owner):
    await answered(engine, owner)
    async with transaction(engine) as session:
        stranger = await make_user(session)
        assert await begin(session, stranger) is None
        assert await begin(session, owner, route="save") is None
        assert await begin(session, owner, key="K") is None


async def test_a_key_that_is_being_answered_is_busy_until_then(engine, owner):
    async with transaction(engine) as first:
        assert await begin(first, owner) is None
        with pytest.raises(Problem) as refused:
            async with transaction(engine) as second:
                await begin(second, owner, fingerprint=OTHER)
        await idempotency.store(first, owner, "create", "k", ONE, ANSWER)
    assert refused.value.code == Code.KEY_IN_FLIGHT
    assert refused.value.retryable
    assert refused.value.retry_after_s == 1
    async with transaction(engine) as third:
        assert await begin(third, owner) == ANSWER


async def test_what_came_to_nothing_leaves_the_key_free(engine, owner):
    async def fail():
        async with transaction(engine) as session:
            await begin(session, owner)
            await idempotency.store(session, owner, "create", "k", ONE, ANSWER)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with transaction(engine) as session:
        assert await begin(session, owner, fingerprint=OTHER) is None


async def test_one_of_many_at_once_has_the_key(engine, owner):
    first_has_it, others_asked = asyncio.Event(), asyncio.Event()

    async def hold():
        async with transaction(engine) as session:
            await begin(session, owner)
            first_has_it.set()
            await others_asked.wait()

    async def ask():
        async with transaction(engine) as session:
            await begin(session, owner)

    holding = asyncio.create_task(hold())
    await first_has_it.wait()
    asked = await asyncio.gather(*(ask() for _ in range(10)), return_exceptions=True)
    others_asked.set()
    await holding
    assert [found.code for found in asked] == [Code.KEY_IN_FLIGHT] * 10


async def test_answers_are_kept_200_days(engine, owner, move_clock):
    await answered(engine, owner)
    move_clock(timedelta(days=200) - timedelta(minutes=1))
    async with transaction(engine) as session:
        assert await begin(session, owner) == ANSWER
        assert await idempotency.forget_old(session) == 0
    move_clock(timedelta(days=200, minutes=1))
    async with transaction(engine) as session:
        assert await begin(session, owner) is None
        await idempotency.store(session, owner, "create", "k", OTHER, ANSWER)
        assert await idempotency.forget_old(session) == 0, "the key is as new"
    move_clock(timedelta(days=401))
    async with transaction(engine) as session:
        assert await idempotency.forget_old(session) == 1
        left = await session.execute(select(func.count()).select_from(IdempotencyKey))
        assert left.scalar_one() == 0


async def test_only_what_was_done_is_remembered(engine, owner):
    refusal = StoredAnswer(403, {}, "{}")
    async with transaction(engine) as session:
        with pytest.raises(AssertionError):
            await idempotency.store(session, owner, "create", "k", ONE, refusal)


def test_a_body_is_its_meaning_and_not_its_spelling():
    said = fingerprint_of(CreateBody.model_validate(WISH))
    spelt = {**WISH, "tags": [], "variants": None, "language": None}
    assert fingerprint_of(CreateBody.model_validate(spelt)) == said
    assert fingerprint_of(CreateBody.model_validate(dict(reversed(WISH.items())))) == said
    for name, value in (("variants", 3), ("tags", ["sky"]), ("topic", "blue?")):
        assert fingerprint_of(CreateBody.model_validate({**WISH, name: value})) != said
