"""Questions and answers: on the main thread, in their turn, and never to somebody who is gone."""

import threading
from concurrent.futures import Future

import pytest
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from contract.problems import Code, Problem
from desktop.views.asking import Asking

PROBLEM = Problem(Code.NOT_FOUND, "It is not there.", "Look elsewhere.")


class Heard(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.answers: list[object] = []
        self.problems: list[Problem] = []
        self.thread = ""

    def take(self, answer: object) -> None:
        self.answers.append(answer)
        self.thread = threading.current_thread().name

    def fail(self, problem: Problem) -> None:
        self.problems.append(problem)


@pytest.fixture
def others() -> list[Problem]:
    return []


@pytest.fixture
def asking(qapp, others) -> Asking:
    return Asking(others.append)


def answered(answer: object = None, error: BaseException | None = None) -> "Future[object]":
    """A future whose answer comes from another thread."""
    future: Future[object] = Future()

    def answer_it() -> None:
        future.set_exception(error) if error else future.set_result(answer)

    threading.Thread(target=answer_it).start()
    return future


def test_an_answer_comes_on_the_main_thread(qtbot, asking):
    heard = Heard()
    asking.ask(answered("42"), heard.take, on=heard)
    assert heard.answers == []
    qtbot.waitUntil(lambda: heard.answers == ["42"])
    assert heard.thread == "MainThread"
    assert not asking.is_waiting


def test_a_problem_goes_to_whoever_takes_it_and_else_to_all(qtbot, asking, others):
    heard = Heard()
    asking.ask(answered(error=PROBLEM), heard.take, heard.fail, on=heard)
    asking.ask(answered(error=PROBLEM), heard.take, on=heard)
    qtbot.waitUntil(lambda: not asking.is_waiting)
    assert (heard.answers, heard.problems, others) == ([], [PROBLEM], [PROBLEM])


def test_nobody_is_answered_who_is_gone(qtbot, asking, others):
    heard, asker = Heard(), QWidget()
    question = answered("late")
    asking.ask(question, heard.take, on=asker)
    shiboken6.delete(asker)
    qtbot.waitUntil(lambda: not asking.is_waiting)
    assert (heard.answers, others) == ([], [])


def test_a_question_that_was_taken_back_has_no_answer(qtbot, asking, others):
    heard, future = Heard(), Future()
    asking.ask(future, heard.take, heard.fail, on=heard)
    future.cancel()
    qtbot.waitUntil(lambda: not asking.is_waiting)
    assert (heard.answers, heard.problems, others) == ([], [], [])


def test_a_bug_in_the_work_or_in_the_answer_is_said_and_no_more(qtbot, asking, others, caplog):
    heard = Heard()

    def stumble(_answer: object) -> None:
        raise ValueError("our own fault")

    asking.ask(answered(error=KeyError("gone")), heard.take, on=heard)
    asking.ask(answered("fine"), stumble, on=heard)
    asking.ask(answered("still here"), heard.take, on=heard)
    qtbot.waitUntil(lambda: not asking.is_waiting)
    assert [one.code for one in others] == [Code.INTERNAL_ERROR] * 2
    assert heard.answers == ["still here"]
    assert "our own fault" in caplog.text


def test_an_answer_after_the_window_has_gone_harms_nobody(qtbot, others):
    asking, heard, future = Asking(others.append), Heard(), Future()
    asking.ask(future, heard.take, on=heard)
    shiboken6.delete(asking)
    future.set_result("too late")
    assert heard.answers == []
