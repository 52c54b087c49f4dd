"""The window: sidebar, the view in front, and what lies over all of them.

It is painted before anything that checks, stores or sends is loaded, so it imports none of that.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCloseEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QWidget

from contract.problems import Problem
from desktop.settings import AppSettings, KnownAccount, Place
from desktop.views import window_state
from desktop.views.account_words import name_of, plan_words
from desktop.views.action_menu import fill_menu
from desktop.views.actions import Action, ActionRegistry
from desktop.views.command_palette import CommandPalette
from desktop.views.everywhere import add_everywhere
from desktop.views.key_bindings import KeyBindings
from desktop.views.panes import next_pane
from desktop.views.parts.focus_ring import FocusRing
from desktop.views.parts.motion import Fade
from desktop.views.parts.painting import open_painter, token, with_alpha
from desktop.views.parts.toast import ToastHost
from desktop.views.place_words import view_words
from desktop.views.problem_words import words_of
from desktop.views.sidebar import Sidebar
from desktop.views.stopped import Stopped
from desktop.views.sync_words import sync_words
from desktop.views.theme.theme import Theme
from desktop.views.words import tr

if TYPE_CHECKING:
    from desktop.sync.status import Status
    from desktop.views.doors import ViewName

    Factories = Mapping[ViewName, Callable[[], QWidget]]

RAIL_BELOW_PX = 1100
FIRST_VIEW = "dashboard"


class MainWindow(QMainWindow):
    """`on_close` is asked when somebody closes it, and answers whether it may; `on_view` hears
    which view came to the front. Nothing but its frame is there until `set_views`."""

    def __init__(self, theme: Theme, actions: ActionRegistry) -> None:
        super().__init__()
        self.on_close: Callable[[], bool] = lambda: True
        self.on_view: Callable[[str], object] = lambda view: None
        self.registry = actions
        self._factories: Factories = {}
        self._made: dict[str, QWidget] = {}
        self._view: str | None = None
        self._can_undo = False
        self._status: Status | None = None
        self._account: KnownAccount | None = None
        self.setWindowTitle("Reelyard")
        self.setWindowIcon(theme.icon("reelyard", "accent", size_px=64, filled=True))
        self.setMinimumSize(window_state.SMALLEST)
        self._start: QWidget | None = None
        self._layers, self._work = QStackedWidget(), QWidget()
        self._lay_out()
        self.keys = KeyBindings(actions, self, self._refused)
        self._own_actions = add_everywhere(actions, self)
        self.keys.set_place(FIRST_VIEW)
        self._show_words()

    # --- what the app tells

    @property
    def view(self) -> str:
        """The view in front."""
        return self._view or FIRST_VIEW

    @property
    def said(self) -> str | None:
        """What is said in passing just now."""
        toast = self._host().toast
        return toast.text if toast is not None else None

    @property
    def is_veiled(self) -> bool:
        """Whether a view is still coming into sight."""
        return self._veil.isVisible()

    def set_views(self, factories: "Factories") -> None:
        """Views are made by these from now on, each when it is first shown; those of before are
        gone, with all that could be done in them."""
        self.commands.close_commands()
        if (shown := self._made.get(self._view or "")) is not None:
            # What was typed a moment ago is handed over before its view goes.
            _tell(shown, "hidden")
        for view in self._made.values():
            self._views.removeWidget(view)
            # At once: a view that outlived its desk would hear of changes and ask in vain.
            shiboken6.delete(view)
        self.registry.keep_only(self._own_actions)
        self._made, self._view = {}, None
        self._factories = factories

    def go(self, view: str, **what: Any) -> None:
        """Bring a view to the front, with what is named; one there is not is the first one."""
        if not self._factories:
            return
        self.commands.close_commands()
        view = view if view in self._factories else FIRST_VIEW
        before = self._made.get(self._view or "")
        shown = self._made_one(view)
        if before is not None and before is not shown:
            _tell(before, "hidden")
        is_other = self._view != view
        self._view = view
        self.sidebar.set_current(view)
        self._views.setCurrentWidget(shown)
        self.keys.set_place(view if self._start is None else None)
        self.setWindowTitle(tr("{view} · Reelyard", view=view_words()[view]))
        _tell(shown, "shown", **what)
        if is_other:
            self.on_view(view)
            self._veil.fall()

    def toast(
        self,
        text: str,
        action_words: str | None = None,
        on_action: Callable[[], object] | None = None,
    ) -> None:
        """Say something in passing."""
        undoes = on_action is not None and action_words == tr("Undo")
        self._host().show_toast(
            text, action_words, on_action, shortcut="Ctrl+Z" if undoes else None
        )
        self._can_undo = undoes

    def say_problem(self, problem: Problem) -> None:
        """Say what is wrong and what helps, in passing."""
        words = words_of(problem)
        text = tr("{says} {more}", says=words.says, more=words.remedy)
        self._host().show_toast(text, icon="warning")

    def show_status(self, status: "Status") -> None:
        """How it stands with the server."""
        self._status = status
        self._show_words()

    def show_account(self, account: KnownAccount | None, plan: str = "") -> None:
        """Who works here, and on which plan, by its name (contract.plans)."""
        if account is None:
            self.sidebar.show_account(tr("Not signed in"), tr("Drafts are kept here"))
        else:
            self.sidebar.show_account(name_of(account), plan_words(plan))
        if account != self._account:
            self._account, self._status = account, None
            self._show_words()

    def show_start(self, start: QWidget | None) -> None:
        """Fill the whole window with this page; with None it is gone."""
        former, self._start = self._start, start
        if start is not None:
            self._layers.addWidget(start)
            self._layers.setCurrentWidget(start)
            start.setFocus()
        else:
            self._layers.setCurrentWidget(self._work)
        if former is not None and former is not start:
            self._layers.removeWidget(former)
            former.hide()
            former.deleteLater()
        self.keys.set_place(None if start is not None else self.view)

    def show_stopped(self, problem: Problem, try_again: Callable[[], object]) -> None:
        """Nothing can be opened; say why, and let a person try once more."""

        def again() -> None:
            self.show_start(None)
            try_again()

        self.show_start(Stopped(problem, again))

    def restore(self, kept: AppSettings) -> None:
        """Stand where the window was left."""
        window_state.put(self, kept.place)
        if kept.place is not None and kept.place.is_maximized:
            self.setWindowState(Qt.WindowState.WindowMaximized)
        self.settings_changed(kept)

    def place(self) -> Place:
        """Where the window stands."""
        return window_state.place_of(self)

    def settings_changed(self, kept: AppSettings) -> None:
        """What is set counts from now on."""
        self.keys.set_single_keys(kept.has_single_keys)

    # --- what a person does

    def open_commands(self) -> None:
        """Find anything by its words."""
        if self._start is None:
            self.commands.open_commands(self.keys.places)

    def open_menu(self) -> None:
        """All that can be done here, as a menu at the brand."""
        menu = fill_menu(self.registry, self.view, self)
        below = self.sidebar.brand.mapToGlobal(QPoint(0, self.sidebar.brand.height() + 4))
        menu.popup(below)

    def show_keys(self) -> None:
        """All keys, also those of views that nobody has seen yet."""
        for view in self._factories:
            self._made_one(view)
        self.go("settings", section="shortcuts")

    def show_waiting(self) -> None:
        """What the server has not got, one by one."""
        self.go("settings", section="sync")

    def next_pane(self) -> None:
        """The keyboard goes to the next part of the window."""
        next_pane(self, QApplication.focusWidget())

    def undo(self) -> None:
        """Take back what was done last, as long as it is offered."""
        toast = self._host().toast
        if toast is not None and toast.action is not None and self._can_undo:
            toast.action.click()
        else:
            self.toast(tr("There is nothing to undo."))

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 Qt's name
        """Close if that may be."""
        if self.on_close():
            event.accept()
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's name
        """Names go from the sidebar where there is little room."""
        super().resizeEvent(event)
        self.sidebar.set_rail(event.size().width() < RAIL_BELOW_PX)

    # --- inside

    def _lay_out(self) -> None:
        self._layers.setProperty("ground", "bg")
        self.setCentralWidget(self._layers)
        self._layers.addWidget(self._work)
        row = QHBoxLayout(self._work)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.sidebar = Sidebar(self._work)
        self._views = QStackedWidget(self._work)
        row.addWidget(self.sidebar)
        row.addWidget(Edge(self._work))
        row.addWidget(self._views, 1)
        self._veil = Veil(self._views)
        self._view_toasts, self._start_toasts = ToastHost(self._views), ToastHost(self._layers)
        self.commands = CommandPalette(self.registry, self._layers)
        self.ring = FocusRing(self)
        self.sidebar.chosen.connect(self.go)
        self.sidebar.search_pressed.connect(self.open_commands)
        self.sidebar.menu_pressed.connect(self.open_menu)
        self.sidebar.status_pressed.connect(self.show_waiting)

    def _host(self) -> ToastHost:
        """Where something is said: over the view, or over a page that fills the window."""
        return self._view_toasts if self._start is None else self._start_toasts

    def _made_one(self, view: str) -> QWidget:
        if view not in self._made:
            self._made[view] = self._factories[cast("ViewName", view)]()
            self._made[view].setProperty("pane", True)
            self._views.addWidget(self._made[view])
        return self._made[view]

    def _show_words(self) -> None:
        self.sidebar.show_words(sync_words(self._status, self._account))

    def _refused(self, action: Action) -> None:
        if action.reason:
            self.toast(action.reason)


class Edge(QWidget):
    """The fine line between the sidebar and the view."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedWidth(1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """Draw it."""
        open_painter(self).fillRect(self.rect(), token("line"))


class Veil(QWidget):
    """Lies over a view that has just come and clears at once."""

    def __init__(self, over: QWidget) -> None:
        super().__init__(over)
        self._over = over
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._fade = Fade(self, "view", 1.0, self._step)
        self.hide()

    def fall(self) -> None:
        """Hide what is below, then let it be seen."""
        if not self._over.isVisible():
            return
        self.setGeometry(self._over.rect())
        self.raise_()
        self.show()
        self._fade.jump(0.0)
        self._fade.to(1.0)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """The colour of the window, let through."""
        alpha = round(255 * (1 - self._fade.share))
        open_painter(self).fillRect(self.rect(), with_alpha(token("bg"), alpha))

    def _step(self) -> None:
        if self._fade.share >= 1.0:
            self.hide()
        self.update()


def _tell(view: QWidget, name: str, **what: Any) -> None:
    """Views hear when they come and go; a page that needs no such news has no such method."""
    method = getattr(view, name, None)
    if method is not None:
        method(**what)
