"""Who this device is to its server: signing up, in and out, and the tokens of a session.

Only the refresh token is kept, in the keychain. It is good for one use, so two processes of one
profile take turns: whoever has the lock reads the newest one there, spends it and keeps the next.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from filelock import FileLock, Timeout

from contract.accounts import TokenAnswer, UserAnswer
from contract.problems import Code, Problem
from desktop.keychain import Keychain
from desktop.models import outbox
from desktop.models.outbox import Waiting
from desktop.models.storage import Storage
from desktop.sync import refusals
from desktop.sync.async_client import AsyncApiClient

SIGN_UP_PATH, TOKEN_PATH = "/v1/auth/signup", "/v1/auth/token"
REVOKE_PATH, ME_PATH = "/v1/auth/revoke", "/v1/me"
LOCK_NAME = "session.lock"
# Longer than a refresh may take over a slow line; whoever holds it and dies lets go of it.
LOCKED_WITHIN_S = 60.0
LOOK_AGAIN_S = 0.05
# A refresh that was sent is brought to its end, but the app's own end waits no longer than this.
FINISHED_WITHIN_S = 5.0

Sleep = Callable[[float], Awaitable[None]]


@dataclass(frozen=True)
class Account:
    """Somebody on a server: whose store is opened, and under which name a token is kept."""

    server: str
    user_id: UUID
    email: str

    @property
    def secret_name(self) -> str:
        """What the keychain knows their refresh token by."""
        return f"{self.server} {self.user_id}"


@dataclass(frozen=True)
class SignedIn:
    """Who signed in, with the tokens of that sign-in."""

    account: Account
    tokens: TokenAnswer


class KeySession:
    """A machine's session: an API key, which is good until it is revoked."""

    def __init__(self, key: str) -> None:
        self._key = key

    async def token(self) -> str | None:
        """The key."""
        return self._key

    async def renewed(self, refused: str | None) -> str | None:
        """None: a key that was refused stays so."""
        return None

    async def end(self) -> None:
        """A key is ended by its owner, not by signing out: nothing is sent."""


