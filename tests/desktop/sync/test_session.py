"""Promises of sessions: one token is spent once, whoever asks; ended, nothing local is lost."""

import asyncio
from urllib.parse import parse_qs
from uuid import UUID

import pytest
from filelock import FileLock
from scripted_reel import ME
from scripted_server import Scripted, refused, told

from contract.problems import Code, Problem
from desktop.keychain import Keychain
from desktop.models.outbox import Waiting
from desktop.sync import session as sessions
from desktop.sync.async_client import AsyncApiClient
from desktop.sync.session import Account, KeySession, Session, words_before_leaving

pytestmark = pytest.mark.anyio

TOKEN, DEVICE = "/v1/auth/token", UUID(int=7)


def tokens(number: int) -> Scripted:
    return told(
        {
            "access_token": f"access-{number}",
            "refresh_token": f"refresh-{number}",
            "token_type": "bearer",
            "expires_in": 600,
        }
    )


@pytest.fixture
async def nobody(server):
    async with AsyncApiClient(server.url) as client:
        yield client


@pytest.fixture
def keychain():
    return Keychain(lambda: None)


@pytest.fixture
def account(server):
    return Account(server.url, UUID(ME["id"]), ME["email"])


def forms(server, path: str) -> list[dict[str, str]]:
    sent = server.sent("POST", path)
    return [{k: v[0] for k, v in parse_qs(one.body.decode()).items()} for one in sent]


async def code_of(asking) -> Code:
    with pytest.raises(Problem) as caught:
        await asking
    return caught.value.code


async def test_signing_in_keeps_the_refresh_token_alone(server, nobody, keychain, account):
    server.answer("POST", TOKEN, tokens(1))
    server.answer("GET", "/v1/me", told(ME))
    signed = await sessions.sign_in(
        nobody, keychain, "ana@example.com", "pass", device_id=DEVICE, device_name="Desk"
    )
    assert signed.account == account
    assert signed.tokens.access_token == "access-1"
    assert forms(server, TOKEN) == [
        {
            "grant_type": "password",
            "username": "ana@example.com",
            "password": "pass",
            "device_id": str(DEVICE),
            "device_name": "Desk",
        }
    ]
    assert await keychain.find(account.secret_name) == "refresh-1"


async def test_a_wrong_password_keeps_nothing(server, nobody, keychain, account):
    server.answer("POST", TOKEN, refused(400, "invalid-grant"))
    asking = sessions.sign_in(nobody, keychain, "a@b.c", "x", device_id=DEVICE, device_name="Desk")
    assert await code_of(asking) is Code.INVALID_GRANT
    assert await keychain.find(account.secret_name) is None


async def test_an_account_is_made_and_may_be_taken(server, nobody):
    server.answer("POST", "/v1/auth/signup", told(ME, 201), refused(409, "email-taken"))
    assert (await sessions.sign_up(nobody, "ana@example.com", "password")).email == ME["email"]
    assert await code_of(sessions.sign_up(nobody, "ana@example.com", "x")) is Code.EMAIL_TAKEN


async def test_after_a_restart_the_kept_token_goes_on(server, nobody, keychain, account, tmp_path):
    await keychain.keep(account.secret_name, "refresh-1")
    server.answer("POST", TOKEN, tokens(2))
    session = Session(nobody, keychain, account, tmp_path)
    assert await session.token() == "access-2"
    assert await session.token() == "access-2"
    assert len(server.requests) == 1
    assert await keychain.find(account.secret_name) == "refresh-2"


async def test_many_refused_requests_spend_one_token(server, nobody, keychain, account, tmp_path):
    await keychain.keep(account.secret_name, "refresh-1")
    server.answer("POST", TOKEN, tokens(2), tokens(3))
    session = Session(nobody, keychain, account, tmp_path, access_token="access-1")
    assert (
        await asyncio.gather(*(session.renewed("access-1") for _ in range(5))) == ["access-2"] * 5
    )
    assert [form["refresh_token"] for form in forms(server, TOKEN)] == ["refresh-1"]


async def test_two_processes_never_spend_one_token_twice(
    server, nobody, keychain, account, tmp_path
):
    # Each process has a session object and a lock of its own; folder and keychain are shared.
    await keychain.keep(account.secret_name, "refresh-1")
    server.answer("POST", TOKEN, tokens(2), tokens(3), tokens(4), tokens(5))
    processes = [
        Session(nobody, keychain, account, tmp_path, access_token="access-1") for _ in range(4)
    ]
    await asyncio.gather(*(one.renewed("access-1") for one in processes))
    spent = [form["refresh_token"] for form in forms(server, TOKEN)]
    assert spent == ["refresh-1", "refresh-2", "refresh-3", "refresh-4"]
    assert await keychain.find(account.secret_name) == "refresh-5"


