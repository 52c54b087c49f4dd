"""The parts of the window that F6 goes through: those marked with the property `pane`."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QWidget


def next_pane(window: QWidget, focused: QWidget | None) -> QWidget | None:
    """Give the keyboard to the next part, the first after the last; return what has it now."""
    panes = [pane for pane in window.findChildren(QWidget) if _is_open(pane)]
    panes.sort(key=lambda pane: _corner(pane, window))
    # A pane that holds others has the keyboard only where none of them has.
    here = [pane for pane in panes if focused is not None and _holds(pane, focused)]
    at = panes.index(here[-1]) if here else -1
    for pane in panes[at + 1 :] + panes[: at + 1]:
        first = _first_in(pane, here[-1] if here else None)
        if first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)
            return first
    return None


def _is_open(pane: QWidget) -> bool:
    return bool(pane.property("pane")) and pane.isVisible()


def _corner(pane: QWidget, window: QWidget) -> tuple[int, int, int]:
    """From where reading starts; a part comes after what it lies in."""
    at = pane.mapTo(window, QPoint(0, 0))
    mirrored = window.layoutDirection() == Qt.LayoutDirection.RightToLeft
    x = window.width() - at.x() - pane.width() if mirrored else at.x()
    return (x, at.y(), -pane.width() * pane.height())


def _holds(pane: QWidget, widget: QWidget) -> bool:
    return pane is widget or pane.isAncestorOf(widget)


def _first_in(pane: QWidget, besides: QWidget | None) -> QWidget | None:
    """What Tab would come to first in it, outside of another pane that lies in it."""
    widget: QWidget | None = pane
    for _ in range(MOST_WIDGETS):
        if widget is None:
            return None
        if _takes_keys(widget) and _holds(pane, widget) and not _is_in(besides, pane, widget):
            return widget
        widget = widget.nextInFocusChain()
        if widget is pane:
            return None
    return None


# Views have a few hundred; a chain that never closes would hang the window.
MOST_WIDGETS = 5000


def _is_in(besides: QWidget | None, pane: QWidget, widget: QWidget) -> bool:
    return besides is not None and besides is not pane and _holds(besides, widget)


def _takes_keys(widget: QWidget) -> bool:
    takes = widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    return bool(takes) and widget.isVisible() and widget.isEnabled()
