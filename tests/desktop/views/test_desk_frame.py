"""What the frame of the window does for the desk that is open."""

from dataclasses import replace
from uuid import UUID

import pytest
from desks import Room
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget
from told_changes import ToldServer, sync

from contract.drafts import NewDraftBody
from desktop.models import drafts
from desktop.views.command_palette import CommandPalette
from desktop.views.desk_frame import DeskFrame
from desktop.views.notices import Notices

GENERATION = UUID(int=50)


@pytest.fixture
def framed(qtbot, room: Room):
    """The frame at work over a window with a palette."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1280, 800)
    window.palette_ = CommandPalette(room.doors.actions, window)
    window.show()
    window.view = "dashboard"
    window.frame_ = DeskFrame(room.doors, window, window.palette_, lambda: window.view)
    room.settle()
    return window


def tell(room: Room, told: ToldServer, draft_id: UUID, status: str) -> None:
    """The server tells how the generation stands, and the window hears of it."""
    row = {
        "id": str(GENERATION),
        "draft_id": str(draft_id),
        "status": status,
        "error": None,
        "cooldown_until": None,
        "created_at": "2026-11-18T13:20:00Z",
        "variants": [],
    }
    told.tell("generation", GENERATION, row)
    sync(room.storage, told)
    # News, the question it brings, the answer.
    for _ in range(3):
        QApplication.processEvents()
        room.settle()


def words_of(palette: CommandPalette) -> list[str]:
    model = palette.model
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def test_a_new_reel_is_an_empty_draft_opened_in_create(room, framed):
    room.doors.actions.run("new")
    room.settle()
    ((view, what),) = room.said.went
    assert view == "create"
    assert room.desk.run(drafts.get, what["draft_id"]).result().topic == ""


def test_a_draft_that_nobody_has_written_into_is_taken_again(room, framed):
    for _ in range(3):
        room.doors.actions.run("new")
        room.settle()
    assert len({what["draft_id"] for _, what in room.said.went}) == 1
    assert room.desk.run(drafts.count).result() == 1
    (_, what) = room.said.went[0]
    room.desk.run(drafts.edit_text, what["draft_id"], "topic", "Rain").result()
    room.doors.actions.run("new")
    room.settle()
    assert room.desk.run(drafts.count).result() == 2


def test_the_palette_finds_drafts_by_any_word_of_their_titles(qtbot, room, framed):
    for topic in ("A gentle *morning*", "Why the sky is blue"):
        room.desk.run(drafts.new, NewDraftBody(topic=topic)).result()
    palette = framed.palette_
    palette.open_commands(("everywhere",))
    qtbot.keyClicks(palette.line, "morning gen")
    qtbot.waitUntil(lambda: "Draft: A gentle morning" in words_of(palette))
    assert "Draft: Why the sky is blue" not in words_of(palette)
    palette.take()
    ((view, what),) = room.said.went
    draft = room.desk.run(drafts.get, what["draft_id"]).result()
    assert (view, draft.topic) == ("create", "A gentle *morning*")


def test_sending_now_is_offered_only_where_there_is_a_server(room, framed):
    assert room.doors.actions.get("sync.send_now").reason == "No server is connected."


def test_who_looks_at_review_sees_it_there_and_no_toast_over_its_play_button(room, framed):
    told = ToldServer(id=UUID(int=99))
    draft_id = room.desk.run(drafts.new, NewDraftBody(topic="Rain")).result().id
    framed.view = "review"
    tell(room, told, draft_id, "running")
    tell(room, told, draft_id, "succeeded")
    assert room.said.toasts == []


def test_who_looks_elsewhere_in_the_window_hears_of_a_reel_that_is_ready(room, framed):
    told = ToldServer(id=UUID(int=99))
    draft_id = room.desk.run(drafts.new, NewDraftBody(topic="Rain")).result().id
    tell(room, told, draft_id, "running")
    assert room.said.toasts == []
    tell(room, told, draft_id, "succeeded")
    assert room.said.toasts == ["Ready: Rain"]
    tell(room, told, draft_id, "succeeded")
    assert room.said.toasts == ["Ready: Rain"]
    room.said.actions[0]()
    assert room.said.went == [("review", {"draft_id": draft_id, "generation_id": GENERATION})]


def test_a_reel_that_failed_is_not_said_to_be_ready(room, framed):
    told = ToldServer(id=UUID(int=99))
    draft_id = room.desk.run(drafts.new, NewDraftBody(topic="Rain")).result().id
    tell(room, told, draft_id, "running")
    tell(room, told, draft_id, "failed")
    assert room.said.toasts == []


def test_what_had_ended_before_is_no_news(room, framed):
    told = ToldServer(id=UUID(int=99))
    draft_id = room.desk.run(drafts.new, NewDraftBody(topic="Rain")).result().id
    tell(room, told, draft_id, "succeeded")
    assert room.said.toasts == []


def test_the_cache_keeps_to_the_limit_that_was_set(qtbot, room):
    room.doors.change_settings(lambda kept: replace(kept, cache_bytes=2_000_000_000))
    window = QWidget()
    qtbot.addWidget(window)
    DeskFrame(room.doors, window, CommandPalette(room.doors.actions, window))
    room.settle()
    assert room.desk.most_cache_bytes == 2_000_000_000


def test_without_a_tray_nothing_is_shown_outside_and_the_window_says_it_itself(qtbot, room):
    assert not QSystemTrayIcon.isSystemTrayAvailable()
    window = QWidget()
    qtbot.addWidget(window)
    notices = Notices(window, room.doors.theme, window)
    assert not notices.has_tray
    assert not notices.tell("Your reel is ready", "Rain", list)
