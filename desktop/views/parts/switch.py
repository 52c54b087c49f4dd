"""On or off, at once."""

from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from desktop.views.parts.motion import Fade
from desktop.views.parts.painting import (
    is_mirrored,
    mix,
    open_painter,
    paint_box,
    paint_disc,
    token,
)

WIDE_PX, HIGH_PX = 34, 20


class Switch(QCheckBox):
    """`toggled` tells it. Its words stand elsewhere in the row; `name` says them to a reader."""

    def __init__(self, name: str, on: bool = False, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.setAccessibleName(name)
        self.setChecked(on)
        self._way = Fade(self, "hover", float(on))
        self.toggled.connect(lambda on: self._way.to(float(on)))
        self.setProperty("ring_radius", HIGH_PX // 2 + 2)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """Always the same."""
        return QSize(WIDE_PX, HIGH_PX)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """Always the same."""
        return self.sizeHint()

    def hitButton(self, pos: QPoint) -> bool:  # noqa: N802 Qt's name
        """All of it can be pressed."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """A knob in a groove; filled where it is on."""
        painter, on = open_painter(self), self._way.share
        box = QRectF(0, 0, WIDE_PX, HIGH_PX)
        enabled = self.isEnabled()
        border = mix(token("edge"), token("primary"), on)
        fill = mix(token("card"), token("primary"), on) if enabled else None
        paint_box(
            painter,
            box,
            HIGH_PX / 2,
            fill,
            border if enabled else token("edge"),
            1.5,
            dashed=not enabled,
        )
        way = 1 - on if is_mirrored(self) else on
        middle = QPointF(10 + way * (WIDE_PX - 20), HIGH_PX / 2)
        knob = mix(token("edge"), token("knob"), on) if enabled else token("edge")
        paint_disc(painter, middle, 6 + on, knob)
