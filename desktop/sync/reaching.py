"""How a server is reached, and what it means when it is not, in words for a person."""

import socket
import ssl
from collections.abc import Iterator
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

import httpx

from contract.problems import Code, Problem

# A server far away shakes hands within a second; one that is busy may think for a while.
CONNECT_WITHIN_S, ANSWER_WITHIN_S = 10.0, 60.0
# Answers of ours are far below; a page of something else shall not fill the memory.
LARGEST_ANSWER_BYTES = 32 * 2**20
RENEWED_ONCE = 2
# A fact of a problem: the request never left, so nobody can have acted on it.
NEVER_LEFT = "never_left"
_BEFORE_IT_LEAVES = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)


def is_this_computer(server: str) -> bool:
    """Whether an address leads to the computer it is asked on."""
    host = urlsplit(server).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def checked(server: str) -> str:
    """The address without a slash at its end.

    Raises: Problem SERVER_UNREACHABLE when it is none.
    """
    try:
        parts = urlsplit(server)
        is_fit = parts.scheme in ("http", "https") and bool(parts.hostname)
        is_fit = is_fit and parts.port != 0 and not parts.username
    except ValueError:
        is_fit = False
    if not is_fit:
        raise Problem(
            Code.SERVER_UNREACHABLE,
            f"“{server[:100]}” is not the address of a server.",
            "Write it like https://reels.example.com or http://127.0.0.1:8000.",
        )
    return server.rstrip("/")


def unreachable(url: Any, error: Exception) -> Problem:
    """What went wrong on the way, in words for a person, and whether the request ever left."""
    problem = _said(url, error)
    if isinstance(error, _BEFORE_IT_LEAVES):
        problem.facts[NEVER_LEFT] = True
    return problem


def _said(url: Any, error: Exception) -> Problem:
    place = f"{url.scheme}://{url.netloc}"
    causes = tuple(_causes(error))
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        says, remedy = (
            f"There is no computer called {url.hostname}, as far as this one can tell.",
            "Check the address, and that this computer is online.",
        )
    elif any(isinstance(cause, ssl.SSLError) for cause in causes):
        return Problem(
            Code.SERVER_UNREACHABLE,
            f"The connection to {place} is not safe: {causes[-1]}.",
            "Check the address and this computer's date; the certificate may have run out.",
        )
    elif any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        says, remedy = (
            f"Nothing answers at {place}.",
            "Start the server there (reelyard serve --data DIR), or check the address.",
        )
    elif isinstance(error, httpx.TimeoutException):
        return too_slow(place)
    elif isinstance(error, httpx.ConnectError | httpx.ProxyError):
        says, remedy = (
            f"There is no way to {place}: {causes[-1]}.",
            "Check the address, and that this computer is online.",
        )
    else:
        says, remedy = f"The connection to {place} was lost.", "Try again."
    return Problem(Code.SERVER_UNREACHABLE, says, remedy, retryable=True)


def too_slow(place: str) -> Problem:
    """The problem of an answer that did not come in time."""
    return Problem(
        Code.SERVER_UNREACHABLE,
        f"{place} took too long to answer.",
        "Try again; if it stays like this, look after the server or the network.",
        retryable=True,
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
