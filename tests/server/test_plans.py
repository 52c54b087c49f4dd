"""Which plan counts for an owner, of subscriptions and boosts in the tables."""

from datetime import timedelta
from uuid import uuid4

import pytest
from server_reels import boost, subscribe
from server_users import make_user
from sqlalchemy import update

from contract.plans import PLANS, EffectivePlan
from server import plans
from server.database import now, transaction
from server.tables import Subscription

pytestmark = pytest.mark.anyio


@pytest.fixture
async def session(engine):
    async with transaction(engine) as session:
        yield session


@pytest.fixture
async def owner(session):
    return await make_user(session)


async def effective(session, owner, sold=PLANS, **later: int) -> EffectivePlan:
    moment = await now(session) + timedelta(**later)
    return await plans.get_effective_plan(session, owner, moment, sold)


async def test_without_anything_it_is_the_free_one(session, owner):
    assert (await effective(session, owner)).plan == "free"


async def test_a_subscription_counts_until_it_ends(session, owner):
    await subscribe(session, owner, "creator")
    assert (await effective(session, owner, days=10_000)).plan == "creator"
    await session.execute(
        update(Subscription).values(expires_at=await now(session) + timedelta(days=30))
    )
    assert (await effective(session, owner, days=29)).plan == "creator"
    assert (await effective(session, owner, days=31)).plan == "free"


async def test_of_several_boosts_the_one_that_lasts_longest_counts(session, owner):
    moment = await now(session)
    for days in (3, 20, 7):
        await boost(session, owner, uuid4(), moment + timedelta(days=days))
    found = await effective(session, owner)
    assert found.boost_expires_at == moment + timedelta(days=20)
    assert found.limits == PLANS["pro"]
    assert (await effective(session, owner, days=21)).limits == PLANS["free"]


async def test_a_plan_that_is_no_longer_sold_is_free(session, owner):
    await subscribe(session, owner, "creator")
    sold = {name: limits for name, limits in PLANS.items() if name != "creator"}
    assert (await effective(session, owner, sold)).plan == "free"


async def test_others_plans_do_not_count(session, owner):
    stranger = await make_user(session)
    await subscribe(session, stranger, "pro")
    await boost(session, stranger, uuid4(), await now(session) + timedelta(days=1))
    assert (await effective(session, owner)).limits == PLANS["free"]


async def test_a_head_start_is_that_of_the_plan_or_of_the_boost(session, owner):
    assert plans.head_start_s(await effective(session, owner)) == 0
    await subscribe(session, owner, "creator")
    assert plans.head_start_s(await effective(session, owner)) == 300
    await boost(session, owner, uuid4(), await now(session) + timedelta(days=1))
    assert plans.head_start_s(await effective(session, owner)) == 900
