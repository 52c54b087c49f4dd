"""Tags and filters as small words one can take or take away."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.views.parts.motion import Fade, LightsUp
from desktop.views.parts.painting import (
    from_start,
    mix,
    open_painter,
    paint_box,
    paint_icon,
    paint_words,
    token,
    words_width_px,
)
from desktop.views.theme.type_scale import role_font
from desktop.views.words import tr

HIGH_PX, SIDE_PX, GAP_PX = 28, 12, 6
ICON_PX, CROSS_PX = 14, 12
# Where a press removes: the cross and what lies around it.
CROSS_ROOM_PX = 26
MOST_WIDE_PX = 220


class Chip(LightsUp, QAbstractButton):
    """`clicked` by a press or Enter or Space; `removed` by its cross, Delete or Backspace;
    `toggled` where it is checkable."""

    removed = Signal()

    def __init__(
        self,
        text: str,
        removable: bool = False,
        checkable: bool = False,
        *,
        icon: str | None = None,
        icon_filled: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._removable = removable
        self._icon = icon
        self._icon_filled = icon_filled
        self._hover = Fade(self, "hover")
        self.setText(text)
        self.setCheckable(checkable)
        self.setFont(role_font("label"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setProperty("ring_radius", HIGH_PX // 2 + 2)
        self.setAccessibleName(text)
        if removable:
            self.setAccessibleDescription(tr("Delete removes it"))

    def set_text(self, text: str) -> None:
        """Say something else."""
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """Room for its word, up to a limit."""
        wide = words_width_px(self.font(), self.text()) + 1 + self._icon_room()
        end = CROSS_ROOM_PX if self._removable else SIDE_PX
        return QSize(min(MOST_WIDE_PX, round(wide + SIDE_PX + end)), HIGH_PX)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 Qt's name
        """On the cross it removes."""
        if self._removable and self.isDown() and self._on_cross(event.position()):
            self.setDown(False)
            self.removed.emit()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's name
        """Keys for all a pointer can do."""
        key = event.key()
        if self._removable and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """Soft with an edge of accent while it is on."""
        painter, on = open_painter(self), self.isChecked()
        ground = token("soft") if on else mix(token("raised"), token("hover"), self._hover.share)
        if self.isDown():
            ground = token("pressed")
        border = token("accent" if on else "line")
        paint_box(painter, QRectF(self.rect()), HIGH_PX / 2, ground, border)
        self._paint_face(painter, on)

    def _paint_face(self, painter: QPainter, on: bool) -> None:
        words = token("accent_fg" if on else "text")
        middle = HIGH_PX / 2
        if self._icon:
            box = QRectF(SIDE_PX, middle - ICON_PX / 2, ICON_PX, ICON_PX)
            tint = token("accent_fg" if on else "dim")
            paint_icon(painter, self._icon, tint, from_start(self, box), self._icon_filled)
        start = SIDE_PX + self._icon_room()
        end = CROSS_ROOM_PX if self._removable else SIDE_PX
        room = self.width() - start - end + 1
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, round(room) + 1
        )
        box = from_start(self, QRectF(start, 0, room, HIGH_PX))
        side = Qt.AlignmentFlag.AlignLeading
        paint_words(painter, box, shown, self.font(), words, side | Qt.AlignmentFlag.AlignVCenter)
        if self._removable:
            cross = QRectF(
                self.width() - CROSS_ROOM_PX + 6, middle - CROSS_PX / 2, CROSS_PX, CROSS_PX
            )
            tint = mix(token("dim"), token("text"), self._hover.share)
            paint_icon(painter, "x", tint, from_start(self, cross))

    def _icon_room(self) -> int:
        return ICON_PX + GAP_PX if self._icon else 0

    def _on_cross(self, at: QPointF) -> bool:
        room = QRectF(self.width() - CROSS_ROOM_PX, 0, CROSS_ROOM_PX, HIGH_PX)
        return from_start(self, room).contains(at)
