"""What a list of devices promises: who signed in where, and that a lost one is shut out."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from server_client import SECRET
from server_users import make_grant, make_user
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from contract.accounts import DeviceAnswer
from server import devices, sessions
from server.caller import find_caller
from server.database import reading, transaction
from server.tables import Device, Session

pytestmark = pytest.mark.anyio

MoveClock = Callable[[timedelta], None]


async def new_user(engine: AsyncEngine) -> UUID:
    async with transaction(engine) as session:
        return await make_user(session)


async def see(engine: AsyncEngine, user_id: UUID, device_id: UUID, name: str | None = None) -> None:
    async with transaction(engine) as session:
        await devices.see(session, user_id, device_id, name)


async def see_again(
    engine: AsyncEngine, user_id: UUID, device_id: UUID, name: str | None = None
) -> None:
    async with transaction(engine) as session:
        await devices.see_again(session, user_id, device_id, name)


async def listed(
    engine: AsyncEngine, user_id: UUID, current: UUID | None = None
) -> tuple[DeviceAnswer, ...]:
    async with reading(engine) as session:
        return await devices.list_all(session, user_id, current)


async def test_the_one_seen_last_comes_first_and_the_one_that_asks_is_current(
    engine: AsyncEngine, move_clock: MoveClock
) -> None:
    user_id, laptop, phone = await new_user(engine), uuid4(), uuid4()
    await see(engine, user_id, laptop, "Laptop")
    await see(engine, user_id, phone)
    assert [one.id for one in await listed(engine, user_id, laptop)] == [phone, laptop]
    move_clock(timedelta(hours=1))
    await see(engine, user_id, laptop)
    first, second = await listed(engine, user_id, laptop)
    assert (first.id, first.name, first.current) == (laptop, "Laptop", True)
    assert (second.id, second.name, second.current) == (phone, devices.UNNAMED, False)
    assert first.last_seen_at - first.created_at >= timedelta(hours=1)
    assert not any(one.current for one in await listed(engine, user_id))


async def test_a_device_takes_the_name_it_gives(engine: AsyncEngine) -> None:
    user_id, device_id = await new_user(engine), uuid4()
    names = []
    await see(engine, user_id, device_id)
    for name in ("Old", None, "New"):
        await see(engine, user_id, device_id, name)
        names += [one.name for one in await listed(engine, user_id)]
    await see_again(engine, user_id, device_id, "Newer")
    names += [one.name for one in await listed(engine, user_id)]
    assert names == ["Old", "Old", "New", "Newer"]


async def test_the_same_id_is_another_device_for_another_user(engine: AsyncEngine) -> None:
    anna, ben, device_id = await new_user(engine), await new_user(engine), uuid4()
    await see(engine, anna, device_id, "Anna's")
    await see(engine, ben, device_id, "Ben's")
    async with transaction(engine) as session:
        assert await devices.forget(session, ben, device_id)
    assert [one.name for one in await listed(engine, anna)] == ["Anna's"]
    assert await listed(engine, ben) == ()


async def test_going_on_is_noted_once_a_minute(engine: AsyncEngine, move_clock: MoveClock) -> None:
    user_id, device_id = await new_user(engine), uuid4()
    await see(engine, user_id, device_id)
    (first,) = await listed(engine, user_id)
    await see_again(engine, user_id, device_id)
    assert (await listed(engine, user_id))[0].last_seen_at == first.last_seen_at
    move_clock(timedelta(seconds=61))
    await see_again(engine, user_id, device_id)
    seen = (await listed(engine, user_id))[0].last_seen_at
    assert seen - first.last_seen_at > timedelta(seconds=60)


async def test_forgetting_ends_that_devices_sessions_and_no_others(engine: AsyncEngine) -> None:
    lost, kept = uuid4(), uuid4()
    async with transaction(engine) as session:
        user_id = await make_user(session)
        theirs = [await make_grant(session, user_id, lost) for _ in range(2)]
        others = [
            await make_grant(session, user_id, kept),
            await make_grant(session, user_id),
            await make_grant(session, await make_user(session), lost),
        ]
    async with transaction(engine) as session:
        assert await devices.forget(session, user_id, lost)
        assert not await devices.forget(session, user_id, lost)
    async with transaction(engine) as session:
        for grant in theirs:
            assert await find_caller(session, grant.access_token) is None
            assert await sessions.refresh(session, SECRET, grant.refresh_token) is None
        for grant in others:
            assert await find_caller(session, grant.access_token) is not None
    assert [one.id for one in await listed(engine, user_id)] == [kept]


async def test_a_forgotten_device_does_not_come_back_by_going_on(engine: AsyncEngine) -> None:
    user_id, device_id = await new_user(engine), uuid4()
    await see_again(engine, user_id, device_id, "A ghost")
    assert await listed(engine, user_id) == ()


async def test_signing_in_while_the_device_is_forgotten_leaves_no_session_without_it(
    engine: AsyncEngine,
) -> None:
    user_id = await new_user(engine)
    for _ in range(15):
        device_id = uuid4()
        await see(engine, user_id, device_id)

        async def signed_in(device_id: UUID = device_id) -> None:
            async with transaction(engine) as session:
                await make_grant(session, user_id, device_id)

        async def forgotten(device_id: UUID = device_id) -> None:
            async with transaction(engine) as session:
                await devices.forget(session, user_id, device_id)

        await asyncio.gather(signed_in(), forgotten())
        async with reading(engine) as session:
            alive = await session.execute(
                select(Session.device_id).where(
                    Session.device_id == device_id, Session.revoked_at.is_(None)
                )
            )
            known = await session.execute(select(Device.id).where(Device.id == device_id))
            assert set(alive.scalars()) == set(known.scalars())


async def test_refreshing_while_the_device_is_forgotten_never_blocks_for_good(
    engine: AsyncEngine,
) -> None:
    async with transaction(engine) as session:
        user_id = await make_user(session)
    for _ in range(15):
        device_id = uuid4()
        async with transaction(engine) as session:
            given = await make_grant(session, user_id, device_id)

        async def refreshed(device_id: UUID = device_id, token: str = given.refresh_token) -> None:
            async with transaction(engine) as session:
                await sessions.refresh(session, SECRET, token)
                await devices.see_again(session, user_id, device_id, "renamed")

        async def forgotten(device_id: UUID = device_id) -> None:
            async with transaction(engine) as session:
                await devices.forget(session, user_id, device_id)

        await asyncio.gather(refreshed(), forgotten())
        assert await listed(engine, user_id) == ()
        async with reading(engine) as session:
            assert await find_caller(session, given.access_token) is None


async def test_past_a_hundred_the_one_away_for_longest_goes_with_its_sessions(
    engine: AsyncEngine,
) -> None:
    oldest = uuid4()
    async with transaction(engine) as session:
        user_id = await make_user(session)
        given = await make_grant(session, user_id, oldest)
    for _ in range(devices.MOST_DEVICES - 1):
        await see(engine, user_id, uuid4())
    assert len(await listed(engine, user_id)) == devices.MOST_DEVICES
    async with reading(engine) as session:
        assert await find_caller(session, given.access_token) is not None
    newest = uuid4()
    await see(engine, user_id, newest)
    ids = [one.id for one in await listed(engine, user_id)]
    assert len(ids) == devices.MOST_DEVICES
    assert ids[0] == newest
    assert oldest not in ids
    async with reading(engine) as session:
        assert await find_caller(session, given.access_token) is None
