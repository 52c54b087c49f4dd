"""What Review says where nothing was made yet."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.models.reviews import Review
from desktop.views.doors import Doors
from desktop.views.parts.buttons import Button
from desktop.views.parts.empty import EmptyState
from desktop.views.words import tr


class NothingPage(EmptyState):
    """`opened` when somebody wants the draft that nothing was made of."""

    opened = Signal()

    def __init__(self, doors: Doors, parent: QWidget | None = None) -> None:
        super().__init__("film", "", parent=parent)
        self._open = Button(tr("Open draft"), "primary", "pencil", parent=self)
        self._open.clicked.connect(self.opened)
        self._create = Button(tr("Create New Reel"), "primary", "plus", parent=self)
        self._create.clicked.connect(lambda: doors.go("create"))
        self.set_words("film", "", "", self._open, self._create)
        self.say(None)

    def say(self, review: Review | None) -> None:
        """Tell of a draft, or that there is none."""
        has_draft = review is not None
        self._open.setVisible(has_draft)
        self._create.setVisible(not has_draft)
        if has_draft:
            self.title.setText(tr("Nothing was made of this draft yet"))
            self.sentence.setText(tr("Open it and press Generate; its variants appear here."))
        else:
            words = tr("Write a few lines and press Generate; what is made appears here.")
            self.title.setText(tr("Nothing to review yet"))
            self.sentence.setText(words)
        self.sentence.show()
