"""Promises of the dashboard: what is shown is true, now or as of when; buttons do their words."""

from concurrent.futures import Future
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from desks import Room
from library_items import put_items
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QWidget
from sqlalchemy import update
from told_changes import ToldServer, sync

from contract.drafts import NewDraftBody
from contract.ids import variant_id_of
from contract.problems import Code, Problem
from contract.usage import MonthAnswer
from desktop.models import drafts, generations, wishes
from desktop.models.outbox import Waiting
from desktop.models.synced import moment_text
from desktop.models.tables import GENERATIONS
from desktop.sync.status import Status
from desktop.views.dashboard import DashboardView
from desktop.views.dashboard.reel_row import ReelRow
from desktop.views.dashboard.reels_card import RefusedRow

WORDS = NewDraftBody(topic="Why is the sky *blue?*", script="Air scatters blue light most of all.")
RESETS_AT = "2099-12-01T00:00:00+00:00"
GONE = Problem(Code.SERVER_UNREACHABLE, "The server cannot be reached.", "Later.", retryable=True)


def offline(ops: int = 0, reels: int = 0) -> Status:
    waiting = Waiting(ops, reels, 0, None)
    return Status(state="waiting", why=GONE, waiting=waiting, last_exchange_ms=1)


def draft_of(room: Room, server: ToldServer) -> UUID:
    made = room.storage.call(drafts.new, WORDS).id
    sync(room.storage, server)
    return made


def tell_generation(room: Room, server: ToldServer, draft_id: UUID, **more: Any) -> UUID:
    generation_id = uuid4()
    rows = [
        {"id": str(variant_id_of(generation_id, index)), "index": index, "status": "waiting"}
        for index in range(3)
    ]
    row = {
        "id": str(generation_id),
        "draft_id": str(draft_id),
        "status": "running",
        "error": None,
        "cooldown_until": None,
        "created_at": moment_text(room.doors.clock_ms()),
        "variants": rows,
        **more,
    }
    server.tell("generation", generation_id, row)
    sync(room.storage, server)
    return generation_id


def tell_usage(room: Room, server: ToldServer, **more: Any) -> None:
    row = {
        "plan": "creator",
        "exports_used": 18,
        "exports_limit": 60,
        "minutes_used": 107.4,
        "minutes_limit": 120,
        "minutes_reserved": 0.0,
        "boost_expires_at": None,
        "resets_at": RESETS_AT,
        **more,
    }
    server.tell("usage", UUID(int=5), row)
    sync(room.storage, server)


def note_progress(room: Room, generation_id: UUID, percent: int) -> None:
    told = {
        "generation_id": str(generation_id),
        "status": "running",
        "stage": "drawing",
        "progress_pct": percent,
    }
    room.storage.call(generations.note_progress, told)


def read_now(room: Room, view: DashboardView) -> None:
    room.settle()
    if view._soon.isActive():
        view._soon.stop()
        view._read()
    room.settle()


def rows_of(view: DashboardView) -> list[ReelRow]:
    return list(view.reels._rows.values())


def test_whoever_is_new_is_offered_a_sample_that_is_made_at_once(
    room: Room, open_dashboard
) -> None:
    view = open_dashboard()
    assert view.first.isVisible()
    assert not view.reels.isVisible()
    assert "Makes 3 variants" in view.first.costs.text()
    view.first.go.click()
    room.settle()
    ((name, what),) = room.said.went
    assert name == "review"
    wish = room.storage.call(wishes.list_open)[0]
    assert what == {"draft_id": wish.draft_id, "generation_id": wish.generation_id}
    read_now(room, view)
    assert not view.first.isVisible()
    assert rows_of(view)[0].pill.text() == "Waiting for network"


def test_without_a_draft_continue_says_why_it_cannot(
    room: Room, server: ToldServer, open_dashboard
) -> None:
    put_items(room.storage, 1, server=server)
    view = open_dashboard()
    assert view.go_on.reason == "No draft yet: create a reel first."
    assert room.doors.actions.get("dashboard.continue").reason == view.go_on.reason
    draft_id = draft_of(room, server)
    read_now(room, view)
    assert view.go_on.reason is None
    view.go_on.click()
    view.new.click()
    assert room.said.went == [("create", {"draft_id": draft_id}), ("create", {"is_new": True})]


