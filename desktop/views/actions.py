"""Everything a person can do, in one place: menu, buttons, palette and the page of keys read it."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from PySide6.QtCore import QObject, Signal

# Where an action counts: a view, the player inside Review, or anywhere.
Where = Literal["everywhere", "dashboard", "create", "review", "library", "settings", "player"]


@dataclass(frozen=True)
class Action:
    """Something a person can do. `words` as a menu shows them; `shortcut` as Qt spells it
    ("Ctrl+K"), a `is_single_key` counts only while nobody is typing and can be turned off;
    `reason` says why it cannot be done now, None when it can."""

    id: str
    words: str
    on: Callable[[], object]
    where: Where = "everywhere"
    shortcut: str | None = None
    icon: str | None = None
    is_single_key: bool = False
    reason: str | None = None


class ActionRegistry(QObject):
    """The actions of a window; `changed` when one came, went, or can be done or not any more."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._actions: dict[str, Action] = {}

    def __iter__(self) -> Iterator[Action]:
        return iter(tuple(self._actions.values()))

    def add(self, action: Action) -> None:
        """From now on it can be done; the one of the same id before it is gone."""
        self._actions[action.id] = action
        self.changed.emit()

    def get(self, id: str) -> Action:
        """One of them; a bug when there is none."""
        return self._actions[id]

    def set_reason(self, id: str, reason: str | None) -> None:
        """It cannot be done now, and why; or it can."""
        action = self._actions[id]
        if action.reason != reason:
            self._actions[id] = replace(action, reason=reason)
            self.changed.emit()

    def run(self, id: str) -> bool:
        """Do it, unless it cannot be done; whether it was."""
        action = self._actions[id]
        if action.reason is None:
            action.on()
        return action.reason is None

    def find(self, id: str) -> Action | None:
        """One of them, if there is such a one."""
        return self._actions.get(id)

    def keep_only(self, ids: Collection[str]) -> None:
        """The others are gone: the views that made them are."""
        gone = self._actions.keys() - set(ids)
        for id in gone:
            del self._actions[id]
        if gone:
            self.changed.emit()

    def list_of(self, where: Where) -> tuple[Action, ...]:
        """What can be done in a place, in the order in which it came."""
        return tuple(action for action in self if action.where == where)
