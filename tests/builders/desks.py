"""A desk with a real store and no server, and doors of a window onto it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from contract.problems import Problem
from desktop.desk import Desk
from desktop.models.storage import Storage
from desktop.settings import AppSettings
from desktop.talk import Talk
from desktop.views.actions import ActionRegistry
from desktop.views.asking import Asking
from desktop.views.doors import Doors
from desktop.views.live import Live
from desktop.views.theme.theme import Theme


@dataclass
class Said:
    """What views said and where they sent a person, in order."""

    went: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    toasts: list[str] = field(default_factory=list)
    actions: list[Callable[[], object]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


@dataclass(frozen=True)
class Room:
    """Doors onto a real store, and what came through them."""

    doors: Doors
    desk: Desk
    storage: Storage
    said: Said

    def settle(self) -> None:
        """On return every question has its answer and all news was told."""
        # What was pressed a moment ago may ask only now.
        QApplication.processEvents()
        while self._is_busy():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        QApplication.processEvents()

    def _is_busy(self) -> bool:
        return self.doors.asking.is_waiting or self.doors.live.is_waiting


@contextmanager
def a_room(data: Path, settings: AppSettings | None = None, now_ms: int = 0) -> Iterator[Room]:
    """For as long as the block lasts; `now_ms` is what the clock of the doors shows (0: now)."""
    talk = Talk()
    storage = Storage(data / "store")
    desk = Desk(talk, storage, None)
    said, kept = Said(), [settings or AppSettings()]
    live = Live(desk)
    asking = Asking(said.problems.append)
    theme = Theme()

    def toast(
        text: str,
        action_words: str | None = None,
        on_action: Callable[[], object] | None = None,
    ) -> None:
        said.toasts.append(text)
        if on_action is not None:
            said.actions.append(on_action)

    def change(what: Callable[[AppSettings], AppSettings]) -> None:
        kept[0] = what(kept[0])

    doors = Doors(
        desk=desk,
        asking=asking,
        live=live,
        actions=ActionRegistry(),
        theme=theme,
        go=lambda view, **what: said.went.append((view, what)),
        toast=toast,
        settings=lambda: kept[0],
        change_settings=change,
        say_problem=said.problems.append,
        clock_ms=(lambda: now_ms) if now_ms else (lambda: time.time_ns() // 1_000_000),
    )
    try:
        yield Room(doors, desk, storage, said)
    finally:
        live.close()
        desk.close()
        talk.close()
