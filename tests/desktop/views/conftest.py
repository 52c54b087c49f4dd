"""Doors onto a real store, without a screen."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from desks import Room, a_room
from widget_garbage import garbage_of_the_main_thread, qapp_cls, what_is_loaded

__all__ = ["garbage_of_the_main_thread", "qapp_cls", "room", "what_is_loaded"]


@pytest.fixture
def room(qtbot, tmp_path: Path) -> Iterator[Room]:
    """A store, doors onto it, and what the views said."""
    with a_room(tmp_path) as room:
        yield room
