"""What hashing promises: the right password, a short line, the same work for nobody."""

import asyncio
import threading
import unicodedata
from collections.abc import Iterator

import pytest
from pwdlib import PasswordHash
from server_users import PASSWORD, PASSWORD_HASH

from contract.problems import Code, Problem
from server import passwords

pytestmark = pytest.mark.anyio


class SlowHasher:
    """Says how many work at once, and goes on when it is told to."""

    def __init__(self) -> None:
        self.go_on = threading.Event()
        self.two_work = threading.Event()
        self.working = self.most = 0
        self._lock = threading.Lock()

    def hash(self, password: str) -> str:
        with self._lock:
            self.working += 1
            self.most = max(self.most, self.working)
            if self.working == 2:
                self.two_work.set()
        assert self.go_on.wait(60)
        with self._lock:
            self.working -= 1
        return password


@pytest.fixture
def hasher(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowHasher]:
    slow = SlowHasher()
    monkeypatch.setattr(passwords, "_hasher", slow)
    yield slow
    slow.go_on.set()


async def test_the_right_password_is_right_and_no_other() -> None:
    stored = await passwords.hash_password(PASSWORD)
    assert stored.startswith("$argon2id$")
    assert PASSWORD not in stored
    assert await passwords.check(PASSWORD, stored) == passwords.Checked(True, None)
    assert await passwords.check(PASSWORD + " ", stored) == passwords.Checked(False, None)


async def test_the_same_password_hashes_differently_each_time() -> None:
    assert await passwords.hash_password(PASSWORD) != PASSWORD_HASH


async def test_a_password_is_the_same_however_its_letters_are_composed() -> None:
    composed = unicodedata.normalize("NFC", "Zoë's café")
    stored = await passwords.hash_password(composed)
    apart = unicodedata.normalize("NFD", composed)
    assert apart != composed
    assert (await passwords.check(apart, stored)).is_right


async def test_a_long_password_counts_to_its_end() -> None:
    stored = await passwords.hash_password("x" * 999 + "a")
    assert not (await passwords.check("x" * 999 + "b", stored)).is_right


async def test_nobody_has_a_password_and_is_checked_as_everybody() -> None:
    assert await passwords.check(PASSWORD, None) == passwords.Checked(False, None)
    current = PasswordHash.recommended().current_hasher
    # The same parameters mean the same work.
    assert not current.check_needs_rehash(passwords.NOBODY)
    assert passwords.NOBODY.split("$")[:4] == PASSWORD_HASH.split("$")[:4]


async def test_two_work_at_once_and_a_long_line_is_told_to_come_again(hasher: SlowHasher) -> None:
    waiting = [
        asyncio.create_task(passwords.hash_password(str(n))) for n in range(passwords.MOST_WAITING)
    ]
    assert await asyncio.to_thread(hasher.two_work.wait, 60)
    with pytest.raises(Problem) as refused:
        await asyncio.wait_for(passwords.hash_password("one too many"), timeout=5)
    assert refused.value.code is Code.SERVER_BUSY
    assert refused.value.retry_after_s == passwords.COME_AGAIN_S
    hasher.go_on.set()
    assert await asyncio.gather(*waiting) == [str(n) for n in range(passwords.MOST_WAITING)]
    # Not by its name: each takes 64 MiB and a core, and who changes their number shall know it.
    assert hasher.most == 2
    assert await passwords.hash_password("again") == "again"


async def test_who_gives_up_waiting_leaves_the_line(hasher: SlowHasher) -> None:
    gone = [
        asyncio.create_task(passwords.hash_password(str(n))) for n in range(passwords.MOST_WAITING)
    ]
    assert await asyncio.to_thread(hasher.two_work.wait, 60)
    for task in gone:
        task.cancel()
    await asyncio.gather(*gone, return_exceptions=True)
    hasher.go_on.set()
    assert await passwords.hash_password("next") == "next"
