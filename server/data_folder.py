"""The folder of `reelyard serve`: what lies where, and who works in it.

serve.lock   locked by the one `serve` of this folder
family.lock  locked by it and all its processes, which inherit it
secret       what tokens and file addresses are signed with, made once
port         where it listened last, so that addresses stay good
local.json   for the app and the command on this computer
postgres/    the database, unless it is elsewhere
files/       stored files by their sha256
"""

import os
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from contract.local_access import ACCESS_NAME, LocalAccess
from contract.problems import Code, Problem
from server.postgres.folder import saying_what_is_wrong, try_lock
from server.settings import SHORTEST_SECRET_CHARS

SECRET_ENTROPY_BYTES = 48
# Children of a killed supervisor end by themselves within moments.
FAMILY_ENDS_WITHIN_S = 30.0
LOOK_AGAIN_S = 0.05


@dataclass(frozen=True)
class DataFolder:
    """The places in a folder that is locked for us; `family` is the lock children inherit."""

    root: Path
    family: BinaryIO

    @property
    def postgres(self) -> Path:
        """The database of our own."""
        return self.root / "postgres"

    @property
    def files(self) -> Path:
        """Stored files."""
        return self.root / "files"

    def secret(self) -> str:
        """The secret of this server, made the first time it is asked for.

        Raises: Problem SETTING_INVALID when the file was spoiled, FOLDER_UNWRITABLE, DISK_FULL.
        """
        place = self.root / "secret"
        with saying_what_is_wrong(self.root):
            if not place.exists():
                write_privately(place, secrets.token_urlsafe(SECRET_ENTROPY_BYTES))
            secret = place.read_text(encoding="ascii", errors="replace").strip()
        if len(secret) < SHORTEST_SECRET_CHARS:
            raise Problem(
                Code.SETTING_INVALID,
                f"{place} is too short to be this server's secret.",
                "Bring it back from a backup, or remove it: then everybody signs in anew.",
            )
        return secret

    def find_port(self) -> int | None:
        """The port of last time; None when there was none."""
        try:
            return int((self.root / "port").read_text(encoding="ascii"))
        except (OSError, ValueError):
            return None

    def keep_port(self, port: int) -> None:
        """Remember the port for next time.

        Raises: Problem FOLDER_UNWRITABLE, DISK_FULL.
        """
        with saying_what_is_wrong(self.root):
            write_privately(self.root / "port", str(port))

    def find_access(self) -> LocalAccess | None:
        """What was left for programs of this computer; None before the first time."""
        try:
            return LocalAccess.model_validate_json((self.root / ACCESS_NAME).read_bytes())
        except (OSError, ValueError):
            return None

    def keep_access(self, access: LocalAccess) -> None:
        """Leave for programs of this computer where we are and who they are.

        Raises: Problem FOLDER_UNWRITABLE, DISK_FULL.
        """
        with saying_what_is_wrong(self.root):
            write_privately(self.root / ACCESS_NAME, access.model_dump_json())


@contextmanager
def occupied(root: Path) -> Iterator[DataFolder]:
    """The folder, made for the person alone if need be, and ours alone within the block.

    True within: no process of an earlier server works in it.

    Raises: Problem FOLDER_IN_USE, FOLDER_UNWRITABLE, DISK_FULL.
    """
    root = root.expanduser().absolute()
    with saying_what_is_wrong(root):
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        root = root.resolve()
        lock = try_lock(root / "serve.lock")
    if lock is None:
        raise Problem(
            Code.FOLDER_IN_USE,
            f"Another server works in {root}.",
            "Use that one, stop it first, or name another folder with --data.",
        )
    with lock, _await_family(root) as family:
        yield DataFolder(root, family)


def write_privately(place: Path, text: str) -> None:
    """Replace a file whole, readable for the person alone, and have it on the disk.

    Raises: OSError.
    """
    half = place.with_name(f"{place.name}.new")
    half.unlink(missing_ok=True)
    # Never for a moment readable by others; O_EXCL follows no link that lies there.
    with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{text}\n")
        file.flush()
        os.fsync(file.fileno())
    half.replace(place)


def _await_family(root: Path) -> BinaryIO:
    deadline = time.monotonic() + FAMILY_ENDS_WITHIN_S
    while True:
        with saying_what_is_wrong(root):
            family = try_lock(root / "family.lock")
        if family is not None:
            return family
        if time.monotonic() > deadline:
            raise Problem(
                Code.FOLDER_IN_USE,
                f"Processes of an earlier server still work in {root}.",
                "End them, or restart the computer.",
                retryable=True,
            )
        time.sleep(LOOK_AGAIN_S)
