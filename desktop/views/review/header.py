"""The head of Review: what is shown, and what can be done with all of it."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from desktop.views.parts.buttons import Button
from desktop.views.parts.elide import ElidedLabel
from desktop.views.parts.label import Label
from desktop.views.words import tr


class ReviewHeader(QWidget):
    """Its buttons are what Review acts on; `menu` holds the ways of making anew."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Label(role="h1", parent=self)
        self.sentence = ElidedLabel(tone="dim", parent=self)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.sentence)
        self.drafts = Button(tr("Drafts"), "quiet", "list", parent=self)
        self.drafts.setCheckable(True)
        self.compare = Button(tr("Compare"), "quiet", "columns-2", parent=self)
        self.compare.set_tip(tr("Variants side by side"), "V")
        self.open = Button(tr("Open draft"), "quiet", "pencil", parent=self)
        self.regenerate = Button(tr("Regenerate"), "quiet", "refresh", parent=self)
        self.save = Button(tr("Save to Library"), "primary", "bookmark", parent=self)
        self.menu = QMenu(self)
        self.regenerate.clicked.connect(self._drop_menu)
        buttons = QHBoxLayout()
        buttons.setSpacing(10)
        for button in (self.drafts, self.compare, self.open, self.regenerate, self.save):
            buttons.addWidget(button)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addLayout(words, 1)
        row.addLayout(buttons)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def say(self, title: str, sentence: str) -> None:
        """What is shown."""
        self.title.setText(title)
        self.sentence.setText(sentence)

    def _drop_menu(self) -> None:
        below = QPoint(0, self.regenerate.height() + 4)
        self.menu.popup(self.regenerate.mapToGlobal(below))
