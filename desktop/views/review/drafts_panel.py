"""The list of drafts at the side of Review, with a field to find one."""

from uuid import UUID

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QWidget

from desktop.views.doors import Doors
from desktop.views.parts.card import Card
from desktop.views.parts.inputs import SearchInput
from desktop.views.parts.label import Label
from desktop.views.player.covers import Covers
from desktop.views.review.draft_delegate import DraftDelegate
from desktop.views.review.drafts_model import DraftsModel
from desktop.views.words import tr

WIDE_PX = 266
# A person who types a word is not answered after each letter.
SEARCH_AFTER_MS = 120


class DraftsPanel(Card):
    """`chosen` with the draft that a person took."""

    chosen = Signal(object)

    def __init__(self, doors: Doors, covers: Covers, parent: QWidget | None = None) -> None:
        super().__init__(padding_px=10, gap_px=8, parent=parent)
        self.setFixedWidth(WIDE_PX)
        self.model = DraftsModel(doors, covers, self)
        self.search = SearchInput(tr("Find a draft"), parent=self)
        self.view = QListView(self)
        self.nothing = Label(
            tr("No draft has these words."), "small", "dim", wrap=True, parent=self
        )
        self._draft_id: UUID | None = None
        self._set_up_view(doors)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(SEARCH_AFTER_MS)
        self._soon.timeout.connect(lambda: self.model.search(self.search.text()))
        self.search.textEdited.connect(lambda text: self._soon.start())
        for part in (self.search, self.nothing, self.view):
            self.body.addWidget(part)
        self.nothing.hide()

    def shown(self) -> None:
        """Read what there is, and follow what happens to it."""
        self.model.is_watched = True
        self.model.read()

    def close_list(self) -> None:
        """On return nothing is followed any longer."""
        self._soon.stop()
        self.model.close()

    def mark(self, draft_id: UUID | None) -> None:
        """This draft is the one that is shown."""
        self._draft_id = draft_id
        row = self.model.find_row(draft_id)
        selection = self.view.selectionModel()
        if row is None:
            selection.clear()
            return
        index = self.model.index(row)
        if selection.currentIndex() != index or not selection.isSelected(index):
            selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _set_up_view(self, doors: Doors) -> None:
        view = self.view
        view.setModel(self.model)
        view.setItemDelegate(DraftDelegate(doors.clock_ms, view))
        view.setAccessibleName(tr("Drafts"))
        view.setFrameShape(QFrame.Shape.NoFrame)
        view.setMouseTracking(True)
        view.setUniformItemSizes(True)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.clicked.connect(self._take)
        view.activated.connect(self._take)
        view.selectionModel().currentChanged.connect(lambda now, before: self._moved(now))
        self.model.loaded.connect(self._loaded)

    def _take(self, index: QModelIndex) -> None:
        if index.isValid():
            made = self.model.drafts[index.row()]
            self._draft_id = made.id
            self.chosen.emit(made.id)

    def _moved(self, index: QModelIndex) -> None:
        """Keys went to another draft."""
        if index.isValid() and self.model.drafts[index.row()].id != self._draft_id:
            self._take(index)

    def _loaded(self) -> None:
        self.nothing.setVisible(not self.model.drafts and bool(self.search.text()))
        self.mark(self._draft_id)
