"""What is typed is in the store within a second, and what the store has is in the editors."""

import pytest
from desks import Room
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from contract.drafts import LONGEST_TEXT_CHARS, NewDraftBody
from contract.problems import Code
from contract.text import Document
from desktop.models import draft_rows, draft_texts, drafts, sync_state
from desktop.models.drafts import Draft
from desktop.views.create.topic_line import TopicLine
from desktop.views.create.words_edit import WordsEdit
from desktop.views.create.words_keeper import LONGEST_WAIT_MS, PAUSE_MS, WordsKeeper

SCRIPT = "One.\n\nTwo 😀.\n\nThree."


class Desk:
    """Two editors of one draft, and the store behind them."""

    def __init__(self, room: Room, qtbot) -> None:
        self.room = room
        self.topic, self.script = TopicLine(), WordsEdit("Script")
        for editor in (self.topic, self.script):
            qtbot.addWidget(editor)
        self.keeper = WordsKeeper(room.doors, self.topic, self.script, self.script)
        self.draft = room.storage.call(drafts.new, NewDraftBody(topic="Topic", script=SCRIPT))
        self.keeper.open(self.draft, 4)

    def stored(self) -> Draft:
        return self.room.storage.call(drafts.get, self.draft.id)

    def arrive(self, script: str) -> None:
        """Another way than this window's."""
        self.room.storage.call(drafts.edit_text, self.draft.id, "script", script)
        self.keeper.heard(self.stored())

    def settle(self) -> None:
        self.keeper.hand_over()
        self.room.settle()


@pytest.fixture
def desk(room: Room, qtbot) -> Desk:
    return Desk(room, qtbot)


def test_a_pause_hands_it_over_within_a_second(desk: Desk, qtbot) -> None:
    assert PAUSE_MS <= 300
    assert LONGEST_WAIT_MS < 1_000
    QTest.keyClicks(desk.script, " More")
    assert not desk.keeper.is_kept
    qtbot.waitUntil(lambda: desk.keeper.is_kept, timeout=5_000)
    assert desk.stored().script == SCRIPT.replace("One.", "One. More")


def test_whoever_never_pauses_is_not_waited_for(desk: Desk, qtbot) -> None:
    desk.keeper._pause.setInterval(60_000)
    QTest.keyClicks(desk.script, " More")
    qtbot.waitUntil(lambda: " More" in desk.stored().script, timeout=5_000)


def test_both_texts_are_kept(desk: Desk) -> None:
    QTest.keyClicks(desk.script, "!")
    QTest.keyClicks(desk.topic, "s")
    desk.settle()
    stored = desk.stored()
    assert (stored.topic, stored.script) == ("Topics", SCRIPT.replace("One.", "One.!"))


def test_letters_typed_while_an_answer_is_out_are_kept_once(desk: Desk) -> None:
    for letter in "abcdefgh":
        QTest.keyClicks(desk.script, letter)
        desk.keeper.hand_over()
    QTest.keyClicks(desk.script, "i")
    desk.settle()
    assert desk.script.words() == desk.stored().script == SCRIPT.replace("One.", "One.abcdefghi")


def test_words_from_elsewhere_come_in_under_the_caret(desk: Desk) -> None:
    QTest.keyClicks(desk.script, "!")
    desk.arrive(SCRIPT.replace("Three.", "Three, they said.") + " 🎬")
    QTest.keyClicks(desk.script, "?")
    desk.settle()
    both = "One.!?\n\nTwo 😀.\n\nThree, they said. 🎬"
    assert desk.script.words() == desk.stored().script == both
    assert desk.script.caret_utf16 == len("One.!?")


def test_undo_takes_back_own_words_and_nobody_elses(desk: Desk) -> None:
    QTest.keyClicks(desk.script, " Mine.")
    desk.settle()
    desk.room.storage.call(_arrive_as_sync_does, desk.draft.id)
    desk.keeper.heard(desk.stored())
    desk.keeper.undo()
    desk.room.settle()
    assert desk.script.words() == desk.stored().script == SCRIPT + " Theirs."
    desk.keeper.redo()
    desk.room.settle()
    assert desk.script.words() == SCRIPT.replace("One.", "One. Mine.") + " Theirs."


def _arrive_as_sync_does(session, draft_id) -> None:
    """An update by another client, put into the open document."""
    mine = draft_texts.open_document(session, draft_id)
    there = Document(987_654_321, [mine.whole()])
    (update,) = there.edit("script", there.script + " Theirs.")
    draft_texts.add_foreign(session, draft_id, update, is_whole=False)
    texts = {"topic": mine.topic, "script": mine.script}
    held = draft_rows.get_held(session, draft_id)
    draft_rows.put(session, held.shown, sync_state.stamp(session), texts)


