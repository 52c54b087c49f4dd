"""Where tiles stand: all of one size, side by side, as many as fit.

Where one stands is a multiplication; Qt's own list would ask for each of a hundred thousand.
"""

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyleOptionViewItem, QWidget

from desktop.views.library.tile_delegate import WORDS_HIGH_PX

LEAST_WIDE_PX = 127
GAP_PX, EDGE_PX = 12, 6
# The bulk bar floats over the last row, which can be scrolled from under it.
FOOT_PX, BULK_FOOT_PX = 8, 84
WHEEL_PX = 60

Index = QModelIndex | QPersistentModelIndex
Move = QAbstractItemView.CursorAction


class Wall(QListView):
    """A list whose rows are tiles. It ticks nothing by itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._foot_px = FOOT_PX
        self.setFrameShape(QListView.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def current_row(self) -> int:
        """The row with the ring; -1 when there is none."""
        return self.currentIndex().row()

    @property
    def columns(self) -> int:
        """How many stand side by side."""
        return max(1, (self._wide_px() + GAP_PX) // (LEAST_WIDE_PX + GAP_PX))

    @property
    def tile_size(self) -> QSize:
        """How big each is: they share the width."""
        columns = self.columns
        wide = (self._wide_px() - GAP_PX * (columns - 1)) // columns
        return QSize(wide, wide * 16 // 9 + WORDS_HIGH_PX)

    def visualRect(self, index: Index) -> QRect:  # noqa: N802 Qt's name
        """Where a tile is on the viewport."""
        if not index.isValid():
            return QRect()
        size = self.tile_size
        line, column = divmod(index.row(), self.columns)
        left = EDGE_PX + column * (size.width() + GAP_PX)
        if self.isRightToLeft():
            left = self.viewport().width() - left - size.width()
        top = EDGE_PX + line * (size.height() + GAP_PX) - self.verticalOffset()
        return QRect(QPoint(left, top), size)

    def indexAt(self, at: QPoint) -> QModelIndex:  # noqa: N802 Qt's name
        """The tile at a point of the viewport."""
        size = self.tile_size
        across = self.viewport().width() - at.x() if self.isRightToLeft() else at.x()
        column = (across - EDGE_PX) // (size.width() + GAP_PX)
        line = (at.y() + self.verticalOffset() - EDGE_PX) // (size.height() + GAP_PX)
        if not 0 <= column < self.columns or line < 0:
            return QModelIndex()
        index = self._index(line * self.columns + column)
        return index if self.visualRect(index).contains(at) else QModelIndex()

    def rows_in_sight(self) -> range:
        """Rows of which something is seen."""
        pitch = self.tile_size.height() + GAP_PX
        first = max(0, (self.verticalOffset() - EDGE_PX) // pitch) * self.columns
        lines = self.viewport().height() // pitch + 2
        return range(first, min(first + lines * self.columns, self._rows()))

    def horizontalOffset(self) -> int:  # noqa: N802 Qt's name
        """It never scrolls sideways."""
        return 0

    def verticalOffset(self) -> int:  # noqa: N802 Qt's name
        """How far it is scrolled."""
        return self.verticalScrollBar().value()

    def isIndexHidden(self, index: Index) -> bool:  # noqa: N802 Qt's name
        """None is."""
        return False

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:  # noqa: N802 Qt's name
        """What is painted again: a screen of tiles costs less than to tell them apart."""
        return QRegion(self.viewport().rect())

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:  # noqa: N802 Qt's name
        """Ticks follow our own rules."""

    def selectionCommand(  # noqa: N802 Qt's name
        self, index: Index, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        """Moving the ring ticks nothing."""
        return QItemSelectionModel.SelectionFlag.NoUpdate

    def scrollTo(  # noqa: N802 Qt's name
        self,
        index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a tile into sight, as little as may be."""
        rect = self.visualRect(index)
        if rect.isNull():
            return
        bar, edge = self.verticalScrollBar(), EDGE_PX
        if rect.top() < edge:
            bar.setValue(bar.value() + rect.top() - edge)
        elif rect.bottom() > self.viewport().height() - self._foot_px:
            bar.setValue(bar.value() + rect.bottom() - self.viewport().height() + self._foot_px)

    def moveCursor(self, action: Move, modifiers: Qt.KeyboardModifier) -> QModelIndex:  # noqa: N802 Qt's name
        """The tile that a key leads to."""
        rows = self._rows()
        if rows == 0:
            return QModelIndex()
        now = max(self.current_row(), 0)
        if not self.currentIndex().isValid():
            return self._index(0)
        page = max(1, self.viewport().height() // (self.tile_size.height() + GAP_PX)) * self.columns
        if self.isRightToLeft():
            action = {Move.MoveLeft: Move.MoveRight, Move.MoveRight: Move.MoveLeft}.get(
                action, action
            )
        steps = {
            Move.MoveLeft: -1,
            Move.MovePrevious: -1,
            Move.MoveRight: 1,
            Move.MoveNext: 1,
            Move.MoveUp: -self.columns,
            Move.MoveDown: self.columns,
            Move.MovePageUp: -page,
            Move.MovePageDown: page,
            Move.MoveHome: -now,
            Move.MoveEnd: rows - 1 - now,
        }
        to = now + steps.get(action, 0)
        if action in (Move.MoveUp, Move.MovePageUp) and to < 0:
            to = now % self.columns
        if action is Move.MoveUp and now < self.columns:
            to = now
        return self._index(min(max(to, 0), rows - 1))

    def doItemsLayout(self) -> None:  # noqa: N802 Qt's name
        """Nothing to lay out one by one."""
        QAbstractItemView.doItemsLayout(self)

    def updateGeometries(self) -> None:  # noqa: N802 Qt's name
        """The scroll bar knows how high all of it is."""
        bar, size = self.verticalScrollBar(), self.tile_size
        lines = -(-self._rows() // self.columns)
        high = 2 * EDGE_PX + lines * (size.height() + GAP_PX) - GAP_PX + self._foot_px
        bar.setRange(0, max(0, high - self.viewport().height()))
        bar.setPageStep(self.viewport().height())
        bar.setSingleStep(WHEEL_PX)

    def option_of(self, index: Index) -> QStyleOptionViewItem:
        """How a tile is to be painted, where it stands."""
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        option.rect = self.visualRect(index)
        return option

    def _rows(self) -> int:
        # Qt asks before it is told whose rows they are.
        model = self.model()
        return 0 if model is None else model.rowCount()

    def _index(self, row: int) -> QModelIndex:
        return self.model().index(row, 0)

    def _wide_px(self) -> int:
        return max(self.viewport().width() - 2 * EDGE_PX, LEAST_WIDE_PX)
