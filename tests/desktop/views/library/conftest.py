"""A library on the window: a real store with items in it."""

from collections.abc import Callable, Iterator

import pytest
from desks import Room
from PySide6.QtWidgets import QApplication
from shown_views import shown_in

from desktop.views.library import LibraryView
from desktop.views.words import speak

Open = Callable[[], LibraryView]


@pytest.fixture
def open_library(room: Room) -> Iterator[Open]:
    """Shows the library of the room as it is by then; it is gone before the store closes."""
    with shown_in(room, LibraryView) as open_one:
        yield open_one


@pytest.fixture
def right_to_left(qapp: QApplication) -> Iterator[None]:
    """The window is read from the right."""
    speak(qapp, "ar")
    yield
    speak(qapp, "en")
