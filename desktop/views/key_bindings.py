"""Keys: each action's shortcut does it, where it counts and nobody needs the key otherwise."""

import re
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    QTextEdit,
    QWidget,
)

from desktop.views.actions import Action, ActionRegistry

ARROWS = ("Left", "Right", "Up", "Down")
PRESSES = ("Space", "Return", "Enter")
TYPED_INTO = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox)
FUNCTION_KEY = re.compile(r"(Shift\+)?F\d+")
# What a control does by itself with a key comes before what an action would do with it.
OWN_KEYS: tuple[tuple[type[QWidget], tuple[str, ...]], ...] = (
    (QRadioButton, (*ARROWS, *PRESSES)),
    (QAbstractButton, PRESSES),
    (QComboBox, (*ARROWS, *PRESSES)),
    (QAbstractSlider, ARROWS),
    (QAbstractItemView, ARROWS),
)


class KeyBindings(QObject):
    """One shortcut of Qt for each key of the registry. `on_refused` hears of an action whose key
    was pressed while it cannot be done."""

    def __init__(
        self, actions: ActionRegistry, window: QWidget, on_refused: Callable[[Action], object]
    ) -> None:
        super().__init__(window)
        self._actions, self._window, self._on_refused = actions, window, on_refused
        self._places: tuple[str, ...] = ("everywhere",)
        self._has_single_keys = True
        self._shortcuts: dict[str, QShortcut] = {}
        # A view adds its actions one by one: they are bound together, once.
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._bind)
        actions.changed.connect(self._soon.start)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_changed)

    @property
    def places(self) -> tuple[str, ...]:
        """Where actions count now, the nearest first."""
        return self._places

    def set_place(self, view: str | None) -> None:
        """Only keys of this view, and those that count everywhere, do something; None: none."""
        if view is None:
            self._places = ()
        else:
            player = ("player",) if view == "review" else ()
            self._places = (view, *player, "everywhere")
        self._bind()

    def set_single_keys(self, on: bool) -> None:
        """Whether single letters do something."""
        self._has_single_keys = on
        self._bind()

    def action_of(self, keys: str) -> Action | None:
        """What a press of these keys does here and now."""
        for place in self._places:
            for action in self._actions:
                if action.where == place and action.shortcut == keys and self._counts(action):
                    return action
        return None

    def _counts(self, action: Action) -> bool:
        return self._has_single_keys or not action.is_single_key

    def _bind(self) -> None:
        self._soon.stop()
        wanted = {action.shortcut for action in self._actions if action.shortcut}
        for keys in self._shortcuts.keys() - wanted:
            self._shortcuts.pop(keys).deleteLater()
        for keys in wanted - self._shortcuts.keys():
            shortcut = QShortcut(QKeySequence(keys), self._window)
            shortcut.activated.connect(lambda keys=keys: self._pressed(keys))
            self._shortcuts[keys] = shortcut
        self._focus_changed(None, QApplication.focusWidget())

    def _focus_changed(self, _before: QWidget | None, now: QWidget | None) -> None:
        for keys, shortcut in self._shortcuts.items():
            action = self.action_of(keys)
            taken = now is not None and _needs(now, keys, action)
            shortcut.setEnabled(action is not None and not taken)

    def _pressed(self, keys: str) -> None:
        action = self.action_of(keys)
        if action is not None and not self._actions.run(action.id):
            self._on_refused(action)


def _needs(focused: QWidget, keys: str, action: Action | None) -> bool:
    """Whether what has the focus does something of its own with these keys."""
    if isinstance(focused, TYPED_INTO) and _is_typed(keys, action):
        return True
    own = next((own for kind, own in OWN_KEYS if isinstance(focused, kind)), ())
    return keys in own


def _is_typed(keys: str, action: Action | None) -> bool:
    """Whether such a key writes or moves the caret; Ctrl with a letter does neither."""
    if action is not None and action.is_single_key:
        return True
    is_held = any(f"{modifier}+" in keys for modifier in ("Ctrl", "Alt", "Meta"))
    return not is_held and not FUNCTION_KEY.fullmatch(keys)
