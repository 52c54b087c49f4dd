"""How much of a month's limit is used, as a ring."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QConicalGradient, QPaintEvent, QPen
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from desktop.views.parts.bar import NEARLY_FULL, WHOLE
from desktop.views.parts.motion import Fade
from desktop.views.parts.painting import is_mirrored, mix, open_painter, paint_words, token
from desktop.views.theme.type_scale import make_font

SIZE_PX, STROKE_PX = 76, 8
TOP_DEGREES = 90
FULL_TURN = 360
SIXTEENTHS = 16


class MeterRing(QProgressBar):
    """A share of a limit with its percent inside; grey while it is only known as of earlier."""

    def __init__(self, name: str, size_px: int = SIZE_PX, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._percent = ""
        self._stale = False
        self._size_px = size_px
        self.setAccessibleName(name)
        self.setRange(0, WHOLE)
        self.setFixedSize(size_px, size_px)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._way = Fade(self, "meter")

    def set_fraction(self, fraction: float, *, stale: bool = False) -> None:
        """Show that share of the limit; it may be more than all of it."""
        share = min(1.0, max(0.0, fraction))
        self._stale = stale
        # Rounded down: 99.6 % is not yet all of it.
        self._percent = f"{int(fraction * 100 + 1e-9)}%"
        self.setValue(round(share * WHOLE))
        self._way.to(share)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """Always the same."""
        return QSize(self._size_px, self._size_px)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """Always the same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """From the top, clockwise; the other way where one reads from the right."""
        painter = open_painter(self)
        stroke = STROKE_PX * self._size_px / SIZE_PX
        inset = stroke / 2 + 1
        box = QRectF(self.rect()).adjusted(inset, inset, -inset, -inset)
        painter.setPen(QPen(token("track"), stroke))
        painter.drawEllipse(box)
        share = self._way.share
        if share > 0:
            pen = QPen(self._brush(box, share), stroke)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            span = round(share * FULL_TURN * SIXTEENTHS)
            painter.drawArc(box, TOP_DEGREES * SIXTEENTHS, span if is_mirrored(self) else -span)
        font = make_font(round(self._size_px * 0.2), 700)
        tone = token("dim" if self._stale else "text")
        paint_words(painter, QRectF(self.rect()), self._percent, font, tone)

    def _brush(self, box: QRectF, share: float) -> QBrush:
        if self._stale:
            return QBrush(token("edge"))
        if self.value() >= NEARLY_FULL * WHOLE:
            return QBrush(token("warn_g"))
        gradient = QConicalGradient(box.center(), TOP_DEGREES)
        start, end = token("accent"), token("accent2")
        # Counted against the clock, so the end of the way comes first; and at the top, where the
        # round cap looks back across the start, the start's colour goes on.
        way = share if is_mirrored(self) else 1 - share
        first, last = (start, end) if is_mirrored(self) else (end, start)
        if is_mirrored(self):
            gradient.setColorAt(0, first)
            gradient.setColorAt(way, last)
            gradient.setColorAt(min(1.0, way + 0.06), last)
            gradient.setColorAt(min(1.0, way + 0.061), first)
        else:
            gradient.setColorAt(max(0.0, way - 0.061), last)
            gradient.setColorAt(max(0.0, way - 0.06), first)
            gradient.setColorAt(way, first)
            gradient.setColorAt(1, mix(last, last, 1))
        return QBrush(gradient)
