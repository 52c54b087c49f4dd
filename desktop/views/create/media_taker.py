"""A widget onto which media may be let go, anywhere on it."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from desktop.views.create.brought import has_media


class MediaTaker(QWidget):
    """`held_over` while media is held over it, or no more; `let_go` tells what was let go."""

    held_over = Signal(bool)
    let_go = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802 Qt's name
        """It may be let go here."""
        if has_media(event.mimeData()):
            self.held_over.emit(True)
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802 Qt's name
        """It went on."""
        self.held_over.emit(False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802 Qt's name
        """It is here."""
        self.held_over.emit(False)
        event.acceptProposedAction()
        self.let_go.emit(event.mimeData())
