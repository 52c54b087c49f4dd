"""Without a display: the example reel, and pictures of every view, so that there is something to
look at all the same."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from desktop.app import own_server

# The reel's own command, with the words that come after `make`.
Make = Callable[[list[str]], int]
OK = 0
PICTURES = "screens"


def make_example(data: Path, script: Path, out: Path, make: Make) -> int:
    """Make a script's reel through the server of this data folder, then the window's pictures.

    The reel's files are named on standard output, one a line, as `reelyard make` does.
    """
    print(
        "There is no display for a window: a server of its own makes the example reel, three ways.",
        file=sys.stderr,
    )
    words = [str(script), "--out", str(out), "--variants", "3"]
    code = make([*words, "--own-server", str(data / own_server.FOLDER)])
    if code != OK:
        return code
    _take_pictures(data, out / PICTURES)
    return OK


def _take_pictures(data: Path, folder: Path) -> None:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from desktop.app import pictures  # noqa: PLC0415 - Qt asks for the platform when it loads

    print("Drawing what the window would show ...", file=sys.stderr, flush=True)
    made = pictures.take(data, folder)
    print(f"{len(made)} pictures of the window are in {folder}.", file=sys.stderr)
