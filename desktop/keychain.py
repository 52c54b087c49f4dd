"""The system's keyring, for the one secret that is kept: a session's refresh token."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

import keyring
from keyring.backend import KeyringBackend

Told = TypeVar("Told")

SERVICE = "Reelyard"
# What encrypts with the person's own sign-in to this computer. Everything else that calls itself
# a keyring writes secrets into plain files, or forgets them without a word.
TRUSTED = frozenset(
    f"keyring.backends.{name}"
    for name in ("SecretService", "Windows", "kwallet", "libsecret", "macOS")
)
# Finding out what there is takes milliseconds, unless something on the way never answers.
FOUND_WITHIN_S = 5.0
# A locked keyring asks the person for its password before it answers.
ANSWERED_WITHIN_S = 60.0

NONE_HERE = (
    "This computer has no keyring that Reelyard can use, so you stay signed in only until"
    " Reelyard ends."
)
SILENT = "This computer's keyring does not answer, so you stay signed in only until Reelyard ends."
REFUSES = (
    "This computer's keyring keeps nothing for Reelyard, so you stay signed in only until"
    " Reelyard ends."
)


def trusted_keyring() -> KeyringBackend | None:
    """The keyring of this system, None where there is none that may be trusted."""
    found = keyring.get_keyring()
    # A chain asks several in turn: the best of them alone, so that nothing leaks into the others.
    chained = getattr(found, "backends", [found])
    return next((one for one in chained if type(one).__module__ in TRUSTED), None)


class Keychain:
    """Keeps secrets by name: in the system's keyring, else in memory until this process ends.

    `says` is None as long as what is kept outlasts the process, else why not, for a person.
    It is known after the first question. Nothing here waits for ever or blocks the loop.
    """

    def __init__(
        self,
        choose: Callable[[], KeyringBackend | None] = trusted_keyring,
        *,
        found_within_s: float = FOUND_WITHIN_S,
        answered_within_s: float = ANSWERED_WITHIN_S,
    ) -> None:
        self.says: str | None = None
        self._choose = choose
        self._found_within_s, self._answered_within_s = found_within_s, answered_within_s
        self._memory: dict[str, str] = {}
        self._backend: KeyringBackend | None = None
        self._is_chosen = False

    async def find(self, name: str) -> str | None:
        """The secret of this name; another process may have put it there."""
        backend = await self._chosen()
        if backend is not None:
            found = await self._ask(lambda: backend.get_password(SERVICE, name))
            if self.says is None:
                return found
        return self._memory.get(name)

    async def keep(self, name: str, secret: str) -> None:
        """Keep a secret in place of the one before."""
        self._memory[name] = secret
        backend = await self._chosen()
        if backend is not None:
            await self._ask(lambda: backend.set_password(SERVICE, name, secret))

    async def forget(self, name: str) -> None:
        """True on return: there is no such secret, as far as the keyring can be reached."""
        self._memory.pop(name, None)
        backend = await self._chosen()
        if backend is not None:
            await self._ask(lambda: _delete(backend, name))

    async def _chosen(self) -> KeyringBackend | None:
        """The keyring to ask; None once there is none, or it has failed."""
        if not self._is_chosen:
            self._is_chosen = True
            self._backend = await self._bounded(self._choose, self._found_within_s)
            if self._backend is None:
                self.says = self.says or NONE_HERE
        return self._backend if self.says is None else None

    async def _ask(self, question: Callable[[], Told]) -> Told | None:
        return await self._bounded(question, self._answered_within_s)

    async def _bounded(self, question: Callable[[], Told], within_s: float) -> Told | None:
        """The answer of a keyring; from the first failure on, memory takes its place."""
        try:
            async with asyncio.timeout(within_s):
                return await asyncio.wrap_future(_in_thread(question))
        except TimeoutError:
            self.says = SILENT
        except Exception:  # noqa: BLE001 - each system's keyring has errors of its own, documented nowhere
            self.says = REFUSES
        return None


def _delete(backend: KeyringBackend, name: str) -> None:
    # Asked first: deleting what is not there is an error of a different kind in each of them.
    if backend.get_password(SERVICE, name) is not None:
        backend.delete_password(SERVICE, name)


def _in_thread(question: Callable[[], Told]) -> "Future[Told]":
    """Asks in a thread that holds up nobody's end, as one that waits for a dead bus would."""
    told: Future[Told] = Future()

    def ask() -> None:
        told.set_running_or_notify_cancel()
        try:
            answer = question()
        except BaseException as error:  # noqa: BLE001 - it is raised where the answer is awaited
            told.set_exception(error)
        else:
            told.set_result(answer)

    Thread(target=ask, name="keychain", daemon=True).start()
    return told
