"""Reads a draft beside the thread that paints, as fast as it is written: the latest wins."""

from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from contract.drafts import Draft as Frozen
from contract.problems import Problem
from desktop.preview.reading import Reading, read
from desktop.views.doors import Doors

# Faster than one looks from the keys to the counters, slower than two letters of a fast hand.
AFTER_MS = 90


class Reader(QObject):
    """`read` brings the reading, the words it is of, and the draft they are of."""

    read = Signal(object, object, object)

    def __init__(self, doors: Doors, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._doors = doors
        self._next: tuple[Frozen, UUID] | None = None
        self._is_reading = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self._begin)

    def look_at(self, draft: Frozen, draft_id: UUID) -> None:
        """Read this, in place of whatever was to be read."""
        self._next = draft, draft_id
        if not self._is_reading and not self._timer.isActive():
            self._timer.start()

    def rest(self) -> None:
        """Nothing is read until something is looked at again."""
        self._timer.stop()
        self._next = None

    def _begin(self) -> None:
        wanted, self._next = self._next, None
        if wanted is None or self._is_reading:
            return
        self._is_reading = True
        draft, draft_id = wanted
        question = self._doors.take(self._doors.desk.aside(lambda: read(draft)))
        question.on(self, lambda reading: self._take(reading, draft, draft_id), self._fail)

    def _take(self, reading: Reading, draft: Frozen, draft_id: UUID) -> None:
        self._is_reading = False
        self.read.emit(reading, draft, draft_id)
        self._go_on()

    def _fail(self, problem: Problem) -> None:
        self._is_reading = False
        self._doors.say_problem(problem)
        self._go_on()

    def _go_on(self) -> None:
        if self._next is not None:
            self._timer.start()
