"""Signing up, in and out over HTTP: what OAuth clients expect, and what attackers do not get."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
from pwdlib import PasswordHash
from pwdlib.hashers.argon2 import Argon2Hasher
from server_client import BASE_URL, SECRET, client, make_parts
from server_users import PASSWORD, make_grant, make_user
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from server import accounts, passwords, sign_in_attempts
from server.app import create_app
from server.database import reading, transaction
from server.sign_in_attempts import MOST_PER_ACCOUNT, MOST_PER_ADDRESS
from server.tables import RefreshToken, SignInFailure, User

pytestmark = pytest.mark.anyio

EMAIL = "Anna@Example.com"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
# Bodies, for both forms at once, and what each is answered.
HOSTILE_FORMS = [
    (b"", 422),
    (b"&&&", 422),
    (b"=", 422),
    (b"grant_type=password", 422),
    (b"grant_type=password&username=a%40b.cc&password=", 422),
    (b"grant_type=refresh_token", 422),
    (b"grant_type=password&grant_type=password&token=a", 422),
    (b"grant_type=password&username=a&username=b&password=c&token=a&token=b", 422),
    (b"grant_type=password&username=a%00b&password=cccccccc&token=%00", 422),
    (b"grant_type=password&username=a\0b&password=cccccccc&token=\0", 422),
    (b"grant_type=password&username=a&password=%ff%fe&token=%ff", 422),
    (b"grant_type=password&username=a&password=\xff\xfe&token=\xff", 422),
    (b"grant_type=password&username=a&password=%ed%a0%80&token=%ed%a0%80", 422),
    (b"grant_type=password&username=a&password=" + b"p" * 1001 + b"&token=" + b"t" * 2001, 422),
    (b"grant_type=password&username=" + b"u" * 255 + b"&password=p", 422),
    (b"grant_type=password&username=a&password=b&device_id=no-uuid", 422),
    (b"grant_type=password&username=a&password=b&device_name=" + b"d" * 101, 422),
    (b"grant_type=" + b"g" * 101, 422),
    (b"&".join(b"f%d=1" % n for n in range(21)), 422),
    (b"grant_type=password&username=a&password=" + b"p" * 2**20, 413),
]


@pytest.fixture
async def api(engine: AsyncEngine, tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    async with client(engine, tmp_path) as opened:
        yield opened


@pytest.fixture
async def anna(engine: AsyncEngine) -> None:
    async with transaction(engine) as session:
        await make_user(session, EMAIL)


async def sign_in(
    api: httpx.AsyncClient, password: str = PASSWORD, username: str = EMAIL, **more: str
) -> httpx.Response:
    form = {"grant_type": "password", "username": username, "password": password, **more}
    return await api.post("/v1/auth/token", data=form)


async def refresh(api: httpx.AsyncClient, token: str) -> httpx.Response:
    form = {"grant_type": "refresh_token", "refresh_token": token}
    return await api.post("/v1/auth/token", data=form)


async def sign_out(api: httpx.AsyncClient, access: str, token: str) -> httpx.Response:
    signed = {"Authorization": f"Bearer {access}"}
    return await api.post("/v1/auth/revoke", data={"token": token}, headers=signed)


async def me(api: httpx.AsyncClient, token: str) -> httpx.Response:
    return await api.get("/v1/me", headers={"Authorization": f"Bearer {token}"})


async def fail(engine: AsyncEngine, times: int, *, email: str, address: str) -> None:
    subjects = sign_in_attempts.subjects_of(SECRET, accounts.fold_email(email), address)
    async with transaction(engine) as session:
        for _ in range(times):
            await sign_in_attempts.record_failure(session, subjects)


async def failures(engine: AsyncEngine) -> int:
    async with reading(engine) as session:
        counted = await session.execute(select(func.count()).select_from(SignInFailure))
        return counted.scalar_one()


@asynccontextmanager
async def coming_from(
    engine: AsyncEngine, files: Path, address: str
) -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(create_app(make_parts(engine, files)), client=(address, 1))
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as opened:
        yield opened


async def test_who_signs_up_may_sign_in_and_is_told_who_they_are(api: httpx.AsyncClient) -> None:
    made = await api.post("/v1/auth/signup", json={"email": EMAIL, "password": PASSWORD})
    assert made.status_code == 201
    assert made.json()["email"] == EMAIL
    assert made.json()["verified"] is False
    assert set(made.json()) == {"id", "email", "verified", "created_at"}
    given = await sign_in(api)
    assert given.status_code == 200
    assert given.headers["Cache-Control"] == "no-store"
    tokens = given.json()
    assert set(tokens) == {"access_token", "refresh_token", "token_type", "expires_in"}
    assert (tokens["token_type"], tokens["expires_in"]) == ("bearer", 600)
    assert (await me(api, tokens["access_token"])).json() == made.json()


@pytest.mark.usefixtures("anna")
@pytest.mark.parametrize(
    "email", [EMAIL, "anna@example.com", "ANNA@EXAMPLE.COM", "ａnna@example.com"]
)
async def test_one_address_is_one_account(api: httpx.AsyncClient, email: str) -> None:
    refused = await api.post("/v1/auth/signup", json={"email": email, "password": PASSWORD})
    assert (refused.status_code, refused.json()["code"]) == (409, "email-taken")
    assert (await sign_in(api, username=f" {email} ")).status_code == 200


async def test_racing_sign_ups_make_one_account(
    api: httpx.AsyncClient, engine: AsyncEngine
) -> None:
    body = {"email": EMAIL, "password": PASSWORD}
    raced = await asyncio.gather(*[api.post("/v1/auth/signup", json=body) for _ in range(5)])
    assert sorted(one.status_code for one in raced) == [201, 409, 409, 409, 409]
    async with reading(engine) as session:
        assert (await session.execute(select(func.count()).select_from(User))).scalar_one() == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"email": "anna", "password": PASSWORD}, "email-invalid"),
        ({"email": "anna@gmail", "password": PASSWORD}, "email-invalid"),
        ({"email": "local@localhost", "password": PASSWORD}, "email-invalid"),
        ({"email": EMAIL, "password": "1234567"}, "invalid-body"),
        ({"email": EMAIL, "password": "1" * 1001}, "invalid-body"),
        ({"email": EMAIL, "password": "nul\0 in it, long enough"}, "invalid-body"),
        ({"email": EMAIL}, "invalid-body"),
        ({"email": EMAIL, "password": PASSWORD, "plan": "own"}, "invalid-body"),
    ],
)
async def test_what_is_no_sign_up(api: httpx.AsyncClient, body: dict[str, str], code: str) -> None:
    refused = await api.post("/v1/auth/signup", json=body)
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert body.get("password", PASSWORD) not in refused.text


@pytest.mark.parametrize("password", ["pässwörd mit ümlauten", "🔑" * 1000, "a+b&c=d%20 e;f"])
async def test_any_letters_make_a_password(api: httpx.AsyncClient, password: str) -> None:
    made = await api.post("/v1/auth/signup", json={"email": EMAIL, "password": password})
    assert made.status_code == 201
    assert (await sign_in(api, password)).status_code == 200
    # As curl's -d sends it, if one has no such letters that a form needs encoded.
    if "&" not in password:
        body = f"grant_type=password&username={EMAIL}&password={password}".encode()
        assert (await api.post("/v1/auth/token", content=body, headers=FORM)).status_code == 200


@pytest.mark.usefixtures("anna")
@pytest.mark.parametrize("username", [EMAIL, "nobody@example.com", "not an address"])
async def test_a_wrong_password_and_an_unknown_address_are_told_alike(
    api: httpx.AsyncClient, username: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    hashed: list[str | None] = []
    check = passwords.check

    async def noted(password: str, password_hash: str | None) -> passwords.Checked:
        hashed.append(password_hash)
        return await check(password, password_hash)

    monkeypatch.setattr(passwords, "check", noted)
    refused = await sign_in(api, "wrong password", username)
    assert refused.status_code == 400
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert "no-store" in refused.headers["Cache-Control"]
    told = {name: refused.json()[name] for name in ("code", "error", "detail")}
    assert told == {
        "code": "invalid-grant",
        "error": "invalid_grant",
        "detail": "The e-mail address or the password is not right.",
    }
    assert len(hashed) == 1


async def test_nobody_signs_in_as_the_account_of_this_computer(
    api: httpx.AsyncClient, engine: AsyncEngine
) -> None:
    async with transaction(engine) as session:
        await accounts.ensure_local(session)
    refused = await sign_in(api, "", accounts.LOCAL_EMAIL)
    assert refused.status_code == 422
    refused = await sign_in(api, "anything", accounts.LOCAL_EMAIL)
    assert refused.json()["code"] == "invalid-grant"


@pytest.mark.parametrize("grant", ["client_credentials", "authorization_code", "PASSWORD"])
async def test_another_grant_is_unsupported(api: httpx.AsyncClient, grant: str) -> None:
    refused = await api.post("/v1/auth/token", data={"grant_type": grant})
    assert refused.status_code == 400
    assert refused.json()["code"] == "unsupported-grant-type"
    assert refused.json()["error"] == "unsupported_grant_type"


@pytest.mark.usefixtures("anna")
async def test_what_oauth_clients_add_of_their_own_is_ignored(api: httpx.AsyncClient) -> None:
    given = await sign_in(api, client_id="app", scope="", client_secret="x", resource="y")
    assert given.status_code == 200


@pytest.mark.usefixtures("anna")
async def test_a_refresh_over_http_rotates_and_repeats(api: httpx.AsyncClient) -> None:
    first = (await sign_in(api)).json()
    raced = await asyncio.gather(*[refresh(api, first["refresh_token"]) for _ in range(50)])
    assert {one.status_code for one in raced} == {200}
    assert {one.headers["Cache-Control"] for one in raced} == {"no-store"}
    assert len({one.json()["refresh_token"] for one in raced}) == 1
    assert len({one.json()["access_token"] for one in raced}) == 1
    assert (await me(api, raced[0].json()["access_token"])).status_code == 200


@pytest.mark.usefixtures("anna")
async def test_reuse_over_http_is_an_invalid_grant_and_signs_out(
    api: httpx.AsyncClient, move_clock: Callable[[timedelta], None]
) -> None:
    first = (await sign_in(api)).json()
    second = (await refresh(api, first["refresh_token"])).json()
    move_clock(timedelta(seconds=21))
    refused = await refresh(api, first["refresh_token"])
    assert (refused.status_code, refused.json()["error"]) == (400, "invalid_grant")
    assert (await me(api, second["access_token"])).status_code == 401
    assert (await refresh(api, second["refresh_token"])).status_code == 400


@pytest.mark.usefixtures("anna")
async def test_an_expired_access_token_is_401(
    api: httpx.AsyncClient, move_clock: Callable[[timedelta], None]
) -> None:
    given = (await sign_in(api)).json()
    move_clock(timedelta(minutes=11))
    refused = await me(api, given["access_token"])
    assert (refused.status_code, refused.json()["code"]) == (401, "not-signed-in")
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")
    renewed = (await refresh(api, given["refresh_token"])).json()
    assert (await me(api, renewed["access_token"])).status_code == 200


@pytest.mark.usefixtures("anna")
@pytest.mark.parametrize("kind", ["access_token", "refresh_token"])
async def test_signing_out_with_either_token_ends_both(api: httpx.AsyncClient, kind: str) -> None:
    given = (await sign_in(api)).json()
    assert (await sign_out(api, given["access_token"], given[kind])).status_code == 200
    assert (await me(api, given["access_token"])).status_code == 401
    assert (await refresh(api, given["refresh_token"])).status_code == 400
    assert (await sign_out(api, given["access_token"], given[kind])).status_code == 401


@pytest.mark.usefixtures("anna")
async def test_nobody_signs_anybody_out(api: httpx.AsyncClient) -> None:
    given = (await sign_in(api)).json()
    for token in (given["access_token"], given["refresh_token"]):
        refused = await api.post("/v1/auth/revoke", data={"token": token})
        assert (refused.status_code, refused.json()["code"]) == (401, "not-signed-in")
    assert (await me(api, given["access_token"])).status_code == 200


@pytest.mark.usefixtures("anna")
async def test_who_comes_back_later_refreshes_to_sign_out(
    api: httpx.AsyncClient, move_clock: Callable[[timedelta], None]
) -> None:
    given = (await sign_in(api)).json()
    move_clock(timedelta(minutes=11))
    refused = await sign_out(api, given["access_token"], given["refresh_token"])
    assert refused.status_code == 401
    renewed = (await refresh(api, given["refresh_token"])).json()
    # Any turn's token names the session.
    done = await sign_out(api, renewed["access_token"], given["refresh_token"])
    assert done.status_code == 200
    assert (await refresh(api, renewed["refresh_token"])).status_code == 400


@pytest.mark.usefixtures("anna")
async def test_revoking_what_is_unknown_is_200(api: httpx.AsyncClient) -> None:
    access = (await sign_in(api)).json()["access_token"]
    for token in ("unknown", "ra_unknown", "rr_unknown", "rk_unknown", "🔑"):
        assert (await sign_out(api, access, token)).status_code == 200
    assert (await me(api, access)).status_code == 200


@pytest.mark.usefixtures("anna")
@pytest.mark.parametrize("path", ["/v1/auth/token", "/v1/auth/revoke"])
async def test_hostile_forms_are_told_what_is_wrong(api: httpx.AsyncClient, path: str) -> None:
    signed = {"Authorization": f"Bearer {(await sign_in(api)).json()['access_token']}"}
    for body, status in HOSTILE_FORMS:
        refused = await api.post(path, content=body, headers={**FORM, **signed})
        assert refused.status_code == status, body[:200]
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert refused.json()["code"] == ("body-too-large" if status == 413 else "invalid-body")


async def test_a_form_is_no_json_and_no_multipart(api: httpx.AsyncClient) -> None:
    as_json = await api.post("/v1/auth/token", json={"grant_type": "password"})
    assert (as_json.status_code, as_json.json()["code"]) == (415, "unsupported-media-type")
    parts = {"grant_type": (None, "password")}
    as_parts = await api.post("/v1/auth/token", files=parts)
    assert (as_parts.status_code, as_parts.json()["code"]) == (415, "unsupported-media-type")


async def test_the_tenth_failure_for_an_account_is_the_last_one_heard(
    api: httpx.AsyncClient, engine: AsyncEngine, move_clock: Callable[[timedelta], None]
) -> None:
    async with transaction(engine) as session:
        signed_in = await make_grant(session, await make_user(session, EMAIL))
        await make_user(session, "ben@example.com")
    await fail(engine, MOST_PER_ACCOUNT - 1, email=EMAIL, address="192.0.2.1")
    assert (await sign_in(api, "wrong")).status_code == 400
    refused = await sign_in(api, PASSWORD)
    assert (refused.status_code, refused.json()["code"]) == (429, "too-many-attempts")
    assert refused.json()["retryable"] is True
    assert 14 * 60 < int(refused.headers["Retry-After"]) <= 15 * 60
    # Others are heard, and who is signed in stays so.
    assert (await sign_in(api, PASSWORD, "ben@example.com")).status_code == 200
    assert (await refresh(api, signed_in.refresh_token)).status_code == 200
    move_clock(timedelta(minutes=15, seconds=1))
    assert (await sign_in(api, PASSWORD)).status_code == 200


async def test_an_unknown_address_is_throttled_like_a_known_one(
    api: httpx.AsyncClient, engine: AsyncEngine
) -> None:
    await fail(engine, MOST_PER_ACCOUNT - 1, email="nobody@example.com", address="192.0.2.1")
    assert (await sign_in(api, username="nobody@example.com")).status_code == 400
    assert (await sign_in(api, username="nobody@example.com")).status_code == 429


@pytest.mark.usefixtures("anna")
async def test_many_failures_from_one_address_close_that_address_only(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    for n in range(MOST_PER_ADDRESS):
        await fail(engine, 1, email=f"{n}@example.com", address="2001:db8::1")
    # Its neighbour in the same network is the same attacker.
    async with coming_from(engine, tmp_path, "2001:db8::2") as attacker:
        assert (await sign_in(attacker)).status_code == 429
    async with coming_from(engine, tmp_path, "2001:db8:0:1::1") as other:
        assert (await sign_in(other)).status_code == 200


@pytest.mark.usefixtures("anna")
async def test_of_guesses_sent_at_once_no_more_are_answered(
    api: httpx.AsyncClient, engine: AsyncEngine
) -> None:
    await fail(engine, MOST_PER_ACCOUNT - 2, email=EMAIL, address="192.0.2.1")
    raced = await asyncio.gather(*[sign_in(api, f"guess {n}") for n in range(6)])
    assert sorted(one.status_code for one in raced) == [400, 400, 429, 429, 429, 429]


@pytest.mark.usefixtures("anna")
async def test_only_failures_count(api: httpx.AsyncClient, engine: AsyncEngine) -> None:
    await fail(engine, MOST_PER_ACCOUNT - 1, email=EMAIL, address="192.0.2.1")
    before = await failures(engine)
    raced = await asyncio.gather(*[sign_in(api) for _ in range(12)])
    assert {one.status_code for one in raced} == {200}
    assert await failures(engine) == before


@pytest.mark.usefixtures("anna")
async def test_a_refused_attempt_makes_the_wait_no_longer(
    api: httpx.AsyncClient, engine: AsyncEngine
) -> None:
    await fail(engine, MOST_PER_ACCOUNT, email=EMAIL, address="192.0.2.1")
    before = await failures(engine)
    assert (await sign_in(api, "wrong")).status_code == 429
    assert await failures(engine) == before


async def test_a_hash_of_older_parameters_is_renewed_at_sign_in(
    api: httpx.AsyncClient, engine: AsyncEngine
) -> None:
    aged = PasswordHash([Argon2Hasher(time_cost=1, memory_cost=8192)])
    async with transaction(engine) as session:
        user_id = await make_user(session, EMAIL)
        await session.execute(
            update(User).where(User.id == user_id).values(password_hash=aged.hash(PASSWORD))
        )
    assert (await sign_in(api)).status_code == 200
    async with reading(engine) as session:
        renewed = (await session.execute(select(User.password_hash))).scalar_one()
    assert renewed is not None
    assert "m=65536,t=3,p=4" in renewed
    assert (await sign_in(api)).status_code == 200


@pytest.mark.usefixtures("anna")
async def test_no_password_or_token_is_kept_as_it_is(
    api: httpx.AsyncClient, engine: AsyncEngine
) -> None:
    given = (await sign_in(api, device_id=str(uuid4()))).json()
    await sign_in(api, "a wrong password", "my own password in the wrong field")
    async with reading(engine) as session:
        kept = []
        for table in User.metadata.sorted_tables:
            kept += [str(tuple(row)) for row in await session.execute(select(table))]
        assert (await session.execute(select(func.count()).select_from(RefreshToken))).scalar_one()
    everything = "\n".join(kept)
    for secret in (PASSWORD, *[given[kind] for kind in ("access_token", "refresh_token")]):
        assert secret not in everything
        assert secret.removeprefix("ra_").removeprefix("rr_") not in everything
    assert "my own password" not in everything
