"""What waits is shown thing by thing, and what needs a person can be settled there."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest
from desks import Room, a_room
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget
from scripted_server import ScriptedServer, told

from contract.problems import Code, Problem
from contract.syncing.ops import SetOp
from contract.syncing.push import OpProblem
from desktop.models import dead_letters, drafts, media, placements, wishes
from desktop.sync.proof import Proof
from desktop.sync.session import KeySession
from desktop.sync.status import Status
from desktop.sync.wishing import Held
from desktop.views.parts.buttons import Button
from desktop.views.sync_panel import SyncPanel

HLC = "1700000000000-0001"
NO_MINUTES = Problem(Code.QUOTA_EXCEEDED, "0.8 minutes are left.", "Wait for next month.")
PROOF = Proof(changes=214, rows=80, differing=(), at_ms=1_700_000_000_000)


def shown_panel(qtbot, room: Room, again=lambda: None) -> SyncPanel:
    panel = SyncPanel(room.doors, again)
    qtbot.addWidget(panel)
    panel.resize(800, 700)
    panel.show()
    panel.load()
    room.settle()
    return panel


def titles(rows) -> list[str]:
    return [row.title.text() for row in rows]


def press(panel: SyncPanel, title: str, words: str) -> None:
    row = next(one for one in panel.needs.rows + panel.waits.rows if one.title.text() == title)
    next(button for button in row.buttons if button.text() == words).click()


def tell(room: Room, status: Status) -> None:
    room.desk.on_status(status)
    QApplication.processEvents()
    room.settle()


def a_draft(room: Room, topic: str) -> UUID:
    """A draft that can be generated."""
    draft = room.desk.run(drafts.new).result()
    room.desk.run(drafts.edit_text, draft.id, "topic", topic).result()
    room.desk.run(drafts.edit_text, draft.id, "script", "It rains. It pours all day.").result()
    return draft.id


def refuse(room: Room, draft_id: UUID) -> UUID:
    """A wish for it that the server said no to."""
    wish = room.desk.run(wishes.create, draft_id).result()
    room.desk.run(wishes.take_in_answer, wish.id, NO_MINUTES).result()
    return wish.id


def bury(room: Room, draft_id: UUID, words: str) -> None:
    """An edit of it that the server refused for good."""
    op = SetOp(n=1, of="draft", id=draft_id, hlc=HLC, fields={"title": "x"})
    why = OpProblem(code="field-invalid", says="It cannot be called that.", remedy="Change it.")
    room.desk.run(dead_letters.add, op, words, why).result()


def bring(room: Room, folder: Path) -> str:
    """A file that waits to be sent; its sha256."""
    path = folder / "sun.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    return room.desk.bring_media(path).result().sha256


def test_a_file_and_what_waits_for_it_stand_there_by_name(qtbot, room, tmp_path):
    draft_id = a_draft(room, "Rain")
    place = {"media": bring(room, tmp_path), "role": "picture"}
    room.desk.run(placements.add, draft_id, **place).result()
    panel = shown_panel(qtbot, room)
    assert {"sun.png", "A file in a draft"} <= set(titles(panel.waits.rows))
    assert any("Waits for sun.png" in row.note.text() for row in panel.waits.rows)


def test_a_refused_wish_says_why_and_what_it_cost_and_is_tried_again_or_removed(qtbot, room):
    refuse(room, a_draft(room, "Rain"))
    panel = shown_panel(qtbot, room)
    (row,) = panel.needs.rows
    assert row.note.text() == (
        "The server said no: 0.8 minutes are left. Your draft is as you left it."
        " Nothing was charged."
    )
    press(panel, "Generate: Rain", "Try again")
    room.settle()
    assert panel.needs.rows == []
    assert "Generate: Rain" in titles(panel.waits.rows)
    refuse(room, a_draft(room, "Snow"))
    room.settle()
    press(panel, "Generate: Snow", "Remove wish")
    room.settle()
    assert panel.needs.rows == []


def test_the_words_of_a_refused_edit_can_be_copied_and_then_dismissed(qtbot, room):
    bury(room, a_draft(room, "Rain"), "What I had written.")
    panel = shown_panel(qtbot, room)
    press(panel, "An edit was refused: Rain", "Copy my words")
    assert QGuiApplication.clipboard().text() == "What I had written."
    press(panel, "An edit was refused: Rain", "Dismiss")
    room.settle()
    assert panel.needs.rows == []
    assert room.desk.run(dead_letters.list_all).result() == ()


def test_a_wish_that_was_not_sent_is_taken_back(qtbot, room):
    room.desk.run(wishes.create, a_draft(room, "Rain")).result()
    panel = shown_panel(qtbot, room)
    press(panel, "Generate: Rain", "Cancel")
    room.settle()
    assert "Generate: Rain" not in titles(panel.waits.rows)
    assert room.desk.run(wishes.list_open).result() == ()


def test_edits_of_one_draft_are_one_line_that_says_what_changed(qtbot, room):
    draft = room.desk.run(drafts.new).result()
    room.desk.run(drafts.edit_text, draft.id, "topic", "Rain").result()
    room.desk.run(drafts.edit, draft.id, {"platform": "shorts"}).result()
    room.desk.run(drafts.set_tags, draft.id, ("weather",)).result()
    panel = shown_panel(qtbot, room)
    (row,) = panel.waits.rows
    assert row.title.text() == "Rain"
    assert row.note.text().startswith("Changed: words, tags, ")
    assert "platform" in row.note.text()


def test_what_changes_while_it_is_seen_is_shown_anew(qtbot, room):
    panel = shown_panel(qtbot, room)
    assert panel.waits.isHidden()
    assert panel.proof.waiting.text() == "Waiting to be sent: nothing"
    draft = room.desk.run(drafts.new).result()
    room.desk.run(drafts.edit_text, draft.id, "topic", "Rain").result()
    room.settle()
    assert titles(panel.waits.rows) == ["Rain"]
    assert panel.proof.waiting.text().startswith("2 are only on this computer, since ")


def test_a_file_that_cannot_be_sent_is_tried_again_when_told_so(qtbot, room, tmp_path):
    sha256 = bring(room, tmp_path)
    full = Problem(Code.STORAGE_FULL, "The server is full.", "Delete something.")
    room.desk.run(media.note_problem, sha256, full).result()
    panel = shown_panel(qtbot, room)
    (row,) = panel.needs.rows
    assert row.note.text() == "The server is full. Delete something."
    row.buttons[0].click()
    room.settle()
    assert panel.needs.rows == []
    assert room.desk.run(media.get, sha256).result().state == "waiting"


def test_a_wish_that_waits_for_a_limit_counts_down_in_place(qtbot, tmp_path):
    clock = [1_700_000_000_000]
    with a_room(tmp_path, now_ms=clock[0]) as still:
        room = replace(still, doors=replace(still.doors, clock_ms=lambda: clock[0]))
        wish = room.desk.run(wishes.create, a_draft(room, "Rain")).result()
        panel = shown_panel(qtbot, room)
        why = Problem(Code.COOLDOWN, "This draft was sent a moment ago.", "Try again later.")
        held = (Held(wish.id, why, clock[0] + 38_000),)
        tell(room, Status(held=held, last_exchange_ms=clock[0]))
        row = next(one for one in panel.waits.rows if one.title.text() == "Generate: Rain")
        assert row.note.text() == "In 38 s: This draft was sent a moment ago."
        clock[0] += 10_000
        panel.load()
        room.settle()
        assert row in panel.waits.rows
        assert row.note.text() == "In 28 s: This draft was sent a moment ago."


@pytest.mark.parametrize(
    ("status", "words", "button"),
    [
        (Status(state="waiting"), "Offline.", "Try now"),
        (Status(state="signed-out"), "Signed out.", "Sign in again"),
        (Status(state="outdated"), "Update Reelyard.", "Try now"),
    ],
)
def test_what_keeps_sync_from_going_on_is_said_with_what_helps(qtbot, room, status, words, button):
    panel = shown_panel(qtbot, room)
    assert panel.question.isHidden()
    tell(room, status)
    assert not panel.question.isHidden()
    assert panel.question.accessibleName() == words
    assert _buttons_of(panel.question) == [button]
    tell(room, Status())
    assert panel.question.isHidden()


def test_whoever_is_signed_out_signs_in_from_here(qtbot, room):
    asked = []
    panel = shown_panel(qtbot, room, lambda: asked.append("again"))
    tell(room, Status(state="signed-out"))
    _press(panel.question, "Sign in again")
    assert asked == ["again"]


def test_many_deletions_from_elsewhere_are_asked_about_with_their_number(qtbot, room):
    panel = shown_panel(qtbot, room)
    why = Problem(
        Code.CONFIRM_DELETIONS,
        "Says so.",
        "Do so.",
        facts={"of": "draft", "deleted": 30, "held": 40},
    )
    tell(room, Status(state="paused", why=why))
    assert "30 of 40 here were deleted elsewhere." in panel.question.accessibleName()
    _press(panel.question, "Yes, delete them here too")
    room.settle()
    assert [problem.code for problem in room.said.problems] == [Code.SERVER_UNREACHABLE]


def test_the_proof_names_its_number_and_its_moment(qtbot, room):
    panel = shown_panel(qtbot, room)
    assert panel.proof.says.text() == "Not compared with the server yet"
    tell(room, Status(proof=PROOF, last_exchange_ms=1))
    assert panel.proof.says.text() == "The server holds all 214 changes made here."
    assert panel.proof.more.text().startswith("Checked at ")
    tell(room, Status(proof=replace(PROOF, differing=("draft",)), last_exchange_ms=1))
    assert panel.proof.more.text().startswith("They differ in: draft.")


def test_without_a_server_the_proof_says_why_it_cannot_be_made(qtbot, room):
    panel = shown_panel(qtbot, room)
    assert panel.proof.check.reason == "No server is connected."


def test_a_proof_that_cannot_be_made_says_so_and_may_be_asked_for_again(
    qtbot, room, server: ScriptedServer
):
    server.answer("GET", "/v1/sync/digest", told({"nothing": "of ours"}))
    room.desk.connect(server.url, KeySession("ryk_key"))
    panel = shown_panel(qtbot, room)
    panel.proof.check.click()
    assert panel.proof.check.reason == "Comparing ..."
    room.settle()
    assert panel.proof.check.reason is None
    assert room.said.problems


def _buttons_of(banner: QWidget) -> list[str]:
    return [button.text() for button in banner.findChildren(Button) if not button.isHidden()]


def _press(banner: QWidget, words: str) -> None:
    next(one for one in banner.findChildren(Button) if one.text() == words).click()
