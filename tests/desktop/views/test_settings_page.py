"""Settings: each counts at once, and nothing that cannot be taken back happens at one press."""

from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest
from desks import Room
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QWidget
from scripted_server import Scripted, ScriptedServer, refused, told

from contract.usage import UsageAnswer
from desktop.models import cache, usage
from desktop.settings import THIS_COMPUTER, KnownAccount
from desktop.sync.session import KeySession
from desktop.views.actions import Action
from desktop.views.confirm_button import ConfirmButton
from desktop.views.section import Section
from desktop.views.settings_page import SettingsPage
from desktop.views.settings_page.account_section import AccountSection
from desktop.views.settings_page.look_section import LookSection
from desktop.views.settings_page.server_section import ServerSection
from desktop.views.settings_page.storage_section import StorageSection
from desktop.views.settings_page.sync_section import SyncSection
from desktop.views.shortcuts_page import ShortcutsPage

SOMEBODY = KnownAccount("https://reels.example.org", UUID(int=1), "you@example.org")
OWN = KnownAccount(THIS_COMPUTER, UUID(int=2), None)
AT = "2026-11-18T13:20:00Z"
NO_CONTENT = Scripted(status=204)


@dataclass
class Leaving:
    """What the app is asked for about who works here, and what it answers."""

    asked: list[str] = field(default_factory=list)

    def words(self) -> "Future[str]":
        answer: Future[str] = Future()
        answer.set_result("Not sent yet: 3 edits. They stay here.")
        return answer

    def leave(self) -> None:
        self.asked.append("leave")

    def sign_in_again(self) -> None:
        self.asked.append("again")


@pytest.fixture
def opener(qtbot, room):
    """Opens a section of a page over the room, and keeps the page."""
    pages = []

    def open_section(section: str, leaving: Leaving | None = None) -> Section:
        page = SettingsPage(room.doors, leaving or Leaving())
        pages.append(page)
        qtbot.addWidget(page)
        page.resize(1000, 700)
        page.show()
        page.shown(section=section)
        room.settle()
        return page.open_section(section)

    return open_section


def devices(*names: str) -> Scripted:
    rows = [
        {
            "id": str(UUID(int=10 + at)),
            "name": name,
            "created_at": AT,
            "last_seen_at": AT,
            "current": at == 0,
        }
        for at, name in enumerate(names)
    ]
    return told({"devices": rows, "next_cursor": None})


def keys(*names: str) -> Scripted:
    rows = [
        {
            "id": str(UUID(int=20 + at)),
            "name": name,
            "prefix": "ryk_live",
            "created_at": AT,
            "last_used_at": None,
        }
        for at, name in enumerate(names)
    ]
    return told({"api_keys": rows, "next_cursor": None})


def press_twice(qtbot, button: ConfirmButton) -> None:
    for _ in range(2):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


# --- the page


def test_it_opens_where_it_was_left_or_where_it_is_told_to(qtbot, room):
    page = SettingsPage(room.doors, Leaving())
    qtbot.addWidget(page)
    page.shown()
    assert page.section == "sync"
    page.shown(section="look")
    page.hidden()
    page.shown()
    assert page.section == "look"
    page.shown(section="billing")
    assert page.section == "look"


def test_each_section_is_there_and_everything_in_it_has_a_name_and_a_role(qtbot, room):
    page = SettingsPage(room.doors, Leaving())
    qtbot.addWidget(page)
    page.show()
    kinds = {
        "account": AccountSection,
        "sync": SyncSection,
        "server": ServerSection,
        "storage": StorageSection,
        "look": LookSection,
        "shortcuts": ShortcutsPage,
    }
    for name, kind in kinds.items():
        assert isinstance(page.open_section(name), kind)
        room.settle()
    nameless = [
        widget
        for widget in page.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not _is_named(widget)
    ]
    assert nameless == []


# --- what cannot be taken back


def test_such_a_button_asks_at_the_first_press_and_does_it_at_the_second(qtbot):
    button = ConfirmButton("Revoke", "Press again to revoke")
    qtbot.addWidget(button)
    done = []
    button.confirmed.connect(lambda: done.append(1))
    button.click()
    assert (button.text(), done) == ("Press again to revoke", [])
    button.click()
    assert (button.text(), done) == ("Revoke", [1])


