"""The socket that the API answers on: bound once, shared by all processes that accept from it."""

import errno
import socket
from contextlib import suppress

from contract.problems import Code, Problem

# Connections that wait while an API process is restarted; the kernel may cap it lower.
MOST_WAITING = 2048
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}


def bind(host: str, port: int, preferred_port: int | None = None) -> socket.socket:
    """A listening socket; port 0 takes the preferred one if it is free, else any.

    Raises: Problem PORT_TAKEN, SETTING_INVALID when the host is not of this computer.
    """
    if port == 0 and preferred_port is not None:
        with suppress(Problem):
            return _bound(host, preferred_port)
    return _bound(host, port)


def url_of(listening: socket.socket) -> str:
    """How programs on this computer reach it."""
    host, port = listening.getsockname()[:2]
    host = EVERYWHERE.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _bound(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = socket.socket(family, kind, protocol)
    except (OSError, UnicodeError) as error:
        raise _no_host(host) from error
    try:
        # A server that ended a moment ago leaves connections behind that keep the port a minute.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(MOST_WAITING)
    except OSError as error:
        listening.close()
        raise _refused(host, port, error) from error
    return listening


def _refused(host: str, port: int, error: OSError) -> Problem:
    if isinstance(error, PermissionError):
        return Problem(
            Code.PORT_TAKEN,
            f"Port {port} is only for the system's own programs.",
            "Name one above 1023 with --port, or none for a free one.",
        )
    if error.errno == errno.EADDRNOTAVAIL:
        return _no_host(host)
    return Problem(
        Code.PORT_TAKEN,
        f"Something else answers at port {port} of {host}.",
        "Stop it, name another with --port, or none for a free one.",
    )


def _no_host(host: str) -> Problem:
    return Problem(
        Code.SETTING_INVALID,
        f"{host} is no address of this computer.",
        "Name one with --host, such as 127.0.0.1, or 0.0.0.0 for all.",
    )
