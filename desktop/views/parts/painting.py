"""The few strokes every part is drawn with."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QLinearGradient,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QWidget

from desktop.views.theme.icon_files import draw_icon
from desktop.views.theme.theme import worn_theme

Paint = QColor | str
CLEAR = QColor(0, 0, 0, 0)


def open_painter(widget: QWidget) -> QPainter:
    """A painter on the widget, smooth."""
    painter = QPainter(widget)
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
    )
    return painter


def with_alpha(colour: Paint, alpha: int) -> QColor:
    """The colour, let through: 0 is nothing, 255 is solid."""
    seen = QColor(colour)
    seen.setAlpha(alpha)
    return seen


def mix(start: Paint, end: Paint, share: float) -> QColor:
    """The colour `share` of the way from one to the other."""
    one, two = QColor(start), QColor(end)
    if one.alpha() == 0:  # from nothing: the end's own colour comes in
        one = with_alpha(two, 0)
    parts = zip(one.getRgb(), two.getRgb(), strict=True)  # type: ignore[call-overload]
    return QColor(*(round(a + (b - a) * share) for a, b in parts))


def paint_box(
    painter: QPainter,
    box: QRectF,
    radius: float,
    fill: Paint | None = None,
    border: Paint | None = None,
    width_px: float = 1.0,
    dashed: bool = False,
) -> None:
    """A box with round corners; its border lies inside."""
    painter.setBrush(QColor(fill) if fill is not None else Qt.BrushStyle.NoBrush)
    if border is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(box, radius, radius)
        return
    pen = QPen(QColor(border), width_px)
    if dashed:
        pen.setDashPattern([3, 2.5])
    painter.setPen(pen)
    inset = width_px / 2
    painter.drawRoundedRect(
        box.adjusted(inset, inset, -inset, -inset), radius - inset, radius - inset
    )


def paint_words(
    painter: QPainter,
    box: QRectF,
    words: str,
    font: QFont,
    colour: Paint,
    flags: Qt.AlignmentFlag | Qt.TextFlag = Qt.AlignmentFlag.AlignCenter,
) -> None:
    """Words in one line, or wrapped with the flag for it; left is where one starts to read,
    as everywhere in Qt."""
    layout = painter.layoutDirection()
    if layout == Qt.LayoutDirection.RightToLeft:
        flags = _mirrored_flags(flags)
    painter.setFont(font)
    painter.setPen(QColor(colour))
    # Where it stands follows the widget; which way it runs follows its own letters.
    painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    painter.drawText(box, int(flags), words)
    painter.setLayoutDirection(layout)


def _mirrored_flags(
    flags: Qt.AlignmentFlag | Qt.TextFlag,
) -> Qt.AlignmentFlag | Qt.TextFlag:
    """Left for right and right for left, where it was not meant absolutely."""
    left, right = Qt.AlignmentFlag.AlignLeft.value, Qt.AlignmentFlag.AlignRight.value
    given = int(flags)
    if given & Qt.AlignmentFlag.AlignAbsolute.value or not given & (left | right):
        return flags
    return Qt.AlignmentFlag(given ^ (left | right))


def paint_icon(
    painter: QPainter, name: str, colour: Paint, box: QRectF, filled: bool = False
) -> None:
    """An icon in any colour."""
    draw_icon(painter, name, QColor(colour).name(), box, filled)


def words_width_px(font: QFont, words: str) -> float:
    """How wide the words are in one line."""
    return QFontMetricsF(font).horizontalAdvance(words)


def is_mirrored(widget: QWidget) -> bool:
    """Whether the widget is laid out from the right."""
    return widget.layoutDirection() == Qt.LayoutDirection.RightToLeft


def from_start(widget: QWidget, box: QRectF) -> QRectF:
    """Where `box`, given for left to right, lies in the widget as it is laid out."""
    if not is_mirrored(widget):
        return box
    return QRectF(widget.width() - box.right(), box.y(), box.width(), box.height())


def rounded(box: QRectF, radius: float) -> QPainterPath:
    """A path along a box with round corners."""
    path = QPainterPath()
    path.addRoundedRect(box, radius, radius)
    return path


def paint_cover(painter: QPainter, image: QImage, box: QRectF) -> None:
    """The middle of the picture, so that it fills the box."""
    if image.isNull() or box.isEmpty():
        return
    scale = max(box.width() / image.width(), box.height() / image.height())
    wide, high = box.width() / scale, box.height() / scale
    source = QRectF((image.width() - wide) / 2, (image.height() - high) / 2, wide, high)
    painter.drawImage(box, image, source)


def cover_pixmap(image: QImage, wide_px: int, high_px: int, radius: float, ratio: float) -> QPixmap:
    """The picture made to fill a box with round corners; to be kept, for it is dear to make."""
    pixmap = QPixmap(round(wide_px * ratio), round(high_px * ratio))
    pixmap.fill(Qt.GlobalColor.transparent)
    if image.isNull() or pixmap.isNull():
        return pixmap
    # Scaled first by Qt's box filter: the painter alone looks at four pixels, which flickers.
    fitting = image.scaled(
        pixmap.size(),
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
    pixmap.setDevicePixelRatio(ratio)
    painter = QPainter(pixmap)
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
    )
    box = QRectF(0, 0, wide_px, high_px)
    painter.setClipPath(rounded(box, radius))
    paint_cover(painter, fitting, box)
    painter.end()
    return pixmap


def paint_disc(painter: QPainter, middle: QPointF, radius: float, fill: Paint) -> None:
    """A filled circle."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(fill))
    painter.drawEllipse(middle, radius, radius)


def token(name: str) -> QColor:
    """A colour of the theme that is on."""
    return worn_theme().colour(name)


def avatar_brush(box: QRectF, mirrored: bool) -> QBrush:
    """From purple to a red that white letters are read on."""
    start, end = (
        (box.topRight(), box.bottomLeft()) if mirrored else (box.topLeft(), box.bottomRight())
    )
    gradient = QLinearGradient(start, end)
    gradient.setColorAt(0, QColor("#6A47F2"))
    gradient.setColorAt(1, QColor("#C2255C"))
    return QBrush(gradient)


def bar_brush(box: QRectF, mirrored: bool = False, upright: bool = False) -> QBrush:
    """The gradient of meters, along the box from where it starts."""
    if upright:
        gradient = QLinearGradient(box.bottomLeft(), box.topLeft())
    elif mirrored:
        gradient = QLinearGradient(box.topRight(), box.topLeft())
    else:
        gradient = QLinearGradient(box.topLeft(), box.topRight())
    gradient.setColorAt(0, token("accent"))
    gradient.setColorAt(1, token("accent2"))
    return QBrush(gradient)
