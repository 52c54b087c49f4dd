"""The first page: one press chooses, and one may write before that."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop.views.first_start import FirstStart
from desktop.views.theme.theme import Theme


@pytest.fixture
def page(qtbot) -> FirstStart:
    page = FirstStart(Theme("light"))
    qtbot.addWidget(page)
    page.resize(1280, 800)
    page.show()
    return page


def heard(signal) -> list:
    told: list = []
    signal.connect(lambda *what: told.append(what))
    return told


def test_this_computer_is_one_press_and_says_that_it_starts(page, qtbot):
    told = heard(page.own_chosen)
    qtbot.mouseClick(page.own, Qt.MouseButton.LeftButton)
    assert told == [()]
    assert page.busy.text() == "The server on this computer is starting ..."
    qtbot.mouseClick(page.own, Qt.MouseButton.LeftButton)
    assert told == [()]


def test_when_it_did_not_start_one_may_choose_again(page):
    page.own.click()
    page.set_busy("")
    assert page.own.reason is None
    assert page.server.isEnabled()


def test_a_server_and_writing_first_are_offered(page):
    server, write = heard(page.server_chosen), heard(page.write_first)
    page.server.click()
    page.write.click()
    assert (server, write) == ([()], [()])


def test_the_keyboard_starts_at_the_first_choice(page, qtbot):
    page.activateWindow()
    page.setFocus()
    qtbot.waitUntil(page.own.hasFocus)


def test_language_and_theme_are_told_as_the_settings_have_them(page):
    languages, themes = heard(page.language_chosen), heard(page.theme_chosen)
    _take(page.language, "ar")
    _take(page.theme, "dark")
    assert (languages, themes) == ([("ar",)], [("dark",)])


@pytest.mark.parametrize(("wide_px", "is_beside"), [(1280, True), (820, False)])
def test_the_cards_stand_side_by_side_while_there_is_room(page, qtbot, wide_px, is_beside):
    page.resize(wide_px, 800)
    top: Callable[[QWidget], int] = lambda button: button.mapTo(page, button.pos()).y()  # noqa: E731
    qtbot.waitUntil(lambda: (abs(top(page.own) - top(page.server)) < 40) == is_beside)


def _take(select, value: str) -> None:
    select.set_value(value)
    select.field.activated.emit(select.field.currentIndex())