async def test_who_holds_the_lock_for_ever_is_not_waited_for_for_ever(
    nobody, keychain, account, tmp_path
):
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    with FileLock(tmp_path / sessions.LOCK_NAME):
        session = Session(nobody, keychain, account, tmp_path, sleep=sleep)
        assert await code_of(session.token()) is Code.SERVER_BUSY
    assert sum(waits) == pytest.approx(sessions.LOCKED_WITHIN_S, abs=0.1)


async def test_a_session_that_has_ended_is_signed_out_and_asks_no_more(
    server, nobody, keychain, account, tmp_path
):
    await keychain.keep(account.secret_name, "refresh-1")
    server.answer("POST", TOKEN, refused(400, "invalid-grant"))
    session = Session(nobody, keychain, account, tmp_path)
    assert await code_of(session.token()) is Code.NOT_SIGNED_IN
    assert await code_of(session.token()) is Code.NOT_SIGNED_IN
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    "answer",
    [
        Scripted(200, b"<html>", {"Content-Type": "text/html"}),
        Scripted(302, b"", {"Location": "http://192.0.2.1"}),
        refused(503, "server-busy"),
        Scripted(200, b"{", {"Content-Type": "application/json"}, cut_after=0),
    ],
)
async def test_a_refresh_that_nobody_answered_signs_nobody_out(
    server, nobody, keychain, account, tmp_path, answer
):
    await keychain.keep(account.secret_name, "refresh-1")
    server.answer("POST", TOKEN, answer, tokens(2))
    session = Session(nobody, keychain, account, tmp_path)
    assert await code_of(session.token()) in (Code.SERVER_UNREACHABLE, Code.SERVER_BUSY)
    assert await session.token() == "access-2"


async def test_who_is_cancelled_within_a_refresh_keeps_what_it_gave(
    server, nobody, keychain, account, tmp_path
):
    await keychain.keep(account.secret_name, "refresh-1")
    server.answer("POST", TOKEN, tokens(2))
    asking = asyncio.create_task(Session(nobody, keychain, account, tmp_path).token())
    while not server.requests:
        await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert await keychain.find(account.secret_name) == "refresh-2"


async def test_an_ended_session_is_gone_here_even_if_nobody_hears_of_it(
    server, nobody, keychain, account, tmp_path
):
    await keychain.keep(account.secret_name, "refresh-1")
    server.answer("POST", "/v1/auth/revoke", Scripted(200, b"lost", cut_after=1))
    session = Session(nobody, keychain, account, tmp_path, access_token="access-1")
    await session.end()
    assert forms(server, "/v1/auth/revoke") == [{"token": "refresh-1"}]
    assert await keychain.find(account.secret_name) is None
    assert await code_of(session.token()) is Code.NOT_SIGNED_IN


@pytest.mark.parametrize("held", [None, "access-1"], ids=["after a start", "ran out"])
async def test_signing_out_without_a_good_access_token_renews_it_a_last_time(
    server, nobody, keychain, account, tmp_path, held
):
    await keychain.keep(account.secret_name, "refresh-1")
    late = [refused(401, "not-signed-in")] if held else []
    server.answer("POST", "/v1/auth/revoke", *late, Scripted(200))
    server.answer("POST", TOKEN, tokens(2))
    await Session(nobody, keychain, account, tmp_path, access_token=held).end()
    assert [form["refresh_token"] for form in forms(server, TOKEN)] == ["refresh-1"]
    assert forms(server, "/v1/auth/revoke")[-1] == {"token": "refresh-2"}
    last = server.sent("POST", "/v1/auth/revoke")[-1]
    assert last.headers["authorization"] == "Bearer access-2"
    assert await keychain.find(account.secret_name) is None


async def test_a_key_is_sent_as_it_is_and_never_renewed(server):
    server.answer("GET", "/v1/me", told(ME), refused(401, "not-signed-in"))
    async with AsyncApiClient(server.url, KeySession("ryk_key")) as client:
        assert (await sessions.whose(client)).email == ME["email"]
        assert await code_of(sessions.whose(client)) is Code.NOT_SIGNED_IN
    assert {one.headers["authorization"] for one in server.requests} == {"Bearer ryk_key"}
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("waiting", "words"),
    [
        (Waiting(0, 0, 0, None), "The server has everything that is here."),
        (Waiting(1, 2, 0, 5), "Not sent yet: 1 edit, 2 wishes. They stay here, and are sent once"),
        (Waiting(1200, 1, 3, 5), "Not sent yet: 1,200 edits, 1 wish, 3 files. They stay here"),
    ],
)
def test_before_signing_out_a_person_hears_what_the_server_has_not_got(waiting, words):
    assert words_before_leaving(waiting).startswith(words)
