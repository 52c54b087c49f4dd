"""A key does what it says, where it counts, unless what has the focus needs it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.views.actions import Action, ActionRegistry
from desktop.views.key_bindings import KeyBindings

NOTHING = Qt.KeyboardModifier.NoModifier


class Desk:
    """A window with a line to write in and a button, and what was done there."""

    def __init__(self, qtbot) -> None:
        self.bot, self.done, self.refused = qtbot, [], []
        self.window, self.line, self.button = QWidget(), QLineEdit(), QPushButton("Press")
        qtbot.addWidget(self.window)
        column = QVBoxLayout(self.window)
        column.addWidget(self.line)
        column.addWidget(self.button)
        self.actions = ActionRegistry(self.window)
        self.keys = KeyBindings(self.actions, self.window, lambda it: self.refused.append(it.id))
        self.window.show()
        self.window.activateWindow()
        self.window.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def add(self, id: str, keys: str, where: str = "everywhere", **more: object) -> None:
        self.actions.add(
            Action(id, id, lambda: self.done.append(id), where=where, shortcut=keys, **more)
        )

    def press(self, key: Qt.Key, on: QWidget | None = None, held=NOTHING) -> list:
        target = on or self.window
        target.setFocus()
        self.bot.waitUntil(target.hasFocus)
        self.keys.set_place("review")
        self.bot.keyClick(target, key, held)
        return self.done


@pytest.fixture
def desk(qtbot) -> Desk:
    return Desk(qtbot)


CTRL = Qt.KeyboardModifier.ControlModifier


def test_a_key_does_its_action(desk):
    desk.add("go", "Ctrl+K")
    assert desk.press(Qt.Key.Key_K, held=CTRL) == ["go"]


def test_a_key_of_another_view_does_nothing(desk):
    desk.add("elsewhere", "Ctrl+K", where="library")
    assert desk.press(Qt.Key.Key_K, held=CTRL) == []


def test_the_view_in_front_comes_before_everywhere(desk):
    desk.add("undo everywhere", "Ctrl+Z")
    desk.add("undo here", "Ctrl+Z", where="review")
    assert desk.press(Qt.Key.Key_Z, held=CTRL) == ["undo here"]


def test_keys_of_the_player_count_in_review(desk):
    desk.add("play", "Space", where="player", is_single_key=True)
    assert desk.press(Qt.Key.Key_Space) == ["play"]


def test_single_letters_are_letters_while_somebody_types(desk):
    desk.add("regenerate", "R", where="review", is_single_key=True)
    assert desk.press(Qt.Key.Key_R, on=desk.line) == []
    assert desk.line.text() == "r"
    assert desk.press(Qt.Key.Key_R, on=desk.button) == ["regenerate"]


def test_function_keys_and_ctrl_count_while_somebody_types(desk):
    desk.add("help", "F1")
    desk.add("palette", "Ctrl+K")
    desk.press(Qt.Key.Key_F1, on=desk.line)
    assert desk.press(Qt.Key.Key_K, on=desk.line, held=CTRL) == ["help", "palette"]


def test_single_letters_can_be_turned_off(desk):
    desk.add("regenerate", "R", where="review", is_single_key=True)
    desk.keys.set_single_keys(False)
    assert desk.press(Qt.Key.Key_R) == []
    desk.keys.set_single_keys(True)
    assert desk.press(Qt.Key.Key_R) == ["regenerate"]


def test_a_button_with_the_focus_is_pressed_by_space_whatever_space_does_elsewhere(desk):
    pressed = []
    desk.button.clicked.connect(lambda: pressed.append("button"))
    desk.add("play", "Space", where="player", is_single_key=True)
    assert desk.press(Qt.Key.Key_Space, on=desk.button) == []
    assert pressed == ["button"]


def test_what_cannot_be_done_says_so_and_is_not_done(desk):
    desk.add("generate", "Ctrl+Return", reason="Write a few words first.")
    assert desk.press(Qt.Key.Key_Return, held=CTRL) == []
    assert desk.refused == ["generate"]


def test_an_action_that_is_gone_has_no_key(desk):
    desk.add("go", "Ctrl+K")
    desk.actions.keep_only(())
    assert desk.press(Qt.Key.Key_K, held=CTRL) == []
    assert desk.keys.action_of("Ctrl+K") is None


def test_behind_a_page_that_fills_the_window_no_key_counts(desk):
    desk.add("go", "Ctrl+K")
    desk.keys.set_place(None)
    assert desk.keys.action_of("Ctrl+K") is None
