"""Who asks a server: an API key from the environment or a file, else a person who is asked."""

import getpass
import os
import platform
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from contract.problems import Code, Problem
from desktop.sync.api_client import ApiClient
from desktop.sync.sign_in import signed_in

API_KEY = "REELYARD_API_KEY"
# Keys of ours have some 50 characters; whatever is longer is another file.
LONGEST_KEY_BYTES = 1000


@contextmanager
def known_to(
    client: ApiClient,
    email: str | None,
    key_file: Path | None,
    environment: Mapping[str, str] = os.environ,
) -> Iterator[None]:
    """Speak as whoever the options say within the block.

    A file that was named counts first, then an address that was, then the environment.

    Raises: Problem NOT_SIGNED_IN when nobody is named and nobody can be asked.
    """
    key = find_key(email, key_file, environment)
    if key is not None:
        client.token = key
        yield
        return
    address, password = ask_person(email)
    with signed_in(client, address, password, f"Terminal on {platform.node()}"):
        yield


def find_key(
    email: str | None, key_file: Path | None, environment: Mapping[str, str]
) -> str | None:
    """The key that the options or the environment name; None when a person shall be asked.

    Raises: Problem NOT_SIGNED_IN when a file that was named holds none.
    """
    if key_file is not None:
        return _read_key(key_file)
    return environment.get(API_KEY, "").strip() or None if email is None else None


def ask_person(email: str | None) -> tuple[str, str]:
    """An address and a password, typed unseen.

    Raises: Problem NOT_SIGNED_IN when nobody can be asked.
    """
    address = email or _ask_address()
    return address, _ask_password(address)


def _read_key(file: Path) -> str:
    try:
        with file.open("rb") as opened:
            key = opened.read(LONGEST_KEY_BYTES + 1).decode("ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise _no_key_in(file) from error
    if not 0 < len(key) <= LONGEST_KEY_BYTES or any(not "!" <= char <= "~" for char in key):
        raise _no_key_in(file)
    return key


def _ask_address() -> str:
    if not sys.stdin.isatty():
        raise _nobody_to_ask()
    # Not input(): its question would stand on standard output, between the paths.
    print("Email address: ", end="", file=sys.stderr, flush=True)
    address = sys.stdin.readline().strip()
    if not address:
        raise _nobody_to_ask()
    return address


def _ask_password(address: str) -> str:
    if not _has_terminal():
        raise _nobody_to_ask()
    try:
        return getpass.getpass(f"Password of {address}: ", stream=sys.stderr)
    except EOFError as error:
        raise _nobody_to_ask() from error


def _has_terminal() -> bool:
    """Whether a password can be typed unseen: a script may come through standard input."""
    if sys.stdin.isatty():
        return True
    try:
        os.close(os.open("/dev/tty", os.O_RDWR))
    except OSError:
        return False
    return True


def _no_key_in(file: Path) -> Problem:
    return Problem(
        Code.NOT_SIGNED_IN,
        f"There is no API key in {file}.",
        "Make one (POST /v1/api-keys) and keep it alone in a file that only you may read.",
    )


def _nobody_to_ask() -> Problem:
    return Problem(
        Code.NOT_SIGNED_IN,
        "The server has to know who asks, and nobody is here to type a password.",
        f"Set {API_KEY}, or name a file with --api-key-file.",
    )
