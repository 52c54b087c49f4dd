"""How the embedded server is set, and why each setting."""

import sys
from collections.abc import Mapping
from pathlib import Path

USER = "reelyard"
DATABASE = "reelyard"
# In the address, too: a PGPORT of the person must move neither side alone.
PORT = 5432
# 4 API processes of 12, a worker of 8, its listener; the rest for tests that run side by side.
MOST_CONNECTIONS = 200
# The first with a C.UTF-8 of its own: the same order of letters on every system, for ever.
FIRST_WITH_OWN_LOCALE = 17

SETTINGS: Mapping[str, str] = {
    # Only processes of this computer that may enter the folder of sockets.
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": str(PORT),
    "max_connections": str(MOST_CONNECTIONS),
    # PostgreSQL's own default, written down: enough for the rows of one machine.
    "shared_buffers": "128MB",
    # Whole pages after each checkpoint are most of what is written; packed they are a third.
    "wal_compression": "on",
    # Compiling costs more than any of our small queries takes.
    "jit": "off",
    # Likewise starting processes, whose shared memory a container often has too little of.
    "max_parallel_workers_per_gather": "0",
    # Whoever forgets a transaction must not hold its locks for ever.
    "idle_in_transaction_session_timeout": "60s",
    # What is slow should be seen where one looks first.
    "log_min_duration_statement": "500",
    # Not with people's words, addresses and hashes in it.
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_line_prefix": "%m [%p] ",
    # The same times wherever the folder is carried.
    "timezone": "UTC",
    "log_timezone": "UTC",
}
# A process that was killed while it waited for a lock gives back what it held; not on Windows.
LOOK_AFTER_CLIENT = {"client_connection_check_interval": "10s"}
# After a kill all files go to the disk before anything else: with one call, 0.1 to 0.6 s beside
# others at work, not file by file, up to 4 s. Linux alone has it.
SYNC_AT_ONCE = {"recovery_init_sync_method": "syncfs"}


def server_options(data: Path, sockets: Path) -> list[str]:
    """The arguments of `postgres`."""
    settings = {**SETTINGS, "unix_socket_directories": str(sockets)}
    if sys.platform != "win32":
        settings |= LOOK_AFTER_CLIENT
    if sys.platform == "linux":
        settings |= SYNC_AT_ONCE
    return [
        "-D",
        str(data),
        *(part for key in settings for part in ("-c", f"{key}={settings[key]}")),
    ]


def cluster_options(data: Path, locale: tuple[str, ...]) -> list[str]:
    """The arguments of `initdb`."""
    return [
        *("-D", str(data), "-U", USER, "--encoding=UTF8", *locale),
        # The folder of sockets is the gate: who can enter it is the person who owns the data.
        "--auth=trust",
        # A disk that forgets a bit is noticed, not served.
        "--data-checksums",
    ]


def locales(major: int) -> tuple[tuple[str, ...], ...]:
    """The options for the order of letters, best first: by code point, with Unicode's cases."""
    if major >= FIRST_WITH_OWN_LOCALE:
        return (("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),)
    # Not every system has C.UTF-8; then only the cases beyond ASCII are lost.
    return (("--locale=C.UTF-8",), ("--locale=C",))
