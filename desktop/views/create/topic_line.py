"""The topic: one line that may wrap, and grows with it."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.views.create.words_edit import WordsEdit
from desktop.views.words import tr

LEAST_HIGH_PX, MOST_LINES = 36, 4


class TopicLine(WordsEdit):
    """`left` when Enter was pressed: the script comes next."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Topic"), parent)
        self.setPlaceholderText(tr("One line that says what the reel is about"))
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(4)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)
        self._fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's name
        """Enter leaves it."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                event.ignore()
            else:
                self.left.emit()
                event.accept()
        else:
            super().keyPressEvent(event)

    def pasted(self, text: str) -> str:
        """A topic is one line."""
        return " ".join(super().pasted(text).split("\n"))

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """As high as its lines."""
        return QSize(240, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's name
        """Its lines may wrap elsewhere."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self, *_: object) -> None:
        lines = round(self.document().size().height())
        shown = min(max(lines, 1), MOST_LINES)
        wanted = shown * self.fontMetrics().lineSpacing() + 19
        if self.height() != max(LEAST_HIGH_PX, wanted):
            self.setFixedHeight(max(LEAST_HIGH_PX, wanted))
