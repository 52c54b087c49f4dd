"""What counting failures promises: an end to guessing, by account and by address."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from server_client import SECRET
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from contract.problems import Problem
from server import sign_in_attempts
from server.database import reading, transaction
from server.sign_in_attempts import MOST_PER_ACCOUNT, MOST_PER_ADDRESS, Subjects, network_of
from server.tables import SignInFailure

MoveClock = Callable[[timedelta], None]


def subjects(email: str = "anna@example.com", address: str = "192.0.2.1") -> Subjects:
    return sign_in_attempts.subjects_of(SECRET, email, address)


async def fail(engine: AsyncEngine, whose: Subjects) -> None:
    async with transaction(engine) as session:
        await sign_in_attempts.record_failure(session, whose)


async def wait_s(engine: AsyncEngine, whose: Subjects) -> int:
    """How long to wait; 0 when another attempt is heard."""
    try:
        async with reading(engine) as session:
            await sign_in_attempts.refuse_too_many(session, whose)
    except Problem as problem:
        return problem.retry_after_s or 0
    return 0


@pytest.mark.anyio
async def test_an_account_is_closed_after_ten_from_anywhere(engine: AsyncEngine) -> None:
    for n in range(MOST_PER_ACCOUNT):
        assert await wait_s(engine, subjects()) == 0
        await fail(engine, subjects(address=f"192.0.2.{n}"))
    assert 0 < await wait_s(engine, subjects()) <= 900
    assert await wait_s(engine, subjects(email="ben@example.com")) == 0


@pytest.mark.anyio
async def test_an_address_is_closed_after_fifty_for_anybody(engine: AsyncEngine) -> None:
    for n in range(MOST_PER_ADDRESS):
        assert await wait_s(engine, subjects()) == 0
        await fail(engine, subjects(email=f"{n}@example.com"))
    assert 0 < await wait_s(engine, subjects()) <= 900
    assert await wait_s(engine, subjects(address="192.0.2.2")) == 0


@pytest.mark.anyio
async def test_each_failure_makes_room_as_it_ages(
    engine: AsyncEngine, move_clock: MoveClock
) -> None:
    await fail(engine, subjects())
    move_clock(timedelta(minutes=10))
    for _ in range(MOST_PER_ACCOUNT - 1):
        await fail(engine, subjects())
    # The first of them is ten minutes old.
    assert 290 <= await wait_s(engine, subjects()) <= 300
    move_clock(timedelta(minutes=15, seconds=1))
    assert await wait_s(engine, subjects()) == 0
    await fail(engine, subjects())
    assert 580 <= await wait_s(engine, subjects()) <= 600


@pytest.mark.anyio
async def test_attempts_at_once_are_decided_one_by_one(engine: AsyncEngine) -> None:
    for _ in range(MOST_PER_ACCOUNT - 2):
        await fail(engine, subjects())

    async def attempt() -> bool:
        try:
            async with transaction(engine) as session:
                await sign_in_attempts.take_turns(session, subjects())
                await sign_in_attempts.refuse_too_many(session, subjects())
                await sign_in_attempts.record_failure(session, subjects())
        except Problem:
            return False
        return True

    assert sum(await asyncio.gather(*[attempt() for _ in range(10)])) == 2


@pytest.mark.anyio
async def test_neither_account_nor_address_is_kept_readable(engine: AsyncEngine) -> None:
    await fail(engine, subjects())
    async with reading(engine) as session:
        kept = list((await session.execute(select(SignInFailure.subject))).scalars())
    assert len(set(kept)) == 2
    assert not any("anna" in one or "192" in one for one in kept)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        (None, "unknown"),
        ("", "unknown"),
    ],
)
def test_an_ipv6_network_is_one_address(address: str | None, network: str) -> None:
    assert network_of(address) == network


def test_an_account_is_never_taken_for_an_address() -> None:
    both = sign_in_attempts.subjects_of(SECRET, "same", "same")
    assert both.account != both.address
