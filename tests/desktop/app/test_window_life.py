"""The life of a window, over a real folder and with no server in reach."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from contract.drafts import NewDraftBody
from desktop import settings
from desktop.app import pictures
from desktop.app.single_instance import SingleInstance, raise_other
from desktop.app.view_factories import VIEWS
from desktop.app.window_life import WindowLife
from desktop.models import drafts, profiles
from desktop.settings import KnownAccount
from desktop.views.first_start import FirstStart
from desktop.views.stopped import Stopped
from desktop.views.theme.theme import Theme
from desktop.views.words import speak

WITHIN_MS = 30_000
# A server of one's own makes its database first.
STARTS_WITHIN_MS = 120_000
MIA = KnownAccount("http://127.0.0.1:9", UUID(int=5), "mia@example.org")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def opened(qtbot, qapp, data: Path) -> Iterator[list[WindowLife]]:
    """Whatever a test opens is closed after it, as a person closes it."""
    lives: list[WindowLife] = []
    yield lives
    for life in lives:
        with qtbot.waitSignal(life.ended, timeout=WITHIN_MS):
            life.window.close()
    assert not [one.name for one in threading.enumerate() if one.name in ("talk", "own-server")]
    speak(qapp, "en")


def open_window(qtbot, data: Path, lives: list[WindowLife]) -> WindowLife:
    life = WindowLife(data, Theme())
    lives.append(life)
    with qtbot.waitSignal(life.is_usable, timeout=WITHIN_MS):
        life.start()
    return life


def work_as(data: Path, account: KnownAccount, topic: str) -> UUID:
    """Somebody who signed in here before, and a draft of theirs."""
    settings.change(data, lambda kept: replace(kept, account=account, home="server"))
    storage = profiles.open_account(data, account.server, account.user_id, account.email)
    body = NewDraftBody.model_construct(topic=topic)
    draft_id = storage.call(drafts.new, body).id
    storage.close()
    return draft_id


def test_the_first_time_it_asks_where_reels_are_made_and_lets_write_first(qtbot, data, opened):
    life = open_window(qtbot, data, opened)
    (start,) = life.window.findChildren(FirstStart)
    assert start.isVisible()
    start.write.click()
    assert not start.isVisible()
    qtbot.waitUntil(lambda: life.window.view == "create", timeout=WITHIN_MS)


def test_who_worked_here_before_finds_their_work_without_a_network(qtbot, data, opened):
    draft_id = work_as(data, MIA, "Why rain smells")
    settings.change(data, lambda kept: replace(kept, view="create", draft_id=draft_id))
    life = open_window(qtbot, data, opened)
    assert not life.window.findChildren(FirstStart)
    assert life.window.view == "create"
    assert life.household is not None
    assert life.household.desk is not None
    qtbot.waitUntil(lambda: life.household.desk.status.state == "signed-out", timeout=WITHIN_MS)


@pytest.mark.parametrize("view", ["dashboard", "create", "review", "library", "settings"])
def test_every_view_opens_over_an_empty_store_without_a_word_of_complaint(
    qtbot, data, opened, view, caplog
):
    work_as(data, MIA, "Why rain smells")
    life = open_window(qtbot, data, opened)
    life.window.go(view)
    qtbot.waitUntil(lambda: not life.asking.is_waiting, timeout=WITHIN_MS)
    assert life.window.view == view
    assert caplog.records == []


def test_closed_it_is_as_it_was_left_the_next_time(qtbot, data):
    work_as(data, MIA, "Why rain smells")
    first: list[WindowLife] = []
    life = open_window(qtbot, data, first)
    life.window.resize(1100, 720)
    life.window.go("library")
    with qtbot.waitSignal(life.ended, timeout=WITHIN_MS):
        life.window.close()
    kept = settings.load(data)
    assert kept.view == "library"
    assert kept.place is not None
    assert (kept.place.width, kept.place.height) == (1100, 720)


def test_another_language_is_another_window_over_the_same_work(qtbot, data, opened):
    work_as(data, MIA, "Why rain smells")
    life = open_window(qtbot, data, opened)
    before = life.window
    life.change_settings(lambda kept: replace(kept, ui_language="ar"))
    qtbot.waitUntil(lambda: life.window is not before, timeout=WITHIN_MS)
    qtbot.waitUntil(lambda: not life.asking.is_waiting, timeout=WITHIN_MS)
    assert life.window.isVisible()
    assert QApplication.layoutDirection() == QApplication.layoutDirection().RightToLeft
    assert life.household is not None
    assert life.household.desk is not None
    assert not life.household.desk.storage.is_closed


def test_who_has_not_chosen_yet_is_asked_in_the_other_language(qtbot, data, opened):
    life = open_window(qtbot, data, opened)
    before = life.window
    life.change_settings(lambda kept: replace(kept, ui_language="ar"))
    qtbot.waitUntil(lambda: life.window is not before, timeout=WITHIN_MS)
    assert life.window.findChildren(FirstStart)


def test_a_store_that_another_program_holds_is_said_and_can_be_tried_again(qtbot, data, opened):
    holder = profiles.open_local(data)
    life = WindowLife(data, Theme())
    opened.append(life)
    life.start()
    qtbot.waitUntil(lambda: bool(life.window.findChildren(Stopped)), timeout=WITHIN_MS)
    holder.close()
    with qtbot.waitSignal(life.is_usable, timeout=WITHIN_MS):
        life.window.findChild(Stopped).again.click()


def test_closed_before_it_has_opened_anything_it_leaves_nothing(qtbot, data):
    life = WindowLife(data, Theme())
    life.start()
    with qtbot.waitSignal(life.ended, timeout=WITHIN_MS):
        life.window.close()
    qtbot.waitUntil(lambda: not life.asking.is_waiting, timeout=WITHIN_MS)
    assert life.household is None
    assert not [one.name for one in threading.enumerate() if one.name == "talk"]


def test_a_second_start_brings_the_first_window_to_the_front(qtbot, data):
    asked: list[bool] = []
    theme = Theme()
    assert not raise_other(data)
    one = SingleInstance(data, lambda: asked.append(True), theme)
    assert raise_other(data)
    qtbot.waitUntil(lambda: asked == [True])
    one.close()
    assert not raise_other(data)


def test_a_folder_that_only_says_this_computer_is_worked_in_as_its_owner(qtbot, data, opened):
    """So it stands before the first sign-in of a computer's own server was written down."""
    settings.change(data, lambda kept: replace(kept, home="this-computer"))
    life = open_window(qtbot, data, opened)
    qtbot.waitUntil(lambda: life.is_in_step, timeout=STARTS_WITHIN_MS)
    assert life.household is not None
    assert life.household.desk is not None
    assert life.household.desk.account is not None
    assert life.household.desk.account.is_own


def test_pictures_are_of_what_the_own_server_holds(qapp, data, tmp_path):
    made = pictures.take(data, tmp_path / "screens")
    assert len(made) == len(pictures.THEMES) * len(VIEWS)
    assert all(QImage(str(path)).width() == pictures.WIDTH_PX for path in made)
    account = settings.load(data).account
    assert account is not None
    assert account.is_own
