"""`reelyard` with a stopwatch: prints when its first picture stood and when it could be used.

    python -m bench.started_window DATA     (lines "paint NS" and "usable NS", a monotonic clock's)

It ends itself then. Nothing is loaded earlier than the command loads it.
"""

import sys
import time

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from desktop.app import main as command
from desktop.app.window_life import WindowLife


class FirstPaint(QObject):
    """Tells of the first paint of a window, once all of it was drawn."""

    def __init__(self, life: WindowLife) -> None:
        super().__init__(life)
        self._life = life
        app = QApplication.instance()
        assert app is not None
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's name
        """The paint event itself comes before its children are drawn: tell right after."""
        if event.type() == QEvent.Type.Paint and watched is self._life.window:
            app = QApplication.instance()
            assert app is not None
            app.removeEventFilter(self)
            QTimer.singleShot(0, lambda: tell("paint"))
        return False


def tell(what: str) -> None:
    """One line of it."""
    print(what, time.monotonic_ns(), flush=True)


def end(life: WindowLife) -> None:
    """It can be used: that was all."""
    tell("usable")
    life.window.close()


def main() -> None:
    """Open the window, be timed, end."""
    start = WindowLife.start

    def timed(life: WindowLife) -> None:
        FirstPaint(life)
        life.is_usable.connect(lambda: end(life))
        start(life)

    setattr(WindowLife, "start", timed)  # noqa: B010 - a stopwatch is put on what is measured
    sys.exit(command.main(["--data", sys.argv[1]], lambda _: 0))


if __name__ == "__main__":
    main()
