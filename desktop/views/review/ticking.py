"""A clock that runs only while somebody looks and there is something to wait for."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


class Ticker(QTimer):
    """Calls `on` every so often, while it is told to run."""

    def __init__(self, every_ms: int, on: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self.setInterval(every_ms)
        self.timeout.connect(on)

    def run(self, is_wanted: bool) -> None:
        """Go on, or stop."""
        if not is_wanted:
            self.stop()
        elif not self.isActive():
            self.start()
