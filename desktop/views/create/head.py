"""The head of Create: which draft it is, undo and redo, other drafts, and what else can be done."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from contract.drafts import LONGEST_TITLE_CHARS, shown_title
from desktop.models.drafts import Draft
from desktop.views.figures import clock_words, moment_words
from desktop.views.parts.buttons import IconButton
from desktop.views.parts.elide import ElidedLabel
from desktop.views.parts.label import Label
from desktop.views.words import tr
from reel.script import plain_topic

# What is called "just now".
JUST_NOW_MS = 60_000
TITLE_WIDE_PX = 280
DAY_MS = 24 * 3600 * 1000


class Head(QWidget):
    """`renamed` tells a new title ("" for none), `list_asked` and `more_asked` where a menu
    goes."""

    renamed = Signal(str)
    list_asked = Signal(QPoint)
    more_asked = Signal(QPoint)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = ""
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._heading = Label(tr("Create"), "h1", parent=self)
        self._draft_words = ElidedLabel("", "body", "dim", parent=self)
        self._draft_words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._field = TitleField(self)
        self._field.submitted.connect(self._submit)
        self._field.left.connect(self._end)
        self.list_button = IconButton("chevron-down", tr("Other drafts"), parent=self)
        self.undo = IconButton("undo-2", tr("Undo"), "Ctrl+Z", parent=self)
        self.redo = IconButton("redo-2", tr("Redo"), "Ctrl+Shift+Z", parent=self)
        self.more = IconButton("ellipsis", tr("More"), parent=self)
        self.list_button.clicked.connect(lambda: self.list_asked.emit(_below(self.list_button)))
        self.more.clicked.connect(lambda: self.more_asked.emit(_below(self.more)))
        row.addWidget(self._heading)
        row.addSpacing(6)
        row.addWidget(self.list_button)
        row.addWidget(self._draft_words, 1)
        row.addWidget(self._field, 1, Qt.AlignmentFlag.AlignLeading)
        for button in (self.undo, self.redo, self.more):
            row.addWidget(button)
        self._field.hide()

    def show_draft(self, draft: Draft, now_ms: int) -> None:
        """Say which one it is, and when it was edited."""
        self._title = draft.title or ""
        title = shown_title(draft.title, plain_topic(draft.topic)) or tr("Untitled")
        gone_ms = now_ms - draft.updated_at_ms
        if gone_ms < JUST_NOW_MS:
            words = tr("{title}, edited just now", title=title)
        elif gone_ms < DAY_MS:
            time = clock_words(draft.updated_at_ms)
            words = tr("{title}, edited {time}", title=title, time=time)
        else:
            time = moment_words(draft.updated_at_ms, now_ms)
            words = tr("{title}, edited {time}", title=title, time=time)
        if draft.deleted_at is not None:
            words = tr("{title}, in the trash until it is edited", title=title)
        self._draft_words.setText(words)

    def rename(self) -> None:
        """Let a person type another title."""
        self._field.setText(self._title)
        self._draft_words.hide()
        self._field.show()
        self._field.selectAll()
        self._field.setFocus()

    def _submit(self, title: str) -> None:
        self._end()
        if title != self._title:
            self.renamed.emit(title)

    def _end(self) -> None:
        self._field.hide()
        self._draft_words.show()


class TitleField(QLineEdit):
    """`submitted` on Enter or when the focus goes, `left` on Escape."""

    submitted = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Title"))
        self.setPlaceholderText(tr("The first words of the topic"))
        self.setMaxLength(LONGEST_TITLE_CHARS)
        self.setFixedWidth(TITLE_WIDE_PX)
        self.setProperty("ring_radius", 12)
        self.editingFinished.connect(self._finish)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's name
        """Escape leaves the title as it was."""
        if event.key() == Qt.Key.Key_Escape:
            self.blockSignals(True)
            self.clearFocus()
            self.blockSignals(False)
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _finish(self) -> None:
        if self.isVisible():
            self.submitted.emit(" ".join(self.text().split()))


def _below(button: QWidget) -> QPoint:
    return button.mapToGlobal(button.rect().bottomLeft())
