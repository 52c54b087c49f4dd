import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from desktop.views.parts.buttons import COATS, Button, IconButton, PlayButton
from desktop.views.parts.chip import Chip
from desktop.views.parts.segmented import Segmented
from desktop.views.parts.switch import Switch


def role_and_name(widget) -> tuple[QAccessible.Role, str]:
    told = QAccessible.queryAccessibleInterface(widget)
    return told.role(), told.text(QAccessible.Text.Name)


def test_a_button_that_cannot_be_pressed_says_why(qtbot, show):
    button = Button("Generate", "primary", "sparkles")
    button.set_tip("Generate", "Ctrl+Return")
    show(button)
    rest = button.grab().toImage()
    with qtbot.assertNotEmitted(button.clicked):
        button.set_reason("Needs 1.4 minutes, 0.8 are left.")
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert not button.isEnabled()
    assert button.toolTip() == "Needs 1.4 minutes, 0.8 are left."
    assert button.accessibleDescription() == "Needs 1.4 minutes, 0.8 are left."
    assert button.grab().toImage() != rest
    button.set_reason(None)
    assert button.isEnabled()
    assert button.toolTip() == "Generate (Ctrl ↵)"
    assert button.grab().toImage() == rest


@pytest.mark.parametrize("kind", COATS)
def test_every_kind_looks_another_way_under_the_pointer_and_off(show, kind):
    button = Button("Continue Draft", kind, "pencil")
    show(button)
    rest = button.grab().toImage()
    button._hover.jump(1)
    button._press.jump(1)
    if kind != "waiting":  # what waits is as calm as its banner
        assert button.grab().toImage() != rest
    button.set_reason("Nothing to go on with.")
    assert button.grab().toImage() != rest


def test_a_button_is_as_wide_as_its_words_need_and_never_cut(show):
    long = Button("Entwurf fortsetzen, wo du aufgehört hast", "quiet", "pencil")
    short = Button("Go", "quiet")
    assert long.minimumSizeHint() == long.sizeHint()
    assert long.sizeHint().width() > long.fontMetrics().horizontalAdvance(long.text())
    assert short.sizeHint().height() == 36
    assert Button("Go", "primary", big=True).sizeHint().height() == 46


def test_an_icon_button_says_its_name_and_its_key(show):
    button = IconButton("undo", "Undo", "Ctrl+Z")
    show(button)
    assert button.toolTip() == "Undo (Ctrl Z)"
    assert role_and_name(button) == (QAccessible.Role.Button, "Undo")
    assert (button.width(), button.height()) == (36, 36)


def test_play_says_what_a_press_would_do(show):
    button = PlayButton()
    show(button)
    assert role_and_name(button)[1] == "Play"
    button.set_playing(True)
    assert role_and_name(button)[1] == "Pause"
    assert button.is_playing


def test_a_switch_is_a_check_box_to_a_reader_and_goes_by_space(qtbot, show):
    switch = Switch("Reduce motion")
    show(switch)
    off = switch.grab().toImage()
    assert role_and_name(switch) == (QAccessible.Role.CheckBox, "Reduce motion")
    with qtbot.waitSignal(switch.toggled) as told:
        QTest.keyClick(switch, Qt.Key.Key_Space)
    assert told.args == [True]
    assert switch.grab().toImage() != off


def test_one_of_a_few_is_taken_by_a_press_and_by_arrows(qtbot, show):
    choice = Segmented([("all", "All"), ("tiktok", "TikTok"), ("reels", "Reels")], name="Platform")
    show(choice)
    assert choice.value == "all"
    with qtbot.waitSignal(choice.chosen) as told:
        QTest.mouseClick(choice._segments["reels"], Qt.MouseButton.LeftButton)
    assert told.args == ["reels"]
    choice._segments["reels"].setFocus()
    with qtbot.waitSignal(choice.chosen) as told:
        QTest.keyClick(choice._segments["reels"], Qt.Key.Key_Left)
    assert told.args == ["tiktok"]
    assert role_and_name(choice._segments["tiktok"]) == (QAccessible.Role.RadioButton, "TikTok")


def test_options_are_set_without_telling_anybody(qtbot, show):
    choice = Segmented([("minutes", "Minutes"), ("exports", "Exports")])
    show(choice)
    with qtbot.assertNotEmitted(choice.chosen):
        choice.set_value("exports")
        choice.set_options([("a", "A"), ("b", "B")], "b")
    assert choice.value == "b"


def test_a_chip_is_removed_by_its_cross_and_by_a_key(qtbot, show):
    chip = Chip("howto", removable=True)
    show(chip)
    with qtbot.waitSignal(chip.removed), qtbot.assertNotEmitted(chip.clicked):
        at = chip.rect().center()
        at.setX(chip.width() - 12)
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=at)
    with qtbot.waitSignal(chip.removed):
        QTest.keyClick(chip, Qt.Key.Key_Delete)
    with qtbot.waitSignal(chip.clicked), qtbot.assertNotEmitted(chip.removed):
        QTest.mouseClick(chip, Qt.MouseButton.LeftButton, pos=chip.rect().center())


def test_a_filter_goes_on_and_off(qtbot, show):
    chip = Chip("This week", checkable=True, icon="star")
    show(chip)
    with qtbot.waitSignal(chip.toggled) as told:
        QTest.keyClick(chip, Qt.Key.Key_Return)
    assert told.args == [True]
    assert chip.isChecked()
