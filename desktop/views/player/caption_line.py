"""The words of the captions file over a phone, as a platform shows them to who asks for them."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.views.parts.label import Label
from desktop.views.theme.type_scale import make_font

# Below the safe area, where no burned-in caption stands.
TOP_SHARE, SIDE_SHARE = 0.80, 0.06
LETTERS_SHARE = 0.05


class CaptionLine(Label):
    """A line on a dark ground; not there while nothing is said."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(role="small", wrap=True, parent=parent)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setStyleSheet("color: #FFFFFF; padding: 3px 6px;")
        self._screen = QRectF()
        self.hide()

    def say(self, words: str) -> None:
        """Show these words."""
        if words != self.text():
            self.setText(words)
            self._place()
        self.setVisible(bool(words))

    def fit(self, screen: QRectF) -> None:
        """Lie over a screen of that place and size."""
        self._screen = screen
        self.setFont(make_font(max(11, round(screen.width() * LETTERS_SHARE)), 600))
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """Words on their ground."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 190))
        painter.drawRoundedRect(self.rect(), 6, 6)
        painter.end()
        super().paintEvent(event)

    def _place(self) -> None:
        screen = self._screen
        most_px = round(screen.width() * (1 - 2 * SIDE_SHARE))
        self.setFixedWidth(most_px)
        self.setFixedHeight(max(self.heightForWidth(most_px), 0))
        left = round(screen.left() + screen.width() * SIDE_SHARE)
        self.move(left, round(screen.top() + screen.height() * TOP_SHARE))