def test_progress_moves_in_its_row_and_the_row_stays(
    room: Room, server: ToldServer, open_dashboard
) -> None:
    generation_id = tell_generation(room, server, draft_of(room, server))
    view = open_dashboard()
    (row,) = rows_of(view)
    note_progress(room, generation_id, 62)
    read_now(room, view)
    assert rows_of(view) == [row]
    assert (row.pill.text(), row.right.text()) == ("Drawing", "62 %")
    assert row.bar.value() == 620
    assert view.sentence.text().startswith("1 reel is being made.")
    assert row.accessibleName().startswith("Why is the sky blue?. Drawing.")
    row.click()
    assert room.said.went == [("review", {"generation_id": generation_id})]


def test_a_place_in_the_queue_is_said(room: Room, server: ToldServer, open_dashboard) -> None:
    generation_id = tell_generation(room, server, draft_of(room, server), status="queued")
    placed = update(GENERATIONS).where(GENERATIONS.c.id == generation_id)
    room.storage.call(lambda session: session.execute(placed.values(queue_position=2)))
    view = open_dashboard()
    (row,) = rows_of(view)
    assert row.facts.text() == "TikTok · Explainer · place 2 in the queue"


def test_a_wish_that_was_never_sent_is_taken_back_at_once(
    room: Room, server: ToldServer, open_dashboard
) -> None:
    room.storage.call(wishes.create, draft_of(room, server))
    view = open_dashboard()
    (row,) = rows_of(view)
    assert "sent when you are online" in row.facts.text()
    row.cancel.click()
    read_now(room, view)
    assert rows_of(view) == []
    assert room.said.toasts == ["Taken back. It was never sent, and nothing was charged."]
    assert room.storage.call(wishes.list_open) == ()


def test_cancelling_what_is_being_made_is_shown_until_it_is(
    room: Room, server: ToldServer, open_dashboard
) -> None:
    tell_generation(room, server, draft_of(room, server))
    view = open_dashboard()
    (row,) = rows_of(view)
    row.cancel.click()
    read_now(room, view)
    assert row.pill.text() == "Cancelling"
    assert row.cancel.reason == "It is being cancelled."


def test_what_failed_says_why_and_that_it_cost_nothing(
    room: Room, server: ToldServer, open_dashboard
) -> None:
    error = {"code": "encoding-failed", "says": "The disk was full.", "remedy": "Try again."}
    tell_generation(room, server, draft_of(room, server), status="failed", error=error)
    view = open_dashboard()
    (row,) = rows_of(view)
    assert row.pill.text() == "Failed"
    assert row.facts.text() == "The disk was full."
    assert row.right.text() == "This cost you nothing."
    assert row.open.text() == "See why"


def test_a_refused_wish_is_tried_again_or_removed(
    room: Room, server: ToldServer, open_dashboard
) -> None:
    wish = room.storage.call(wishes.create, draft_of(room, server))
    problem = Problem(Code.QUOTA_EXCEEDED, "Needs 1.4 minutes, 0.8 are left.", "Wait.")
    room.storage.call(wishes.take_in_answer, wish.id, problem)
    view = open_dashboard()
    (row,) = view.reels.findChildren(RefusedRow)
    assert "Needs 1.4 minutes, 0.8 are left. Nothing was charged." in row.accessibleName()
    row.remove.click()
    read_now(room, view)
    assert view.reels._refused == {}
    assert room.storage.call(wishes.get, wish.id).state == "withdrawn"


def test_meters_say_what_is_left_and_until_when(
    room: Room, server: ToldServer, open_dashboard, resting: Status
) -> None:
    tell_usage(room, server)
    draft_of(room, server)
    view = open_dashboard()
    view._status_changed(resting)
    assert view.exports_meter.number.text() == "18"
    assert view.minutes_meter.note.text() == "12.6 min left, about 8 reels"
    resets = datetime.fromisoformat(RESETS_AT).astimezone()
    assert view.exports_meter.note.text().startswith(f"Resets {resets.day} ")
    assert view.history.plan.text() == "Creator plan. Boost: none."


