"""The head of the library: what it is, how much is in it, and the way to the trash."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.item_details import Summary
from desktop.views.figures import count_words, size_words
from desktop.views.parts.buttons import Button
from desktop.views.parts.label import Label
from desktop.views.words import tr


class LibraryHeader(QWidget):
    """`trash_toggled` when somebody wants to see the trash, or no longer."""

    trash_toggled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row, words = QHBoxLayout(self), QVBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        words.setSpacing(2)
        self.title = Label(tr("Library"), "h1", parent=self)
        self.sentence = Label("", "body", "dim", parent=self)
        words.addWidget(self.title)
        words.addWidget(self.sentence)
        row.addLayout(words, 1)
        self.trash = Button(tr("Trash"), "ghost", "trash", parent=self)
        self.trash.clicked.connect(self.trash_toggled)
        row.addWidget(self.trash, 0, Qt.AlignmentFlag.AlignVCenter)

    def show_trash(self, is_trash: bool) -> None:
        """Say which of the two is shown."""
        self.trash.setText(tr("Back to library") if is_trash else tr("Trash"))
        self.trash.set_icon("arrow-left" if is_trash else "trash")
        self.title.setText(tr("Trash") if is_trash else tr("Library"))
        self.sentence.setText(tr("What is deleted stays here for 30 days.") if is_trash else "")

    def show_summary(self, summary: Summary, most_bytes: int) -> None:
        """How much there is, and how much of it is here."""
        self.sentence.setText(
            tr(
                "{n} reel · {here} on this computer · {used} of {most} kept here|"
                "{n} reels · {here} on this computer · {used} of {most} kept here",
                n=summary.items,
                here=count_words(summary.here),
                used=size_words(summary.cached_bytes),
                most=size_words(most_bytes),
            )
        )