def test_undo_right_after_typing_takes_that_back(desk: Desk) -> None:
    QTest.keyClicks(desk.script, " Mine.")
    desk.keeper.undo()
    QTest.keyClicks(desk.script, "+")
    desk.settle()
    assert desk.script.words() == desk.stored().script == SCRIPT.replace("One.", "One.+")


def test_nothing_arrives_in_the_middle_of_a_composed_word(desk: Desk) -> None:
    desk.script.show()
    desk.script.setFocus()
    QApplication.sendEvent(desk.script, QInputMethodEvent("に", []))
    desk.arrive(SCRIPT + " Theirs.")
    assert desk.script.words() == SCRIPT
    done = QInputMethodEvent("", [])
    done.setCommitString("日本")
    QApplication.sendEvent(desk.script, done)
    desk.settle()
    assert desk.script.words() == desk.stored().script
    assert desk.script.words() == SCRIPT.replace("One.", "One.日本") + " Theirs."


def test_an_answer_that_comes_meanwhile_waits_for_the_composed_word(desk: Desk) -> None:
    desk.script.show()
    desk.script.setFocus()
    QTest.keyClicks(desk.script, "!")
    desk.room.storage.call(drafts.edit_text, desk.draft.id, "script", SCRIPT + " Theirs.")
    QApplication.sendEvent(desk.script, QInputMethodEvent("に", []))
    desk.settle()
    assert desk.script.words() == SCRIPT.replace("One.", "One.!")
    done = QInputMethodEvent("", [])
    done.setCommitString("日本")
    QApplication.sendEvent(desk.script, done)
    desk.room.settle()
    desk.settle()
    assert desk.script.words() == desk.stored().script
    assert desk.script.words() == SCRIPT.replace("One.", "One.!日本") + " Theirs."


def test_undo_goes_to_what_it_takes_back(desk: Desk) -> None:
    QTest.keyClicks(desk.script, " Mine.")
    desk.settle()
    desk.script.set_caret(len(SCRIPT))
    desk.keeper.undo()
    desk.room.settle()
    assert desk.script.caret_utf16 == len("One.")


def test_what_the_store_cannot_take_stays_in_the_editor_and_is_said(desk: Desk, qtbot) -> None:
    desk.script.textCursor().insertText("x" * (LONGEST_TEXT_CHARS + 1))
    with qtbot.waitSignal(desk.keeper.failed) as failed:
        desk.keeper.hand_over()
    assert failed.args[0].code is Code.TEXT_TOO_LONG
    assert not desk.keeper.is_kept
    assert len(desk.script.words()) > LONGEST_TEXT_CHARS
    assert desk.stored().script == SCRIPT


def test_undo_takes_out_what_the_store_could_not_take(desk: Desk, qtbot) -> None:
    desk.script.textCursor().insertText("x" * (LONGEST_TEXT_CHARS + 1))
    with qtbot.waitSignal(desk.keeper.failed):
        desk.keeper.hand_over()
    desk.keeper.undo()
    assert desk.script.words() == SCRIPT
    assert desk.keeper.is_kept


def test_without_a_draft_nothing_can_be_typed_that_would_be_lost(room: Room, qtbot) -> None:
    topic, script = TopicLine(), WordsEdit("Script")
    qtbot.addWidget(topic)
    qtbot.addWidget(script)
    WordsKeeper(room.doors, topic, script, script)
    QTest.keyClicks(script, "lost")
    assert script.words() == ""


def test_another_draft_is_opened_after_this_one_was_handed_over(desk: Desk) -> None:
    QTest.keyClicks(desk.script, "!")
    other = desk.room.storage.call(drafts.new, NewDraftBody(topic="Other", script="Else"))
    desk.keeper.open(other)
    desk.room.settle()
    assert desk.script.words() == "Else"
    assert desk.stored().script == SCRIPT.replace("One.", "One.!")
    assert desk.room.storage.call(drafts.get, other.id).script == "Else"


def test_what_no_text_may_hold_goes_out_of_the_editor_too(desk: Desk) -> None:
    desk.script.textCursor().insertText("a\x00\ud83d b")
    desk.settle()
    assert desk.script.words() == desk.stored().script == SCRIPT.replace("One.", "One.a b")
