"""The window: views come when they are wanted, and everything is reached by keys."""

import subprocess
import sys
from uuid import UUID

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMenu, QVBoxLayout, QWidget

from contract.problems import Code, Problem
from desktop.models.outbox import Waiting
from desktop.settings import AppSettings, KnownAccount, Place
from desktop.sync.status import Status
from desktop.views.actions import Action, ActionRegistry
from desktop.views.main_window import MainWindow
from desktop.views.theme.theme import Theme

NAMES = ("dashboard", "create", "review", "library", "settings")
SOMEBODY = KnownAccount("https://reels.example.org", UUID(int=1), "you@example.org")
CTRL = Qt.KeyboardModifier.ControlModifier


class Page(QWidget):
    """A view with a line to write in, which notes when it comes and goes."""

    def __init__(self, name: str, told: list) -> None:
        super().__init__()
        self.name, self.told = name, told
        self.line = QLineEdit(self)
        QVBoxLayout(self).addWidget(self.line)

    def shown(self, **what: object) -> None:
        self.told.append((self.name, "shown", what))

    def hidden(self) -> None:
        self.told.append((self.name, "hidden"))


@pytest.fixture
def told() -> list:
    return []


@pytest.fixture
def window(qtbot, told) -> MainWindow:
    window = MainWindow(Theme("light", reduce_motion=True), ActionRegistry())
    qtbot.addWidget(window)
    window.restore(AppSettings())
    window.made = []

    def factory(name: str):
        def make() -> QWidget:
            window.made.append(name)
            return Page(name, told)

        return make

    window.set_views({name: factory(name) for name in NAMES})
    window.show()
    window.activateWindow()
    return window


def actions_of(window: MainWindow) -> ActionRegistry:
    return window.registry


def test_a_view_is_made_when_it_is_first_shown_and_only_once(window):
    window.go("create")
    window.go("library")
    window.go("create")
    assert window.made == ["create", "library"]
    assert window.view == "create"


def test_a_view_hears_when_it_comes_with_what_and_when_it_goes(window, told):
    draft_id = UUID(int=7)
    window.go("create", draft_id=draft_id)
    window.go("library")
    assert told == [
        ("create", "shown", {"draft_id": draft_id}),
        ("create", "hidden"),
        ("library", "shown", {}),
    ]


def test_a_view_that_there_is_not_is_the_first_one(window):
    window.go("billing")
    assert window.view == "dashboard"


def test_other_views_bring_other_actions_and_take_those_of_before(window):
    registry = actions_of(window)
    registry.add(Action("create.generate", "Generate", list, where="create"))
    window.set_views({"dashboard": lambda: Page("other", [])})
    assert registry.find("create.generate") is None
    assert registry.find("palette") is not None
    window.go("create")
    assert window.view == "dashboard"


def test_without_views_nothing_is_shown_and_nothing_breaks(window):
    window.set_views({})
    window.go("create")
    window.toast("Nothing yet")


@pytest.mark.parametrize(
    ("key", "view"),
    [("1", "dashboard"), ("2", "create"), ("3", "review"), ("4", "library"), (",", "settings")],
)
def test_every_view_has_its_key(window, qtbot, key, view):
    window.go("library" if view != "library" else "review")
    qtbot.keyClick(window, key, CTRL)
    assert window.view == view


def test_the_sidebar_marks_where_one_is_and_leads_there(window, qtbot):
    window.go("dashboard")
    item = window.sidebar.items["review"]
    qtbot.mouseClick(item, Qt.MouseButton.LeftButton)
    assert window.view == "review"
    assert [name for name, one in window.sidebar.items.items() if one.isChecked()] == ["review"]


def test_a_narrow_window_has_icons_and_says_their_names_in_tooltips(window):
    window.go("dashboard")
    window.resize(1024, 700)
    QApplication.processEvents()
    assert window.sidebar.width() == 68
    assert "Library" in window.sidebar.items["library"].toolTip()
    window.resize(1280, 800)
    QApplication.processEvents()
    assert window.sidebar.width() == 216


def test_what_was_done_is_undone_by_ctrl_z_as_long_as_that_is_offered(window, qtbot):
    window.go("library")
    undone = []
    window.toast("3 reels moved to trash", "Undo", lambda: undone.append("trash"))
    qtbot.keyClick(window, "z", CTRL)
    assert undone == ["trash"]
    window.toast("Copied.")
    qtbot.keyClick(window, "z", CTRL)
    assert undone == ["trash"]


def test_a_problem_says_what_helps(window):
    window.go("library")
    window.say_problem(Problem(Code.DISK_FULL, "The disk is full.", "Make room."))
    assert window.said == "The disk is full. Make room."


def test_a_page_that_fills_the_window_hides_the_rest_and_silences_its_keys(window, qtbot):
    window.go("library")
    page = Page("start", [])
    window.show_start(page)
    qtbot.keyClick(window, "1", CTRL)
    assert window.view == "library"
    assert page.isVisible()
    assert not window.sidebar.isVisible()
    window.open_commands()
    assert not window.commands.isVisible()
    window.show_start(None)
    qtbot.keyClick(window, "1", CTRL)
    assert window.view == "dashboard"
    assert window.sidebar.isVisible()


