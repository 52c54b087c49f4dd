"""Who syncs: an API key, a session that is still good, or a person who is asked."""

import asyncio
import os
import platform
import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from contract.problems import Code, Problem
from desktop.keychain import Keychain
from desktop.sync import session as sessions
from desktop.sync.api_client import ApiClient
from desktop.sync.async_client import AsyncApiClient, Signer
from desktop.sync.reaching import is_this_computer
from desktop.sync.session import KeySession, Session
from desktop.terminal import credentials, home
from desktop.terminal.home import Account, Home


@dataclass(frozen=True)
class Signed:
    """Somebody whom the server knows; `signer` speaks for them in a loop of its own."""

    account: Account
    key: str | None
    keychain: Keychain
    data: Path
    access_token: str | None = None

    def signer(self) -> Signer:
        """Says whose requests they are."""
        if self.key is not None:
            return KeySession(self.key)
        nobody = AsyncApiClient(self.account.server)
        return Session(
            nobody,
            self.keychain,
            _known(self.account),
            self.data,
            access_token=self.access_token,
        )

    def client(self) -> ApiClient:
        """A client that waits for its answers, for files."""
        client = ApiClient(self.account.server, asyncio.run(self.signer().token()))
        client.renew = lambda: asyncio.run(self.signer().renewed(client.token))
        return client


@contextmanager
def signed(data: Path, kept: Home, given: Namespace) -> Iterator[Signed]:
    """Whoever the options say; a session that no keyring keeps is ended after the block.

    Raises: Problem NOT_SIGNED_IN, INVALID_GRANT, SETTING_MISSING, SERVER_UNREACHABLE ...
    """
    server = _server_of(kept, given)
    if server.startswith("http:") and not is_this_computer(server):
        print("This connection is not encrypted: others may read it.", file=sys.stderr)
    key = credentials.find_key(given.email, given.api_key_file, os.environ)
    keychain = Keychain()
    who = asyncio.run(_who(server, data, kept, given.email, key, keychain))
    try:
        yield who
    finally:
        if who.key is None and keychain.says is not None:
            asyncio.run(_end(who))


async def _who(
    server: str, data: Path, kept: Home, email: str | None, key: str | None, keychain: Keychain
) -> Signed:
    if key is not None:
        async with AsyncApiClient(server, KeySession(key)) as client:
            account = await sessions.whose(client)
        return Signed(_of(account), key, keychain, data)
    before = kept.account
    if before is not None and before.server == server and email in (None, before.email):
        known = Signed(before, None, keychain, data)
        try:
            token = await known.signer().token()
        except Problem as problem:
            if problem.code is not Code.NOT_SIGNED_IN:
                raise
        else:
            return Signed(before, None, keychain, data, token)
    return await _ask(server, data, email or (before.email if before else None), keychain)


async def _ask(server: str, data: Path, email: str | None, keychain: Keychain) -> Signed:
    address, password = credentials.ask_person(email)
    kept = home.change(data, _with_device)
    assert kept.device_id is not None
    async with AsyncApiClient(server) as nobody:
        signed_in = await sessions.sign_in(
            nobody,
            keychain,
            address,
            password,
            device_id=kept.device_id,
            device_name=f"Terminal on {platform.node()}",
        )
    account = _of(signed_in.account)
    return Signed(account, None, keychain, data, signed_in.tokens.access_token)


async def _end(who: Signed) -> None:
    signer = who.signer()
    if isinstance(signer, Session):
        await signer.end()


def _with_device(kept: Home) -> Home:
    return kept if kept.device_id else kept.model_copy(update={"device_id": uuid4()})


def _of(account: sessions.Account) -> Account:
    return Account(server=account.server, user_id=account.user_id, email=account.email)


def _known(account: Account) -> sessions.Account:
    return sessions.Account(account.server, account.user_id, account.email or "")


def _server_of(kept: Home, given: Namespace) -> str:
    server: str | None = given.server
    if server is not None:
        return server.rstrip("/")
    if kept.account is not None:
        return kept.account.server
    raise Problem(
        Code.SETTING_MISSING,
        "There is no server yet that these drafts go to.",
        "Name one: reelyard drafts sync --server URL",
    )