class Session:
    """A person's session: an access token in memory, the refresh token in the keychain.

    Asks the server through a client of its own, which sends no token along.
    """

    def __init__(
        self,
        nobody: AsyncApiClient,
        keychain: Keychain,
        account: Account,
        folder: Path,
        *,
        access_token: str | None = None,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.account = account
        self._nobody, self._keychain = nobody, keychain
        self._access_token = access_token
        self._lock_file = folder / LOCK_NAME
        self._sleep = sleep
        # Many requests of ours may be refused at once; one of them asks for the next token.
        self._turn = asyncio.Lock()

    async def token(self) -> str | None:
        """The access token; the first one after a start is asked for here.

        Raises: Problem NOT_SIGNED_IN when the session has ended, SERVER_UNREACHABLE ...
        """
        if self._access_token is None and await self.renewed(None) is None:
            raise signed_out()
        return self._access_token

    async def renewed(self, refused: str | None) -> str | None:
        """The next access token; None when the session has ended.

        Raises: Problem when the server cannot be asked, or another process takes too long.
        """
        async with self._turn:
            if self._access_token == refused:
                async with self._alone():
                    self._access_token = await _to_its_end(self._refresh())
            return self._access_token

    async def end(self) -> None:
        """True on return: this device cannot go on with the session, even if nobody was told."""
        async with self._turn, self._alone():
            name = self.account.secret_name
            refresh_token = await self._keychain.find(name)
            await self._keychain.forget(name)
            access_token, self._access_token = self._access_token, None
        if refresh_token is not None:
            # It runs out by itself where this does not arrive.
            with suppress(Problem):
                await self._revoke(access_token, refresh_token)

    async def _revoke(self, access_token: str | None, refresh_token: str) -> None:
        """End a session on the server, which hears that only from an access token that is good:
        without one, the session is renewed a last time."""
        if access_token is not None:
            try:
                await self._ask_to_revoke(access_token, refresh_token)
                return
            except Problem as problem:
                if problem.code is not Code.NOT_SIGNED_IN:
                    raise
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        last = await _ask_tokens(self._nobody, form)
        await self._ask_to_revoke(last.access_token, last.refresh_token)

    async def _ask_to_revoke(self, access_token: str, refresh_token: str) -> None:
        signed = {"Authorization": f"Bearer {access_token}"}
        form = {"token": refresh_token}
        await self._nobody.ask("POST", REVOKE_PATH, form=form, headers=signed)

    async def _refresh(self) -> str | None:
        name = self.account.secret_name
        refresh_token = await self._keychain.find(name)
        if refresh_token is None:
            return None
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        try:
            tokens = await _ask_tokens(self._nobody, form)
        except Problem as problem:
            if problem.code is not Code.INVALID_GRANT:
                raise
            await self._keychain.forget(name)
            return None
        await self._keychain.keep(name, tokens.refresh_token)
        return tokens.access_token

    @asynccontextmanager
    async def _alone(self) -> AsyncIterator[None]:
        """No other process of this profile is within such a block."""
        lock = FileLock(self._lock_file)
        waited_s = 0.0
        while True:
            with suppress(Timeout):
                lock.acquire(timeout=0)
                break
            if waited_s >= LOCKED_WITHIN_S:
                raise _taken()
            await self._sleep(LOOK_AGAIN_S)
            waited_s += LOOK_AGAIN_S
        try:
            yield
        finally:
            lock.release()


async def sign_up(nobody: AsyncApiClient, email: str, password: str) -> UserAnswer:
    """Make an account, which may sign in at once.

    Raises: Problem EMAIL_INVALID, EMAIL_TAKEN, SERVER_UNREACHABLE ...
    """
    body = {"email": email, "password": password}
    answer = await nobody.ask("POST", SIGN_UP_PATH, body=body)
    return refusals.read_answer(UserAnswer, answer.body, nobody.server)


async def sign_in(
    nobody: AsyncApiClient,
    keychain: Keychain,
    email: str,
    password: str,
    *,
    device_id: UUID,
    device_name: str,
) -> SignedIn:
    """Sign in with a password. On return the refresh token is kept, and `Session` goes on from
    here, now and after a restart.

    Raises: Problem INVALID_GRANT, TOO_MANY_ATTEMPTS, SERVER_UNREACHABLE ...
    """
    form = {
        "grant_type": "password",
        "username": email,
        "password": password,
        "device_id": str(device_id),
        "device_name": device_name,
    }
    tokens = await _ask_tokens(nobody, form)
    signed = {"Authorization": f"Bearer {tokens.access_token}"}
    me = await nobody.ask("GET", ME_PATH, headers=signed)
    user = refusals.read_answer(UserAnswer, me.body, nobody.server)
    account = Account(nobody.server, user.id, user.email)
    await keychain.keep(account.secret_name, tokens.refresh_token)
    return SignedIn(account, tokens)


async def whose(client: AsyncApiClient) -> Account:
    """Whose token or key a client speaks with.

    Raises: Problem NOT_SIGNED_IN, SERVER_UNREACHABLE ...
    """
    answer = await client.ask("GET", ME_PATH)
    user = refusals.read_answer(UserAnswer, answer.body, client.server)
    return Account(client.server, user.id, user.email)


def signed_out() -> Problem:
    """The problem of a session that has ended; all that is here opens and edits as before."""
    return Problem(
        Code.NOT_SIGNED_IN,
        "You are signed out of the server.",
        "Sign in again; what waits here is sent then.",
    )


def words_before_leaving(waiting: Waiting) -> str:
    """What a person is told before signing out: what the server has not got, and that it stays."""
    told = [
        _counted(waiting.ops, "edit"),
        _counted(waiting.wishes, "wish", "wishes"),
        _counted(waiting.files, "file"),
    ]
    kinds = [one for one in told if one]
    if not kinds:
        return "The server has everything that is here."
    return f"Not sent yet: {', '.join(kinds)}. They stay here, and are sent once you sign in again."


async def sign_out(session: Session | KeySession, storage: Storage) -> Waiting:
    """End a session; the store keeps everything. Return how much of it the server has not got."""
    waiting = await storage.run(outbox.count_waiting)
    await session.end()
    return waiting


async def _ask_tokens(nobody: AsyncApiClient, form: dict[str, str]) -> TokenAnswer:
    answer = await nobody.ask("POST", TOKEN_PATH, form=form)
    return refusals.read_answer(TokenAnswer, answer.body, nobody.server)


async def _to_its_end(refreshing: Coroutine[None, None, str | None]) -> str | None:
    """Who is cancelled between spending a token and keeping the next would be signed out."""
    task = asyncio.create_task(refreshing)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task}, timeout=FINISHED_WITHIN_S)
        task.cancel()
        raise


def _counted(count: int, one: str, many: str | None = None) -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}" if count else ""


def _taken() -> Problem:
    return Problem(
        Code.SERVER_BUSY,
        "Another Reelyard on this computer is renewing the sign-in and does not come to an end.",
        "Close it, or wait.",
        retryable=True,
    )
