"""What every window of a data folder begins with: Qt, the language, the look, and its life."""

import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from desktop import settings
from desktop.app.window_life import WindowLife
from desktop.views.theme.theme import Theme
from desktop.views.words import speak


def make_app() -> QApplication:
    """Qt as our windows want it; it ends when we say so, not with the last window."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    app.setApplicationName("Reelyard")
    app.setDesktopFileName("reelyard")
    app.setQuitOnLastWindowClosed(False)
    return app


def new_life(app: QApplication, data: Path) -> WindowLife:
    """A window of this folder that nobody sees yet, in its language and its look."""
    kept = settings.load(data)
    speak(app, kept.ui_language)
    theme = Theme(kept.theme, reduce_motion=bool(kept.has_reduced_motion), parent=app)
    theme.apply(app)
    return WindowLife(data, theme)
