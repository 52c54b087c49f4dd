"""Where the window stands, and where it may: screens come and go between two starts."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow

from desktop.settings import Place

# DESIGN: 1280x800 is the reference, 1024x700 the smallest that everything is laid out for.
USUAL, SMALLEST = QSize(1280, 800), QSize(1024, 700)
# A window of which less is on a screen cannot be taken hold of.
HELD_PX = 80


def fitting(place: Place | None, screens: Sequence[QRect]) -> QRect:
    """Where a window goes that stood there: as it was, moved and made smaller only where no
    screen shows it; in the middle of the first screen when it is new. `screens` are the parts
    of the desktop that windows may cover."""
    if not screens:
        return QRect(0, 0, USUAL.width(), USUAL.height())
    if place is None:
        return _centred(USUAL, screens[0])
    wanted = QRect(place.left, place.top, place.width, place.height)
    shown = max(screens, key=lambda screen: _area(screen.intersected(wanted)))
    seen = shown.intersected(wanted)
    if seen.width() < HELD_PX or seen.height() < HELD_PX:
        return _centred(wanted.size(), screens[0])
    if wanted.width() <= shown.width() and wanted.height() <= shown.height():
        return wanted
    return _centred(wanted.size(), shown)


def smallest(screen: QRect) -> QSize:
    """The smallest the window may be made; a small screen has to show all of it."""
    return SMALLEST.boundedTo(screen.size())


def put(window: QMainWindow, place: Place | None) -> None:
    """The window stands where it was left, as far as there is a screen for it."""
    screens = [screen.availableGeometry() for screen in QGuiApplication.screens()]
    if screens:
        window.setMinimumSize(smallest(screens[0]))
    window.setGeometry(fitting(place, screens))


def place_of(window: QMainWindow) -> Place:
    """Where the window stands, and where it goes back to from full size."""
    box = window.normalGeometry() if window.isMaximized() else window.geometry()
    return Place(box.x(), box.y(), box.width(), box.height(), window.isMaximized())


def _centred(size: QSize, screen: QRect) -> QRect:
    fit = size.boundedTo(screen.size())
    box = QRect(0, 0, fit.width(), fit.height())
    box.moveCenter(screen.center())
    return box


def _area(box: QRect) -> int:
    return max(0, box.width()) * max(0, box.height())
