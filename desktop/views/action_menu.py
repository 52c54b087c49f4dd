"""All that can be done here as a menu, read from the registry."""

from PySide6.QtGui import QAction, QIcon, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from desktop.views.actions import Action, ActionRegistry
from desktop.views.theme.theme import worn_theme


def fill_menu(actions: ActionRegistry, view: str, parent: QWidget) -> QMenu:
    """A menu that is gone once it is closed: first what the view in front can do, then what can
    be done everywhere."""
    menu = QMenu(parent)
    menu.setToolTipsVisible(True)
    menu.aboutToHide.connect(menu.deleteLater)
    for place in (view, "player" if view == "review" else "", "everywhere"):
        here = [action for action in actions if action.where == place and _is_listed(action.id)]
        for action in here:
            menu.addAction(_entry(actions, action, menu))
        if here:
            menu.addSeparator()
    return menu


def _is_listed(id: str) -> bool:
    """Not the menu in itself, and not each section of the settings: the palette finds those."""
    return id != "menu" and not id.startswith("go.settings.")


def _entry(actions: ActionRegistry, action: Action, menu: QMenu) -> QAction:
    icon = worn_theme().icon(action.icon) if action.icon else QIcon()
    entry = QAction(icon, action.words.replace("&", "&&"), menu)
    if action.shortcut:
        entry.setShortcut(QKeySequence(action.shortcut))
        # The key itself is bound once, for the whole window: here it is only read.
        entry.setShortcutVisibleInContextMenu(True)
    entry.setEnabled(action.reason is None)
    entry.setToolTip(action.reason or action.words)
    entry.triggered.connect(lambda: actions.run(action.id))
    return entry
