"""Views on the window over a room, gone before its store closes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import shiboken6
from desks import Room

from desktop.views.dashboard import DashboardView
from desktop.views.library import LibraryView

# What is left of a window of 1280x800 beside the sidebar.
WIDE_PX, HIGH_PX = 1064, 800

V = TypeVar("V", DashboardView, LibraryView)


@contextmanager
def shown_in(room: Room, kind: type[V]) -> Iterator[Callable[[], V]]:
    """How a view of this kind is shown, of the room as it is by then."""
    opened: list[V] = []

    def open_one() -> V:
        view = kind(room.doors)
        opened.append(view)
        view.resize(WIDE_PX, HIGH_PX)
        view.show()
        view.shown()
        room.settle()
        return view

    yield open_one
    for view in opened:
        shiboken6.delete(view)
