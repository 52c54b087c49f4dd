"""Where the server is, and the keys of machines for it."""

from PySide6.QtGui import QGuiApplication

from desktop.sync.status import Status
from desktop.views.doors import Doors
from desktop.views.parts.buttons import Button
from desktop.views.parts.card import Card
from desktop.views.section import Section, SettingRow
from desktop.views.settings_page.keys_card import KeysCard
from desktop.views.sync_words import moment_words
from desktop.views.words import tr


class ServerSection(Section):
    """The address, how it answers, and the keys."""

    def __init__(self, doors: Doors) -> None:
        super().__init__()
        self._doors = doors
        account = doors.desk.account
        card = Card()
        self.copy = Button(tr("Copy"), "quiet", "copy")
        self.copy.clicked.connect(self._copy)
        self._address = "" if account is None or account.is_own else account.server
        self.copy.setVisible(bool(self._address))
        title = self._address or tr("This computer")
        if account is None:
            title = tr("No server chosen yet")
        self.row = SettingRow(title, "", self.copy)
        card.body.addWidget(self.row)
        self.add(card)
        self.keys = KeysCard(doors)
        self.add(self.keys)
        doors.live.status_changed.connect(self._show)
        self._show(doors.desk.status)

    def load(self) -> None:
        """How it answers, and its keys."""
        self._show(self._doors.desk.status)
        self.keys.load()

    def leave(self) -> None:
        """A key is not shown again."""
        self.keys.new.forget()

    def _show(self, status: Status) -> None:
        heard = status.last_exchange_ms
        if heard is None:
            self.row.set_sentence(tr("Not heard of since Reelyard was opened."))
            return
        time = moment_words(heard, self._doors.clock_ms())
        self.row.set_sentence(tr("Last answered at {time}", time=time))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._address)
        self._doors.toast(tr("Copied."))