def test_offline_meters_say_as_of_when_and_the_banner_what_waits(
    room: Room, server: ToldServer, open_dashboard
) -> None:
    tell_usage(room, server)
    draft_of(room, server)
    view = open_dashboard()
    room.doors.live.status_changed.emit(offline(ops=3, reels=1))
    assert view.exports_meter.note.text().startswith("As of ")
    assert view.minutes_meter.note.text().endswith(" · 12.6 min left")
    assert view.banner.isVisible()
    said = view.banner.accessibleName()
    assert said.startswith("Offline. 3 changes and 1 reel are waiting. Meters as of ")
    assert view.sentence.text() == "Keep working. Everything you do is kept here and sent later."
    room.doors.live.status_changed.emit(Status(state="resting", last_exchange_ms=2))
    assert not view.banner.isVisible()


def test_on_ones_own_server_nothing_is_a_share_of_a_limit(
    room: Room, server: ToldServer, open_dashboard
) -> None:
    tell_usage(room, server, plan="own", exports_limit=None, minutes_limit=None)
    draft_of(room, server)
    view = open_dashboard()
    assert not view.exports_meter.ring.isVisible()
    assert view.exports_meter.note.text() == "No limit on your own server"
    assert view.history.plan.text() == "Your own server: nothing is ever refused."


def test_what_waits_here_counts_before_the_server_knows(
    room: Room, server: ToldServer, open_dashboard
) -> None:
    tell_usage(room, server)
    wish = room.storage.call(wishes.create, draft_of(room, server))
    view = open_dashboard()
    assert float(view.minutes_meter.number.text()) == pytest.approx(
        107.4 + wish.price_ms / 60_000, abs=0.06
    )


def test_a_boost_that_ends_while_one_looks_is_said_once(
    room: Room, server: ToldServer, open_dashboard, resting: Status
) -> None:
    tell_usage(room, server, boost_expires_at="2020-01-01T00:00:00+00:00")
    draft_of(room, server)
    view = open_dashboard()
    view._status_changed(resting)
    tell_usage(room, server)
    read_now(room, view)
    assert "60 exports, 120 minutes" in view.banner.accessibleName()
    view.banner.close_button.click()
    view._status_changed(resting)
    assert not view.banner.isVisible()


def test_months_that_came_stay_and_say_as_of_when(
    room: Room, server: ToldServer, open_dashboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft_of(room, server)
    months = tuple(
        MonthAnswer(period=f"2026{month:02}", exports_used=month, minutes_used=month + 0.5)
        for month in (11, 10, 9, 8, 7, 6)
    )
    answers: list[Any] = [months, GONE]

    def history(months: int = 6) -> "Future[Any]":
        answer: Future[Any] = Future()
        told = answers.pop(0)
        if isinstance(told, Problem):
            answer.set_exception(told)
        else:
            answer.set_result(told)
        return answer

    monkeypatch.setattr(room.desk, "usage_history", history)
    view = open_dashboard()
    shown = view.history.chart.accessibleName()
    assert shown.index("Jun 6.5") < shown.index("Nov 11.5")
    assert view.history.as_of.text() == ""
    view.shown()
    room.settle()
    assert view.history.chart.accessibleName() == shown
    assert view.history.as_of.text().startswith("As of ")
    view.history.unit.chosen.emit("exports")


def test_months_that_never_came_are_not_made_up(
    room: Room, server: ToldServer, open_dashboard
) -> None:
    draft_of(room, server)
    view = open_dashboard()
    assert view.history.nothing.title.text() == "Comes from the server"


def test_what_was_saved_last_opens_in_the_library(
    room: Room, server: ToldServer, open_dashboard
) -> None:
    made = put_items(room.storage, 9, server=server)
    view = open_dashboard()
    shown = [item for item in view.exports.items if item.isVisible()]
    assert [item.shown for item in shown] == made[::-1][: len(shown)]
    assert len(shown) >= 4
    shown[1].click()
    assert room.said.went == [("library", {"asset_id": made[-2]})]


def test_out_of_sight_nothing_is_read(room: Room, server: ToldServer, open_dashboard) -> None:
    view = open_dashboard()
    view.hidden()
    draft_of(room, server)
    room.settle()
    assert not view._soon.isActive()
    assert not view._tick.isActive()


def test_all_that_has_the_focus_has_a_name(room: Room, server: ToldServer, open_dashboard) -> None:
    tell_generation(room, server, draft_of(room, server))
    put_items(room.storage, 2, server=server)
    view = open_dashboard()
    nameless = [
        widget
        for widget in view.findChildren(QWidget)
        if widget.isVisible()
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
        and not widget.accessibleName()
        and not (isinstance(widget, QAbstractButton) and widget.text())
    ]
    assert nameless == []
