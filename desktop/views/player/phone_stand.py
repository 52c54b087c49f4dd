"""Room for a phone, which is as big as the room lets it be."""

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.views.parts.painting import is_mirrored
from desktop.views.parts.phone import Phone

# A small copy is 540 wide and is never blown up far.
LEAST_PX, MOST_PX = 120, 420


class PhoneStand(QWidget):
    """A phone in the middle of it, or at its start; the room may become smaller again, which a
    layout around the phone itself would not let it. `fitted` when the phone has its size."""

    fitted = Signal()

    def __init__(
        self,
        name: str,
        *,
        most_px: int = MOST_PX,
        is_centred: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._most_px, self._is_centred = most_px, is_centred
        self.phone = Phone(LEAST_PX, name, self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """Whatever there is."""
        return QSize(self._most_px, self._most_px)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """A phone that can still be told from a stamp."""
        return QSize(LEAST_PX + 16, LEAST_PX * 16 // 9 + 16)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's name
        """Fit the phone in."""
        super().resizeEvent(event)
        # Twice: the body grows with the screen.
        for _ in range(2):
            bezels = 2 * self.phone.bezel_px
            by_height = (self.height() - bezels) * 9 // 16
            wide = min(self._most_px, self.width() - bezels, by_height)
            self.phone.set_width(max(LEAST_PX, wide))
        left, top = self.width() - self.phone.width(), self.height() - self.phone.height()
        if self._is_centred:
            self.phone.move(left // 2, max(0, top // 2))
        else:
            self.phone.move(left if is_mirrored(self) else 0, 0)
        self.fitted.emit()
