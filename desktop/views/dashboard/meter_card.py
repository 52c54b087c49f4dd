"""A pool of the month: a ring, what is used of how much, and until when."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.dashboard.left_words import Reading
from desktop.views.parts.card import Card
from desktop.views.parts.elide import ElidedLabel
from desktop.views.parts.label import Icon, Label
from desktop.views.parts.meter_ring import SIZE_PX, MeterRing


class MeterCard(Card):
    """Shows a Reading."""

    def __init__(self, name: str, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(16, 0, parent)
        self._name = name
        self.ring = MeterRing(name, parent=self)
        # Where nothing is refused there is nothing to be a share of.
        self._sign = QWidget(self)
        self._sign.setFixedSize(SIZE_PX, SIZE_PX)
        inside = QVBoxLayout(self._sign)
        inside.addWidget(Icon(icon, "accent_fg", 30), 0, Qt.AlignmentFlag.AlignCenter)
        self._sign.hide()
        self.number, self._of = Label("", "num", parent=self), ElidedLabel("", "strong", "dim")
        self.note = ElidedLabel("", "small", "dim", parent=self)
        row, words, line = QHBoxLayout(), QVBoxLayout(), QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.ring)
        row.addWidget(self._sign)
        words.setSpacing(2)
        words.addStretch(1)
        words.addWidget(ElidedLabel(name, "body", "dim", parent=self))
        line.setSpacing(6)
        line.addWidget(self.number, 0, Qt.AlignmentFlag.AlignBaseline)
        line.addWidget(self._of, 1, Qt.AlignmentFlag.AlignBaseline)
        words.addLayout(line)
        words.addWidget(self.note)
        words.addStretch(1)
        row.addLayout(words, 1)
        self.body.addLayout(row)

    def show_reading(self, reading: Reading) -> None:
        """Show it."""
        has_limit = reading.share is not None
        self.ring.setVisible(has_limit)
        self._sign.setVisible(not has_limit)
        if reading.share is not None:
            self.ring.set_fraction(reading.share, stale=reading.is_stale)
        self.number.setText(reading.number)
        self._of.setText(reading.of)
        self.note.setText(reading.note)
        said = f"{self._name}: {reading.number} {reading.of}. {reading.note}"
        self.ring.setAccessibleName(said)
        self.setAccessibleName(said)