def test_whoever_goes_elsewhere_did_not_mean_it(qtbot):
    button = ConfirmButton("Revoke", "Press again to revoke")
    qtbot.addWidget(button)
    button.show()
    button.activateWindow()
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    button.click()
    button.clearFocus()
    assert button.text() == "Revoke"


# --- account


def test_somebody_sees_who_they_are_their_plan_and_what_is_not_sent(room, opener):
    room.desk.account = SOMEBODY
    room.desk.run(usage.take_in, usage_of("creator")).result()
    section = opener("account")
    assert section.who.name.text() == "you@example.org"
    assert section.who.plan.text() == "Creator plan"
    assert section.row.sentence.text() == "Not sent yet: 3 edits. They stay here."


def test_a_boost_is_named_with_its_end(room, opener):
    room.desk.account = SOMEBODY
    room.desk.run(usage.take_in, usage_of("creator", boost="2026-12-24T18:00:00Z")).result()
    section = opener("account")
    assert section.who.more.text().startswith("Pro Boost until 24 December, ")


def test_signing_out_takes_two_presses(qtbot, room, opener):
    room.desk.account = SOMEBODY
    leaving = Leaving()
    section = opener("account", leaving)
    press_twice(qtbot, section.out)
    assert leaving.asked == ["leave"]


def test_this_computers_own_account_says_what_it_is(room, opener):
    room.desk.account = OWN
    section = opener("account")
    assert section.who.name.text() == "This computer"
    assert section.who.more.text() == "A private server on this computer, no account elsewhere."
    assert section.out.text() == "Leave"


def test_before_any_sign_in_one_is_led_to_the_first_page(room, opener):
    leaving = Leaving()
    section = opener("account", leaving)
    section.choose.click()
    assert leaving.asked == ["leave"]


# --- devices and keys, asked of a server


def test_devices_are_listed_and_another_one_is_signed_out_by_two_presses(
    qtbot, room, opener, server: ScriptedServer
):
    studio = f"/v1/devices/{UUID(int=11)}"
    server.answer("GET", "/v1/devices", devices("Laptop", "Studio"), devices("Laptop"))
    server.answer("DELETE", studio, NO_CONTENT)
    room.desk.connect(server.url, KeySession("ryk_key"))
    card = opener("sync").devices
    assert [row.device.name for row in card.rows] == ["Laptop", "Studio"]
    assert card.rows[0].revoke is None
    press_twice(qtbot, card.rows[1].revoke)
    room.settle()
    room.settle()
    assert [row.device.name for row in card.rows] == ["Laptop"]
    assert len(server.sent("DELETE", studio)) == 1
    assert room.said.toasts == ["Signed out there. What was not sent stays on that device."]


def test_devices_that_cannot_be_asked_for_stay_as_they_were(room, opener, server: ScriptedServer):
    server.answer("GET", "/v1/devices", devices("Laptop"), refused(503, "server-busy"))
    room.desk.connect(server.url, KeySession("ryk_key"))
    card = opener("sync").devices
    card.load()
    room.settle()
    assert [row.device.name for row in card.rows] == ["Laptop"]
    assert card.note.isVisibleTo(card)


def test_a_key_is_shown_once_copied_and_forgotten(qtbot, room, opener, server: ScriptedServer):
    made = {
        "id": str(UUID(int=30)),
        "name": "Upload script",
        "prefix": "ryk_live",
        "created_at": AT,
        "last_used_at": None,
        "key": "ryk_live_secret",
    }
    server.answer("GET", "/v1/api-keys", keys(), keys("Upload script"))
    server.answer("POST", "/v1/api-keys", told(made, 201))
    room.desk.connect(server.url, KeySession("ryk_key"))
    section = opener("server")
    card = section.keys
    card.make.click()
    assert card.name.error() == "Say what it is for."
    card.name.set_text("Upload script")
    card.make.click()
    room.settle()
    room.settle()
    assert card.new.field.text() == "ryk_live_secret"
    card.new.copy.click()
    assert QGuiApplication.clipboard().text() == "ryk_live_secret"
    assert [row.key.name for row in card.rows] == ["Upload script"]
    section.leave()
    assert card.new.field.text() == ""


