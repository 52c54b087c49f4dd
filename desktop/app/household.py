"""Who works here now: which store is open, with which server it talks, and what replaces it."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from contract.local_access import LocalAccess
from contract.problems import Problem
from desktop import settings, sign_ins
from desktop.app.own_server import OwnServer
from desktop.desk import Desk
from desktop.keychain import Keychain
from desktop.models import profiles
from desktop.models.outbox import Waiting, count_waiting
from desktop.models.storage import Storage
from desktop.settings import KnownAccount
from desktop.sign_ins import SignedIn
from desktop.sync.session import Session, words_before_leaving
from desktop.talk import Talk


class Household:
    """The desk of this window and its changes. Everything that takes time is a future; none of
    it touches a widget, and only the main thread calls.

    `on_own_ready` and `on_own_problem` are called on the thread of the own server.
    """

    def __init__(
        self,
        data: Path,
        *,
        on_own_ready: Callable[[SignedIn], object],
        on_own_problem: Callable[[Problem], object],
    ) -> None:
        self.data = data
        self.talk = Talk()
        self.desk: Desk | None = None
        self.keychain = Keychain()
        self._own: OwnServer | None = None
        self._on_own_ready, self._on_own_problem = on_own_ready, on_own_problem
        self._session: Session | None = None

    def open(self) -> "Future[Desk]":
        """The desk of whoever worked here last, or of before any sign-in. A damaged store is put
        aside first; `facts` of the problem then say where, and opening again goes on.

        Raises: Problem STORE_IN_USE, STORE_DAMAGED, STORE_NEWER, DISK_FULL, FOLDER_UNWRITABLE.
        """
        account = settings.load(self.data).account

        def open_desk() -> Desk:
            self.desk = Desk(self.talk, _opened(self.data, account), account)
            return self.desk

        return self.talk.aside(open_desk)

    def connect(self) -> None:
        """Talk with the server of whoever works here, if somebody does; a server on this computer
        is started first."""
        kept = settings.load(self.data)
        if kept.home == "this-computer":
            self.start_own()
        elif self.desk is not None and self.desk.account is not None:
            account = self.desk.account
            self._session = sign_ins.signer_of(account, self.data, self.keychain)
            self.desk.connect(account.server, self._session)

    def start_own(self) -> None:
        """Start the server on this computer, unless it was; `on_own_ready` follows."""
        if self._own is None:
            self._own = OwnServer(self.data, self._own_is_ready, self._on_own_problem)
        else:
            self._own.try_again()

    def sign_up(self, server: str, email: str, password: str) -> "Future[SignedIn]":
        """Make an account and sign in with it.

        Raises: Problem EMAIL_INVALID, EMAIL_TAKEN, SERVER_UNREACHABLE ...
        """

        async def both() -> SignedIn:
            await sign_ins.sign_up(server, email, password)
            return await self._sign_in(server, email, password)

        return self.talk.submit(both())

    def sign_in(self, server: str, email: str, password: str) -> "Future[SignedIn]":
        """Sign in with a password.

        Raises: Problem INVALID_GRANT, TOO_MANY_ATTEMPTS, SERVER_UNREACHABLE ...
        """
        return self.talk.submit(self._sign_in(server, email, password))

    def move_to(self, who: SignedIn) -> "Future[Desk]":
        """The desk of somebody who signed in; what was written before any sign-in comes along.
        The desk of before is closed: nobody may edit there from this call on.

        Raises: Problem, as `open` does; the desk of before is gone then.
        """
        before, self.desk = self.desk, None

        def move() -> Desk:
            if before is not None:
                before.close()
            storage = _opened(self.data, who.account)
            try:
                _move_in(self.data, storage)
                kind = "this-computer" if who.account.is_own else "server"
                settings.change(
                    self.data, lambda kept: replace(kept, account=who.account, home=kind)
                )
            except BaseException:
                storage.close()
                raise
            self.desk = Desk(self.talk, storage, who.account)
            return self.desk

        return self.talk.aside(move)

    def talk_as(self, who: SignedIn) -> None:
        """The desk of this person talks with their server from now on."""
        assert self.desk is not None
        self._session = who.signer if isinstance(who.signer, Session) else None
        self.desk.connect(who.address, who.signer)

    def words_before_leaving(self) -> "Future[str]":
        """What a person is told before they sign out: what the server has not got."""
        assert self.desk is not None
        told: Future[str] = Future()

        def tell(counted: "Future[Waiting]") -> None:
            error = counted.exception()
            if error is not None:
                told.set_exception(error)
            else:
                told.set_result(words_before_leaving(counted.result()))

        self.desk.run(count_waiting).add_done_callback(tell)
        return told

    def leave(self) -> "Future[Desk]":
        """Sign out, and open the desk of before any sign-in; all that is here stays.

        Raises: Problem, as `open` does.
        """
        before, self.desk = self.desk, None
        session, self._session = self._session, None
        own, self._own = self._own, None

        def leave() -> Desk:
            if before is not None:
                before.close()
            if session is not None:
                self.talk.submit(session.end()).result()
            if own is not None:
                own.close()
            settings.change(
                self.data, lambda kept: replace(kept, account=None, home=None, draft_id=None)
            )
            self.desk = Desk(self.talk, _opened(self.data, None), None)
            return self.desk

        return self.talk.aside(leave)

    def close(self) -> None:
        """On return the store is whole, no task is left, and a server of ours has ended."""
        if self._own is not None:
            self._own.stop()
        if self.desk is not None:
            self.desk.close()
        self.talk.close()
        if self._own is not None:
            self._own.close()

    async def _sign_in(self, server: str, email: str, password: str) -> SignedIn:
        kept = settings.change(
            self.data, lambda kept: replace(kept, device_id=kept.device_id or uuid4())
        )
        assert kept.device_id is not None
        return await sign_ins.sign_in(
            server,
            email,
            password,
            data=self.data,
            device_id=kept.device_id,
            keychain=self.keychain,
        )

    def _own_is_ready(self, access: LocalAccess) -> None:
        who = self.talk.submit(sign_ins.as_own(access)).result()
        self._on_own_ready(who)


def _opened(data: Path, account: KnownAccount | None) -> Storage:
    if account is None:
        return profiles.open_local(data)
    return profiles.open_account(data, account.server, account.user_id, account.email)


def _move_in(data: Path, account: Storage) -> None:
    local = profiles.open_local(data)
    try:
        profiles.move_in(local, account)
    finally:
        local.close()
