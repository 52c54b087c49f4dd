"""Where the frozen program begins: as a person's command, or as a process that it started itself
(`reel/own_command.py` words those)."""

import multiprocessing
import os
import runpy
import sys
from collections.abc import MutableMapping
from importlib import import_module

from reel.own_command import FILE_WORD, MODULE_WORD

LIBRARIES, LIBRARIES_BEFORE = "LD_LIBRARY_PATH", "LD_LIBRARY_PATH_ORIG"


def main() -> None:
    """Be what the words say, to the end of the process."""
    # A drawing worker or what tracks its memory does not come back from here.
    multiprocessing.freeze_support()
    give_libraries_back(os.environ)
    first, rest = (sys.argv[1], sys.argv[2:]) if len(sys.argv) > 1 else ("", [])
    if first == FILE_WORD:
        sys.argv = rest
        runpy.run_path(rest[0], run_name="__main__")
        return
    if first == MODULE_WORD:
        sys.argv = rest
        sys.exit(import_module(rest[0]).main())
    sys.exit(import_module("reelyard.__main__").main())


def give_libraries_back(environment: MutableMapping[str, str]) -> None:
    """Programs that we start load their own libraries, not those that were frozen with us: the
    bootloader has set their path for us alone, and we have long loaded by it."""
    before = environment.pop(LIBRARIES_BEFORE, None)
    if before is None:
        environment.pop(LIBRARIES, None)
    else:
        environment[LIBRARIES] = before
