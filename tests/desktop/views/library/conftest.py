"""A library on the window: a real store with items in it."""

from collections.abc import Callable, Iterator

import pytest
import shiboken6
from desks import Room
from PySide6.QtWidgets import QApplication

from desktop.views.library import LibraryView
from desktop.views.words import speak

Open = Callable[[], LibraryView]


@pytest.fixture
def open_library(room: Room) -> Iterator[Open]:
    """Shows the library of the room as it is by then; it is gone before the store closes."""
    opened: list[LibraryView] = []

    def open_one() -> LibraryView:
        view = LibraryView(room.doors)
        opened.append(view)
        view.resize(1064, 800)
        view.show()
        view.shown()
        room.settle()
        return view

    yield open_one
    for view in opened:
        shiboken6.delete(view)


@pytest.fixture
def right_to_left(qapp: QApplication) -> Iterator[None]:
    """The window is read from the right."""
    speak(qapp, "ar")
    yield
    speak(qapp, "en")
