"""A field of words takes what came from elsewhere without disturbing whoever types in it."""

import pytest
from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QInputMethodEvent, QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from contract.drafts import LONGEST_TEXT_CHARS
from contract.rebasing import changes
from desktop.views.create.topic_line import TopicLine
from desktop.views.create.words_edit import WordsEdit

BEFORE = "One.\n\nTwo 👨‍👩‍👧 two.\n\nThree."


@pytest.fixture
def edit(qtbot) -> WordsEdit:
    edit = WordsEdit("Script")
    qtbot.addWidget(edit)
    edit.resize(400, 200)
    edit.show()
    edit.show_words(BEFORE)
    return edit


def become(edit: WordsEdit, text: str) -> None:
    edit.take(changes(edit.words(), text))
    assert edit.words() == text


def caret_word(edit: WordsEdit) -> str:
    cursor = edit.textCursor()
    cursor.select(QTextCursor.SelectionType.WordUnderCursor)
    return cursor.selectedText()


def test_what_arrives_above_leaves_the_caret_in_its_word(edit: WordsEdit) -> None:
    edit.moveCursor(QTextCursor.MoveOperation.End)
    edit.moveCursor(QTextCursor.MoveOperation.PreviousWord)
    edit.moveCursor(QTextCursor.MoveOperation.PreviousWord)
    become(edit, "Zero 🎬 came first.\n\n" + BEFORE)
    assert caret_word(edit) == "Three"


def test_what_arrives_at_the_caret_stands_behind_it(edit: WordsEdit) -> None:
    edit.set_caret(4)
    become(edit, BEFORE.replace("One.", "One. And more."))
    assert edit.caret_utf16 == 4


def test_a_selection_stays_on_its_words(edit: WordsEdit) -> None:
    cursor = edit.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(3, QTextCursor.MoveMode.KeepAnchor)
    edit.setTextCursor(cursor)
    become(edit, BEFORE.replace("two.", "2."))
    assert edit.textCursor().selectedText() == "One"


def test_what_arrives_is_not_told_as_typed(edit: WordsEdit, qtbot) -> None:
    with qtbot.assertNotEmitted(edit.typed):
        become(edit, "Another text")
        edit.show_words("A third one")


def test_a_letter_is_told(edit: WordsEdit, qtbot) -> None:
    with qtbot.waitSignal(edit.typed):
        QTest.keyClicks(edit, "x")


def test_undo_and_redo_are_asked_for(edit: WordsEdit, qtbot) -> None:
    control = Qt.KeyboardModifier.ControlModifier
    with qtbot.waitSignal(edit.undo_asked):
        QTest.keyClick(edit, Qt.Key.Key_Z, control)
    with qtbot.waitSignal(edit.redo_asked):
        QTest.keyClick(edit, Qt.Key.Key_Z, control | Qt.KeyboardModifier.ShiftModifier)
    assert edit.words() == BEFORE


def test_a_no_break_space_stays_one(edit: WordsEdit) -> None:
    edit.show_words("Vraiment\u00a0?")
    assert edit.words() == "Vraiment\u00a0?"


def test_shift_enter_is_a_line_end(edit: WordsEdit) -> None:
    edit.show_words("")
    QTest.keyClicks(edit, "a")
    QTest.keyClick(edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(edit, "b")
    assert edit.words() == "a\nb"
    assert edit.document().blockCount() == 2


def test_a_paste_is_tidied(edit: WordsEdit) -> None:
    edit.show_words("")
    paste(edit, "One\r\nTwo\rThree\x00\ud800 four")
    assert edit.words() == "One\nTwo\nThree four"


def test_a_paste_of_a_book_is_as_long_as_a_text_may_be(edit: WordsEdit) -> None:
    edit.show_words("")
    paste(edit, "Words and words. " * 10_000)
    assert len(edit.words()) == LONGEST_TEXT_CHARS


def paste(edit: WordsEdit, text: str) -> None:
    data = QMimeData()
    data.setText(text)
    edit.insertFromMimeData(data)


def test_an_input_method_is_let_finish(edit: WordsEdit, qtbot) -> None:
    edit.setFocus()
    QApplication.sendEvent(edit, QInputMethodEvent("に", []))
    assert edit.is_composing
    done = QInputMethodEvent("", [])
    done.setCommitString("日本")
    with qtbot.waitSignal(edit.composed):
        QApplication.sendEvent(edit, done)
    assert edit.words() == "日本" + BEFORE
    assert not edit.is_composing


def test_tab_leaves_the_editor(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    edit, other = WordsEdit("Script"), QLineEdit()
    column.addWidget(edit)
    column.addWidget(other)
    window.show()
    qtbot.waitExposed(window)
    edit.setFocus()
    QTest.keyClick(edit, Qt.Key.Key_Tab)
    assert window.focusWidget() is other
    assert edit.words() == ""


def test_a_topic_is_one_line_and_enter_leaves_it(qtbot) -> None:
    topic = TopicLine()
    qtbot.addWidget(topic)
    paste(topic, "Why is\nthe sky blue?")
    with qtbot.waitSignal(topic.left):
        QTest.keyClick(topic, Qt.Key.Key_Return)
    assert topic.words() == "Why is the sky blue?"


def test_a_long_topic_grows(qtbot) -> None:
    topic = TopicLine()
    qtbot.addWidget(topic)
    topic.resize(200, topic.height())
    topic.show()
    low = topic.height()
    topic.show_words("A topic that is a good deal longer than one line of this field")
    assert topic.height() > low
