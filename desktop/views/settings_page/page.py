"""The page of settings: sections at the start, one of them in front."""

from collections.abc import Callable
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop.views.doors import Doors
from desktop.views.parts.label import Label
from desktop.views.parts.scroll import MARGIN_PX
from desktop.views.place_words import sections
from desktop.views.section import MOST_WIDE_PX, Section
from desktop.views.settings_page.account_section import AccountSection
from desktop.views.settings_page.leaving import Leaving
from desktop.views.settings_page.look_section import LookSection
from desktop.views.settings_page.server_section import ServerSection
from desktop.views.settings_page.storage_section import StorageSection
from desktop.views.settings_page.sync_section import SyncSection
from desktop.views.shortcuts_page import ShortcutsPage
from desktop.views.sidebar import NavItem
from desktop.views.words import tr

NAV_WIDE_PX = 214
FIRST = "sync"


class SettingsPage(QWidget):
    """Shown with `section`, it opens there: account, sync, server, storage, look, shortcuts."""

    def __init__(self, doors: Doors, leaving: Leaving, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._makers: dict[str, Callable[[], Section]] = {
            "account": lambda: AccountSection(doors, leaving),
            "sync": lambda: SyncSection(doors, leaving),
            "server": lambda: ServerSection(doors),
            "storage": lambda: StorageSection(doors),
            "look": lambda: LookSection(doors),
            "shortcuts": lambda: ShortcutsPage(doors.actions),
        }
        self._made: dict[str, Section] = {}
        self._items: dict[str, NavItem] = {}
        self._open = ""
        self._lay_out()

    @property
    def section(self) -> str:
        """Which is in front."""
        return self._open

    def shown(self, section: str | None = None, **_what: Any) -> None:
        """It comes to the front, at a section or where it was left."""
        self.open_section(section if section in self._makers else self._open or FIRST)

    def hidden(self) -> None:
        """Nobody looks any longer."""
        if self._open:
            self._made[self._open].leave()

    def open_section(self, name: str) -> Section:
        """Bring a section to the front, up to date."""
        if self._open and self._open != name:
            self._made[self._open].leave()
        if name not in self._made:
            self._made[name] = self._makers[name]()
            self._stack.addWidget(self._made[name])
        self._open = name
        for each, item in self._items.items():
            item.setChecked(each == name)
        section = self._made[name]
        self._stack.setCurrentWidget(section)
        section.load()
        return section

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN_PX, 20, MARGIN_PX, 0)
        column.setSpacing(2)
        column.addWidget(Label(tr("Settings"), "h1"))
        column.addWidget(Label(tr("Everything here is saved at once."), "body", "dim"))
        column.addSpacing(12)
        row = QHBoxLayout()
        row.setSpacing(18)
        row.addLayout(self._lay_out_items())
        self._stack = QStackedWidget()
        self._stack.setMaximumWidth(MOST_WIDE_PX)
        row.addWidget(self._stack, 1)
        row.addStretch(0)
        column.addLayout(row, 1)

    def _lay_out_items(self) -> QVBoxLayout:
        items = QVBoxLayout()
        items.setSpacing(2)
        for name, icon, words in sections():
            item = NavItem(icon, words, None, self, fills=False)
            item.setFixedWidth(NAV_WIDE_PX)
            item.clicked.connect(self._opener(name))
            self._items[name] = item
            items.addWidget(item)
        items.addStretch(1)
        return items

    def _opener(self, name: str) -> Callable[[], None]:
        def open_it() -> None:
            self.open_section(name)

        return open_it
