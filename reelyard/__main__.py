"""The first word of the command line chooses who goes on; nothing else is loaded."""

import sys
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING

from contract.version import PRODUCT_VERSION

if TYPE_CHECKING:
    from reel.terminal.options import Options

HELP = """\
Reelyard turns a script into finished vertical videos, on this computer or by a server.

usage: reelyard [--data DIR]                         open the window
       reelyard make SCRIPT.md --out DIR [options]   make the videos of a script
       reelyard drafts list | new | edit | show | sync
                                                     write offline, on several devices
       reelyard serve --data DIR [options]           a server of one machine, with its database
       reelyard api | worker | migrate               its parts, for many machines
       reelyard admin --data DIR COMMAND             its users, plans and tasks
       reelyard doctor                               say what is missing and how to fix it
       reelyard --version

Each lists its options with --help."""

OK, USAGE = 0, 2
# Without a command the window opens; these are its options.
OF_THE_WINDOW = ("--data", "--example", "--out")

# Who carries out a command: a module with a `main` that takes the other words.
COMMANDS = {
    "doctor": "reelyard.doctor",
    "drafts": "desktop.terminal.drafts",
    "serve": "server.commands.serve",
    "api": "server.commands.api",
    "worker": "server.commands.worker",
    "migrate": "server.commands.migrate",
    "admin": "server.commands.admin",
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    first, rest = (words[0], words[1:]) if words else ("", [])
    if first in ("", *OF_THE_WINDOW):
        from desktop.app import main as window

        return window.main(words, _make)
    if first == "make":
        return _make(rest)
    if first in COMMANDS:
        run: Callable[[list[str]], int] = import_module(COMMANDS[first]).main
        return run(rest)
    if first in ("-h", "--help", "help"):
        print(HELP)
        return OK
    if first == "--version":
        print(f"reelyard {PRODUCT_VERSION}")
        return OK
    print(f"There is no command “{first[:40]}”. `reelyard --help` lists them.", file=sys.stderr)
    return USAGE


def _make(words: list[str]) -> int:
    from reel import terminal

    return terminal.main(words, _make_by_server)


def _make_by_server(options: "Options") -> int:
    if options.offline:
        from desktop.terminal import offline

        return offline.main(options)
    from desktop.terminal import make

    return make.main(options)


if __name__ == "__main__":
    sys.exit(main())
