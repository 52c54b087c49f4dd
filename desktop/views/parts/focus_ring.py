"""The one ring of a window around what has the keyboard's focus."""

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent, QPen, QWindow
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QApplication,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from desktop.views.parts.painting import open_painter, token

WIDTH_PX, OFFSET_PX = 2, 2
REACH_PX = WIDTH_PX + OFFSET_PX
DEFAULT_RADIUS_PX = 12
NO_RING = -1
WRITING = (QLineEdit, QPlainTextEdit, QTextEdit)
MOVES = frozenset({QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.ZOrderChange})
# After these a widget may be gone before anything else is heard of it.
GOES = frozenset({QEvent.Type.Hide, QEvent.Type.DeferredDelete, QEvent.Type.Close})
MODIFIERS = frozenset(
    {
        Qt.Key.Key_Shift,
        Qt.Key.Key_Control,
        Qt.Key.Key_Alt,
        Qt.Key.Key_Meta,
        Qt.Key.Key_AltGr,
        Qt.Key.Key_CapsLock,
    }
)


class FocusRing(QWidget):
    """Lies over a window and follows the focus there: seen after a key moved it, not after the
    pointer did. Around what it is to go differently, a widget says so by properties:
    `ring_radius` in px (-1: it draws its own), `ring_tone` a token."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hide()
        self._by_keys = False
        self._target: QWidget | None = None
        self._watched: list[QWidget] = []
        self._handle: QWindow | None = None
        self._window = window
        window.installEventFilter(self)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._focus_changed)
        self._listen()

    @property
    def target(self) -> QWidget | None:
        """What it is around now."""
        return self._target if self.isVisible() else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's name
        """Hear keys and presses of the window, and what moves under the ring."""
        if not self._is_whole():
            return False
        kind = event.type()
        if watched is self._handle:
            self._hear(event)
        elif kind in GOES:
            self._go_around(None)
        elif watched is self._window and kind in (QEvent.Type.Show, QEvent.Type.WinIdChange):
            self._listen()
        elif kind in MOVES:
            self._follow()
        return False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """A ring with a gap inside, whatever part of it is in sight."""
        if self._target is None or not isValid(self._target):
            return
        painter = open_painter(self)
        whole = self._around(self._target).translated(-self.pos())
        radius, tone = _radius_of(self._target), self._target.property("ring_tone")
        painter.setPen(QPen(token(str(tone or "focus")), WIDTH_PX))
        inset = WIDTH_PX / 2
        painter.drawRoundedRect(
            QRectF(whole).adjusted(inset, inset, -inset, -inset), radius + 1, radius + 1
        )

    def _is_whole(self) -> bool:
        """Whether neither it nor its window is being taken apart: Qt still sends events then, and
        Python may have dropped what the ring knew."""
        window: QWidget | None = self.__dict__.get("_window")
        return window is not None and isValid(window) and isValid(self)

    def _listen(self) -> None:
        """Hear the window's own events, once there is a window of the system."""
        handle = self._window.window().windowHandle()
        if handle is not None and handle is not self._handle:
            self._handle = handle
            handle.installEventFilter(self)

    def _hear(self, event: QEvent) -> None:
        kind = event.type()
        if kind in (QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin):
            self._by_keys = False
            self._go_around(None)
        elif kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease) and not self._by_keys:
            assert isinstance(event, QKeyEvent)
            if self._moves_focus(event):
                self._by_keys = True
                self._focus_changed(None, QApplication.focusWidget())

    def _moves_focus(self, event: QKeyEvent) -> bool:
        """Whether it is a key somebody finds their way with, and no letter of a text."""
        if event.key() in MODIFIERS:
            return False
        is_way = event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, Qt.Key.Key_F6)
        return is_way or not isinstance(QApplication.focusWidget(), WRITING)

    def _focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        if self._is_whole():
            is_here = new is not None and new.window() is self._window.window()
            self._go_around(new if self._by_keys and is_here else None)

    def _go_around(self, target: QWidget | None) -> None:
        if target is not None and _radius_of(target) <= NO_RING:
            target = None
        for widget in self._watched:
            if isValid(widget):
                widget.removeEventFilter(self)
        self._watched = []
        self._target = target
        while target is not None and target is not self._window:
            target.installEventFilter(self)
            self._watched.append(target)
            target = target.parentWidget()
        self._follow()

    def _follow(self) -> None:
        """Lie where the target is, as far as it is in sight."""
        target = self._target
        if target is None or not isValid(target) or not target.isVisible():
            self.hide()
            return
        seen = self._around(target) & self._in_sight(target)
        if seen.isEmpty():
            self.hide()
            return
        self.setGeometry(seen)
        self.raise_()
        self.show()
        self.update()

    def _around(self, target: QWidget) -> QRect:
        place = QRect(target.mapTo(self._window, QPoint(0, 0)), target.size())
        return place.adjusted(-REACH_PX, -REACH_PX, REACH_PX, REACH_PX)

    def _in_sight(self, target: QWidget) -> QRect:
        """What scroll areas around it show; a ring may lie over the gap beside one."""
        seen = self._window.rect()
        above = target.parentWidget()
        while above is not None and above is not self._window:
            area = above.parentWidget()
            if isinstance(area, QAbstractScrollArea) and above is area.viewport():
                view = QRect(above.mapTo(self._window, QPoint(0, 0)), above.size())
                seen &= view.adjusted(-REACH_PX, -REACH_PX, REACH_PX, REACH_PX)
            above = area
        return seen


def _radius_of(widget: QWidget) -> int:
    radius = widget.property("ring_radius")
    if radius is not None:
        return int(radius)
    if isinstance(widget, QAbstractScrollArea) and not isinstance(widget, WRITING):
        return NO_RING
    return DEFAULT_RADIUS_PX
