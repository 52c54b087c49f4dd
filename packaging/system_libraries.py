"""Brings what the window needs of the system, where we may; `make setup` runs it.

Nothing is missing: nothing happens, and no network is asked. Something is: as root on Debian or
Ubuntu it is installed, elsewhere the one line to type is printed. It never fails: reels are made
without a window, too, and `reelyard doctor` says again what is missing.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from reelyard.system_libraries import (
    PLAYER,
    TEST_PROGRAMS,
    WINDOW,
    X11,
    Part,
    line_to_type,
    missing,
)

INSTALL = (
    *("apt-get", "install", "--yes", "--quiet=2", "--no-install-recommends"),
    *("-o", "Dpkg::Use-Pty=0"),
)


def main() -> None:
    """Install what is missing, or say how."""
    wanted = missing((*WINDOW, *PLAYER, *X11, *TEST_PROGRAMS))
    if not wanted:
        return
    if _may_install() and _install(wanted):
        wanted = missing(wanted)
    if wanted:
        print(
            f"The window needs more of this system. Type: {line_to_type(wanted)}", file=sys.stderr
        )


def _may_install() -> bool:
    return shutil.which("apt-get") is not None and os.geteuid() == 0


def _install(wanted: Sequence[Part]) -> bool:
    """Whether all of it was installed; the lists of packages are read anew before."""
    names = [part.package for part in wanted]
    print(f"Installing {len(names)} system packages for the window ...", file=sys.stderr)
    quietly: Mapping[str, str] = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    steps = (("apt-get", "update", "--quiet=2"), (*INSTALL, *names))
    done = [
        subprocess.run(step, env=quietly, capture_output=True, check=False, text=True)
        for step in steps
    ]
    if done[-1].returncode:
        print(done[-1].stderr.strip(), file=sys.stderr)
    return done[-1].returncode == 0


if __name__ == "__main__":
    main()
