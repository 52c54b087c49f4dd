"""A word about something, on a colour that goes with it."""

from typing import Literal

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.views.parts.painting import (
    open_painter,
    paint_box,
    paint_words,
    token,
    words_width_px,
)
from desktop.views.theme.type_scale import role_font

Tone = Literal["ok", "warn", "err", "accent", "plain"]
TONES: dict[Tone, tuple[str, str]] = {
    "ok": ("ok_soft", "ok"),
    "warn": ("warn_soft", "warn"),
    "err": ("err_soft", "err"),
    "accent": ("soft", "accent_fg"),
    "plain": ("raised", "dim"),
}
HIGH_PX, SIDE_PX = 20, 9


class Pill(QLabel):
    """Never colour alone: the word says it."""

    def __init__(self, text: str, tone: Tone = "plain", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._tone: Tone = tone
        self.setFont(role_font("micro"))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_words(self, text: str, tone: Tone) -> None:
        """Say something else."""
        self._tone = tone
        self.setText(text)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """Room for its word."""
        return QSize(round(words_width_px(self.font(), self.text())) + 2 * SIDE_PX + 1, HIGH_PX)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """The same: a word about a state is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """Draw it."""
        painter, box = open_painter(self), QRectF(self.rect())
        ground, words = TONES[self._tone]
        paint_box(painter, box, box.height() / 2, token(ground))
        paint_words(painter, box, self.text(), self.font(), token(words))
