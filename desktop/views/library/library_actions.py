"""What can be done in the library, and the keys for it."""

from typing import TYPE_CHECKING

from desktop.views.actions import Action, ActionRegistry
from desktop.views.words import tr

if TYPE_CHECKING:
    from desktop.views.library.library_view import LibraryView


def add_actions(view: "LibraryView", registry: ActionRegistry) -> None:
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
