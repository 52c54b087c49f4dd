"""A button for what cannot be taken back: the first press asks, a second one does it."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QWidget

from desktop.views.parts.buttons import Button, Kind

# Long enough to read the question, short enough that a later press is a first one again.
ASKS_FOR_MS = 5_000


class ConfirmButton(Button):
    """`confirmed` once it was pressed, asked, and pressed again."""

    confirmed = Signal()

    def __init__(
        self,
        text: str,
        question: str,
        kind: Kind = "danger",
        icon: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, kind, icon, parent=parent)
        self._words, self._question = text, question
        self._asking = QTimer(self)
        self._asking.setSingleShot(True)
        self._asking.setInterval(ASKS_FOR_MS)
        self._asking.timeout.connect(self._calm)
        self.clicked.connect(self._ask)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 Qt's name
        """Whoever goes elsewhere did not mean it."""
        self._calm()
        super().focusOutEvent(event)

    def _ask(self) -> None:
        if self._asking.isActive():
            self._calm()
            self.confirmed.emit()
        else:
            self._asking.start()
            self._say(self._question)

    def _calm(self) -> None:
        self._asking.stop()
        self._say(self._words)

    def _say(self, words: str) -> None:
        if words != self.text():
            self.setText(words)
            self.updateGeometry()
