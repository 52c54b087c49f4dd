"""A section of the settings, and the lines its cards are made of."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.parts.label import Label
from desktop.views.parts.scroll import ScrollPage

# Lines longer than this are hard to follow.
MOST_WIDE_PX = 860


class Section(ScrollPage):
    """Cards, top to bottom. `load` is called whenever it comes to the front."""

    def __init__(self) -> None:
        super().__init__((2, 2, 10, 20), 12)
        # Cards are as high as what they show; what is left of the page stays free.
        self.body.addStretch(1)

    def add(self, card: QWidget) -> None:
        """Put a card below the others."""
        self.body.insertWidget(self.body.count() - 1, card)

    def load(self) -> None:
        """Bring what is shown up to date; what was shown stays until then."""

    def leave(self) -> None:
        """Nobody looks any longer."""


class SettingRow(QWidget):
    """What is set, a sentence about it, and at the end what sets it."""

    def __init__(self, title: str, sentence: str, control: QWidget) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 6, 0, 6)
        row.setSpacing(16)
        words = QVBoxLayout()
        words.setSpacing(2)
        self.title = Label(title, "strong", wrap=True)
        self.sentence = Label(sentence, "small", "dim", wrap=True)
        self.sentence.setVisible(bool(sentence))
        words.addWidget(self.title)
        words.addWidget(self.sentence)
        row.addLayout(words, 1)
        row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)

    def set_sentence(self, sentence: str) -> None:
        """Another sentence."""
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
