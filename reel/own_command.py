"""How we start ourselves again: every process of ours that is Python begins with these words.

Set up in a .venv, that is Python and a module or a file of ours. Frozen into one folder
(packaging/), `sys.executable` is no Python but the program itself, and takes no `-m`: there
it is told by the words below what to be, and `reelyard/frozen.py` listens to them.
"""

import sys
from pathlib import Path

# No option of a person's begins like this.
MODULE_WORD, FILE_WORD = "--reelyard-module", "--reelyard-file"


def is_frozen() -> bool:
    """Whether we run out of one folder that carries its own Python."""
    return bool(getattr(sys, "frozen", False))


def ourselves(*words: str) -> tuple[str, ...]:
    """The command `reelyard` with these words."""
    if is_frozen():
        return (sys.executable, *words)
    # -P: no module of the current folder is taken for ours.
    return (sys.executable, "-P", "-m", "reelyard", *words)


def module(name: str) -> tuple[str, ...]:
    """A module of ours, which has a `main` without arguments."""
    if is_frozen():
        return (sys.executable, MODULE_WORD, name)
    return (sys.executable, "-P", "-m", name)


def file(path: Path, *words: str) -> tuple[str, ...]:
    """A file of ours that needs nothing but the standard library: nothing else is loaded for it,
    and nobody's settings reach it."""
    if is_frozen():
        return (sys.executable, FILE_WORD, str(path), *words)
    return (sys.executable, "-I", "-S", str(path), *words)
