"""Scenes are marked beside their lines, and can be moved."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop.preview.reading import SceneMark
from desktop.views.create.scene_moves import moved
from desktop.views.create.script_editor import NO_SCENE, ScriptEditor

SCRIPT = "One one.\n\nTwo two\nand more.\n\nThree."
MARKS = (SceneMark(0, 4_000), SceneMark(2, 7_600), SceneMark(5, 900))


@pytest.fixture
def editor(qtbot) -> ScriptEditor:
    editor = ScriptEditor()
    qtbot.addWidget(editor)
    editor.resize(500, 240)
    editor.show()
    editor.show_words(SCRIPT)
    editor.set_marks(MARKS)
    return editor


def test_each_scene_has_its_place_in_the_margin(editor: ScriptEditor) -> None:
    spans = list(editor.spans())
    assert [span.scene for span in spans] == [0, 1, 2]
    assert spans[0].bottom_px < spans[1].top_px
    assert spans[1].bottom_px - spans[1].top_px > 1.5 * (spans[0].bottom_px - spans[0].top_px)
    assert [editor.seconds_of(scene) for scene in range(3)] == [4, 8, 1]


def test_the_carets_scene_is_told(editor: ScriptEditor, qtbot) -> None:
    with qtbot.waitSignal(editor.scene_entered) as told:
        editor.set_caret(SCRIPT.index("more"))
    assert told.args == [1]
    assert editor.scene == 1


def test_marks_go_with_their_lines_while_somebody_types_above(editor: ScriptEditor) -> None:
    editor.set_caret(0)
    QTest.keyClicks(editor, "Zero.")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    editor.set_caret(editor.words().index("Three"))
    assert editor.scene == 2


def test_fewer_marks_than_lines_had_leave_no_number_behind(editor: ScriptEditor) -> None:
    editor.set_marks(MARKS[:1])
    assert {span.scene for span in editor.spans()} == {0}
    editor.set_marks(())
    assert list(editor.spans()) == []
    assert editor.scene == NO_SCENE


def test_a_press_in_the_margin_goes_to_that_scene(editor: ScriptEditor) -> None:
    last = list(editor.spans())[2]
    editor.go_to_scene(QPoint(10, int(last.top_px) + 4))
    assert editor.scene == 2


def test_alt_and_arrows_move_the_carets_scene(editor: ScriptEditor, qtbot) -> None:
    editor.set_caret(SCRIPT.index("more"))
    alt = Qt.KeyboardModifier.AltModifier
    with qtbot.waitSignal(editor.typed):
        QTest.keyClick(editor, Qt.Key.Key_Up, alt)
    assert editor.words() == "Two two\nand more.\n\nOne one.\n\nThree."
    assert editor.words()[editor.caret_utf16 :].startswith("more")


def test_the_first_scene_goes_no_further_up(editor: ScriptEditor) -> None:
    editor.set_caret(0)
    QTest.keyClick(editor, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert editor.words() == SCRIPT


@pytest.mark.parametrize(
    ("scene", "by", "after"),
    [
        (0, 1, "Two two\nand more.\n\nOne one.\n\nThree."),
        (2, -1, "One one.\n\nThree.\n\nTwo two\nand more."),
    ],
)
def test_a_scene_and_its_neighbour_change_places(scene: int, by: int, after: str) -> None:
    change = moved(SCRIPT, [0, 2, 5], scene, by, caret=0)
    assert change is not None
    (start, end, inserted), _ = change
    assert SCRIPT[:start] + inserted + SCRIPT[end:] == after


def test_what_stands_after_the_last_scene_stays_there() -> None:
    change = moved("A.\n\nB.\n\n\n", [0, 2], 1, -1, caret=4)
    assert change is not None
    (start, end, inserted), caret = change
    assert (start, end, inserted) == (0, 9, "B.\n\nA.\n\n\n")
    assert caret == 0


def test_without_a_neighbour_nothing_moves() -> None:
    assert moved("A.", [0], 0, 1, caret=0) is None
    assert moved("", [], NO_SCENE, 1, caret=0) is None
