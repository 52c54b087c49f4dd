"""The draft that is open: its facts, asked for again whenever news says that they may be others."""

from uuid import UUID

from PySide6.QtCore import QObject, Signal

from desktop.models.news import Changed
from desktop.views.create.facts import Facts, find_facts
from desktop.views.doors import Doors

# What of the news is about a draft as Create shows it.
HEARD = frozenset({"draft", "placement", "media", "usage", "wish", "generation"})


class OpenDraft(QObject):
    """`read` brings the facts, `gone` says that there is no such draft any more."""

    read = Signal(object)
    gone = Signal()

    def __init__(self, doors: Doors, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._doors = doors
        self._draft_id: UUID | None = None
        self._is_asked = self._is_stale = False
        self.facts: Facts | None = None

    @property
    def draft_id(self) -> UUID | None:
        """Which one it is."""
        return self._draft_id

    def open(self, draft_id: UUID) -> None:
        """Read this one; what was open is no more."""
        if draft_id != self._draft_id:
            self._draft_id, self.facts = draft_id, None
        self.ask()

    def heard(self, news: tuple[Changed, ...]) -> None:
        """News: ask again where it may be about this draft."""
        if any(self._is_about(change) for change in news):
            self.ask()

    def ask(self) -> None:
        """Ask for the facts; while an answer is out, once more after it."""
        if self._draft_id is None:
            return
        if self._is_asked:
            self._is_stale = True
            return
        self._is_asked = True
        draft_id = self._draft_id
        question = self._doors.ask(find_facts, draft_id)
        question.on(self, lambda facts: self._take(draft_id, facts), lambda _: self._end())

    def _is_about(self, change: Changed) -> bool:
        if change.of not in HEARD:
            return False
        is_named = change.of == "draft" and bool(change.ids)
        return not is_named or self._draft_id in change.ids

    def _take(self, draft_id: UUID, facts: Facts | None) -> None:
        self._end()
        if draft_id != self._draft_id:
            return
        if facts is None:
            self.gone.emit()
        else:
            self.facts = facts
            self.read.emit(facts)

    def _end(self) -> None:
        self._is_asked = False
        if self._is_stale:
            self._is_stale = False
            self.ask()
