"""What lies over a window: the focus ring and the toast."""

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListView, QPushButton, QVBoxLayout, QWidget

from desktop.views.parts.buttons import Button
from desktop.views.parts.focus_ring import REACH_PX, FocusRing
from desktop.views.parts.inputs import LineInput
from desktop.views.parts.scroll import ScrollPage
from desktop.views.parts.toast import ToastHost
from desktop.views.theme.theme import DURATIONS_MS


def place_of(widget: QWidget) -> QRect:
    return QRect(widget.mapTo(widget.window(), QPoint(0, 0)), widget.size())


def around(widget: QWidget) -> QRect:
    return place_of(widget).adjusted(-REACH_PX, -REACH_PX, REACH_PX, REACH_PX)


def press_key(window: QWidget, key: Qt.Key) -> None:
    """As the system brings a key: to the window, which finds out for whom it is."""
    QTest.keyClick(window.windowHandle(), key)


def press_pointer(widget: QWidget) -> None:
    """Likewise a press."""
    middle = widget.mapTo(widget.window(), widget.rect().center())
    QTest.mouseClick(
        widget.window().windowHandle(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        middle,
    )


@pytest.fixture
def two(show) -> tuple[Button, Button, FocusRing]:
    one, two = Button("One"), Button("Two", "primary")
    ring = FocusRing(show(one, two))
    return one, two, ring


def test_the_ring_follows_tab(two):
    one, other, ring = two
    assert ring.target is None
    press_key(one.window(), Qt.Key.Key_Tab)
    focused = one if one.hasFocus() else other
    assert ring.target is focused
    assert ring.geometry() == around(focused)
    press_key(one.window(), Qt.Key.Key_Tab)
    assert ring.target is not focused
    assert ring.target is not None


def test_no_ring_after_a_press_of_the_pointer(two):
    one, other, ring = two
    press_key(one.window(), Qt.Key.Key_Tab)
    press_pointer(other)
    assert ring.target is None
    # Whoever then takes to the keys sees where they are.
    press_key(one.window(), Qt.Key.Key_Down)
    assert ring.target is one.window().focusWidget()


def test_typing_does_not_bring_the_ring_and_tab_does(show):
    line, button = LineInput("Topic"), Button("Go")
    window = show(line, button)
    ring = FocusRing(window)
    press_pointer(line.field)
    press_key(window, Qt.Key.Key_A)
    assert line.text() == "a"
    assert ring.target is None
    press_key(window, Qt.Key.Key_Tab)
    assert ring.target is button


def test_the_ring_goes_where_its_widget_goes(qapp, two):
    one, _other, ring = two
    press_key(one.window(), Qt.Key.Key_Tab)
    target = ring.target
    target.setGeometry(60, 90, 200, 36)
    assert ring.geometry() == around(target)
    target.hide()
    assert ring.target is not target


def test_the_ring_of_what_is_deleted_goes(qapp, two):
    one, other, ring = two
    press_key(one.window(), Qt.Key.Key_Tab)
    ring.target.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.processEvents()
    assert ring.target in (None, one, other)
    press_key(ring.window(), Qt.Key.Key_Tab)


def test_the_ring_is_seen_no_further_than_its_scroll_area(qapp, show):
    page = ScrollPage()
    buttons = [Button(f"Number {i}") for i in range(20)]
    for button in buttons:
        page.body.addWidget(button)
    window = show(page, wide=300, high=200)
    ring = FocusRing(window)
    press_key(window, Qt.Key.Key_Tab)
    buttons[0].setFocus()
    assert ring.target is buttons[0]
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    assert ring.target is None
    page.verticalScrollBar().setValue(0)
    assert ring.target is buttons[0]


def test_windows_with_rings_come_and_go(qapp, qtbot):
    """However a window ends, its ring ends with it and leaves nothing behind."""
    for round_ in range(30):
        button = Button("One")
        window = QWidget()
        QVBoxLayout(window).addWidget(button)
        ring = FocusRing(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        press_key(window, Qt.Key.Key_Tab)
        assert ring.target is button
        if round_ % 3 == 0:
            window.close()
        elif round_ % 3 == 1:
            window.deleteLater()
            qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        else:
            shiboken6.delete(window)
    assert [widget for widget in qapp.topLevelWidgets() if widget.isVisible()] == []


def test_the_ring_survives_the_view_it_was_in(qapp, show):
    """A sign-out takes the views apart while the focus is in one of them."""
    holder = QWidget()
    window = show(holder, Button("Stays"))
    ring = FocusRing(window)
    for _ in range(20):
        view = QWidget(holder)
        inner = QWidget(view)
        button = Button("Goes", parent=inner)
        view.show()
        press_key(window, Qt.Key.Key_Tab)
        button.setFocus()
        assert ring.target is button
        shiboken6.delete(view)
        qapp.processEvents()
        assert ring.target is not button
        ring.grab()


def test_what_draws_its_own_place_has_no_ring(show):
    view, button = QListView(), QPushButton("x")
    window = show(view, button)
    ring = FocusRing(window)
    press_key(window, Qt.Key.Key_Tab)
    view.setFocus()
    assert ring.target is None
    button.setFocus()
    assert ring.target is button
    button.setProperty("ring_radius", -1)
    view.setFocus()
    button.setFocus()
    assert ring.target is None


def test_the_pointer_goes_through_the_ring(two):
    _one, _other, ring = two
    assert ring.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    assert ring.focusPolicy() == Qt.FocusPolicy.NoFocus


@pytest.fixture
def host(show) -> ToastHost:
    return ToastHost(show(QWidget(), wide=800, high=400))


def test_a_toast_lies_in_the_middle_of_the_foot(host):
    host.show_toast("3 reels moved to trash", "Undo", shortcut="Ctrl+Z", icon="trash")
    window, toast = host.toast.window(), host.toast
    assert abs(toast.geometry().center().x() - window.width() // 2) <= 1
    assert window.height() - toast.geometry().bottom() < 30
    window.resize(1000, 600)
    assert abs(toast.geometry().center().x() - 500) <= 1


def test_its_action_undoes_once_and_it_goes(host):
    done = []
    host.show_toast("3 reels moved to trash", "Undo", lambda: done.append(1), shortcut="Ctrl+Z")
    QTest.mouseClick(host.toast.action, Qt.MouseButton.LeftButton)
    assert done == [1]
    assert host.toast is None


def test_a_new_toast_takes_the_place_of_the_one_before(host):
    host.show_toast("Saved")
    first = host.toast
    host.show_toast("Copied")
    assert first.isHidden()
    assert host.toast.text == "Copied"
    assert host.toast.isVisible()


def test_it_stays_while_it_is_looked_at_or_has_the_focus(host):
    host.show_toast("3 reels moved to trash", "Undo")
    toast = host.toast
    assert toast._clock.isActive()
    toast.enterEvent(QEnterEvent(QPointF(), QPointF(), QPointF()))
    assert not toast._clock.isActive()
    toast.leaveEvent(QEvent(QEvent.Type.Leave))
    assert toast._clock.isActive()
    toast.action.setFocus()
    assert not toast._clock.isActive()
    QTest.keyClick(toast.action, Qt.Key.Key_Escape)
    assert host.toast is None


def test_it_goes_when_its_time_is_over(qtbot, host, monkeypatch):
    monkeypatch.setitem(DURATIONS_MS, "toast", 1)
    host.show_toast("Saved")
    assert host.toast.isVisible()
    qtbot.waitUntil(lambda: host.toast is None)
