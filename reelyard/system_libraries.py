"""What the window needs of the system beside our packages: which of it is missing, and the line
that brings it. Standard library only: `make setup` and the doctor ask on broken computers, too."""

import ctypes
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """A shared library or a program (`file`), and the package of Debian and Ubuntu it is in."""

    file: str
    package: str


# Without these nothing of Qt's widgets loads, not even where no screen is.
WINDOW = (
    Part("libEGL.so.1", "libegl1"),
    Part("libGL.so.1", "libgl1"),
    Part("libxkbcommon.so.0", "libxkbcommon0"),
    Part("libfontconfig.so.1", "libfontconfig1"),
    Part("libdbus-1.so.3", "libdbus-1-3"),
    Part("libglib-2.0.so.0", "libglib2.0-0"),
)
# Without it Qt's multimedia does not load: there is a window, and no player in it.
PLAYER = (Part("libpulse.so.0", "libpulse0"),)
# Qt talks with an X server through these; it ends the program when one is missing.
X11 = (
    Part("libxkbcommon-x11.so.0", "libxkbcommon-x11-0"),
    Part("libX11-xcb.so.1", "libx11-xcb1"),
    Part("libxcb-cursor.so.0", "libxcb-cursor0"),
    Part("libxcb-icccm.so.4", "libxcb-icccm4"),
    Part("libxcb-image.so.0", "libxcb-image0"),
    Part("libxcb-keysyms.so.1", "libxcb-keysyms1"),
    Part("libxcb-randr.so.0", "libxcb-randr0"),
    Part("libxcb-render-util.so.0", "libxcb-render-util0"),
    Part("libxcb-shape.so.0", "libxcb-shape0"),
    Part("libxcb-xfixes.so.0", "libxcb-xfixes0"),
    Part("libxcb-xkb.so.1", "libxcb-xkb1"),
)
# A screen without a screen, and somebody at its keyboard: for our tests alone.
TEST_PROGRAMS = (Part("Xvfb", "xvfb"), Part("xdotool", "xdotool"))


def missing(
    parts: Iterable[Part],
    is_there: Callable[[str], bool] | None = None,
    platform: str = sys.platform,
) -> tuple[Part, ...]:
    """Those that this computer lacks; none on other systems than Linux, whose Qt brings all."""
    if platform != "linux":
        return ()
    looks = is_there or _is_there
    return tuple(part for part in parts if not looks(part.file))


def line_to_type(parts: Iterable[Part]) -> str:
    """What a person types on Debian or Ubuntu to get these."""
    return f"sudo apt-get install {' '.join(part.package for part in parts)}"


def _is_there(file: str) -> bool:
    if ".so" not in file:
        return shutil.which(file) is not None
    try:
        ctypes.CDLL(file)
    except OSError:
        return False
    return True
