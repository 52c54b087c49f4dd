"""What a platform lays over a reel: where words stay clear, its buttons, the post's words."""

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPainterPath, QPen

from desktop.views.parts.painting import (
    paint_box,
    paint_icon,
    paint_words,
    rounded,
    with_alpha,
    words_width_px,
)
from desktop.views.theme.type_scale import make_font

# The field that the numbers of a safe area are given in.
FIELD_WIDE, FIELD_HIGH = 1080, 1920
BUTTONS = ("heart", "message-circle", "bookmark", "share-arrow")
HATCH_STEP_PX = 9
WHITE = "#FFFFFF"


class SafeBox(NamedTuple):
    """The sides of the part that stays clear, in a field of 1080 by 1920."""

    left: int
    top: int
    right: int
    bottom: int


class Overlay(NamedTuple):
    """All that lies over the picture."""

    safe: SafeBox | None = None
    safe_words: str = ""
    chrome: bool = False
    handle: str = ""
    caption: str = ""


def paint_overlay(painter: QPainter, overlay: Overlay, width_px: int) -> None:
    """Draw it over a screen that lies at 0, 0 and is `width_px` wide."""
    screen = QRectF(0, 0, width_px, round(width_px * 16 / 9))
    if overlay.chrome:
        _paint_shade(painter, screen)
    if overlay.safe is not None:
        _paint_safe_area(painter, screen, overlay.safe, overlay.safe_words)
    if overlay.chrome:
        _paint_buttons(painter, screen, overlay.safe)
        _paint_post(painter, screen, overlay)


def _paint_shade(painter: QPainter, screen: QRectF) -> None:
    """Darker to the foot, as platforms do, so that their words are read."""
    shade = QLinearGradient(0, screen.height() * 0.6, 0, screen.height())
    shade.setColorAt(0, QColor(0, 0, 0, 0))
    shade.setColorAt(1, QColor(0, 0, 0, 170))
    painter.fillRect(screen, shade)


def _paint_safe_area(painter: QPainter, screen: QRectF, safe: SafeBox, words: str) -> None:
    """A veil with hatching outside, which is seen on any picture, and a dashed box."""
    scale = screen.width() / FIELD_WIDE
    inner = QRectF(
        safe.left * scale,
        safe.top * scale,
        (safe.right - safe.left) * scale,
        (safe.bottom - safe.top) * scale,
    )
    outside = QPainterPath()
    outside.addRect(screen)
    outside = outside.subtracted(rounded(inner, 4))
    painter.fillPath(outside, QColor(10, 10, 16, 105))
    painter.save()
    painter.setClipPath(outside)
    painter.setPen(QPen(with_alpha(WHITE, 34), 1))
    for x in range(0, round(screen.width() + screen.height()), HATCH_STEP_PX):
        painter.drawLine(QPointF(x, 0), QPointF(x - screen.height(), screen.height()))
    painter.restore()
    pen = QPen(with_alpha(WHITE, 215), 1.2)
    pen.setDashPattern([3, 3])
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(inner, 4, 4)
    if words:
        _paint_tag(painter, inner, words, screen.width())


def _paint_tag(painter: QPainter, inner: QRectF, words: str, width_px: float) -> None:
    font = make_font(max(9, round(width_px * 0.038)), 600)
    high = font.pixelSize() + 7
    box = QRectF(inner.left(), inner.top() - high - 3, words_width_px(font, words) + 13, high)
    paint_box(painter, box, 4, QColor(0, 0, 0, 185))
    paint_words(painter, box, words, font, WHITE)


def _paint_buttons(painter: QPainter, screen: QRectF, safe: SafeBox | None) -> None:
    """In the middle of what lies beside the safe area, else where they mostly are."""
    size = screen.width() * 0.078
    clear = safe.right / FIELD_WIDE if safe is not None else 0.84
    left = screen.width() * (clear + (1 - clear) / 2) - size / 2
    for i, name in enumerate(BUTTONS):
        box = QRectF(left, screen.height() * 0.455 + i * size * 2.05, size, size)
        paint_icon(painter, name, WHITE, box, filled=True)


def _paint_post(painter: QPainter, screen: QRectF, overlay: Overlay) -> None:
    wide, high = screen.width(), screen.height()
    size = max(9, round(wide * 0.042))
    left, top = wide * 0.06, high * 0.865
    start = Qt.AlignmentFlag.AlignLeft
    name = QRectF(left, top, wide * 0.74, size + 6)
    flags = start | Qt.AlignmentFlag.AlignVCenter
    paint_words(painter, name, overlay.handle, make_font(size, 700), WHITE, flags)
    words = QRectF(left, top + size + 6, wide * 0.76, high - top - size - 12)
    wrapped = start | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
    paint_words(painter, words, overlay.caption, make_font(size - 1, 400), WHITE, wrapped)