def test_one_page_takes_the_place_of_another(window):
    first, second = Page("first", []), Page("second", [])
    window.show_start(first)
    window.show_start(second)
    assert second.isVisible()
    assert not first.isVisible()


def test_what_cannot_be_opened_says_why_and_is_tried_again(window, qtbot):
    tries = []
    problem = Problem(Code.STORE_IN_USE, "Another Reelyard has it open.", "Close it first.")
    window.show_stopped(problem, lambda: tries.append("again"))
    button = next(b for b in window.findChildren(QAbstractButton) if b.text() == "Try again")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert tries == ["again"]
    assert window.sidebar.isVisible()


def test_whoever_closes_is_asked_first(window):
    asked = []

    def no() -> bool:
        asked.append("close")
        return False

    window.on_close = no
    assert not window.close()
    assert window.isVisible()
    window.on_close = lambda: True
    assert window.close()
    assert asked == ["close"]


def test_the_sidebar_says_who_works_here_and_how_it_stands(window):
    window.show_account(SOMEBODY, "creator")
    status = Status(state="waiting", waiting=Waiting(3, 1, 0, None), last_exchange_ms=1)
    window.show_status(status)
    assert window.sidebar.state.says.text() == "Saved offline"
    assert window.sidebar.state.more.text() == "4 waiting, see them"
    window.show_account(SOMEBODY, "pro")
    assert window.sidebar.state.says.text() == "Saved offline"
    window.show_account(None)
    assert window.sidebar.state.says.text() == "Saved on this computer"


def test_a_press_on_the_state_shows_what_waits(window, qtbot, told):
    window.go("dashboard")
    qtbot.mouseClick(window.sidebar.state.more, Qt.MouseButton.LeftButton)
    assert told[-1] == ("settings", "shown", {"section": "sync"})


def test_f6_goes_from_the_sidebar_to_the_view_and_back(window, qtbot):
    window.go("dashboard")
    QApplication.processEvents()
    window.sidebar.brand.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_F6)
    inside = QApplication.focusWidget()
    assert isinstance(inside, QLineEdit)
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert window.sidebar.isAncestorOf(QApplication.focusWidget())


def test_f1_shows_the_keys_of_views_that_nobody_has_seen_yet(window, qtbot, told):
    window.go("dashboard")
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert sorted(window.made) == sorted(NAMES)
    assert told[-1] == ("settings", "shown", {"section": "shortcuts"})


def test_the_menu_offers_what_can_be_done_here_and_greys_what_cannot(window):
    window.go("create")
    registry, done = actions_of(window), []
    registry.add(Action("create.one", "Generate", lambda: done.append(1), where="create"))
    registry.add(Action("create.two", "Undo words", list, where="create", reason="Nothing yet."))
    registry.add(Action("library.tag", "Tag", list, where="library"))
    window.open_menu()
    menu = window.findChild(QMenu)
    entries = {entry.text(): entry for entry in menu.actions() if entry.text()}
    assert "Tag" not in entries
    assert not entries["Undo words"].isEnabled()
    assert entries["Undo words"].toolTip() == "Nothing yet."
    entries["Generate"].trigger()
    assert done == [1]
    menu.close()


def test_where_it_stood_is_kept(qtbot):
    window = MainWindow(Theme("light"), ActionRegistry())
    qtbot.addWidget(window)
    window.restore(AppSettings())
    kept = window.place()
    assert isinstance(kept, Place)
    window.restore(AppSettings(place=kept))
    assert window.place() == kept


def test_single_letters_follow_the_settings(window):
    registry = actions_of(window)
    window.go("review")
    registry.add(Action("r", "Regenerate", list, where="review", shortcut="R", is_single_key=True))
    window.settings_changed(AppSettings(has_single_keys=False))
    assert window.keys.action_of("R") is None
    window.settings_changed(AppSettings(has_single_keys=True))
    assert window.keys.action_of("R") is not None


def test_everything_that_takes_the_keyboard_has_a_name_and_a_role(window):
    window.go("dashboard")
    nameless = [
        widget
        for widget in window.sidebar.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and not _is_named(widget)
    ]
    assert nameless == []


def test_the_window_loads_nothing_that_checks_stores_or_sends():
    program = (
        "import sys\n"
        "import desktop.views.main_window, desktop.views.first_start, desktop.views.sign_in\n"
        "heavy = {'pydantic', 'sqlalchemy', 'numpy', 'httpx', 'PIL', 'pycrdt'}\n"
        "print(sorted(heavy & sys.modules.keys()))"
    )
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert told.stdout.strip() == "[]"


def _is_named(widget: QWidget) -> bool:
    seen = QAccessible.queryAccessibleInterface(widget)
    role = seen.role()
    return bool(seen.text(QAccessible.Text.Name)) and role != QAccessible.Role.NoRole


def test_the_veil_over_a_new_view_clears(qtbot):
    window = MainWindow(Theme("light"), ActionRegistry())
    qtbot.addWidget(window)
    window.restore(AppSettings())
    window.set_views({name: (lambda name=name: Page(name, [])) for name in ("dashboard", "create")})
    window.show()
    window.go("dashboard")
    window.go("create")
    qtbot.waitUntil(lambda: window.grab().toImage().pixelColor(QPoint(600, 400)).isValid())
    qtbot.waitUntil(lambda: not window.is_veiled)
