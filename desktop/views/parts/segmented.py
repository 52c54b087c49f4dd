"""One of a few, all in sight."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from desktop.views.parts.painting import (
    from_start,
    open_painter,
    paint_box,
    paint_icon,
    paint_words,
    token,
    words_width_px,
)
from desktop.views.theme.type_scale import role_font

Option = tuple[str, str] | tuple[str, str, str]
HIGH_PX, INSET_PX, SIDE_PX, ICON_PX, GAP_PX = 36, 4, 13, 16, 6


class Segmented(QWidget):
    """Options as (value, words) or (value, words, icon). `chosen` tells the value a person took;
    arrow keys move inside, Tab passes by."""

    chosen = Signal(str)

    def __init__(
        self,
        options: Sequence[Option],
        value: str | None = None,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(INSET_PX, INSET_PX, INSET_PX, INSET_PX)
        self._row.setSpacing(2)
        self._segments: dict[str, Segment] = {}
        self.setFixedHeight(HIGH_PX)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_options(options, value)

    @property
    def value(self) -> str:
        """The value that is taken."""
        return next(v for v, segment in self._segments.items() if segment.isChecked())

    def set_value(self, value: str) -> None:
        """Take it without telling anybody."""
        self._segments[value].setChecked(True)

    def set_options(self, options: Sequence[Option], value: str | None = None) -> None:
        """Offer others; the first is taken unless another is named."""
        for segment in self._segments.values():
            self._row.removeWidget(segment)
            segment.deleteLater()
        self._segments = {}
        for given, words, *icon in options:
            segment = Segment(words, icon[0] if icon else None, self)
            segment.clicked.connect(lambda _=False, given=given: self.chosen.emit(given))
            self._row.addWidget(segment)
            self._segments[given] = segment
        if self._segments:
            self.set_value(value if value is not None else next(iter(self._segments)))

    def set_words(self, value: str, words: str) -> None:
        """Word an option anew, a count in it for example."""
        self._segments[value].setText(words)
        self._segments[value].updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """The groove the options lie in."""
        paint_box(open_painter(self), QRectF(self.rect()), 10, token("raised"))


class Segment(QRadioButton):
    """One option of it."""

    def __init__(self, words: str, icon: str | None, parent: QWidget) -> None:
        super().__init__(words, parent)
        self._icon = icon
        self.setFont(role_font("strong"))
        self.setProperty("ring_radius", 9)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """Room for its words."""
        icon = ICON_PX + GAP_PX if self._icon else 0
        wide = words_width_px(self.font(), self.text()) + icon + 2 * SIDE_PX
        return QSize(round(wide) + 1, HIGH_PX - 2 * INSET_PX)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """The same: an option is never cut."""
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:  # noqa: N802 Qt's name
        """All of it can be pressed, not only where Qt would draw a circle."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """Raised where it is taken."""
        painter, box = open_painter(self), QRectF(self.rect())
        if self.isChecked():
            paint_box(painter, box, 8, token("card"), token("line"))
        elif self.underMouse() and self.isEnabled():
            paint_box(painter, box, 8, token("hover"))
        self._paint_face(painter, box)

    def _paint_face(self, painter: QPainter, box: QRectF) -> None:
        tone = "text" if self.isChecked() else "dim"
        colour = token(tone if self.isEnabled() else "faint")
        icon_room = ICON_PX + GAP_PX if self._icon else 0
        wide = words_width_px(self.font(), self.text())
        start = (box.width() - wide - icon_room) / 2
        if self._icon:
            icon_box = QRectF(start, (box.height() - ICON_PX) / 2, ICON_PX, ICON_PX)
            paint_icon(painter, self._icon, colour, from_start(self, icon_box))
        words_box = QRectF(start + icon_room, 0, wide + 1, box.height())
        paint_words(painter, from_start(self, words_box), self.text(), self.font(), colour)
