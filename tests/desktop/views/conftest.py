"""Qt without a screen, and doors onto a real store."""

import gc
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


@pytest.fixture(scope="session", autouse=True)
def _what_is_loaded(qapp: QApplication) -> None:
    """What the tests import stays: a look for garbage passes it by."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _garbage_of_the_main_thread() -> Iterator[None]:
    """As in the app (desktop.views.sweeping): no thread of a store or a talk destroys widgets."""
    gc.disable()
    yield
    gc.collect()
    gc.enable()


@pytest.fixture
def room(qtbot, tmp_path: Path) -> Iterator[Room]:
    """A store, doors onto it, and what the views said."""
    with a_room(tmp_path) as room:
        yield room
