"""Cards, what stands at their head, and rows in them."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.views.parts.elide import ElidedLabel
from desktop.views.parts.label import Badge, Label
from desktop.views.parts.motion import Fade, LightsUp
from desktop.views.parts.painting import CLEAR, mix, open_painter, paint_box, token

RADIUS_PX = 14
ROW_RADIUS_PX = 10


class Card(QWidget):
    """A sheet with round corners; what it shows goes into `body`, top to bottom."""

    def __init__(
        self, padding_px: int = 16, gap_px: int = 10, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(padding_px, padding_px, padding_px, padding_px)
        self.body.setSpacing(gap_px)
        self._chosen = False

    def header(self, title: str, note: str = "") -> "CardHeader":
        """Put a title, with a note at the end of its line, next in the body. Return it."""
        header = CardHeader(title, note, self)
        self.body.addWidget(header)
        return header

    def set_chosen(self, chosen: bool) -> None:
        """Mark it as the one that is picked."""
        self._chosen = chosen
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """A fine line around it."""
        border, wide = ("focus", 2) if self._chosen else ("line", 1)
        painter = open_painter(self)
        paint_box(painter, QRectF(self.rect()), RADIUS_PX, token("card"), token(border), wide)


class CardHeader(QWidget):
    """A title; beside it a count; at the end a note, or what is added to `row`."""

    def __init__(self, title: str, note: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(0, 0, 0, 0)
        self.row.setSpacing(10)
        self.title = Label(title, "h2", parent=self)
        self.count = Badge("", self)
        self.count.hide()
        self.note = ElidedLabel(note, "small", "dim", parent=self)
        self.note.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        self.row.addWidget(self.title)
        self.row.addWidget(self.count)
        self.row.addStretch(1)
        self.row.addWidget(self.note)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_note(self, note: str) -> None:
        """Another note."""
        self.note.setText(note)

    def set_count(self, count: int | str | None) -> None:
        """How many there are; None for nothing to count."""
        self.count.setText("" if count is None else str(count))
        self.count.setVisible(count is not None)
        self.count.updateGeometry()

    def add(self, widget: QWidget) -> None:
        """Put something at the end of the line."""
        self.row.addWidget(widget)


class Row(LightsUp, QAbstractButton):
    """A line of a list that can be taken: `clicked` by pointer, Enter or Space; what it shows
    goes into `line`. `menu_asked` with a place in the desktop, by pointer or by the menu key."""

    menu_asked = Signal(QPoint)

    def __init__(self, name: str, padding_px: int = 8, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.line = QHBoxLayout(self)
        self.line.setContentsMargins(padding_px, padding_px, padding_px, padding_px)
        self.line.setSpacing(10)
        self._hover = Fade(self, "hover")
        self._chosen = False
        self.set_name(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty("ring_radius", ROW_RADIUS_PX + 2)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(
            lambda at: self.menu_asked.emit(self.mapToGlobal(at))
        )

    def set_name(self, name: str) -> None:
        """What a screen reader says for all of it."""
        self.setAccessibleName(name)

    @property
    def is_chosen(self) -> bool:
        """Whether it is the one that is shown."""
        return self._chosen

    def set_chosen(self, chosen: bool) -> None:
        """Mark it as the one that is shown."""
        if chosen != self._chosen:
            self._chosen = chosen
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """What its line needs."""
        return self.line.sizeHint()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """What its line needs at least."""
        return self.line.minimumSize()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's name
        """Enter takes it, as Space does."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """Soft where it is chosen, raised under the pointer."""
        fill = mix(CLEAR, token("raised"), self._hover.share)
        if self._chosen:
            fill = token("soft")
        if self.isDown():
            fill = token("hover")
        paint_box(open_painter(self), QRectF(self.rect()), ROW_RADIUS_PX, fill)
