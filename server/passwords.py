"""Passwords: argon2id, a few at a time, never while a transaction is open."""

import asyncio
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from pwdlib import PasswordHash

from contract.problems import Code, Problem

# Each hash takes 64 MiB and about 180 ms of a core: two leave the rest of the machine to others.
THREADS = 2
# Six seconds of work. Whoever comes later would wait longer than people and programs do.
MOST_WAITING = 64
COME_AGAIN_S = 5
# A hash that no password has, so that an unknown address takes the time of a known one. Its
# parameters are those of new hashes (a test holds it to that).
NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$Ma8aOfO9p4FUtFgUABT3LQ"
    "$wBM1fiORweky/tEVUjEVr40kpFfrA9f+as1z24WCUAM"
)

Result = TypeVar("Result")

_hasher = PasswordHash.recommended()
_threads = ThreadPoolExecutor(THREADS, thread_name_prefix="passwords")
_waiting = 0


@dataclass(frozen=True)
class Checked:
    """Whether it was the password; `better_hash` to store when ours has aged."""

    is_right: bool
    better_hash: str | None


async def hash_password(password: str) -> str:
    """What to store of a password.

    Raises: Problem SERVER_BUSY when too many wait already.
    """
    return await _in_line(lambda: _hasher.hash(_one_spelling(password)))


async def check(password: str, password_hash: str | None) -> Checked:
    """Whether a password is the one of this hash; None, as of nobody, takes the same time.

    Raises: Problem SERVER_BUSY when too many wait already.
    """
    known = NOBODY if password_hash is None else password_hash
    is_right, better = await _in_line(
        lambda: _hasher.verify_and_update(_one_spelling(password), known)
    )
    if password_hash is None:
        return Checked(is_right=False, better_hash=None)
    return Checked(is_right, better)


def _one_spelling(password: str) -> str:
    """Keyboards differ in how they compose letters; the person pressed the same ones."""
    return unicodedata.normalize("NFC", password)


async def _in_line(work: Callable[[], Result]) -> Result:
    global _waiting  # noqa: PLW0603 - the line is the process's, whatever loop asks
    if _waiting >= MOST_WAITING:
        raise Problem(
            Code.SERVER_BUSY,
            "Too many people are signing in right now.",
            "Try again in a few seconds.",
            retryable=True,
            retry_after_s=COME_AGAIN_S,
        )
    _waiting += 1
    try:
        return await asyncio.get_running_loop().run_in_executor(_threads, work)
    finally:
        _waiting -= 1
