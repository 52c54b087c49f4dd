"""The life of a window: painted first, filled next, its people may change, closed whole."""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from contract.problems import Code, Problem
from desktop import settings
from desktop.app import view_factories
from desktop.settings import AppSettings
from desktop.talk import Talk
from desktop.views.actions import ActionRegistry
from desktop.views.asking import Asking
from desktop.views.first_start import FirstStart
from desktop.views.main_window import MainWindow
from desktop.views.sign_in import SignIn
from desktop.views.sweeping import Sweeping
from desktop.views.theme.font_files import stand_in
from desktop.views.theme.theme import Theme
from desktop.views.words import speak, tr

if TYPE_CHECKING:
    from desktop.app.household import Household
    from desktop.desk import Desk
    from desktop.models.usage import Meter
    from desktop.sign_ins import SignedIn
    from desktop.views.live import Live


class WindowLife(QObject):
    """One window over one data folder. `start` paints it; `is_usable` is emitted once views show
    what the store holds, `ended` when nothing of it runs any longer."""

    is_usable = Signal()
    ended = Signal()

    _own_ready = Signal(object)
    _own_failed = Signal(object)

    def __init__(self, data: Path, theme: Theme) -> None:
        super().__init__()
        self._data, self._theme = data, theme
        # From here on threads run beside widgets.
        self.sweeping = Sweeping(self)
        self._kept = settings.load(data)
        self.actions, self.window = self._new_window()
        self.asking = Asking(self._say, self)
        self.household: Household | None = None
        self._live: Live | None = None
        self._loader: Talk | None = None
        self._own_ready.connect(self._own_is_ready)
        self._own_failed.connect(self._own_did_not_start)
        self._is_ending = False
        self._look_as_chosen()

    def start(self) -> None:
        """Show the window as it was left; the rest follows after its first paint."""
        self.window.restore(self._kept)
        self.window.show()
        QTimer.singleShot(0, self._load)

    def come_to_front(self) -> None:
        """Somebody started us again."""
        self.window.showNormal() if self.window.isMinimized() else self.window.show()
        self.window.raise_()
        self.window.activateWindow()

    @property
    def is_in_step(self) -> bool:
        """Whether views show what the store holds, and the store all that its server has."""
        desk = self.household.desk if self.household is not None else None
        if desk is None or self.asking.is_waiting:
            return False
        return desk.status.state == "resting" and desk.status.last_exchange_ms is not None

    def change_settings(self, what: Callable[[AppSettings], AppSettings]) -> None:
        """As somebody does on the page of settings."""
        self._change(what)

    def _say(self, problem: Problem) -> None:
        self.window.say_problem(problem)

    def _new_window(self) -> tuple[ActionRegistry, MainWindow]:
        actions = ActionRegistry(self)
        window = MainWindow(self._theme, actions)
        window.on_close = self._close
        window.on_view = self._keep_view
        return actions, window

    # --- opening

    def _load(self) -> None:
        """Bring in what checks, stores and sends, while the window goes on painting."""
        loader = self._loader = Talk()
        self.asking.ask(loader.aside(_import_all), self._loaded, self._did_not_load, on=self)

    def _did_not_load(self, problem: Problem) -> None:
        """A broken installation: said, where else an empty window would stand for ever."""
        assert self._loader is not None
        self._loader.close()
        self.window.show_stopped(problem, self._load)

    def _loaded(self, _modules: object) -> None:
        if self._is_ending:
            return
        from desktop.app.household import Household  # noqa: PLC0415 - loaded a moment ago

        assert self._loader is not None
        self._loader.close()
        self.household = Household(
            self._data, on_own_ready=self._own_ready.emit, on_own_problem=self._own_failed.emit
        )
        self._open()

    def _open(self) -> None:
        self.asking.ask(self._house().open(), self._opened, self._did_not_open, on=self)

    def _did_not_open(self, problem: Problem) -> None:
        """Say so; a damaged store was put aside, and a new one is begun at once."""
        self.window.say_problem(problem)
        if problem.code is Code.STORE_DAMAGED and problem.retryable:
            self._open()
        else:
            self.window.show_stopped(problem, self._open)

    def _opened(self, desk: "Desk") -> None:
        if self._is_ending:
            return
        self._work_at(desk)
        if self._has_to_choose(desk):
            self._show_first_start()
        self._house().connect()
        self.is_usable.emit()
        QTimer.singleShot(0, stand_in)

    def _has_to_choose(self, desk: "Desk") -> bool:
        """Whether to ask where reels are made; whoever wrote first goes on where they were, and
        chooses in the settings."""
        return desk.account is None and self._kept.home is None and self._kept.draft_id is None

    def _work_at(self, desk: "Desk") -> None:
        """New doors and new views, onto another store."""
        from desktop.views.desk_frame import DeskFrame  # noqa: PLC0415 - as above
        from desktop.views.doors import Doors  # noqa: PLC0415 - as above
        from desktop.views.live import Live  # noqa: PLC0415 - as above

        self._let_go()
        self._live = Live(desk, self)
        self._live.status_changed.connect(self.window.show_status)
        self._live.changed.connect(self._show_plan)
        doors = Doors(
            desk=desk,
            asking=self.asking,
            live=self._live,
            actions=self.actions,
            theme=self._theme,
            go=self.window.go,
            toast=self.window.toast,
            settings=lambda: self._kept,
            change_settings=self._change,
            say_problem=self.window.say_problem,
            clock_ms=lambda: time.time_ns() // 1_000_000,
        )
        self.window.set_views(view_factories.of(doors, self._leaving()))
        DeskFrame(doors, self.window, self.window.commands, lambda: self.window.view)
        self.window.show_account(desk.account)
        self._read_plan(desk)
        self.window.show_start(None)
        what = {"draft_id": self._kept.draft_id} if self._kept.view == "create" else {}
        self.window.go(self._kept.view, **what)

    def _let_go(self) -> None:
        """Views and whatever listened are gone on return; never call it from within one of them."""
        if self._live is not None:
            self.window.set_views({})
            self._live.close()
            shiboken6.delete(self._live)
            self._live = None

    # --- who works here

    def _show_first_start(self) -> None:
        start = FirstStart(self._theme)
        start.own_chosen.connect(self._choose_own)
        start.server_chosen.connect(self._show_sign_in)
        start.write_first.connect(self._write_first)
        start.theme_chosen.connect(lambda it: self._change(lambda kept: replace(kept, theme=it)))
        start.language_chosen.connect(
            lambda it: self._change(lambda kept: replace(kept, ui_language=it))
        )
        self.window.show_start(start)

    def _write_first(self) -> None:
        self.window.show_start(None)
        if self._kept.draft_id is None:
            self.actions.run("new")
        else:
            # What was written before, perhaps before a power cut, is gone on with.
            self.window.go("create", draft_id=self._kept.draft_id)

    def _show_sign_in(self) -> None:
        house = self._house()
        who = house.desk.account if house.desk is not None else None
        known = who if who is not None and not who.is_own else None
        page = SignIn(known.server if known else "", (known and known.email) or "")

        def ask(sign: Callable[[str, str, str], Any], server: str, email: str, word: str) -> None:
            page.set_busy(tr("Asking the server ..."))
            self.asking.ask(sign(server, email, word), self._signed_in, page.set_problem, on=page)

        page.sign_in.connect(lambda *given: ask(house.sign_in, *given))
        page.sign_up.connect(lambda *given: ask(house.sign_up, *given))
        page.back.connect(self._show_first_start if who is None else self._back_to_views)
        self.window.show_start(page)

    def _back_to_views(self) -> None:
        self.window.show_start(None)

    def _choose_own(self) -> None:
        self._house().start_own()

    def _own_is_ready(self, who: "SignedIn") -> None:
        """It serves whoever works here as its owner, and takes in whoever is nobody yet; who
        signed in elsewhere meanwhile stays there."""
        house = self._house()
        if house.desk is None:
            return
        if house.desk.account == who.account:
            house.talk_as(who)
        elif house.desk.account is None:
            self._signed_in(who)

    def _own_did_not_start(self, problem: Problem) -> None:
        self.window.say_problem(problem)
        desk = self._house().desk
        if desk is not None and desk.account is None:
            self._show_first_start()

    def _signed_in(self, who: "SignedIn") -> None:
        self._let_go()

        def moved(desk: "Desk") -> None:
            self._kept = settings.load(self._data)
            self._work_at(desk)
            self._house().talk_as(who)
            if not who.account.is_own and (says := self._house().keychain.says) is not None:
                self.window.toast(says)

        self.asking.ask(self._house().move_to(who), moved, self._did_not_open, on=self)

    def _leaving(self) -> view_factories.Leaving:
        house = self._house()
        return view_factories.Leaving(
            words=house.words_before_leaving, leave=self._leave, sign_in_again=self._show_sign_in
        )

    def _leave(self) -> None:
        QTimer.singleShot(0, self._leave_now)

    def _leave_now(self) -> None:
        self._let_go()

        def left(desk: "Desk") -> None:
            self._kept = settings.load(self._data)
            self._work_at(desk)
            self._show_first_start()

        self.asking.ask(self._house().leave(), left, self._did_not_open, on=self)

    # --- the end

    def _close(self) -> bool:
        """The window goes at once; what it has open ends behind it."""
        self._change(lambda kept: replace(kept, place=self.window.place(), view=self.window.view))
        self.window.hide()
        self._is_ending = True
        QTimer.singleShot(0, self._end)
        return True

    def _end(self) -> None:
        self._let_go()
        if self._loader is not None:
            self._loader.close()
        if self.household is not None:
            self.household.close()
        self.sweeping.close()
        self.ended.emit()
        QApplication.quit()

    def _keep_view(self, view: str) -> None:
        """At once: a window that is killed opens again where it was."""
        self._change(lambda kept: replace(kept, view=view))

    def _change(self, what: Callable[[AppSettings], AppSettings]) -> None:
        before = self._kept
        with suppress(Problem):
            # A disk that is full must not keep a window from closing; where it stood is no work.
            self._kept = settings.change(self._data, what)
        if self._kept != before:
            self._look_as_chosen()
            self.window.settings_changed(self._kept)
        if self._kept.ui_language != before.ui_language:
            # Not within the click that chose it: its widget goes, too.
            QTimer.singleShot(0, self._speak_anew)

    def _speak_anew(self) -> None:
        """Another window in the place of this one, in another language, over the same desk."""
        app, before = QApplication.instance(), self.window
        assert isinstance(app, QApplication)
        speak(app, self._kept.ui_language)
        self._kept = replace(self._kept, place=before.place(), view=before.view)
        desk = self._house().desk
        self._let_go()
        self.actions, self.window = self._new_window()
        self.window.restore(self._kept)
        self.window.show()
        before.on_close = lambda: True
        before.close()
        shiboken6.delete(before)
        if desk is not None:
            self._work_at(desk)
            self.window.show_status(desk.status)
            if self._has_to_choose(desk):
                self._show_first_start()
            if self._kept.home is None:
                self._show_first_start()

    def _look_as_chosen(self) -> None:
        self._theme.set_choice(self._kept.theme)
        if self._kept.has_reduced_motion is not None:
            self._theme.set_reduce_motion(self._kept.has_reduced_motion)

    def _show_plan(self, changed: tuple[Any, ...]) -> None:
        """The plan stands beside the name, as the server told it last."""
        desk = self.household.desk if self.household is not None else None
        if desk is not None and any(change.of == "usage" for change in changed):
            self._read_plan(desk)

    def _read_plan(self, desk: "Desk") -> None:
        from desktop.models import usage  # noqa: PLC0415 - loaded by now

        def show(meter: "Meter") -> None:
            plan = meter.told.plan if meter.told is not None else ""
            self.window.show_account(desk.account, plan)

        if self._live is not None:
            self.asking.ask(desk.run(usage.read), show, on=self._live)

    def _house(self) -> "Household":
        assert self.household is not None
        return self.household


def _import_all() -> None:
    for name in view_factories.MODULES:
        import_module(name)
