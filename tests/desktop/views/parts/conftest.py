"""A theme that is on and stands still, and a window to put parts in."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop.views.theme.theme import Theme
from desktop.views.words import speak

Show = Callable[..., QWidget]


@pytest.fixture(autouse=True)
def theme(qapp: QApplication) -> Iterator[Theme]:
    theme = Theme("dark", reduce_motion=True)
    theme.apply(qapp)
    yield theme
    speak(qapp, "en")


@pytest.fixture
def show(qtbot) -> Show:
    """Puts widgets below each other in a window of a size, shown and active."""

    windows = []

    def in_window(*widgets: QWidget, wide: int = 400, high: int = 300) -> QWidget:
        window = QWidget()
        windows.append(window)
        qtbot.addWidget(window)
        column = QVBoxLayout(window)
        for widget in widgets:
            column.addWidget(widget)
        column.addStretch(1)
        window.resize(wide, high)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return window

    return in_window
