"""A phone with a reel on its screen, and what the platform lays over it."""

from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.views.parts.painting import open_painter, paint_cover, rounded, token
from desktop.views.parts.phone_overlay import Overlay, SafeBox, paint_overlay
from desktop.views.theme.theme import worn_theme

__all__ = ["Phone", "SafeBox"]

BEZEL_SHARE, CORNER_SHARE = 0.036, 0.085
LEAST_BEZEL_PX = 8
BODY = "#08080B"
EMPTY_SCREEN = "#15161C"


class Frame(NamedTuple):
    """How the body is drawn: screen width, scale of the display, dark or light."""

    width_px: int
    ratio: float
    is_dark: bool


class Phone(QLabel):
    """`width_px` is the screen's; it is 16 high for 9 wide. The picture may change at each frame:
    what lies over it, and the body around it, are drawn once and kept."""

    def __init__(self, width_px: int, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._width_px = width_px
        self._picture = QImage()
        self._overlay = Overlay()
        self._overlay_drawn: tuple[tuple[Overlay, int, float], QPixmap] | None = None
        self._frame_drawn: tuple[Frame, QPixmap] | None = None
        self._veil = 0
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(self.sizeHint())

    @property
    def bezel_px(self) -> int:
        """How thick the body is around the screen."""
        return max(LEAST_BEZEL_PX, round(self._width_px * BEZEL_SHARE))

    @property
    def screen_box(self) -> QRectF:
        """Where the screen lies in the widget."""
        return QRectF(self.bezel_px, self.bezel_px, self._width_px, round(self._width_px * 16 / 9))

    def set_width(self, width_px: int) -> None:
        """Be smaller or bigger."""
        if width_px != self._width_px:
            self._width_px = width_px
            self.setFixedSize(self.sizeHint())
            self.update()

    def set_picture(self, picture: QImage | None) -> None:
        """Show it, filling the screen; None is a dark screen."""
        self._picture = picture if picture is not None else QImage()
        self.update(self.screen_box.toAlignedRect())

    def set_safe_area(self, box: SafeBox | None, words: str = "") -> None:
        """Lay over what the platform covers: all but `box`, labelled with `words`; or nothing."""
        self._change(self._overlay._replace(safe=box, safe_words=words))

    def set_chrome(self, shown: bool, handle: str = "@you", caption: str = "") -> None:
        """Draw the platform's buttons, with the name and the post's words at the foot."""
        self._change(self._overlay._replace(chrome=shown, handle=handle, caption=caption))

    def set_veil(self, alpha: int) -> None:
        """Darken the screen, so that words on it are read: 0 not at all, 255 black."""
        self._veil = alpha
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """Screen and body."""
        bezel = self.bezel_px
        high = round(self._width_px * 16 / 9)
        return QSize(self._width_px + 2 * bezel, high + 2 * bezel)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """Always the same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """Picture, what lies over it, and the body, whose round corners cover the picture's."""
        painter = open_painter(self)
        screen = self.screen_box
        if self._picture.isNull():
            painter.fillRect(screen, QColor(EMPTY_SCREEN))
        else:
            paint_cover(painter, self._picture, screen)
        if self._overlay != Overlay():
            painter.drawPixmap(screen.topLeft(), self._overlay_pixmap())
        if self._veil:
            painter.fillRect(screen, QColor(0, 0, 0, self._veil))
        painter.drawPixmap(0, 0, self._frame_pixmap())

    def _change(self, overlay: Overlay) -> None:
        if overlay != self._overlay:
            self._overlay = overlay
            self.update()

    def _overlay_pixmap(self) -> QPixmap:
        key = (self._overlay, self._width_px, self.devicePixelRatioF())
        if self._overlay_drawn is None or self._overlay_drawn[0] != key:
            pixmap = self._blank(self.screen_box.size().toSize())
            painter = QPainter(pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_overlay(painter, self._overlay, self._width_px)
            painter.end()
            self._overlay_drawn = (key, pixmap)
        return self._overlay_drawn[1]

    def _frame_pixmap(self) -> QPixmap:
        frame = Frame(self._width_px, self.devicePixelRatioF(), worn_theme().is_dark)
        if self._frame_drawn is None or self._frame_drawn[0] != frame:
            self._frame_drawn = (frame, self._draw_frame(frame))
        return self._frame_drawn[1]

    def _draw_frame(self, frame: Frame) -> QPixmap:
        pixmap = self._blank(self.size())
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = self._width_px * CORNER_SHARE
        outer = inner + self.bezel_px
        whole = QRectF(0, 0, self.width(), self.height()).adjusted(0.5, 0.5, -0.5, -0.5)
        body = QPainterPath()
        body.setFillRule(Qt.FillRule.OddEvenFill)
        body.addPath(rounded(whole, outer))
        body.addPath(rounded(self.screen_box, inner))
        painter.fillPath(body, QColor(BODY))
        # On a dark ground a black body needs an edge to be seen.
        painter.setPen(QPen(token("edge") if frame.is_dark else QColor("#000000"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(whole, outer, outer)
        painter.end()
        return pixmap

    def _blank(self, size: QSize) -> QPixmap:
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(size * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        return pixmap
