"""How somebody comes to work here: with an address and a password, or as this computer's own."""

import platform
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from contract.local_access import LocalAccess
from desktop.keychain import Keychain
from desktop.settings import THIS_COMPUTER, KnownAccount
from desktop.sync import session as sessions
from desktop.sync.async_client import AsyncApiClient, Signer
from desktop.sync.session import KeySession, Session


@dataclass(frozen=True)
class SignedIn:
    """Somebody whom a server knows: `address` is where it answers, `signer` speaks for them."""

    account: KnownAccount
    address: str
    signer: Signer


async def sign_up(server: str, email: str, password: str) -> None:
    """Make an account, which may sign in at once.

    Raises: Problem EMAIL_INVALID, EMAIL_TAKEN, SERVER_UNREACHABLE ...
    """
    async with AsyncApiClient(server) as nobody:
        await sessions.sign_up(nobody, email, password)


async def sign_in(
    server: str, email: str, password: str, *, data: Path, device_id: UUID, keychain: Keychain
) -> SignedIn:
    """Sign in with a password; on return the keychain holds what the next start goes on with.

    Raises: Problem INVALID_GRANT, TOO_MANY_ATTEMPTS, SERVER_UNREACHABLE ...
    """
    async with AsyncApiClient(server) as nobody:
        signed_in = await sessions.sign_in(
            nobody,
            keychain,
            email,
            password,
            device_id=device_id,
            device_name=platform.node() or "A computer",
        )
    who = signed_in.account
    account = KnownAccount(who.server, who.user_id, who.email)
    return SignedIn(
        account, who.server, signer_of(account, data, keychain, signed_in.tokens.access_token)
    )


async def as_own(access: LocalAccess) -> SignedIn:
    """The account that the server on this computer keeps for its owner.

    Raises: Problem SERVER_UNREACHABLE ...
    """
    signer = KeySession(access.key)
    async with AsyncApiClient(access.url, signer) as api:
        who = await sessions.whose(api)
    return SignedIn(KnownAccount(THIS_COMPUTER, who.user_id, None), access.url, signer)


def signer_of(
    account: KnownAccount, data: Path, keychain: Keychain, access_token: str | None = None
) -> Session:
    """Speaks for somebody who signed in here before, as long as their session lasts. It must be
    used in the loop in which it is made."""
    who = sessions.Account(account.server, account.user_id, account.email or "")
    return Session(AsyncApiClient(account.server), keychain, who, data, access_token=access_token)
