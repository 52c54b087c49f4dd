"""A panel that slides over a view from its start, where there is no room beside it."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from desktop.views.parts.painting import is_mirrored

VEIL_ALPHA = 120
EDGE_PX = 12


class Drawer(QWidget):
    """Lies over all of its parent while it is open; a press beside the panel, or Escape, closes
    it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._host = parent
        self._panel: QWidget | None = None
        self.hide()

    def place(self, panel: QWidget, row: QHBoxLayout, *, in_drawer: bool, is_wanted: bool) -> None:
        """The panel lies here, to be shown when it is asked for; or it is the first of the row,
        where it is seen if it `is_wanted`."""
        if in_drawer and self._panel is None:
            row.removeWidget(panel)
            self._panel = panel
            panel.setParent(self)
        elif not in_drawer and self._panel is not None:
            self._panel = None
            self.close_drawer()
            row.insertWidget(0, panel)
        if not in_drawer:
            panel.setVisible(is_wanted)
        self.fit()

    def toggle(self) -> None:
        """Open it, or close it."""
        if self.isVisible():
            self.close_drawer()
        elif self._panel is not None:
            self.fit()
            self.show()
            self.raise_()
            self._panel.show()
            self._panel.setFocus()

    def close_drawer(self) -> None:
        """It is not seen any longer."""
        if self.isVisible():
            self.hide()

    def fit(self) -> None:
        """Cover the parent, the panel at its start."""
        self.setGeometry(self._host.rect())
        if self._panel is not None:
            wide = self._panel.width()
            left = self.width() - wide - EDGE_PX if is_mirrored(self) else EDGE_PX
            self._panel.setGeometry(QRect(left, EDGE_PX, wide, self.height() - 2 * EDGE_PX))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 Qt's name
        """Beside the panel: away with it."""
        self.close_drawer()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's name
        """Escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_drawer()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """A veil over what lies below."""
        QPainter(self).fillRect(self.rect(), QColor(0, 0, 0, VEIL_ALPHA))
