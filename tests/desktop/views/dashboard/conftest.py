"""A dashboard on the window, over a real store and a server in memory."""

from collections.abc import Callable, Iterator

import pytest
import shiboken6
from desks import Room
from told_changes import ToldServer

from desktop.sync.status import Status
from desktop.views.dashboard import DashboardView

Open = Callable[[], DashboardView]


@pytest.fixture
def server() -> ToldServer:
    return ToldServer()


@pytest.fixture
def open_dashboard(room: Room) -> Iterator[Open]:
    """Shows the dashboard of the room as it is by then; it is gone before the store closes."""
    opened: list[DashboardView] = []

    def open_one() -> DashboardView:
        view = DashboardView(room.doors)
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
def resting() -> Status:
    return Status(state="resting", last_exchange_ms=1)
