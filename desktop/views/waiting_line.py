"""A line about something that waits or was refused, with what can be done about it."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.parts.buttons import Button
from desktop.views.parts.card import Card
from desktop.views.parts.elide import ElidedLabel
from desktop.views.parts.label import Icon, Label
from desktop.views.words import tr

# What fits into one line, whatever its letters.
SHORT_CHARS = 60


class WaitingRow(QWidget):
    """An icon, what it is, how it stands, at the end the buttons. `of` names the
    thing; `quote` is what the person wrote, in a few lines."""

    def __init__(
        self,
        of: UUID | str | int,
        icon: str,
        title: str,
        note: str,
        *,
        tone: str = "dim",
        quote: str = "",
    ) -> None:
        super().__init__()
        self.of = (of, icon, title, quote)
        self.title = ElidedLabel(title, "strong")
        self.note = Label(note, "small", "dim", wrap=True)
        self.buttons: list[Button] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(4, 6, 4, 6)
        self._row.setSpacing(12)
        self._row.addWidget(Icon(icon, tone, 18), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(self.title)
        words.addWidget(self.note)
        if quote:
            lines = 1 if len(quote) < SHORT_CHARS else 3
            words.addWidget(ElidedLabel(quote, "small", "text", lines=lines))
        self._row.addLayout(words, 1)

    def offer(self, words: str, act: Callable[[], object]) -> Button:
        """A button at the end of the line."""
        button = Button(words, "quiet")
        button.clicked.connect(act)
        button.setAccessibleDescription(self.title.text())
        self._row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        self.buttons.append(button)
        return button

    def set_note(self, note: str) -> None:
        """It stands otherwise now."""
        self.note.setText(note)


class LinesCard(Card):
    """Rows under a title; not there while there are none."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._head = self.header(title)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        self.body.addLayout(self._rows)
        self._more = Label("", "small", "dim")
        self.body.addWidget(self._more)
        self._shown: list[WaitingRow] = []
        self.hide()

    @property
    def rows(self) -> list[WaitingRow]:
        """What is shown."""
        return self._shown

    def show_rows(self, rows: list[WaitingRow], count: int) -> None:
        """Show these, of `count` in all. Rows of the same things stay, and keep the focus."""
        if [row.of for row in rows] != [row.of for row in self._shown]:
            for former in self._shown:
                self._rows.removeWidget(former)
                former.hide()
                former.deleteLater()
            for row in rows:
                self._rows.addWidget(row)
            self._shown = rows
        else:
            for shown, row in zip(self._shown, rows, strict=True):
                shown.set_note(row.note.text())
                row.deleteLater()
        self._head.set_count(count or None)
        rest = count - len(rows)
        self._more.setText(tr("and {n} more|and {n} more", n=rest) if rest > 0 else "")
        self._more.setVisible(rest > 0)
        self.setVisible(bool(rows))
