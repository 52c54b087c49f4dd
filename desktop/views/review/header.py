"""The head of Review: what is shown, and what can be done with all of it."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QVBoxLayout, QWidget

from desktop.views.parts.buttons import Button
from desktop.views.parts.elide import ElidedLabel
from desktop.views.parts.label import Label
from desktop.views.review.offers import Offer
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
        self.compare = Button(tr("Compare"), "quiet", "columns-2", parent=self)
        self.compare.set_tip(tr("Variants side by side"), "V")
        self.open = Button(tr("Open draft"), "quiet", "pencil", parent=self)
        self.regenerate = Button(tr("Regenerate"), "quiet", "refresh", parent=self)
        self.save = Button(tr("Save to Library"), "primary", "bookmark", parent=self)
        self.save.set_tip(tr("Save to Library"), "Ctrl+S")
        self.menu = QMenu(self)
        self.menu.setToolTipsVisible(True)
        self._ways: tuple[Offer, ...] = ()
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

    def say_compare(self, is_comparing: bool, reason: str | None) -> None:
        """What a press on Compare does now, or why it does nothing."""
        self.compare.setText(tr("One at a time") if is_comparing else tr("Compare"))
        self.compare.set_icon("smartphone" if is_comparing else "columns-2")
        self.compare.set_reason(reason)

    def say_save(
        self, letter: str, reason: str | None, *, is_saved: bool, is_comparing: bool
    ) -> None:
        """Which variant is saved by a press, or why none is."""
        if is_saved:
            words = tr("{letter} is saved", letter=letter)
        elif is_comparing:
            words = tr("Save {letter} to Library", letter=letter)
        else:
            words = tr("Save to Library")
        if words != self.save.text():
            self.save.setText(words)
            self.save.updateGeometry()
        self.save.set_reason(reason)

    def say_ways(self, ways: Sequence[Offer], reason: str | None, note: str | None) -> None:
        """The ways of making anew, each with its price; `reason` where there is none now, and a
        note where it will wait."""
        if [way.words for way in ways] != [item.text() for item in self.menu.actions()]:
            self.menu.clear()
            for place, way in enumerate(ways):
                item = self.menu.addAction(way.words)
                item.triggered.connect(lambda _=False, place=place: self._ways[place].act())
        self._ways = tuple(ways)
        for way, item in zip(ways, self.menu.actions(), strict=True):
            item.setEnabled(way.reason is None)
            item.setToolTip(way.reason or way.words)
        self.regenerate.set_tip(note or (ways[0].words if ways else ""), "R")
        self.regenerate.set_reason(reason)

    def _drop_menu(self) -> None:
        below = QPoint(0, self.regenerate.height() + 4)
        self.menu.popup(self.regenerate.mapToGlobal(below))
