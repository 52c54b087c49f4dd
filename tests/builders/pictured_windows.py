"""Whole windows over filled stores, without a network: for pictures, and for whoever measures them.

with a_window(folder, "offline", theme) as pictured:
    pictured.window.go("dashboard")
    pictured.settle()
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from filled_stores import NOW, SERVER_URL, Filled, State, open_filled
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from contract.accounts import DeviceAnswer
from contract.problems import Code, Problem
from contract.usage import LedgerAnswer, MonthAnswer
from desktop.app import view_factories
from desktop.app.view_factories import Leaving
from desktop.desk import Desk
from desktop.models import cache
from desktop.models.session import Session
from desktop.settings import AppSettings, KnownAccount
from desktop.sync.proof import Proof
from desktop.sync.status import Status
from desktop.talk import Talk
from desktop.views.actions import ActionRegistry
from desktop.views.asking import Asking
from desktop.views.doors import Doors
from desktop.views.live import Live
from desktop.views.main_window import MainWindow
from desktop.views.theme.theme import Theme

WIDTH_PX, HEIGHT_PX = 1280, 800
# A picture that stays the same for this long is finished; one that never does is taken as it is.
STILL_MS, LOOK_EVERY_MS, GIVES_UP_AFTER_MS = 450, 150, 8_000
_DEVICES = ("Laptop", "Studio", "Old laptop")


class PicturedDesk(Desk):
    """A desk over a filled store: what a server would answer stands in the store, or here."""

    def __init__(self, talk: Talk, filled: Filled) -> None:
        account = KnownAccount(SERVER_URL, filled.owner_id, filled.email)
        super().__init__(talk, filled.storage, account)
        self._filled = filled

    @property
    def status(self) -> Status:
        """As it is in this state."""
        return self._filled.status

    @property
    def is_connected(self) -> bool:
        """A server was talked with, whether or not it can be reached now."""
        return True

    def look_now(self) -> None:
        """There is nobody to look for."""

    def fetch(self, generation_id: UUID, variant_id: UUID, kind: str) -> "Future[Path]":
        """What is here; the rest cannot be reached."""

        def find(session: Session) -> Path:
            found = cache.find(session, variant_id, kind)
            if found is None or found.path is None:
                raise _out_of_reach()
            return self.folder / found.path

        return self.run(find)

    def prove(self) -> "Future[Proof | None]":
        """As it was proved last."""
        return self._answer(self._filled.status.proof)

    def usage_history(self, months: int = 6) -> "Future[tuple[MonthAnswer, ...]]":
        """The months of this state."""
        return self._answer(self._filled.history.months[:months])

    def ledger_page(self, cursor: str | None = None) -> "Future[LedgerAnswer]":
        """None of it is shown in pictures."""
        return self._answer(LedgerAnswer(entries=(), next_cursor=None))

    def list_keys(self) -> "Future[tuple[Any, ...]]":
        """No machine asks this server."""
        return self._answer(())

    def list_devices(self) -> "Future[tuple[DeviceAnswer, ...]]":
        """This one and two others."""
        seen = (timedelta(seconds=20), timedelta(hours=2), timedelta(days=40))
        devices = (
            DeviceAnswer(
                id=UUID(int=number + 1),
                name=name,
                created_at=NOW - timedelta(days=90 + 100 * number),
                last_seen_at=NOW - seen[number],
                current=number == 0,
            )
            for number, name in enumerate(_DEVICES)
        )
        return self._answer(tuple(devices))

    def _answer(self, answer: Any) -> "Future[Any]":
        told: Future[Any] = Future()
        if self._filled.state == "offline":
            told.set_exception(_out_of_reach())
        else:
            told.set_result(answer)
        return told


@dataclass(frozen=True)
class Pictured:
    """A window over a filled store, and the doors of its views."""

    window: MainWindow
    doors: Doors
    filled: Filled

    def settle(self) -> None:
        """On return every question has its answer, and the window stays as it is drawn."""
        wait_until(lambda: not (self.doors.asking.is_waiting or self.doors.live.is_waiting))
        _wait_until_still(self.window)


@contextmanager
def a_window(
    folder: Path,
    state: State,
    theme: Theme,
    settings: AppSettings | None = None,
    size: tuple[int, int] = (WIDTH_PX, HEIGHT_PX),
) -> Iterator[Pictured]:
    """A shown window over the store of this state below `folder`, for as long as the block lasts.
    Its clock stands at `NOW`."""
    kept = [settings or AppSettings(home="server")]
    talk, filled = Talk(), open_filled(folder, state)
    desk, actions = PicturedDesk(talk, filled), ActionRegistry()
    live, window = Live(desk), MainWindow(theme, actions)
    asking = Asking(window.say_problem)

    def change(what: Callable[[AppSettings], AppSettings]) -> None:
        kept[0] = what(kept[0])

    doors = Doors(
        desk=desk,
        asking=asking,
        live=live,
        actions=actions,
        theme=theme,
        go=window.go,
        toast=window.toast,
        settings=lambda: kept[0],
        change_settings=change,
        say_problem=window.say_problem,
        clock_ms=lambda: int(NOW.timestamp() * 1000),
    )
    words: Future[str] = Future()
    words.set_result("")
    leaving = Leaving(words=lambda: words, leave=lambda: None, sign_in_again=lambda: None)
    window.resize(*size)
    window.set_views(view_factories.of(doors, leaving))
    window.show_account(desk.account, "free")
    window.show_status(filled.status)
    window.show()
    try:
        yield Pictured(window, doors, filled)
    finally:
        window.hide()
        window.set_views({})
        live.close()
        wait_until(lambda: not asking.is_waiting)
        window.deleteLater()
        QApplication.processEvents()
        desk.close()
        talk.close()


def wait_until(is_so: Callable[[], bool]) -> None:
    """Let the window work until it is so, or for as long as a picture may take."""
    gives_up_at = time.monotonic() + GIVES_UP_AFTER_MS / 1000
    while not is_so() and time.monotonic() < gives_up_at:
        wait(10)


def wait(ms: int) -> None:
    """Let the window work for so long."""
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def _wait_until_still(window: MainWindow) -> None:
    last, still_ms, waited_ms = QImage(), 0, 0
    while still_ms < STILL_MS and waited_ms < GIVES_UP_AFTER_MS:
        wait(LOOK_EVERY_MS)
        waited_ms += LOOK_EVERY_MS
        seen = window.grab().toImage()
        still_ms = still_ms + LOOK_EVERY_MS if seen == last else 0
        last = seen


def _out_of_reach() -> Problem:
    return Problem(
        Code.SERVER_UNREACHABLE,
        "The server cannot be reached.",
        "It is tried again by itself.",
        retryable=True,
    )
