"""The window comes back where it was, wherever screens went meanwhile."""

from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QMainWindow

from desktop.settings import Place
from desktop.views import window_state

LEFT, RIGHT = QRect(0, 0, 1920, 1040), QRect(1920, 0, 2560, 1400)


def test_a_new_window_stands_in_the_middle_of_the_first_screen():
    box = window_state.fitting(None, [LEFT, RIGHT])
    assert box.size() == window_state.USUAL
    assert box.center() == LEFT.center()


def test_a_window_stands_where_it_was_left_on_either_screen():
    for place in (Place(40, 30, 1200, 900), Place(2000, 100, 1300, 800)):
        box = window_state.fitting(place, [LEFT, RIGHT])
        assert (box.x(), box.y(), box.width(), box.height()) == (
            place.left,
            place.top,
            place.width,
            place.height,
        )


def test_a_window_whose_screen_is_gone_comes_to_the_one_that_is_left():
    box = window_state.fitting(Place(2100, 100, 1300, 800), [LEFT])
    assert LEFT.contains(box)
    assert box.size() == QSize(1300, 800)


def test_a_window_of_a_larger_screen_is_made_to_fit():
    box = window_state.fitting(Place(0, 0, 2560, 1400), [LEFT])
    assert LEFT.contains(box)


def test_a_window_of_which_a_hand_could_not_take_hold_is_moved():
    box = window_state.fitting(Place(1900, 300, 1280, 800), [LEFT])
    assert LEFT.contains(box)


def test_on_a_small_screen_the_smallest_window_is_all_of_it():
    assert window_state.smallest(QRect(0, 0, 960, 540)) == QSize(960, 540)
    assert window_state.smallest(LEFT) == window_state.SMALLEST


def test_without_a_screen_there_is_still_a_size():
    assert window_state.fitting(Place(5, 5, 10, 10), []).size() == window_state.USUAL


def test_what_is_kept_of_a_window_puts_another_one_there(qtbot):
    one, other = QMainWindow(), QMainWindow()
    for window in (one, other):
        qtbot.addWidget(window)
    window_state.put(one, Place(10, 20, 700, 500))
    place = window_state.place_of(one)
    window_state.put(other, place)
    assert other.geometry() == one.geometry()
    assert not place.is_maximized
