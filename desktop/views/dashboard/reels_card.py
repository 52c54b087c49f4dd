"""What is being made, and what became of it: rows that stay where they are while they change."""

from collections.abc import Sequence
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.models.overview import Overview, Reel, Refused
from desktop.views.dashboard.pace import Paces
from desktop.views.dashboard.reel_row import ReelRow
from desktop.views.library.thumbnails import Thumbnails
from desktop.views.parts.buttons import Button
from desktop.views.parts.card import Card
from desktop.views.parts.elide import ElidedLabel
from desktop.views.parts.label import Icon, Label
from desktop.views.problem_words import words_of_parts
from desktop.views.words import tr


class ReelsCard(Card):
    """`opened` and `cancelled` with a generation; `retried` and `dismissed` with a wish that was
    refused; `all_asked`."""

    opened = Signal(object)
    cancelled = Signal(object)
    retried = Signal(object)
    dismissed = Signal(object)
    all_asked = Signal()

    def __init__(self, thumbnails: Thumbnails, parent: QWidget | None = None) -> None:
        super().__init__(12, 2, parent)
        self._thumbnails = thumbnails
        self._rows: dict[UUID, ReelRow] = {}
        self._refused: dict[UUID, RefusedRow] = {}
        self.head = self.header(tr("In progress"))
        self.head.setContentsMargins(4, 0, 4, 4)
        self.view_all = Button(tr("View all"), "link", parent=self)
        self.view_all.clicked.connect(self.all_asked)
        self.head.add(self.view_all)
        self._list = QVBoxLayout()
        self._list.setSpacing(4)
        self.body.addLayout(self._list)
        self._nothing = Label("", "body", "dim", wrap=True, parent=self)
        self._nothing.setContentsMargins(4, 4, 4, 4)
        self.body.addWidget(self._nothing)
        self.body.addStretch(1)

    def show_reels(
        self, overview: Overview, paces: Paces, now_ms: int, offline_ms: int | None
    ) -> None:
        """Show all of them; what was there before is changed in its place."""
        reels = (*overview.making, *overview.ended)
        self.head.set_count(len(overview.making) or None)
        self._keep_only([reel.generation.id for reel in reels], overview.refused)
        for place, refused in enumerate(overview.refused):
            self._put(place, self._refused_row(refused))
        for place, reel in enumerate(reels, start=len(overview.refused)):
            row = self._row_of(reel)
            left_ms = paces.left_ms(reel.generation.id, now_ms)
            row.show_reel(reel, overview, left_ms=left_ms, offline_ms=offline_ms)
            self._put(place, row)
        is_empty = not reels and not overview.refused
        self._nothing.setVisible(is_empty)
        self._nothing.setText(tr("Nothing is being made. A reel you generate is followed here."))

    # --- inside

    def _put(self, place: int, row: QWidget) -> None:
        if self._list.indexOf(row) != place:
            self._list.insertWidget(place, row)
        row.show()

    def _row_of(self, reel: Reel) -> ReelRow:
        id = reel.generation.id
        row = self._rows.get(id)
        if row is None:
            row = self._rows[id] = ReelRow(self._thumbnails, self)
            row.clicked.connect(lambda: self.opened.emit(id))
            row.cancelled.connect(lambda: self.cancelled.emit(id))
        return row

    def _refused_row(self, refused: Refused) -> "RefusedRow":
        id = refused.wish.id
        row = self._refused.get(id)
        if row is None:
            row = self._refused[id] = RefusedRow(refused, self)
            row.retry.clicked.connect(lambda: self.retried.emit(id))
            row.remove.clicked.connect(lambda: self.dismissed.emit(id))
        return row

    def _keep_only(self, ids: Sequence[UUID], refused: Sequence[Refused]) -> None:
        wishes = {one.wish.id for one in refused}
        for rows, kept in ((self._rows, set(ids)), (self._refused, wishes)):
            for id in rows.keys() - kept:
                row = rows.pop(id)
                self._list.removeWidget(row)
                row.hide()
                row.deleteLater()


class RefusedRow(QWidget):
    """A wish that the server refused: why, and what to do about it."""

    def __init__(self, refused: Refused, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        problem = refused.wish.problem or {}
        words = words_of_parts(
            str(problem.get("code", "")), problem.get("says", ""), problem.get("remedy", ""),
            problem.get("facts"),
        )  # fmt: skip
        row, column = QHBoxLayout(self), QVBoxLayout()
        row.setContentsMargins(6, 6, 6, 6)
        row.setSpacing(12)
        column.setSpacing(2)
        title = tr("The server said no: {title}", title=refused.title)
        column.addWidget(ElidedLabel(title, "strong", parent=self))
        why = tr("{says} Nothing was charged.", says=words.says)
        column.addWidget(ElidedLabel(why, "small", "dim", lines=2, parent=self))
        row.addWidget(Icon("error", "err", 20, filled=True, parent=self))
        row.addLayout(column, 1)
        self.retry = Button(tr("Try again"), "quiet", "retry", parent=self)
        self.remove = Button(tr("Remove wish"), "ghost", parent=self)
        row.addWidget(self.retry)
        row.addWidget(self.remove)
        self.setAccessibleName(f"{title}. {why}")
