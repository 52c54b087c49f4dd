"""What a darkened phone says: a sign, and a word or two."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.views.parts.painting import open_painter, paint_disc, paint_icon, paint_words, token
from desktop.views.parts.phone import Phone
from desktop.views.review.standings import Kind, Standing
from desktop.views.theme.type_scale import make_font

DISC_PX, ICON_PX = 44, 22
SIGNS: dict[Kind, tuple[str, str]] = {
    "waiting": ("cloud-off", "warn"),
    "held": ("timer", "warn"),
    "sending": ("cloud-upload", "text"),
    "queued": ("hourglass", "accent"),
    "running": ("sparkles", "accent"),
    "ready": ("check", "ok"),
    "failed": ("warning", "err"),
    "cancelling": ("x", "text"),
    "cancelled": ("x", "text"),
}


class PhoneMark(QWidget):
    """Lies over a phone; what it says stands beside it in full, so no reader is told twice."""

    def __init__(self, phone: Phone) -> None:
        super().__init__(phone)
        self._phone = phone
        self._kind: Kind = "ready"
        self._words = ""
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def say(self, standing: Standing) -> None:
        """Show how it stands."""
        self._kind = standing.kind
        share = standing.share
        is_running = standing.kind == "running" and share is not None
        self._words = f"{round(100 * (share or 0))} %" if is_running else standing.pill
        self.fit()
        self.update()

    def fit(self) -> None:
        """Cover the screen as it is now."""
        self.setGeometry(self._phone.screen_box.toAlignedRect())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """A disc with its sign, and the words below: white on what is dark in every theme."""
        painter, middle = open_painter(self), QPointF(self.width() / 2, self.height() * 0.44)
        icon, colour = SIGNS[self._kind]
        paint_disc(painter, middle, DISC_PX / 2, "#F2F3F7" if colour == "text" else token(colour))
        edge = ICON_PX / 2
        box = QRectF(middle.x() - edge, middle.y() - edge, ICON_PX, ICON_PX)
        ink = "#16171D" if colour in ("text", "warn") else token("card")
        paint_icon(painter, icon, ink, box)
        words = QRectF(0, middle.y() + DISC_PX / 2 + 8, self.width(), 26)
        paint_words(painter, words, self._words, make_font(18, 700), "#FFFFFF")
