"""How far something has come."""

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from desktop.views.parts.motion import Fade
from desktop.views.parts.painting import (
    bar_brush,
    is_mirrored,
    open_painter,
    paint_box,
    rounded,
    token,
)

HIGH_PX = 6
# A screen reader is told in thousandths.
WHOLE = 1000
NEARLY_FULL = 0.85


class Bar(QProgressBar):
    """A share of a whole; empty while nothing is known. A `meter` warns when it is nearly full,
    progress does not."""

    def __init__(self, name: str, *, meter: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._meter = meter
        self.setAccessibleName(name)
        self.setRange(0, WHOLE)
        self.setTextVisible(False)
        self.setFixedHeight(HIGH_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._way = Fade(self, "meter")

    def set_fraction(self, fraction: float | None) -> None:
        """Show that much of it, between 0 and 1; None for what has not begun."""
        share = min(1.0, max(0.0, fraction or 0.0))
        if round(share * WHOLE) == self.value():
            return
        self.setValue(round(share * WHOLE))
        self._way.to(share)

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """As wide as it is given."""
        return QSize(120, HIGH_PX)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """Enough to be seen."""
        return QSize(24, HIGH_PX)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """From where one starts to read."""
        painter, box = open_painter(self), QRectF(self.rect())
        radius = box.height() / 2
        paint_box(painter, box, radius, token("track"))
        share = self._way.share
        if share <= 0:
            return
        wide = max(box.height(), box.width() * share)
        left = box.width() - wide if is_mirrored(self) else 0
        filled = QRectF(left, 0, wide, box.height())
        if self._meter and share >= NEARLY_FULL:
            paint_box(painter, filled, radius, token("warn_g"))
        else:
            painter.fillPath(rounded(filled, radius), bar_brush(filled, is_mirrored(self)))
