"""Everything can be found by its words and done with the keyboard alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from desktop.views.actions import Action, ActionRegistry
from desktop.views.command_palette import CommandPalette
from desktop.views.palette_entries import EntriesModel, Entry, fitting, folded, marked


@pytest.fixture
def done() -> list:
    return []


@pytest.fixture
def desk(qtbot, done):
    """A window with a line that has the focus, and the palette over it."""
    window = QWidget()
    qtbot.addWidget(window)
    window.line = QLineEdit(window)
    QVBoxLayout(window).addWidget(window.line)
    window.resize(1280, 800)
    window.actions_ = ActionRegistry(window)
    for id, words, more in (
        ("generate", "Generate 3 variants", {"where": "create", "shortcut": "Ctrl+Return"}),
        ("regenerate", "Regenerate all", {"where": "create", "reason": "In 38 s."}),
        ("tag", "Tag", {"where": "library"}),
        ("go.library", "Go to Library", {"shortcut": "Ctrl+4"}),
        ("palette", "Search and commands", {}),
    ):
        window.actions_.add(Action(id, words, lambda id=id: done.append(id), **more))
    window.palette_ = CommandPalette(window.actions_, window)
    window.show()
    window.activateWindow()
    window.line.setFocus()
    qtbot.waitUntil(window.line.hasFocus)
    window.palette_.open_commands(("create", "everywhere"))
    return window


def words_of(palette: CommandPalette) -> list[str]:
    model = palette.model
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_it_offers_what_can_be_done_here_and_nothing_of_other_places(desk):
    assert words_of(desk.palette_) == [
        "Do",
        "Generate 3 variants",
        "Regenerate all",
        "Go",
        "Go to Library",
    ]


def test_typing_and_enter_do_it_and_close(desk, qtbot, done):
    line = desk.palette_.line
    assert line.hasFocus()
    qtbot.keyClicks(line, "lib")
    qtbot.keyClick(line, Qt.Key.Key_Return)
    assert done == ["go.library"]
    assert not desk.palette_.isVisible()
    assert desk.line.hasFocus()


def test_arrows_choose_round_the_end_and_pass_headings(desk, qtbot):
    line, chosen = desk.palette_.line, []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up):
        qtbot.keyClick(line, key)
        chosen.append(desk.palette_.chosen_words())
    assert chosen == [
        "Regenerate all",
        "Go to Library",
        "Generate 3 variants",
        "Go to Library",
    ]


def test_what_cannot_be_done_stays_and_says_why(desk, qtbot, done):
    qtbot.keyClicks(desk.palette_.line, "regen")
    qtbot.keyClick(desk.palette_.line, Qt.Key.Key_Return)
    assert done == []
    assert desk.palette_.isVisible()
    index = desk.palette_.model.index(1, 0)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "Regenerate all. In 38 s."


def test_escape_a_press_beside_it_and_its_own_key_close_it(desk, qtbot):
    qtbot.keyClick(desk.palette_.line, Qt.Key.Key_Escape)
    assert not desk.palette_.isVisible()
    desk.palette_.open_commands(("everywhere",))
    qtbot.mouseClick(desk.palette_, Qt.MouseButton.LeftButton, pos=desk.rect().topLeft())
    assert not desk.palette_.isVisible()
    desk.palette_.open_commands(("everywhere",))
    desk.palette_.open_commands(("everywhere",))
    assert not desk.palette_.isVisible()


def test_the_keyboard_does_not_leave_it(desk, qtbot):
    qtbot.keyClick(desk.palette_.line, Qt.Key.Key_Tab)
    assert desk.palette_.line.hasFocus()
    assert desk.palette_.chosen_words() == "Regenerate all"


def test_drafts_are_asked_for_once_per_pause_and_shown_when_they_come(desk, qtbot, done):
    asked: list[str] = []
    desk.palette_.finder = asked.append
    qtbot.keyClicks(desk.palette_.line, "gentle")
    qtbot.waitUntil(lambda: asked == ["gentle"])
    entry = Entry("Draft: A gentle morning", lambda: done.append("draft"))
    desk.palette_.show_found("gentle", [entry])
    assert words_of(desk.palette_) == ["Open", "Draft: A gentle morning"]
    qtbot.keyClick(desk.palette_.line, Qt.Key.Key_Return)
    assert done == ["draft"]


def test_an_answer_to_former_words_comes_too_late(desk, qtbot):
    qtbot.keyClicks(desk.palette_.line, "lib")
    desk.palette_.show_found("li", [Entry("Draft: Lisbon", list)])
    assert "Draft: Lisbon" not in words_of(desk.palette_)


def test_it_says_when_nothing_is_called_that(desk, qtbot):
    qtbot.keyClicks(desk.palette_.line, "zzz")
    assert words_of(desk.palette_) == []
    qtbot.keyClick(desk.palette_.line, Qt.Key.Key_Return)
    assert desk.palette_.isVisible()


def test_it_grows_with_the_window(desk):
    desk.resize(1500, 900)
    QApplication.processEvents()
    assert desk.palette_.size() == desk.size()


def test_its_model_keeps_qts_rules(qapp):
    model = EntriesModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_groups([("Do", [Entry("One", list)]), ("Open", []), ("Go", [Entry("Two", list)])])
    assert model.rowCount() == 4
    assert model.next_row(0, 1) == 1
    assert model.next_row(3, 1) == 1
    model.set_groups([])
    assert model.next_row(0, 1) == -1


def test_every_word_must_fit_and_beginnings_come_first():
    entries = [Entry(words, list) for words in ("Regenerate", "A gentle day", "Generate", "Play")]
    assert [entry.words for entry in fitting(entries, "gen")] == [
        "Generate",
        "A gentle day",
        "Regenerate",
    ]
    assert [entry.words for entry in fitting(entries, "gent day")] == ["A gentle day"]
    assert fitting(entries, "gen zzz") == []


def test_case_and_accents_do_not_matter():
    assert folded("Crème BRÛLÉE") == "creme brulee"
    assert [entry.words for entry in fitting([Entry("Crème brûlée", list)], "BRULEE")] == [
        "Crème brûlée"
    ]


def test_marks_stand_where_the_typed_letters_are():
    assert marked("Regenerate all", "gen all") == [(2, 5), (11, 14)]
    assert marked("Generate", "zzz") == []
    assert marked("aaa", "a aa") == [(0, 1)]
