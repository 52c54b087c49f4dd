"""What an account promises: one for each address, and one that this computer has by itself."""

import asyncio
import secrets
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from server_users import PASSWORD_HASH, make_user
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from contract.problems import Code, Problem
from server import accounts, api_keys, tokens
from server.caller import find_caller
from server.database import reading, transaction
from server.tables import Subscription, User

SANE = [
    "anna@example.com",
    "Anna.B+reels@sub.example.co.uk",
    "o'neil@example.com",
    "почта@пример.рф",
    "用户@例子.广告",
    "अजय@हिन्दी.भारत",
    "anna@xn--mnchen-3ya.example",
    "a@b.cc",
    "x" * 64 + "@example.com",
]
INSANE = [
    "",
    "anna",
    "anna@",
    "@example.com",
    "anna@example",
    "anna@@example.com",
    "anna@b@example.com",
    "anna b@example.com",
    "anna@exa mple.com",
    "anna@example.com ",
    " anna@example.com",
    "anna@example.com\n",
    "anna@.com",
    "anna@example..com",
    "anna@example.com.",
    "anna@-example.com",
    "anna@exa_mple.com",
    ".anna@example.com",
    "anna.@example.com",
    "an..na@example.com",
    "anna@127.0.0.1",
    "anna@[127.0.0.1]",
    "anna<b@example.com>",
    "anna\0@example.com",
    "anna\uff20example.com",
    "an\u200bna@example.com",
    "an\u202ena@example.com",
    "x" * 65 + "@example.com",
    "a@" + "b" * 64 + ".com",
    "a@" + ".".join(["b" * 60] * 5) + ".com",
    # One letter that folds to eighteen: a hundred of them would not fit an index.
    "\ufdfa" * 20 + "@example.com",
]


@pytest.mark.parametrize("email", SANE)
def test_an_address_that_looks_like_one_is_taken(email: str) -> None:
    assert accounts.read_email(email) == accounts.fold_email(email)


@pytest.mark.parametrize("email", INSANE)
def test_an_address_that_does_not_look_like_one_is_refused(email: str) -> None:
    with pytest.raises(Problem) as refused:
        accounts.read_email(email)
    assert refused.value.code is Code.EMAIL_INVALID


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    once = accounts.fold_email(text)
    assert accounts.fold_email(once) == once


@given(st.text(max_size=300))
def test_what_is_accepted_is_short_enough_to_be_indexed(text: str) -> None:
    try:
        folded = accounts.read_email(f"{text}@example.com")
    except Problem:
        return
    assert len(folded.encode()) < 2000


@pytest.mark.anyio
async def test_an_address_comes_back_as_it_was_typed(engine: AsyncEngine) -> None:
    user_id = uuid4()
    async with transaction(engine) as session:
        made = await accounts.sign_up(
            session, user_id=user_id, email="Anna@Example.com", password_hash=PASSWORD_HASH
        )
    async with reading(engine) as session:
        assert await accounts.get(session, user_id) == made
    assert (made.id, made.email, made.verified) == (user_id, "Anna@Example.com", False)


@pytest.mark.anyio
async def test_an_address_is_found_in_any_spelling(engine: AsyncEngine) -> None:
    async with transaction(engine) as session:
        user_id = await make_user(session, "anna@example.com")
    async with reading(engine) as session:
        assert (await accounts.get_by_email(session, " ANNA@example.com")).id == user_id
        known = await accounts.find_credentials(session, "Anna@Example.com")
        assert known == accounts.Credentials(user_id, PASSWORD_HASH)
        assert await accounts.find_credentials(session, "ben@example.com") is None
        with pytest.raises(Problem) as unknown:
            await accounts.get_by_email(session, "ben@example.com")
    assert unknown.value.code is Code.USER_UNKNOWN


@pytest.mark.anyio
async def test_this_computer_has_one_account_however_many_ask(engine: AsyncEngine) -> None:
    async def ensured() -> UUID:
        async with transaction(engine) as session:
            return await accounts.ensure_local(session)

    ids = set(await asyncio.gather(*[ensured() for _ in range(8)]))
    assert len(ids) == 1
    async with reading(engine) as session:
        user = (await session.execute(select(User))).scalar_one()
        plan = (await session.execute(select(Subscription))).scalar_one()
    assert (user.id, user.password_hash) == (ids.pop(), None)
    assert (plan.user_id, plan.plan, plan.expires_at) == (user.id, "own", None)


@pytest.mark.anyio
async def test_the_plan_that_an_operator_gave_the_local_account_stays(engine: AsyncEngine) -> None:
    async with transaction(engine) as session:
        owner_id = await accounts.ensure_local(session)
        (await session.get_one(Subscription, owner_id)).plan = "pro"
    async with transaction(engine) as session:
        await accounts.ensure_local(session)
    async with reading(engine) as session:
        assert (await session.get_one(Subscription, owner_id)).plan == "pro"


async def local_key(engine: AsyncEngine, held: str | None) -> str:
    async with transaction(engine) as session:
        return await accounts.local_key(
            session, held, secrets.token_bytes(tokens.KEY_ENTROPY_BYTES)
        )


@pytest.mark.anyio
async def test_the_local_key_is_the_local_account_and_stays_while_it_is_good(
    engine: AsyncEngine,
) -> None:
    key = await local_key(engine, None)
    assert await local_key(engine, key) == key
    async with reading(engine) as session:
        caller = await find_caller(session, key)
        owner = await accounts.get_by_email(session, accounts.LOCAL_EMAIL)
    assert caller is not None
    assert caller.owner_id == owner.id


@pytest.mark.anyio
@pytest.mark.parametrize("held", [None, "rk_nonsense", ""])
async def test_a_lost_local_key_is_replaced_and_good_no_more(
    engine: AsyncEngine, held: str | None
) -> None:
    lost = await local_key(engine, None)
    fresh = await local_key(engine, held)
    assert fresh != lost
    async with reading(engine) as session:
        assert await find_caller(session, lost) is None
        assert await find_caller(session, fresh) is not None


@pytest.mark.anyio
async def test_a_revoked_local_key_is_replaced(engine: AsyncEngine) -> None:
    key = await local_key(engine, None)
    async with transaction(engine) as session:
        await api_keys.revoke_held(session, key)
    assert await local_key(engine, key) != key


@pytest.mark.anyio
async def test_another_users_key_is_no_local_key(engine: AsyncEngine) -> None:
    entropy = secrets.token_bytes(tokens.KEY_ENTROPY_BYTES)
    async with transaction(engine) as session:
        stranger = await make_user(session)
        theirs = (await api_keys.create(session, stranger, name="x", entropy=entropy)).key
    assert await local_key(engine, theirs) != theirs


@pytest.mark.anyio
async def test_racing_starts_leave_one_good_local_key(engine: AsyncEngine) -> None:
    keys = await asyncio.gather(*[local_key(engine, None) for _ in range(6)])
    async with reading(engine) as session:
        good = [key for key in keys if await find_caller(session, key) is not None]
        counted = await session.execute(select(func.count()).select_from(User))
    assert len(good) == 1
    assert counted.scalar_one() == 1
