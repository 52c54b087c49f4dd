"""What the last months used, one unit at a time."""

from collections.abc import Sequence
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.views.parts.painting import (
    bar_brush,
    is_mirrored,
    open_painter,
    paint_box,
    paint_words,
    rounded,
    token,
    words_width_px,
)
from desktop.views.theme.type_scale import make_font, role_font

TOP_PX, FOOT_PX = 34, 22
MOST_BAR_PX = 34
VALUE_HIGH_PX = 16
# The limit stands a little below the top, so that a month at the limit still has room above.
HEAD_ROOM = 1.04
# A month with anything in it is seen.
LEAST_BAR_PX = 3


class Month(NamedTuple):
    """A bar: the month's short name, its value, and the value in words."""

    name: str
    value: float
    words: str


class HistoryChart(QLabel):
    """Bars from the oldest month to the running one, which is in colour; values stand above."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._months: tuple[Month, ...] = ()
        self._limit = 0.0
        self._limit_words = ""
        self.setMinimumHeight(150)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(name)

    def set_months(
        self, months: Sequence[Month], limit: float = 0.0, limit_words: str = ""
    ) -> None:
        """Show these; with a dashed line at the limit where there is one."""
        self._months = tuple(months)
        self._limit, self._limit_words = limit, limit_words
        told = "; ".join(f"{month.name} {month.words}" for month in self._months)
        self.setAccessibleName(f"{self._name}: {told}" if told else self._name)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """Takes spare height."""
        return QSize(280, 220)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """Six bars with their figures."""
        return QSize(220, 150)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """Lines first, bars on them."""
        painter = open_painter(self)
        top = max([self._limit, *(month.value for month in self._months)], default=0.0) or 1.0
        self._paint_lines(painter, top)
        step = self.width() / max(1, len(self._months))
        for i, month in enumerate(self._months):
            at = len(self._months) - 1 - i if is_mirrored(self) else i
            self._paint_month(painter, month, (at + 0.5) * step, step, top, self._is_last(i))

    def _is_last(self, index: int) -> bool:
        return index == len(self._months) - 1

    def _y(self, value: float, top: float) -> float:
        base = self.height() - FOOT_PX
        return base - (base - TOP_PX) * value / (top * HEAD_ROOM)

    def _paint_lines(self, painter: QPainter, top: float) -> None:
        wide = self.width()
        painter.setPen(QPen(token("line"), 1))
        for value in (0.0, top / 2):
            y = int(self._y(value, top)) + 0.5
            painter.drawLine(QPointF(0, y), QPointF(wide, y))
        if self._limit <= 0:
            return
        pen = QPen(token("edge"), 1)
        pen.setDashPattern([4, 3])
        painter.setPen(pen)
        y = int(self._y(self._limit, top)) + 0.5
        painter.drawLine(QPointF(0, y), QPointF(wide, y))
        box = QRectF(0, y - 18, wide, 16)
        flags = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
        paint_words(painter, box, self._limit_words, role_font("micro"), token("dim"), flags)

    def _paint_month(
        self, painter: QPainter, month: Month, middle: float, step: float, top: float, last: bool
    ) -> None:
        base = self.height() - FOOT_PX
        tone = token("text" if last else "dim")
        if month.value > 0:
            wide = min(MOST_BAR_PX, step * 0.56)
            y = min(self._y(month.value, top), base - LEAST_BAR_PX)
            bar = QRectF(middle - wide / 2, y, wide, base - y)
            self._paint_bar(painter, bar, last)
            self._paint_value(painter, month.words, middle, y, last)
        name_font = role_font("micro" if last else "small")
        name_font.setPixelSize(11)
        foot = QRectF(middle - step / 2, base + 4, step, FOOT_PX - 4)
        paint_words(painter, foot, month.name, name_font, tone)

    def _paint_bar(self, painter: QPainter, bar: QRectF, last: bool) -> None:
        painter.save()
        painter.setClipRect(bar)
        # Round at the top only: what is round at the foot lies below the clip.
        shape = rounded(bar.adjusted(0, 0, 0, 6), 5)
        brush = bar_brush(bar, upright=True) if last else token("edge")
        painter.fillPath(shape, brush)
        painter.restore()

    def _paint_value(
        self, painter: QPainter, words: str, middle: float, y: float, last: bool
    ) -> None:
        font = make_font(11, 700 if last else 600)
        wide = words_width_px(font, words) + 8
        box = QRectF(middle - wide / 2, y - VALUE_HIGH_PX - 1, wide, VALUE_HIGH_PX)
        # On the card's own colour, for the line of the limit may pass behind.
        paint_box(painter, box, 3, token("card"))
        paint_words(painter, box, words, font, token("text" if last else "dim"))
