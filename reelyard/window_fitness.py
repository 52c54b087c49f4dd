"""What the doctor tries for the window: libraries of the system, and Qt itself."""

import os
from collections.abc import Sequence
from importlib import import_module

from reel.doctor import SET_UP_AGAIN, Check, Finding
from reelyard import system_libraries
from reelyard.system_libraries import Part


def check_window() -> Finding:
    """Qt's widgets load; without them there is no window and no picture of one."""
    return _with("Window", system_libraries.WINDOW, "PySide6.QtWidgets")


def check_player() -> Finding:
    """Qt's multimedia loads; without it reels open in the system's own player."""
    return _with("Player", system_libraries.PLAYER, "PySide6.QtMultimedia")


def check_screen() -> Finding:
    """What Qt asks an X server with is there; without it a program with a screen ends at once."""
    return _with("Screen", system_libraries.X11, "PySide6.QtGui")


# What else Qt could use of a graphics card is no news for whoever asks what is missing.
QUIET = "qt.multimedia.*=false"

CHECKS: tuple[Check, ...] = (check_window, check_player, check_screen)


def _with(name: str, parts: Sequence[Part], module: str) -> Finding:
    """Whether the system's parts are there, and the module that stands on them loads."""
    wanted = system_libraries.missing(parts)
    if wanted:
        files = ", ".join(part.file for part in wanted)
        remedy = f"On Debian and Ubuntu: {system_libraries.line_to_type(wanted)}"
        return Finding(name, f"{files} cannot be loaded.", remedy)
    os.environ.setdefault("QT_LOGGING_RULES", QUIET)
    try:
        import_module(module)
    except ImportError as error:
        return Finding(name, f"{module} does not load: {error}.", SET_UP_AGAIN)
    return Finding(name, f"{module.rpartition('.')[2]} loads")
