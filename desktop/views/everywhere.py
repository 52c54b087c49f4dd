"""What can be done wherever one is: DESIGN's row of keys that count everywhere."""

from typing import Any, Protocol

from desktop.views.actions import Action, ActionRegistry
from desktop.views.place_words import VIEWS, sections, view_words
from desktop.views.words import tr


class Window(Protocol):
    """What these actions ask of the window."""

    def go(self, view: str, **what: Any) -> None:
        """Bring a view to the front."""

    def open_commands(self) -> None:
        """Find anything by its words."""

    def open_menu(self) -> None:
        """All that can be done here."""

    def show_keys(self) -> None:
        """All keys."""

    def show_waiting(self) -> None:
        """What the server has not got."""

    def next_pane(self) -> None:
        """The keyboard goes on."""

    def undo(self) -> None:
        """Take back what was done last."""

    def close(self) -> bool:
        """Leave."""


def add_everywhere(actions: ActionRegistry, window: Window) -> frozenset[str]:
    """The window's own actions are in the registry; return their ids."""
    ours = (*_going(window), *_doing(window))
    for action in ours:
        actions.add(action)
    return frozenset(action.id for action in ours)


def _going(window: Window) -> list[Action]:
    words = view_words()

    def to(view: str, **what: Any) -> Any:
        return lambda: window.go(view, **what)

    places = [
        Action(
            f"go.{view}", tr("Go to {view}", view=words[view]), to(view), shortcut=keys, icon=icon
        )
        for view, icon, keys in VIEWS
    ]
    return [
        *places,
        Action("go.settings", tr("Open settings"), to("settings"), shortcut="Ctrl+,", icon="gear"),
        Action("go.shortcuts", tr("All keys"), window.show_keys, shortcut="F1", icon="keyboard"),
        *(
            Action(
                f"go.settings.{name}",
                tr("Settings: {section}", section=words),
                to("settings", section=name),
                icon=icon,
            )
            for name, icon, words in sections()
        ),
        Action("sync.show_waiting", tr("See what is waiting"), window.show_waiting, icon="list"),
    ]


def _doing(window: Window) -> list[Action]:
    find = tr("Search and commands")
    pane = tr("Next part of the window")
    return [
        Action("palette", find, window.open_commands, shortcut="Ctrl+K", icon="search"),
        Action("undo", tr("Undo"), window.undo, shortcut="Ctrl+Z", icon="undo"),
        Action("pane", pane, window.next_pane, shortcut="F6", icon="columns-2"),
        Action("menu", tr("Menu"), window.open_menu, shortcut="F10", icon="list"),
        Action("quit", tr("Quit"), window.close, shortcut="Ctrl+Q", icon="power"),
    ]
