"""What a session promises: one successor, a short grace, and an end for all of it at once."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from server_client import SECRET
from server_users import make_grant, make_user
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from server import sessions, tokens
from server.caller import find_caller
from server.database import reading, transaction
from server.sessions import After, Granted, Turn, Verdict, judge
from server.tables import AccessToken, Device, RefreshToken, Session, SignInFailure

pytestmark = pytest.mark.anyio

MoveClock = Callable[[timedelta], None]
NOW = datetime(2026, 1, 1, tzinfo=UTC)
GRACE = timedelta(seconds=tokens.GRACE_S)
IDLE = timedelta(seconds=tokens.REFRESH_IDLE_S)


async def signed_in(engine: AsyncEngine) -> Granted:
    async with transaction(engine) as session:
        return await make_grant(session, await make_user(session))


async def refreshed(engine: AsyncEngine, token: str) -> Granted | None:
    async with transaction(engine) as session:
        return await sessions.refresh(session, SECRET, token)


async def is_known(engine: AsyncEngine, access_token: str) -> bool:
    async with reading(engine) as session:
        return await find_caller(session, access_token) is not None


async def count(engine: AsyncEngine, table: type) -> int:
    async with reading(engine) as session:
        return (await session.execute(select(func.count()).select_from(table))).scalar_one()


async def test_a_refresh_gives_new_tokens_and_both_access_tokens_hold(engine: AsyncEngine) -> None:
    first = await signed_in(engine)
    second = await refreshed(engine, first.refresh_token)
    assert second is not None
    assert {first.access_token, first.refresh_token}.isdisjoint(
        {second.access_token, second.refresh_token}
    )
    assert second.expires_in_s == 600
    assert await is_known(engine, first.access_token)
    assert await is_known(engine, second.access_token)


async def test_fifty_racing_refreshes_have_one_successor(engine: AsyncEngine) -> None:
    first = await signed_in(engine)
    given = await asyncio.gather(*[refreshed(engine, first.refresh_token) for _ in range(50)])
    assert len({one and (one.access_token, one.refresh_token) for one in given}) == 1
    assert given[0] is not None
    assert await is_known(engine, given[0].access_token)
    assert await count(engine, RefreshToken) == 2


async def test_within_the_grace_a_refresh_is_answered_as_before(
    engine: AsyncEngine, move_clock: MoveClock
) -> None:
    first = await signed_in(engine)
    heard = await refreshed(engine, first.refresh_token)
    move_clock(GRACE - timedelta(seconds=5))
    again = await refreshed(engine, first.refresh_token)
    assert heard is not None
    assert again is not None
    assert (again.access_token, again.refresh_token) == (heard.access_token, heard.refresh_token)
    # What is left of a token that was given a while ago.
    assert 600 - tokens.GRACE_S <= again.expires_in_s <= 600 - (tokens.GRACE_S - 5)


async def test_a_refresh_token_used_after_its_grace_ends_the_whole_session(
    engine: AsyncEngine, move_clock: MoveClock
) -> None:
    first = await signed_in(engine)
    second = await refreshed(engine, first.refresh_token)
    assert second is not None
    move_clock(GRACE + timedelta(seconds=1))
    assert await refreshed(engine, first.refresh_token) is None
    assert await refreshed(engine, second.refresh_token) is None
    assert not await is_known(engine, first.access_token)
    assert not await is_known(engine, second.access_token)


async def test_a_token_whose_successor_was_used_has_no_grace(engine: AsyncEngine) -> None:
    first = await signed_in(engine)
    second = await refreshed(engine, first.refresh_token)
    assert second is not None
    third = await refreshed(engine, second.refresh_token)
    assert third is not None
    assert await refreshed(engine, first.refresh_token) is None
    assert not await is_known(engine, third.access_token)


async def test_a_new_secret_ends_no_session(engine: AsyncEngine) -> None:
    first = await signed_in(engine)
    heard = await refreshed(engine, first.refresh_token)
    assert heard is not None
    other = "another secret of tests, long enough too"
    async with transaction(engine) as session:
        # The answer cannot be made again: sign in anew, or go on with the one that was heard.
        assert await sessions.refresh(session, other, first.refresh_token) is None
        assert await sessions.refresh(session, other, heard.refresh_token) is not None
    assert await is_known(engine, heard.access_token)


async def test_reuse_ends_no_other_session_of_the_user(
    engine: AsyncEngine, move_clock: MoveClock
) -> None:
    async with transaction(engine) as session:
        user_id = await make_user(session)
        stolen = await make_grant(session, user_id)
        other = await make_grant(session, user_id)
    await refreshed(engine, stolen.refresh_token)
    move_clock(GRACE + timedelta(seconds=1))
    assert await refreshed(engine, stolen.refresh_token) is None
    assert await is_known(engine, other.access_token)
    assert await refreshed(engine, other.refresh_token) is not None


async def test_an_access_token_holds_ten_minutes(
    engine: AsyncEngine, move_clock: MoveClock
) -> None:
    given = await signed_in(engine)
    move_clock(timedelta(minutes=9, seconds=30))
    assert await is_known(engine, given.access_token)
    move_clock(timedelta(minutes=10, seconds=1))
    assert not await is_known(engine, given.access_token)


async def test_thirty_idle_days_end_a_session_and_each_refresh_starts_them_anew(
    engine: AsyncEngine, move_clock: MoveClock
) -> None:
    first = await signed_in(engine)
    move_clock(IDLE - timedelta(hours=1))
    second = await refreshed(engine, first.refresh_token)
    assert second is not None
    move_clock(2 * IDLE - timedelta(hours=2))
    third = await refreshed(engine, second.refresh_token)
    assert third is not None
    move_clock(3 * IDLE)
    assert await refreshed(engine, third.refresh_token) is None


async def test_an_access_token_or_a_made_up_one_refreshes_nothing(engine: AsyncEngine) -> None:
    given = await signed_in(engine)
    assert await refreshed(engine, given.access_token) is None
    assert await refreshed(engine, "rr_made-up") is None
    assert await refreshed(engine, given.refresh_token) is not None


async def test_another_secret_makes_other_tokens(engine: AsyncEngine) -> None:
    session_id = uuid4()
    mine = tokens.pair_of(SECRET, session_id, 0)
    theirs = tokens.pair_of("another secret of tests, long enough too", session_id, 0)
    next_one = tokens.pair_of(SECRET, session_id, 1)
    spelled = [mine.access, mine.refresh, theirs.access, theirs.refresh]
    spelled += [next_one.access, next_one.refresh]
    assert len({token[3:] for token in spelled}) == 6


async def test_the_database_holds_no_token_whole(engine: AsyncEngine) -> None:
    given = await signed_in(engine)
    async with reading(engine) as session:
        kept = [
            *(await session.execute(select(AccessToken.hash))).scalars(),
            *(await session.execute(select(RefreshToken.hash))).scalars(),
        ]
    assert kept == [tokens.hash_of(given.access_token), tokens.hash_of(given.refresh_token)]
    assert all(len(one) == 32 for one in kept)


@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
async def test_either_token_ends_the_session_at_once(engine: AsyncEngine, kind: str) -> None:
    given = await signed_in(engine)
    async with transaction(engine) as session:
        await sessions.revoke_held(session, getattr(given, kind))
    assert not await is_known(engine, given.access_token)
    assert await refreshed(engine, given.refresh_token) is None


async def test_a_revocation_that_meets_a_refresh_wins_in_the_end(engine: AsyncEngine) -> None:
    for _ in range(10):
        given = await signed_in(engine)

        async def revoked(token: str = given.refresh_token) -> None:
            async with transaction(engine) as session:
                await sessions.revoke_held(session, token)

        second, _none = await asyncio.gather(refreshed(engine, given.refresh_token), revoked())
        assert not await is_known(engine, given.access_token)
        if second is not None:
            assert not await is_known(engine, second.access_token)


async def test_a_sweep_deletes_what_can_no_longer_matter(
    engine: AsyncEngine, move_clock: MoveClock
) -> None:
    first = await signed_in(engine)
    async with transaction(engine) as session:
        session.add(SignInFailure(subject="somebody"))
    async with transaction(engine) as session:
        assert await sessions.sweep(session) == 0
    move_clock(timedelta(minutes=16))
    async with transaction(engine) as session:
        assert await sessions.sweep(session) == 2
    assert await count(engine, AccessToken) == 0
    assert await count(engine, SignInFailure) == 0
    second = await refreshed(engine, first.refresh_token)
    assert second is not None
    assert await is_known(engine, second.access_token)
    move_clock(IDLE + timedelta(minutes=17))
    async with transaction(engine) as session:
        assert await sessions.sweep(session) == 4
    assert await count(engine, RefreshToken) == 0
    assert await count(engine, Session) == 0


async def test_a_sweep_takes_a_bounded_bite(
    engine: AsyncEngine, move_clock: MoveClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "SWEPT_AT_ONCE", 2)
    async with transaction(engine) as session:
        session.add_all([SignInFailure(subject="somebody") for _ in range(5)])
    move_clock(timedelta(hours=1))
    swept = []
    for _ in range(4):
        async with transaction(engine) as session:
            swept.append(await sessions.sweep(session))
    assert swept == [2, 2, 1, 0]


async def test_devices_outlive_their_sessions(engine: AsyncEngine, move_clock: MoveClock) -> None:
    async with transaction(engine) as session:
        await make_grant(session, await make_user(session), uuid4())
    move_clock(2 * IDLE)
    async with transaction(engine) as session:
        await sessions.sweep(session)
    assert await count(engine, Session) == 0
    assert await count(engine, Device) == 1


def turn(**changed: datetime | None) -> Turn:
    usual: dict[str, datetime | None] = {
        "rotated_at": None,
        "expires_at": NOW + IDLE,
        "revoked_at": None,
    }
    return Turn(uuid4(), uuid4(), None, 0, **{**usual, **changed})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("presented", "is_waiting", "verdict"),
    [
        (turn(), None, Verdict.ROTATE),
        (turn(expires_at=NOW), None, Verdict.REFUSE),
        (turn(revoked_at=NOW), None, Verdict.REFUSE),
        (turn(rotated_at=NOW - GRACE), True, Verdict.REPEAT),
        (turn(rotated_at=NOW - GRACE), False, Verdict.REVOKE),
        (turn(rotated_at=NOW - GRACE, revoked_at=NOW), True, Verdict.REFUSE),
        (turn(rotated_at=NOW - GRACE - timedelta.resolution), True, Verdict.REVOKE),
        # A thief refreshed, the owner was away for a month: the thief shall not stay.
        (turn(rotated_at=NOW - IDLE, expires_at=NOW), False, Verdict.REVOKE),
    ],
)
async def test_what_a_refresh_token_is_worth(
    presented: Turn, is_waiting: bool | None, verdict: Verdict
) -> None:
    assert judge(presented, After(NOW, is_waiting, NOW + GRACE)) is verdict
