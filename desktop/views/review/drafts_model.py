"""The drafts that something was made of, as a list shows them."""

from enum import IntEnum
from typing import Any
from uuid import UUID

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)

from desktop.models import made_drafts
from desktop.models.made_drafts import USUAL_PAGE, MadeDraft, MadePage
from desktop.models.news import Changed
from desktop.views.doors import Doors
from desktop.views.player.covers import Covers
from desktop.views.review.draft_words import pill_of, second_line

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()
# Progress comes once a second: a list need not follow each of several that are made.
READ_AFTER_MS = 150
SHOWN = ("draft", "generation", "wish", "asset")


class Role(IntEnum):
    """What a delegate asks for beside the words."""

    MADE = Qt.ItemDataRole.UserRole + 1
    COVER = Qt.ItemDataRole.UserRole + 2


class DraftsModel(QAbstractListModel):
    """`loaded` when what it shows is what there is. It listens while it `is_watched`."""

    loaded = Signal()

    def __init__(self, doors: Doors, covers: Covers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.is_watched = False
        self._doors, self._covers = doors, covers
        self._drafts: tuple[MadeDraft, ...] = ()
        self._end: tuple[int, UUID] | None = None
        self._q, self._asked = "", 0
        self._is_reading = False
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(READ_AFTER_MS)
        self._soon.timeout.connect(self.read)
        doors.live.changed.connect(self._heard)
        covers.came.connect(self._cover_came)

    @property
    def drafts(self) -> tuple[MadeDraft, ...]:
        """What it shows, in order."""
        return self._drafts

    def search(self, q: str) -> None:
        """Show only those whose words have these."""
        if q != self._q:
            self._q = q
            self.read()

    def read(self) -> None:
        """Read anew what is shown; what stands there stays until the answer is here."""
        self._soon.stop()
        self._ask(max(USUAL_PAGE, len(self._drafts)), None, self._replace)

    def close(self) -> None:
        """Nothing is read any longer."""
        self.is_watched = False
        self._soon.stop()

    def find_row(self, draft_id: UUID | None) -> int | None:
        """Where a draft stands."""
        rows = (row for row, one in enumerate(self._drafts) if one.id == draft_id)
        return next(rows, None)

    def rowCount(self, parent: Index = NOWHERE) -> int:  # noqa: N802 Qt's name
        """How many are here."""
        return 0 if parent.isValid() else len(self._drafts)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """One of them."""
        if not index.isValid() or index.row() >= len(self._drafts):
            return None
        made = self._drafts[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return made.title
            case Qt.ItemDataRole.AccessibleTextRole:
                now_ms = self._doors.clock_ms()
                return ". ".join((made.title, second_line(made, now_ms), pill_of(made)[0]))
            case Role.MADE:
                return made
            case Role.COVER:
                return self._covers.find(*made.cover_of) if made.cover_of else None
        return None

    def canFetchMore(self, parent: Index) -> bool:  # noqa: N802 Qt's name
        """Whether there are others behind the last."""
        return not parent.isValid() and self._end is not None and not self._is_reading

    def fetchMore(self, parent: Index) -> None:  # noqa: N802 Qt's name
        """Ask for the next page."""
        if self.canFetchMore(parent):
            self._ask(USUAL_PAGE, self._end, self._append)

    def _ask(self, limit: int, after: tuple[int, UUID] | None, then: Any) -> None:
        self._asked += 1
        mine, self._is_reading = self._asked, True

        def answered(page: MadePage) -> None:
            if mine == self._asked:
                self._is_reading = False
                then(page)
                self.loaded.emit()

        asked = self._doors.desk.run_long(made_drafts.find, self._q, limit=limit, after=after)
        self._doors.take(asked).on(self, answered)

    def _replace(self, page: MadePage) -> None:
        before = [one.id for one in self._drafts]
        if before == [one.id for one in page.drafts]:
            rows = [row for row, one in enumerate(page.drafts) if one != self._drafts[row]]
            self._drafts, self._end = page.drafts, page.end
            for row in rows:
                self.dataChanged.emit(self.index(row), self.index(row))
            return
        self.beginResetModel()
        self._drafts, self._end = page.drafts, page.end
        self.endResetModel()

    def _append(self, page: MadePage) -> None:
        first, known = len(self._drafts), {one.id for one in self._drafts}
        fresh = tuple(one for one in page.drafts if one.id not in known)
        self._end = page.end
        if fresh:
            self.beginInsertRows(NOWHERE, first, first + len(fresh) - 1)
            self._drafts += fresh
            self.endInsertRows()

    def _heard(self, news: tuple[Changed, ...]) -> None:
        if self.is_watched and any(change.of in SHOWN for change in news):
            self._soon.start()

    def _cover_came(self, variant_id: UUID) -> None:
        for row, one in enumerate(self._drafts):
            if one.cover_of is not None and one.cover_of[1] == variant_id:
                self.dataChanged.emit(self.index(row), self.index(row), [Role.COVER])
