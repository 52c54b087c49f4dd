"""Qt without a screen, and doors onto a real store."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from pathlib import Path

import pytest
from desks import Room, a_room
from PySide6.QtWidgets import QApplication


@pytest.fixture(scope="session")
def qapp_cls() -> type[QApplication]:
    return QApplication


@pytest.fixture
def room(qtbot, tmp_path: Path) -> Iterator[Room]:
    """A store, doors onto it, and what the views said."""
    with a_room(tmp_path) as room:
        yield room