def test_a_key_is_revoked_by_two_presses(qtbot, room, opener, server: ScriptedServer):
    path = f"/v1/api-keys/{UUID(int=20)}"
    server.answer("GET", "/v1/api-keys", keys("Upload script"), keys())
    server.answer("DELETE", path, NO_CONTENT)
    room.desk.connect(server.url, KeySession("ryk_key"))
    card = opener("server").keys
    press_twice(qtbot, card.rows[0].revoke)
    room.settle()
    room.settle()
    assert card.rows == []
    assert len(server.sent("DELETE", path)) == 1


def test_without_a_server_nothing_is_asked_and_it_is_said_why(room, opener):
    assert opener("server").keys.make.reason == "No server is connected."
    assert opener("sync").devices.note.text() == "They are shown once a server is connected."
    assert room.said.problems == []


# --- storage


def keep_a_file(room: Room, size_bytes: int) -> Path:
    variant_id = UUID(int=40)
    room.desk.run(cache.want, variant_id, "video").result()
    sha256 = "ab" * 32
    kept = room.desk.run(cache.note_whole, variant_id, "video", sha256, size_bytes).result()
    path = room.desk.folder / kept.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(16))
    return path


def test_the_room_that_videos_take_is_shown_and_given_back_by_two_presses(qtbot, room, opener):
    path = keep_a_file(room, 3_200_000_000)
    section = opener("storage")
    assert section.used.text() == "3.2 GB of 5.4 GB used"
    press_twice(qtbot, section.clear)
    qtbot.waitUntil(lambda: section.used.text() == "0.0 MB of 5.4 GB used")
    assert not path.exists()
    assert section.clear.reason == "There is nothing to clear."


def test_a_smaller_cap_is_kept_and_makes_room_at_once(qtbot, room, opener):
    path = keep_a_file(room, 3_200_000_000)
    section = opener("storage")
    section.cap.set_value("1000000000")
    section.cap.chosen.emit("1000000000")
    assert room.doors.settings().cache_bytes == 1_000_000_000
    assert room.desk.most_cache_bytes == 1_000_000_000
    qtbot.waitUntil(lambda: section.used.text() == "0.0 MB of 1.0 GB used")
    assert not path.exists()


# --- look


def test_theme_language_movement_and_keys_are_kept_at_once(qtbot, room, opener):
    section = opener("look")
    section.theme.chosen.emit("dark")
    section.language.chosen.emit("ar")
    section.motion.click()
    section.single.click()
    kept = room.doors.settings()
    assert (kept.theme, kept.ui_language) == ("dark", "ar")
    assert (kept.has_reduced_motion, kept.has_single_keys) == (True, False)
    section.language.chosen.emit("")
    assert room.doors.settings().ui_language is None


# --- keys


def test_the_page_of_keys_lists_what_the_registry_has_by_place(room, opener):
    for id, where, key in (("a", "everywhere", "Ctrl+K"), ("b", "review", "V")):
        room.doors.actions.add(Action(id, id, list, where=where, shortcut=key))
    page = opener("shortcuts")
    assert [action.id for action in page.shown] == ["a", "b"]
    room.doors.actions.add(Action("c", "c", list, where="library", shortcut="T"))
    page.load()
    assert [action.id for action in page.shown] == ["a", "b", "c"]


def usage_of(plan: str, boost: str | None = None) -> UsageAnswer:
    return UsageAnswer.model_validate(
        {
            "plan": plan,
            "exports_used": 2,
            "exports_limit": 60,
            "minutes_used": 3.0,
            "minutes_limit": 120,
            "minutes_reserved": 0.0,
            "boost_expires_at": boost,
            "resets_at": "2026-12-01T00:00:00Z",
        }
    )


def _is_named(widget: QWidget) -> bool:
    seen = QAccessible.queryAccessibleInterface(widget)
    return bool(seen.text(QAccessible.Text.Name)) and seen.role() != QAccessible.Role.NoRole
