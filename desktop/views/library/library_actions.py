"""What can be done in the library, and the keys for it."""

from typing import Protocol

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from desktop.views.actions import Action, ActionRegistry
from desktop.views.library.grid import Grid
from desktop.views.words import tr


class Library(Protocol):
    """What these actions ask of the library."""

    def play(self) -> None:
        """The reel with the ring plays."""

    def toggle(self) -> None:
        """Tick what has the ring, or no longer."""

    def tick_all(self) -> None:
        """Tick all that is shown."""

    def search(self) -> None:
        """The keyboard goes to the words."""

    def tag(self) -> None:
        """The keyboard goes to the tags."""

    def keep(self) -> None:
        """What is chosen stays on this computer."""

    def export(self) -> None:
        """What is chosen goes into a folder."""

    def delete(self) -> None:
        """What is chosen goes to the trash."""

    def restore(self) -> None:
        """What is chosen comes out of the trash."""

    def open_draft(self) -> None:
        """What the shown reel was made from."""

    def clear(self) -> None:
        """One step back."""


def add_actions(view: Library, registry: ActionRegistry) -> None:
    """The actions of the library are in the registry."""
    for id, words, on, shortcut, icon, is_single in (
        ("play", tr("Play"), view.play, "Return", "play", False),
        ("select", tr("Select"), view.toggle, "Space", "check", False),
        ("select_all", tr("Select all"), view.tick_all, "Ctrl+A", "list-checks", False),
        ("search", tr("Search the library"), view.search, "/", "search", True),
        ("tag", tr("Tag"), view.tag, "T", "tag", True),
        ("keep", tr("Keep on this computer"), view.keep, None, "pin", False),
        ("export", tr("Export to folder"), view.export, "Ctrl+E", "share", False),
        ("delete", tr("Move to trash"), view.delete, "Del", "trash", False),
        ("restore", tr("Restore from trash"), view.restore, None, "archive-restore", False),
        ("draft", tr("Open draft"), view.open_draft, None, "pencil", False),
        ("clear", tr("Clear selection or filters"), view.clear, "Esc", "x", False),
    ):
        registry.add(
            Action(
                f"library.{id}",
                words,
                on,
                where="library",
                shortcut=shortcut,
                icon=icon,
                is_single_key=is_single,
            )
        )


def open_menu(grid: Grid, registry: ActionRegistry, at: QPoint) -> None:
    """What can be done, where the pointer or the menu key asks for it."""
    menu = QMenu(grid)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for action in registry.list_of("library"):
        if action.reason is None:
            menu.addAction(action.words).triggered.connect(lambda _=False, on=action.on: on())
    menu.popup(grid.viewport().mapToGlobal(at))
