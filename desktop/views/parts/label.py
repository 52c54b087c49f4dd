"""Words on the window, and the small things that stand beside words."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QKeySequence, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop.views.parts.painting import (
    avatar_brush,
    is_mirrored,
    open_painter,
    paint_box,
    paint_icon,
    paint_words,
    token,
    words_width_px,
)
from desktop.views.theme.type_scale import FontRole, role_font

KEY_HIGH_PX = 20


class Label(QLabel):
    """Words in a role's letters and a token's colour; never read as markup."""

    def __init__(
        self,
        text: str = "",
        role: FontRole = "body",
        tone: str = "text",
        *,
        wrap: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(role_font(role))
        self.setProperty("tone", tone)
        if wrap:
            self.setWordWrap(True)
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)

    def set_tone(self, tone: str) -> None:
        """Say it in another colour."""
        if tone != self.property("tone"):
            self.setProperty("tone", tone)
            self.style().polish(self)
            self.update()


class Icon(QWidget):
    """A small drawing beside words that say the same; it has no name of its own."""

    def __init__(
        self,
        name: str,
        tone: str = "dim",
        size_px: int = 16,
        *,
        filled: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._drawn = (name, tone, filled)
        self.setFixedSize(size_px, size_px)

    def set_icon(self, name: str, tone: str, *, filled: bool = False) -> None:
        """Draw another."""
        if (name, tone, filled) != self._drawn:
            self._drawn = (name, tone, filled)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """Draw it."""
        name, tone, filled = self._drawn
        paint_icon(open_painter(self), name, token(tone), QRectF(self.rect()), filled)


class Rule(QFrame):
    """A thin line between two things."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("ground", "rule")
        self.setFixedHeight(1)


class KeyCap(QLabel):
    """One key as it stands on the keyboard."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(key, parent)
        self.setFont(role_font("micro"))
        self.setFixedSize(self.sizeHint())

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """Wide enough for its word."""
        wide = QFontMetricsF(role_font("micro")).horizontalAdvance(self.text())
        return QSize(max(26, round(wide) + 18), KEY_HIGH_PX)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """A cap with a foot."""
        painter, box = open_painter(self), QRectF(self.rect())
        paint_box(painter, box, 5, token("raised"), token("line"))
        paint_box(painter, QRectF(4, box.bottom() - 2, box.width() - 8, 1.2), 0.6, token("line"))
        paint_words(painter, box.adjusted(0, 0, 0, -1), self.text(), self.font(), token("dim"))


class Keys(QWidget):
    """A shortcut as caps, in the order one presses them on every keyboard."""

    def __init__(self, shortcut: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for key in key_words(shortcut):
            row.addWidget(KeyCap(key, self))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        self.setAccessibleName(" ".join(key_words(shortcut)))


def key_words(shortcut: str) -> tuple[str, ...]:
    """The keys of a shortcut as this system writes them: Ctrl, K."""
    native = QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)
    if native.endswith("+"):
        return (*(part for part in native[:-1].split("+") if part), "+")
    return tuple(_SIGNS.get(part, part) for part in native.split("+") if part)


_SIGNS = {"Return": "↵", "Enter": "↵", "Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}


class Badge(QLabel):
    """A count beside a title."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setFont(role_font("micro"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """Wide enough for its figures."""
        return QSize(max(26, round(words_width_px(self.font(), self.text())) + 18), 20)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """The same: a count is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """Figures on the colour of what is chosen."""
        painter, box = open_painter(self), QRectF(self.rect())
        paint_box(painter, box, box.height() / 2, token("soft"))
        paint_words(painter, box, self.text(), self.font(), token("accent_fg"))


class Avatar(QWidget):
    """The first letter of somebody, on a disc."""

    def __init__(self, name: str, size_px: int = 32, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._letter = ""
        self.setFixedSize(size_px, size_px)
        self.set_name(name)

    def set_name(self, name: str) -> None:
        """Show another person."""
        self._letter = name.strip()[:1].upper() or "?"
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """The disc runs from purple to pink, dark enough for white letters."""
        painter, box = open_painter(self), QRectF(self.rect())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(avatar_brush(box, is_mirrored(self)))
        painter.drawEllipse(box)
        font = role_font("strong")
        font.setPixelSize(round(self.height() * 0.44))
        paint_words(painter, box, self._letter, font, "#FFFFFF")
