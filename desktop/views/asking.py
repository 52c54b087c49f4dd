"""Questions from the painting thread: it goes on, and the answer comes back to it."""

import logging
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from contract.problems import Code, Problem

T = TypeVar("T")
Then = Callable[[Any], object]
Failed = Callable[[Problem], object]

log = logging.getLogger(__name__)


class Asking(QObject):
    """Brings the answers of futures to the main thread. `on_problem` hears of each problem that
    the asker does not take itself, and of bugs, worded as a problem."""

    _answered = Signal(object)

    def __init__(self, on_problem: Failed, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._on_problem = on_problem
        self._open = 0
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def is_waiting(self) -> bool:
        """Whether an answer is still out."""
        return self._open > 0

    def ask(
        self,
        future: "Future[T]",
        then: Callable[[T], object] = lambda answer: None,
        failed: Failed | None = None,
        *,
        on: QObject,
    ) -> "Future[T]":
        """Call one of the two with what comes of it, on the main thread and never within this
        call; neither once `on` is gone, or when the future was cancelled. Return the future."""
        self._open += 1
        future.add_done_callback(lambda done: self._hand_over(done, then, failed, on))
        return future

    def _hand_over(
        self, done: "Future[Any]", then: Then, failed: Failed | None, on: QObject
    ) -> None:
        # An answer may come after the window has gone.
        if shiboken6.isValid(self):
            self._answered.emit((done, then, failed, on))

    @Slot(object)
    def _deliver(self, answer: tuple["Future[Any]", Then, Failed | None, QObject]) -> None:
        done, then, failed, on = answer
        self._open -= 1
        if done.cancelled() or not shiboken6.isValid(on):
            return
        try:
            problem = _problem_of(done)
            if problem is None:
                then(done.result())
            else:
                (failed or self._on_problem)(problem)
        except Exception as error:  # noqa: BLE001 - one of the three nets: a bug costs one answer
            self._on_problem(_bug(error))


def _problem_of(done: "Future[Any]") -> Problem | None:
    error = done.exception()
    if error is None:
        return None
    if isinstance(error, Problem):
        return error
    if isinstance(error, CancelledError):
        return None
    return _bug(error)


def _bug(error: BaseException) -> Problem:
    log.error("a bug in an answer", exc_info=error)
    problem = Problem(
        Code.INTERNAL_ERROR,
        "Something went wrong in Reelyard itself.",
        "What you wrote is kept. If it happens again, report it.",
    )
    problem.__cause__ = error
    return problem
