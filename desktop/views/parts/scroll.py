"""A page that scrolls where the window is lower than what it shows."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

# Below this width pages have narrower margins.
NARROW_PX = 1100
MARGIN_PX, NARROW_MARGIN_PX = 28, 20


class ScrollPage(QScrollArea):
    """What it shows goes into `body`, top to bottom; it is never wider than the page."""

    def __init__(
        self,
        margins_px: tuple[int, int, int, int] = (0, 0, 0, 0),
        gap_px: int = 14,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self._content = content = QWidget()
        content.setAutoFillBackground(False)
        self.body = QVBoxLayout(content)
        self.body.setContentsMargins(*margins_px)
        self.body.setSpacing(gap_px)
        self.setWidget(content)
        # Qt makes both opaque when they are put in.
        content.setAutoFillBackground(False)
        content.installEventFilter(self)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """As narrow as what it shows can be, as low as one likes."""
        return QSize(self._content.minimumSizeHint().width(), 60)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's name
        """What it shows became wider at the least: so does the page."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: N802 Qt's names
        """The field that has the focus is brought into sight."""
        moved = super().focusNextPrevChild(next)
        focused = self._content.focusWidget()
        if moved and focused is not None:
            self.ensureWidgetVisible(focused, 0, 24)
        return moved
