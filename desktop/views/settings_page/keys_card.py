"""Keys for machines: made here, shown once, revoked here."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from contract.accounts import LONGEST_NAME_CHARS, ApiKeyAnswer, NewApiKeyAnswer
from contract.problems import Problem
from desktop.views.confirm_button import ConfirmButton
from desktop.views.doors import Doors
from desktop.views.parts.buttons import Button
from desktop.views.parts.card import Card
from desktop.views.parts.elide import ElidedLabel
from desktop.views.parts.inputs import LineInput
from desktop.views.parts.label import Icon, Label
from desktop.views.problem_words import words_of
from desktop.views.sync_words import day_words, moment_words
from desktop.views.words import tr

MS_A_SECOND = 1000


class KeysCard(Card):
    """A row for each key, and a line to make one."""

    def __init__(self, doors: Doors) -> None:
        super().__init__()
        self._doors = doors
        self._head = self.header(tr("API keys"))
        about = tr("For scripts and other programs: they may do all that you can.")
        self.body.addWidget(Label(about, "small", "dim", wrap=True))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        self.body.addLayout(self._rows)
        self.rows: list[KeyRow] = []
        self.new = NewKey()
        self.body.addWidget(self.new)
        self._lay_out_maker()

    def load(self) -> None:
        """Ask which keys there are."""
        is_connected = self._doors.desk.is_connected
        self.make.set_reason(None if is_connected else tr("No server is connected."))
        if is_connected:
            self._doors.take(self._doors.desk.list_keys()).on(self, self._show, self._fail)

    def _lay_out_maker(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(10)
        self.name = LineInput("", tr("What the key is for"), name=tr("Name of the new key"))
        self.name.field.setMaxLength(LONGEST_NAME_CHARS)
        self.make = Button(tr("Create a key"), "quiet", "plus")
        self.name.submitted.connect(self.make.click)
        self.make.clicked.connect(self._make)
        row.addWidget(self.name, 1)
        row.addWidget(self.make)
        self.body.addLayout(row)

    def _make(self) -> None:
        name = self.name.text().strip()
        self.name.set_error(None if name else tr("Say what it is for."))
        if name:
            self._doors.take(self._doors.desk.add_key(name)).on(self, self._made, self._fail)

    def _made(self, key: NewApiKeyAnswer) -> None:
        self.name.set_text("")
        self.new.show_key(key.key)
        self.load()

    def _show(self, keys: tuple[ApiKeyAnswer, ...]) -> None:
        self.name.set_error(None)
        self._head.set_count(len(keys) or None)
        for row in self.rows:
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = [KeyRow(key, self._doors.clock_ms()) for key in keys]
        for row in self.rows:
            self._rows.addWidget(row)
            row.revoke.confirmed.connect(self._revoker(row.key.id))

    def _revoker(self, key_id: UUID) -> Callable[[], None]:
        def done(_nothing: None) -> None:
            self._doors.toast(tr("The key opens nothing any longer."))
            self.load()

        return lambda: self._revoke(key_id, done)

    def _revoke(self, key_id: UUID, done: Callable[[None], None]) -> None:
        self._doors.take(self._doors.desk.revoke_key(key_id)).on(self, done)

    def _fail(self, problem: Problem) -> None:
        words = words_of(problem)
        self.name.set_error(tr("{says} {more}", says=words.says, more=words.remedy))


class KeyRow(QWidget):
    """A key by its first letters."""

    def __init__(self, key: ApiKeyAnswer, now_ms: int) -> None:
        super().__init__()
        self.key = key
        line = QHBoxLayout(self)
        line.setContentsMargins(4, 6, 4, 6)
        line.setSpacing(14)
        line.addWidget(Icon("key", "dim", 20))
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(ElidedLabel(key.name, "strong"))
        words.addWidget(Label(_about(key, now_ms), "small", "dim"))
        line.addLayout(words, 1)
        self.revoke = ConfirmButton(tr("Revoke"), tr("Press again to revoke"))
        self.revoke.setAccessibleDescription(key.name)
        line.addWidget(self.revoke)


class NewKey(QWidget):
    """The whole key, for as long as one looks at it."""

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, 0, 4)
        row.setSpacing(10)
        self.field = QLineEdit()
        self.field.setReadOnly(True)
        self.field.setAccessibleName(tr("The new key"))
        self.copy = Button(tr("Copy"), "primary", "copy")
        self.copy.clicked.connect(self._copy)
        words = QVBoxLayout()
        words.addWidget(Label(tr("It is shown this once: copy it now."), "strong", "warn"))
        words.addWidget(self.field)
        row.addLayout(words, 1)
        row.addWidget(self.copy)
        self.hide()

    def show_key(self, key: str) -> None:
        """Show it, until the page is left."""
        self.field.setText(key)
        self.field.setCursorPosition(0)
        self.show()
        self.copy.setFocus()

    def forget(self) -> None:
        """It is not shown again."""
        self.field.clear()
        self.hide()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.field.text())
        self.copy.setText(tr("Copied"))


def _about(key: ApiKeyAnswer, now_ms: int) -> str:
    made = day_words(round(key.created_at.timestamp() * MS_A_SECOND))
    if key.last_used_at is None:
        return tr("{prefix}…, made {day}, not used yet", prefix=key.prefix, day=made)
    used = moment_words(round(key.last_used_at.timestamp() * MS_A_SECOND), now_ms)
    return tr("{prefix}…, made {day}, last used {time}", prefix=key.prefix, day=made, time=used)
