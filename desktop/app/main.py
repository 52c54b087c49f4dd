"""`reelyard` without a command: the window."""

import argparse
import os
import sys
from pathlib import Path

from desktop import settings
from desktop.app import no_display
from desktop.app.no_display import Make

OK, NO_DISPLAY = 0, 69


def main(words: list[str], make: Make) -> int:
    """Open the window, or bring the one of this folder to the front; return the exit code.
    `make` is the command that makes a reel."""
    options = _parser().parse_args(words)
    data: Path = options.data or settings.default_folder()
    if not has_display():
        if options.example is not None:
            return no_display.make_example(data, options.example, options.out, make)
        print(
            "There is no display to open a window on. `reelyard make SCRIPT.md --out DIR` makes"
            " videos without one; `reelyard --help` lists all commands.",
            file=sys.stderr,
        )
        return NO_DISPLAY
    return open_window(data)


def open_window(data: Path) -> int:
    """Run the window until it is closed.

    Nothing that checks, stores or sends is loaded here: the first paint comes first.
    """
    from desktop.app.beginning import make_app, new_life  # noqa: PLC0415 - --help needs no Qt
    from desktop.app.single_instance import SingleInstance, raise_other  # noqa: PLC0415

    app = make_app()
    if raise_other(data):
        return OK
    life = new_life(app, data)
    life.is_usable.connect(life.sweeping.spare_what_is_loaded)
    one = SingleInstance(data, life.come_to_front, life)
    life.ended.connect(one.close)
    life.start()
    return app.exec()


def has_display() -> bool:
    """Whether a window can be shown: on Linux somebody must say where."""
    if sys.platform in ("win32", "darwin"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reelyard", description="Open the window.", allow_abbrev=False
    )
    parser.add_argument("--data", metavar="DIR", type=Path, help="where it keeps everything")
    parser.add_argument(
        "--example", metavar="SCRIPT.md", type=Path, help="what is made where there is no display"
    )
    parser.add_argument("--out", metavar="DIR", type=Path, default=Path("reels"), help="... where")
    return parser
