"""Where this person is signed in, and how to end that elsewhere."""

from collections.abc import Callable
from uuid import UUID

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from contract.accounts import DeviceAnswer
from contract.problems import Problem
from desktop.views.confirm_button import ConfirmButton
from desktop.views.doors import Doors
from desktop.views.parts.card import Card
from desktop.views.parts.elide import ElidedLabel
from desktop.views.parts.label import Icon, Label
from desktop.views.parts.pill import Pill
from desktop.views.problem_words import words_of
from desktop.views.sync_words import moment_words
from desktop.views.words import tr

MS_A_SECOND = 1000
# A device that was not heard of for so long is worth a word.
AWAY_FROM_MS = 7 * 24 * 3600 * MS_A_SECOND


class DevicesCard(Card):
    """A row for each device; what was shown stays where the server cannot be asked."""

    def __init__(self, doors: Doors) -> None:
        super().__init__()
        self._doors = doors
        self._head = self.header(tr("Devices"))
        self.note = Label("", "small", "dim", wrap=True)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(2)
        self.body.addWidget(self.note)
        self.body.addLayout(self._rows)
        self.rows: list[DeviceRow] = []

    def load(self) -> None:
        """Ask who is signed in where."""
        if not self._doors.desk.is_connected:
            self.note.setText(tr("They are shown once a server is connected."))
            return
        if not self.rows:
            self.note.setText(tr("Asking the server ..."))
        self._doors.take(self._doors.desk.list_devices()).on(self, self._show, self._fail)

    def _show(self, devices: tuple[DeviceAnswer, ...]) -> None:
        self.note.setVisible(not devices)
        self.note.setText(tr("No other program is signed in."))
        self._head.set_count(len(devices) or None)
        for row in self.rows:
            self._rows.removeWidget(row)
            row.hide()
            row.deleteLater()
        now_ms = self._doors.clock_ms()
        self.rows = [DeviceRow(device, now_ms) for device in devices]
        for row in self.rows:
            self._rows.addWidget(row)
            if row.revoke is not None:
                row.revoke.confirmed.connect(self._revoker(row.device.id))

    def _fail(self, problem: Problem) -> None:
        self.note.setText(words_of(problem).says)
        self.note.setVisible(True)

    def _revoker(self, device_id: UUID) -> Callable[[], None]:
        """Ends the sessions of a device, then the list is read again."""

        def done(_nothing: None) -> None:
            self._doors.toast(tr("Signed out there. What was not sent stays on that device."))
            self.load()

        def revoke() -> None:
            self._doors.take(self._doors.desk.revoke_device(device_id)).on(self, done)

        return revoke


class DeviceRow(QWidget):
    """A device: its name, when it was last heard of, and the button that signs it out."""

    def __init__(self, device: DeviceAnswer, now_ms: int) -> None:
        super().__init__()
        self.device = device
        seen_ms = round(device.last_seen_at.timestamp() * MS_A_SECOND)
        line = QHBoxLayout(self)
        line.setContentsMargins(4, 8, 4, 8)
        line.setSpacing(14)
        line.addWidget(Icon("laptop" if device.current else "monitor", "dim", 20))
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addWidget(ElidedLabel(device.name, "strong"))
        seen = tr("Last here {time}", time=moment_words(seen_ms, now_ms))
        words.addWidget(Label(tr("Now") if device.current else seen, "small", "dim"))
        line.addLayout(words, 1)
        self.revoke: ConfirmButton | None = None
        if device.current:
            line.addWidget(Pill(tr("This one"), "accent"))
            return
        if now_ms - seen_ms > AWAY_FROM_MS:
            days = (now_ms - seen_ms) // (24 * 3600 * MS_A_SECOND)
            line.addWidget(Pill(tr("Away {n} day|Away {n} days", n=days), "warn"))
        self.revoke = ConfirmButton(tr("Sign out there"), tr("Press again to sign it out"))
        self.revoke.setAccessibleDescription(device.name)
        line.addWidget(self.revoke)
