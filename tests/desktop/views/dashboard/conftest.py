"""A dashboard on the window, over a real store and a server in memory."""

from collections.abc import Callable, Iterator

import pytest
from desks import Room
from shown_views import shown_in
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
    with shown_in(room, DashboardView) as open_one:
        yield open_one


@pytest.fixture
def resting() -> Status:
    return Status(state="resting", last_exchange_ms=1)
