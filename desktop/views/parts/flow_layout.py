"""Things side by side that go on in the next line where there is no more room."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget


class FlowLayout(QLayout):
    """Each as big as it asks to be, from the start of the line, in the middle of its height."""

    def __init__(
        self, parent: QWidget | None = None, gap_px: int = 8, line_gap_px: int | None = None
    ) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap_px
        self._line_gap = gap_px if line_gap_px is None else line_gap_px
        self.setContentsMargins(0, 0, 0, 0)

    def insert_widget(self, index: int, widget: QWidget) -> None:
        """Put it before what stands at `index`."""
        self.addWidget(widget)
        self._items.insert(index, self._items.pop())
        self.invalidate()

    def addItem(self, item: QLayoutItem) -> None:  # noqa: N802 Qt's name
        """Put it last."""
        self._items.append(item)

    def count(self) -> int:
        """How many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 Qt's name
        """The one at a place, None past the end: so Qt counts."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:  # noqa: N802 Qt's name
        """Take it out; None past the end."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:  # noqa: N802 Qt's name
        """It wants no more than its things."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:  # noqa: N802 Qt's name
        """Narrow is high."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802 Qt's name
        """How high its lines are in that width."""
        return self._lay_out(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """All in one line."""
        shown = self._shown()
        wide = sum(item.sizeHint().width() for item in shown) + self._gap * max(0, len(shown) - 1)
        high = max((item.sizeHint().height() for item in shown), default=0)
        margins = self.contentsMargins()
        return QSize(
            wide + margins.left() + margins.right(), high + margins.top() + margins.bottom()
        )

    def minimumSize(self) -> QSize:  # noqa: N802 Qt's name
        """One beneath another."""
        size = QSize()
        for item in self._shown():
            size = size.expandedTo(item.minimumSize())
        margins = self.contentsMargins()
        return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom())

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802 Qt's name
        """Lay them out."""
        super().setGeometry(rect)
        self._lay_out(rect, move=True)

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _lay_out(self, rect: QRect, move: bool) -> int:
        """Place the items where `move` says so; return how high all is."""
        box = rect.marginsRemoved(self.contentsMargins())
        y = box.y()
        lines = self._lines(box.width())
        for line in lines:
            high = max(item.sizeHint().height() for item in line)
            if move:
                self._place(line, box, y, high)
            y += high + self._line_gap
        margins = self.contentsMargins()
        used = y - box.y() - (self._line_gap if lines else 0)
        return used + margins.top() + margins.bottom()

    def _lines(self, wide_px: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        x = 0
        for item in self._shown():
            wide = item.sizeHint().width()
            if not lines or x + wide > wide_px:
                lines.append([])
                x = 0
            lines[-1].append(item)
            x += wide + self._gap
        return lines

    def _place(self, line: list[QLayoutItem], box: QRect, y: int, high: int) -> None:
        parent = self.parentWidget()
        mirrored = parent is not None and parent.layoutDirection() == Qt.LayoutDirection.RightToLeft
        x = box.x()
        for item in line:
            size = item.sizeHint()
            wide = min(size.width(), box.width())
            left = box.x() + box.right() - (x + wide) + 1 if mirrored else x
            top = y + (high - size.height()) // 2
            item.setGeometry(QRect(QPoint(left, top), QSize(wide, size.height())))
            x += wide + self._gap
