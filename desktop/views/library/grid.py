"""The wall of tiles: what the pointer and the keys do, and what is painted of it.

The ring (the current tile) moves by arrows; ticks (what is selected) stay until they are taken
away.
"""

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QDrag,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QWidget

from desktop.views.library.scrubbing import Scrubbing
from desktop.views.library.tile_delegate import (
    TileDelegate,
    disc_box,
    picture_box,
)
from desktop.views.library.tile_model import TileModel
from desktop.views.library.wall import BULK_FOOT_PX, FOOT_PX, GAP_PX, Index, Move, Wall
from desktop.views.words import tr

# The next page is asked for this many screens before its first tile is seen.
SCREENS_AHEAD = 2

Flag = QItemSelectionModel.SelectionFlag
_MOVES = {
    Qt.Key.Key_Left: Move.MoveLeft,
    Qt.Key.Key_Right: Move.MoveRight,
    Qt.Key.Key_Up: Move.MoveUp,
    Qt.Key.Key_Down: Move.MoveDown,
    Qt.Key.Key_Home: Move.MoveHome,
    Qt.Key.Key_End: Move.MoveEnd,
    Qt.Key.Key_PageUp: Move.MovePageUp,
    Qt.Key.Key_PageDown: Move.MovePageDown,
}


class Grid(Wall):
    """`opened` a row by a double click or Enter; `current_moved` to a row (-1: none is);
    `ticks_changed`."""

    opened = Signal(int)
    current_moved = Signal(int)
    ticks_changed = Signal()

    def __init__(
        self,
        model: TileModel,
        delegate: TileDelegate,
        scrubbing: Scrubbing,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tiles, self._delegate, self._scrubbing = model, delegate, scrubbing
        self._anchor = 0
        self.setItemDelegate(delegate)
        self.setModel(model)
        self.setAccessibleName(tr("Reels in the library"))
        self.setProperty("ring_radius", -1)
        self.viewport().setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.MultiSelection)
        self.setDragEnabled(True)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        model.rowsInserted.connect(self._moved)
        model.rowsRemoved.connect(self._moved)
        model.modelReset.connect(self._begin)
        model.dataChanged.connect(lambda *_: self.viewport().update())
        self.selectionModel().selectionChanged.connect(self._ticks_changed)

    # --- what is ticked

    def ticked_rows(self) -> list[int]:
        """Rows that are selected, from the first on."""
        ranges = self.selectionModel().selection().toList()
        return sorted(row for one in ranges for row in range(one.top(), one.bottom() + 1))

    def set_current(self, row: int) -> None:
        """The ring goes there, in sight."""
        index = self._tiles.index(row)
        self.selectionModel().setCurrentIndex(index, Flag.NoUpdate)
        self.scrollTo(index)

    def toggle(self, row: int) -> None:
        """Tick it, or no longer."""
        if 0 <= row < self._tiles.rowCount():
            self._anchor = row
            self.selectionModel().select(self._tiles.index(row), Flag.Toggle)

    def tick_to(self, row: int) -> None:
        """Tick all from where a range began to here, and nothing else."""
        first, last = sorted((min(self._anchor, self._tiles.rowCount() - 1), row))
        span = QItemSelection(self._tiles.index(first), self._tiles.index(last))
        self.selectionModel().select(span, Flag.ClearAndSelect)

    def tick_first(self, most: int) -> None:
        """Tick all that are here, but no more than `most`."""
        if rows := min(self._tiles.rowCount(), most):
            span = QItemSelection(self._tiles.index(0), self._tiles.index(rows - 1))
            self.selectionModel().select(span, Flag.ClearAndSelect)

    def set_room_for_bar(self, has_bar: bool) -> None:
        """Whether something floats over the foot."""
        self._foot_px = BULK_FOOT_PX if has_bar else FOOT_PX
        self._delegate.is_picking = has_bar
        self.updateGeometries()
        self.viewport().update()

    # --- events

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """The tiles in sight, and no others."""
        painter = QPainter(self.viewport())
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform
        )
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        selection, current, usual = self.selectionModel(), self.current_row(), option.state
        reached = event.rect().adjusted(-8, -8, 8, 8)
        for row in self.rows_in_sight():
            index = self._tiles.index(row)
            option.rect = self.visualRect(index)
            if not reached.intersects(option.rect):
                continue
            state = usual & ~QStyle.StateFlag.State_HasFocus & ~QStyle.StateFlag.State_Selected
            if selection.isSelected(index):
                state |= QStyle.StateFlag.State_Selected
            if row == current and self.hasFocus():
                state |= QStyle.StateFlag.State_HasFocus
            option.state = state
            self._delegate.paint(painter, option, index)
        painter.end()

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802 Qt's name
        """What was painted moves along; the rest is painted."""
        self.viewport().scroll(dx, dy)
        self._look_ahead()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's name
        """The tile that was at the top stays there."""
        first = self.rows_in_sight().start
        self.updateGeometries()
        if event.oldSize().width() != event.size().width() and self.verticalOffset():
            line = first // self.columns
            self.verticalScrollBar().setValue(line * (self.tile_size.height() + GAP_PX))
        self._look_ahead()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's name
        """Arrows move the ring, with Shift they tick on the way."""
        key, modifiers = Qt.Key(event.key()), event.modifiers()
        row = self.current_row()
        if key in _MOVES:
            to = self.moveCursor(_MOVES[key], modifiers)
            if to.isValid():
                self._go(row, to.row(), bool(modifiers & Qt.KeyboardModifier.ShiftModifier))
        elif key == Qt.Key.Key_Space:
            self.toggle(row)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0:
            self.opened.emit(row)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 Qt's name
        """The ring comes; on the disc, or with Ctrl or Shift, it is ticked."""
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not index.isValid():
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.tick_to(index.row())
            return
        on_disc = disc_box(self.option_of(index)).toRect().contains(event.position().toPoint())
        if on_disc or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.toggle(index.row())
        else:
            self._anchor = index.row()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 Qt's name
        """It plays."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(index.row())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 Qt's name
        """Under the pointer a tile moves along."""
        super().mouseMoveEvent(event)
        at = event.position().toPoint()
        index = self.indexAt(at)
        box = picture_box(self.option_of(index)) if index.isValid() else None
        if box is None or not box.contains(at):
            self._leave()
            return
        share = (at.x() - box.left()) / box.width()
        if self.isRightToLeft():
            share = 1 - share
        before, self._delegate.hover = self._delegate.hover, (index.row(), share)
        option = self.option_of(index)
        self._scrubbing.hover(self._tiles.tile(index.row()), self._delegate.look(option))
        if before is not None and before[0] != index.row():
            self._repaint(before[0])
        self._repaint(index.row())

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 Qt's name
        """All is still."""
        self._leave()
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 Qt's name
        """Where the keyboard comes there is a ring."""
        if not self.currentIndex().isValid() and self._tiles.rowCount():
            self.set_current(0)
        super().focusInEvent(event)
        self.viewport().update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 Qt's name
        """The ring goes with the keyboard."""
        super().focusOutEvent(event)
        self.viewport().update()

    def currentChanged(self, current: Index, previous: Index) -> None:  # noqa: N802 Qt's name
        """Somebody else may show what is current."""
        super().currentChanged(current, previous)
        self._repaint(previous.row())
        self._repaint(current.row())
        self.current_moved.emit(current.row())

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 Qt's name
        """Letters are keys of actions; there is a field to search in."""

    def startDrag(self, actions: Qt.DropAction) -> None:  # noqa: N802 Qt's name
        """What is ticked goes along, or the one under the pointer; only files that are here."""
        data = self._tiles.mimeData([self._tiles.index(row) for row in self.dragged_rows()])
        if not data.hasUrls():
            return
        drag = QDrag(self)
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.CopyAction)

    def dragged_rows(self) -> list[int]:
        """Which rows a drag of the current one takes along."""
        ticked, current = self.ticked_rows(), self.current_row()
        return ticked if current in ticked else [current]

    # --- inside

    def repaint_all(self) -> None:
        """Something that many tiles show is another."""
        self.viewport().update()

    def _go(self, row: int, to: int, is_range: bool) -> None:
        if is_range and not self.selectionModel().hasSelection():
            self._anchor = max(row, 0)
        self.set_current(to)
        if is_range:
            self.tick_to(to)
        else:
            self._anchor = to

    def _leave(self) -> None:
        before, self._delegate.hover = self._delegate.hover, None
        if before is not None:
            self._scrubbing.hover(None, self._delegate.look(self.option_of(QModelIndex())))
            self._repaint(before[0])

    def _repaint(self, row: int) -> None:
        if 0 <= row < self._tiles.rowCount():
            self.viewport().update(self.visualRect(self._tiles.index(row)).adjusted(-6, -6, 6, 6))

    def _begin(self) -> None:
        self._anchor = 0
        self.verticalScrollBar().setValue(0)
        self.current_moved.emit(-1)
        self.ticks_changed.emit()
        self._moved()

    def _moved(self) -> None:
        self.updateGeometries()
        self.viewport().update()
        self._look_ahead()

    def _ticks_changed(self) -> None:
        self.viewport().update()
        self.ticks_changed.emit()

    def _look_ahead(self) -> None:
        """What is in sight is kept as it is now, and the next page is here before it is seen."""
        seen = self.rows_in_sight()
        self._tiles.look_at(seen.start, max(seen.stop - 1, seen.start))
        ahead = seen.stop + SCREENS_AHEAD * len(seen)
        if ahead >= self._tiles.rowCount() and self._tiles.canFetchMore(QModelIndex()):
            self._tiles.fetchMore(QModelIndex())
