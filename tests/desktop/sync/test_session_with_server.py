"""Promises of sessions, with a real server behind them: it revokes what is spent twice."""

import asyncio
from collections.abc import AsyncIterator
from uuid import uuid4

import httpx
import pytest
from server_client import BASE_URL, make_parts

from contract.problems import Code, Problem
from desktop.keychain import Keychain
from desktop.sync import session as sessions
from desktop.sync.async_client import AsyncApiClient
from desktop.sync.session import Session, SignedIn
from server.app import create_app

pytestmark = pytest.mark.anyio

EMAIL, PASSWORD = "ana@example.com", "correct horse battery staple"


@pytest.fixture
def keychain():
    return Keychain(lambda: None)


@pytest.fixture
async def nobody(engine, tmp_path) -> AsyncIterator[AsyncApiClient]:
    app = create_app(make_parts(engine, tmp_path / "files"))
    async with AsyncApiClient(BASE_URL, transport=httpx.ASGITransport(app)) as client:
        yield client


@pytest.fixture
async def signed(nobody, keychain) -> SignedIn:
    await sessions.sign_up(nobody, EMAIL, PASSWORD)
    return await sessions.sign_in(
        nobody, keychain, EMAIL, PASSWORD, device_id=uuid4(), device_name="Desk"
    )


async def whose(nobody: AsyncApiClient, session: Session) -> str:
    client = AsyncApiClient(BASE_URL, session, transport=nobody._http._transport)
    return (await sessions.whose(client)).email


async def test_two_processes_of_one_profile_go_on_for_many_turns(
    nobody, keychain, signed, tmp_path
):
    # The server ends a session whose token is spent twice after its grace; here both go on.
    ours, theirs = (Session(nobody, keychain, signed.account, tmp_path) for _ in range(2))
    for _ in range(3):
        refused = await asyncio.gather(ours.token(), theirs.token())
        await asyncio.gather(
            ours.renewed(refused[0]),
            theirs.renewed(refused[1]),
            ours.renewed(refused[0]),
        )
    assert await whose(nobody, ours) == await whose(nobody, theirs) == EMAIL


async def test_signed_out_here_the_server_knows_the_token_no_more(
    nobody, keychain, signed, tmp_path
):
    session = Session(nobody, keychain, signed.account, tmp_path)
    kept = await keychain.find(signed.account.secret_name)
    await session.token()
    await session.end()
    await keychain.keep(signed.account.secret_name, str(kept))
    with pytest.raises(Problem) as caught:
        await Session(nobody, keychain, signed.account, tmp_path).token()
    assert caught.value.code is Code.NOT_SIGNED_IN
