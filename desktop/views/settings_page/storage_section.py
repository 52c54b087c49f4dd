"""How much room files of reels take here, and where everything stands."""

from collections.abc import Collection
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from desktop.models import cache
from desktop.models.news import Changed
from desktop.settings import AppSettings
from desktop.views.confirm_button import ConfirmButton
from desktop.views.doors import Doors
from desktop.views.parts.bar import Bar
from desktop.views.parts.buttons import Button
from desktop.views.parts.card import Card
from desktop.views.parts.inputs import Select
from desktop.views.parts.label import Label
from desktop.views.section import Section, SettingRow
from desktop.views.waiting_words import BYTES_A_MB, size_words
from desktop.views.words import tr

BYTES_A_GB = 1000 * BYTES_A_MB
CHOICES_GB = (1, 2, 5, 10, 20, 50)


class StorageSection(Section):
    """The cache and the data folder."""

    def __init__(self, doors: Doors) -> None:
        super().__init__()
        self._doors = doors
        self.add(self._lay_out_cache())
        self.add(self._lay_out_folder())
        doors.live.changed.connect(self._changed)

    def load(self) -> None:
        """How much is used."""
        self._doors.ask(cache.used_bytes).on(self, self._show)

    @property
    def cap_bytes(self) -> int:
        """How much the cache may take."""
        return self._doors.settings().cache_bytes or cache.MOST_BYTES

    def _lay_out_cache(self) -> Card:
        card = Card()
        self._head = card.header(tr("Videos kept on this computer"))
        self.bar = Bar(tr("Room used"), meter=True)
        card.body.addWidget(self.bar)
        self.used = Label("", "body", "dim", wrap=True)
        card.body.addWidget(self.used)
        options = [(str(gb * BYTES_A_GB), size_words(gb * BYTES_A_GB)) for gb in CHOICES_GB]
        kept = str(self._doors.settings().cache_bytes or "")
        if kept and kept not in dict(options):
            options.insert(0, (kept, size_words(int(kept))))
        if not kept:
            options.insert(0, ("", tr("Usual, {size}", size=size_words(cache.MOST_BYTES))))
        self.cap = Select("", options, kept, name=tr("Keep at most"))
        self.cap.setFixedWidth(170)
        self.cap.chosen.connect(self._set_cap)
        sentence = tr("What was not watched for longest goes first; what you pinned stays.")
        card.body.addWidget(SettingRow(tr("Keep at most"), sentence, self.cap))
        self.clear = ConfirmButton(tr("Clear"), tr("Press again to clear"), icon="trash")
        self.clear.confirmed.connect(lambda: self._make_room(0))
        sentence = tr("They come back from the server when you watch them.")
        card.body.addWidget(SettingRow(tr("Clear them"), sentence, self.clear))
        return card

    def _lay_out_folder(self) -> Card:
        card = Card()
        folder = str(self._doors.desk.folder)
        self.reveal = Button(tr("Show in folder"), "quiet", "folder-open")
        self.reveal.clicked.connect(
            lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._doors.desk.folder)))
        )
        card.body.addWidget(SettingRow(tr("Drafts and files stand in"), folder, self.reveal))
        return card

    def _show(self, used_bytes: int) -> None:
        cap = self.cap_bytes
        self.bar.set_fraction(used_bytes / cap)
        self.used.setText(
            tr("{used} of {all} used", used=size_words(used_bytes), all=size_words(cap))
        )
        nothing = tr("There is nothing to clear.")
        self.clear.set_reason(None if used_bytes else nothing)

    def _changed(self, news: tuple[Changed, ...]) -> None:
        if self.isVisible() and any(change.of == "file" for change in news):
            self.load()

    def _set_cap(self, value: str) -> None:
        cap = int(value) if value else None

        def change(kept: AppSettings) -> AppSettings:
            return replace(kept, cache_bytes=cap)

        self._doors.change_settings(change)
        self._doors.desk.most_cache_bytes = self.cap_bytes
        self._make_room(self.cap_bytes)

    def _make_room(self, most_bytes: int) -> None:
        """What is too much is forgotten, then removed from the disk."""
        self._doors.ask(cache.make_room, 0, most_bytes=most_bytes).on(self, self._remove)

    def _remove(self, gone: Collection[Path]) -> None:
        folder = self._doors.desk.folder

        def remove() -> None:
            for path in gone:
                # One that is read just now is cleared at the next start.
                with suppress(OSError):
                    (folder / path).unlink(missing_ok=True)

        self._doors.take(self._doors.desk.aside(remove)).on(self, lambda _nothing: self.load())
