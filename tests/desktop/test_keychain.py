"""Promises of the keychain: it keeps secrets where only the person can read them, or says so."""

import os
import socket
import subprocess
import sys
from threading import Event

import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as Fail
from keyring.errors import KeyringLocked, PasswordDeleteError

from desktop import keychain
from desktop.keychain import NONE_HERE, REFUSES, SILENT, Keychain

pytestmark = pytest.mark.anyio

NAME = "https://reels.example.com ana"


class Ring(KeyringBackend):
    """A keyring that works."""

    priority = 0

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.kept:
            raise PasswordDeleteError("not found")
        del self.kept[service, username]


class Locked(Ring):
    """A keyring whose owner does not unlock it."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("no")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("no")


async def test_what_is_kept_outlasts_the_process_that_kept_it():
    ring = Ring()
    await Keychain(lambda: ring).keep(NAME, "token-1")
    later = Keychain(lambda: ring)
    assert await later.find(NAME) == "token-1"
    assert later.says is None


async def test_what_another_process_kept_meanwhile_is_found():
    ring = Ring()
    ours, theirs = Keychain(lambda: ring), Keychain(lambda: ring)
    await ours.keep(NAME, "token-1")
    await theirs.keep(NAME, "token-2")
    assert await ours.find(NAME) == "token-2"


async def test_what_is_forgotten_is_gone_and_forgetting_twice_is_no_failure():
    ring = Ring()
    chain = Keychain(lambda: ring)
    await chain.keep(NAME, "token-1")
    await chain.forget(NAME)
    await chain.forget(NAME)
    assert ring.kept == {}
    assert await chain.find(NAME) is None
    assert chain.says is None


async def test_without_a_keyring_it_is_kept_in_memory_and_said():
    chain = Keychain(lambda: None)
    await chain.keep(NAME, "token-1")
    assert await chain.find(NAME) == "token-1"
    assert chain.says == NONE_HERE
    await chain.forget(NAME)
    assert await chain.find(NAME) is None


async def test_a_keyring_that_refuses_is_replaced_by_memory_and_said():
    chain = Keychain(Locked)
    await chain.keep(NAME, "token-1")
    assert await chain.find(NAME) == "token-1"
    assert chain.says == REFUSES


async def test_a_keyring_that_never_answers_holds_up_nobody():
    never = Event()

    class Hanging(Ring):
        def get_password(self, service: str, username: str) -> str | None:
            never.wait()
            return None

    chain = Keychain(Hanging, answered_within_s=0.01)
    await chain.keep(NAME, "token-1")
    assert await chain.find(NAME) == "token-1"
    assert chain.says == SILENT
    never.set()


def test_what_calls_itself_a_keyring_and_is_none_is_not_trusted(monkeypatch):
    class Chained(KeyringBackend):
        priority = 0
        backends = (Ring(), Fail())

        get_password = set_password = delete_password = None

    for untrusted in (Ring(), Fail(), Chained()):
        monkeypatch.setattr("keyring.get_keyring", lambda found=untrusted: found)
        assert keychain.trusted_keyring() is None


def test_of_a_chain_the_trusted_one_is_taken(monkeypatch):
    trusted = type("Keyring", (Ring,), {"__module__": "keyring.backends.SecretService"})()

    class Chained(KeyringBackend):
        priority = 0
        backends = (Ring(), trusted)

        get_password = set_password = delete_password = None

    monkeypatch.setattr("keyring.get_keyring", Chained)
    assert keychain.trusted_keyring() is trusted


ASKING = """
import asyncio
from desktop.keychain import Keychain

async def main():
    chain = Keychain(found_within_s=float({within_s}))
    await chain.keep("a", "secret")
    print(await chain.find("a"), "|", chain.says)

asyncio.run(main())
"""


def asked(within_s: float, **environment: str) -> str:
    """What a process of its own finds in such an environment."""
    done = subprocess.run(
        [sys.executable, "-c", ASKING.format(within_s=within_s)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return done.stdout.strip()


def test_a_computer_without_a_bus_has_no_keyring_and_says_so(tmp_path):
    told = asked(30, DBUS_SESSION_BUS_ADDRESS=f"unix:path={tmp_path}/none", HOME=str(tmp_path))
    assert told == f"secret | {NONE_HERE}"


@pytest.mark.skipif(sys.platform != "linux", reason="only there keyrings are asked over a bus")
def test_a_bus_that_never_answers_neither_hangs_the_app_nor_its_end(tmp_path):
    with socket.socket(socket.AF_UNIX) as silent:
        silent.bind(str(tmp_path / "bus"))
        silent.listen()
        told = asked(0.3, DBUS_SESSION_BUS_ADDRESS=f"unix:path={tmp_path}/bus")
    assert told == f"secret | {SILENT}"


def test_a_keyring_that_was_chosen_by_hand_and_keeps_nothing_is_not_used(tmp_path):
    told = asked(30, PYTHON_KEYRING_BACKEND="keyring.backends.null.Keyring", HOME=str(tmp_path))
    assert told == f"secret | {NONE_HERE}"
