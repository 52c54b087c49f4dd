"""Promises of the wall: keys alone suffice, ticks are kept, each tile is found where it stands."""

from pathlib import Path

from desks import Room
from library_items import put_file, put_items
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QStyleOptionViewItem

from desktop.views.library.grid import Grid
from desktop.views.library.tile_delegate import disc_box

Key, Shift = Qt.Key, Qt.KeyboardModifier.ShiftModifier
NONE = Qt.KeyboardModifier.NoModifier


def press(grid: Grid, *keys: Key, modifiers: Qt.KeyboardModifier = NONE):
    for key in keys:
        QTest.keyClick(grid, key, modifiers)


def middle_of(grid: Grid, row: int) -> QPoint:
    return grid.visualRect(grid.model().index(row, 0)).center()


def test_every_tile_is_found_where_it_stands(room: Room, open_library) -> None:
    put_items(room.storage, 40)
    grid = open_library().grid
    for row in grid.rows_in_sight():
        assert grid.indexAt(middle_of(grid, row)).row() == row
    first, last = (grid.visualRect(grid.model().index(row, 0)) for row in (0, grid.columns - 1))
    assert first.left() >= 0
    assert last.right() <= grid.viewport().width()
    assert not grid.indexAt(QPoint(first.right() + 3, first.center().y())).isValid()


def test_from_the_right_the_first_stands_on_the_right(
    room: Room, right_to_left, open_library
) -> None:
    put_items(room.storage, 10)
    grid = open_library().grid
    assert middle_of(grid, 0).x() > middle_of(grid, 1).x()
    assert grid.indexAt(middle_of(grid, 1)).row() == 1
    grid.set_current(0)
    press(grid, Key.Key_Left)
    assert grid.current_row() == 1


def test_arrows_move_the_ring_and_tick_nothing(room: Room, open_library) -> None:
    put_items(room.storage, 40)
    grid = open_library().grid
    columns = grid.columns
    press(grid, Key.Key_Right, Key.Key_Down, Key.Key_Down, Key.Key_Left, Key.Key_Up)
    assert grid.current_row() == columns
    press(grid, Key.Key_Home, Key.Key_Up)
    assert grid.current_row() == 0
    press(grid, Key.Key_End)
    assert grid.current_row() == 39
    assert grid.visualRect(grid.currentIndex()).bottom() <= grid.viewport().height()
    assert grid.ticked_rows() == []


def test_space_ticks_and_shift_with_arrows_ticks_a_range(room: Room, open_library) -> None:
    put_items(room.storage, 40)
    grid = open_library().grid
    press(grid, Key.Key_Space, Key.Key_Right, Key.Key_Right, Key.Key_Space)
    assert grid.ticked_rows() == [0, 2]
    grid.clearSelection()
    press(grid, Key.Key_Right, Key.Key_Right, Key.Key_Left, modifiers=Shift)
    assert grid.ticked_rows() == [2, 3]
    press(grid, Key.Key_Left, modifiers=Shift)
    assert grid.ticked_rows() == [2]


def test_the_disc_and_ctrl_tick_and_a_plain_press_does_not(room: Room, open_library) -> None:
    put_items(room.storage, 40)
    grid = open_library().grid
    left = Qt.MouseButton.LeftButton
    QTest.mouseClick(grid.viewport(), left, pos=middle_of(grid, 3))
    assert (grid.current_row(), grid.ticked_rows()) == (3, [])
    control = Qt.KeyboardModifier.ControlModifier
    QTest.mouseClick(grid.viewport(), left, control, middle_of(grid, 1))
    option = QStyleOptionViewItem()
    option.rect = grid.visualRect(grid.model().index(6, 0))
    QTest.mouseClick(grid.viewport(), left, pos=disc_box(option).center().toPoint())
    assert grid.ticked_rows() == [1, 6]
    QTest.mouseClick(grid.viewport(), left, Shift, middle_of(grid, 8))
    assert grid.ticked_rows() == [6, 7, 8]


def test_a_screen_reader_hears_each_tile(room: Room, open_library) -> None:
    put_items(room.storage, 5)
    grid = open_library().grid
    spoken = QAccessible.queryAccessibleInterface(grid)
    assert spoken.role() == QAccessible.Role.List
    assert spoken.text(QAccessible.Text.Name) == "Reels in the library"
    assert spoken.childCount() == 5
    child = spoken.child(1)
    assert child.text(QAccessible.Text.Name) == "Item 3, TikTok, 0:30, on the server"
    assert child.rect().isValid()


def test_what_is_here_is_dragged_out_under_its_title(room: Room, open_library) -> None:
    put_items(room.storage, 3, title="Why: the sky?")
    view = open_library()
    tile = view.model.tile(1)
    path = put_file(room.storage, tile.variant_id, "video", b"video")
    view.model.read_anew()
    view.model._soon.timeout.emit()
    room.settle()
    grid = view.grid
    grid.tick_first(1000)
    grid.set_current(1)
    data = view.model.mimeData([view.model.index(row) for row in grid.dragged_rows()])
    (url,) = data.urls()
    assert url.fileName() == "Why the sky 1.mp4"

    assert Path(url.toLocalFile()).samefile(path)
    grid.clearSelection()
    assert grid.dragged_rows() == [1]


def test_the_tile_under_the_pointer_knows_how_far_along_it_is(room: Room, open_library) -> None:
    put_items(room.storage, 3)
    grid = open_library().grid
    rect = grid.visualRect(grid.model().index(1, 0))
    at = QPointF(rect.left() + rect.width() * 0.25, rect.top() + 40)
    none = Qt.MouseButton.NoButton
    move = QMouseEvent(QEvent.Type.MouseMove, at, grid.viewport().mapToGlobal(at), none, none, NONE)
    grid.mouseMoveEvent(move)
    row, share = grid.itemDelegate().hover
    assert row == 1
    assert abs(share - 0.25) < 0.02
