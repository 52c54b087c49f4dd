"""A window with a full account's sync, and how long its frames take.

    python -m bench.framed_window DATA ADDRESS TOKEN idle|busy     (JSON on standard output)

A frame is what a person waits for: from the moment it was due, 60 times a second, to when what
has the keyboard is drawn anew. Whatever else holds the painting thread makes it late.
"""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget

from contract.drafts import NewDraftBody
from desktop.app import view_factories
from desktop.app.view_factories import Leaving
from desktop.desk import Desk
from desktop.models import drafts, profiles
from desktop.settings import AppSettings, KnownAccount
from desktop.sync.session import KeySession
from desktop.talk import Talk
from desktop.views.actions import ActionRegistry
from desktop.views.asking import Asking
from desktop.views.doors import Doors
from desktop.views.live import Live
from desktop.views.main_window import MainWindow
from desktop.views.theme.theme import Theme

FRAME_MS = 1000 / 60
IDLE_FRAMES = 300
TYPED_EVERY_MS = 90
SETTLES_IN_MS = 3000
# A first sync of 10,000 drafts and as many items takes some 20 s beside a render.
SYNCED_WITHIN_MS = 180_000
LETTERS = "The sky is blue because air scatters short waves most. "
WIDTH_PX, HEIGHT_PX = 1280, 800
SIZE_OF_SCRIPT = 20


@dataclass
class Frames:
    """Asks for a frame 60 times a second and notes how long each took from its due moment."""

    draw: Callable[[], None]
    took_ms: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._frame)

    def start(self) -> None:
        """From now on."""
        self._due_s = time.perf_counter() + FRAME_MS / 1000
        self._timer.start(round(FRAME_MS))

    def stop(self) -> None:
        """No longer."""
        self._timer.stop()

    def _frame(self) -> None:
        self.draw()
        now_s = time.perf_counter()
        self.took_ms.append(max(0.0, (now_s - self._due_s) * 1000))
        self._due_s += FRAME_MS / 1000
        # A frame that was missed is missed; the next one is due when it is.
        while self._due_s < now_s:
            self._due_s += FRAME_MS / 1000
        self._timer.start(max(0, round((self._due_s - now_s) * 1000)))


def main() -> None:
    """Measure, and say so."""
    data, address, token, how = sys.argv[1:]
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    theme = Theme("dark")
    theme.apply(app)
    account = KnownAccount(address, UUID(int=1), "bench@example.org")
    storage = profiles.open_account(Path(data), address, account.user_id, account.email)
    words = LETTERS * SIZE_OF_SCRIPT
    draft = storage.call(drafts.new, NewDraftBody(topic="Why is the sky blue?", script=words))
    talk = Talk()
    desk = Desk(talk, storage, account)
    window, live = _window(desk, theme)
    window.go("create", draft_id=draft.id)
    _wait(SETTLES_IN_MS)
    editor = _editor(window)
    editor.setFocus()
    frames = Frames(editor.viewport().repaint)
    frames.start()
    if how == "busy":
        desk.connect(address, KeySession(token))
        _type_until(editor, lambda: desk.status.state == "resting" and desk.status.is_live)
    else:
        _wait(round(IDLE_FRAMES * FRAME_MS))
    frames.stop()
    held = storage.call(drafts.count)
    window.hide()
    window.set_views({})
    live.close()
    desk.close()
    talk.close()
    print(json.dumps({"took_ms": frames.took_ms, "drafts": held}))


def _window(desk: Desk, theme: Theme) -> tuple[MainWindow, Live]:
    actions, live, kept = ActionRegistry(), Live(desk), AppSettings(home="server")
    window = MainWindow(theme, actions)
    doors = Doors(
        desk=desk,
        asking=Asking(window.say_problem),
        live=live,
        actions=actions,
        theme=theme,
        go=window.go,
        toast=window.toast,
        settings=lambda: kept,
        change_settings=lambda _: None,
        say_problem=window.say_problem,
        clock_ms=lambda: time.time_ns() // 1_000_000,
    )
    nobody = Leaving(words=lambda: desk.run(lambda _: ""), leave=_nothing, sign_in_again=_nothing)
    live.status_changed.connect(window.show_status)
    window.resize(WIDTH_PX, HEIGHT_PX)
    window.set_views(view_factories.of(doors, nobody))
    window.show_account(desk.account, "own")
    window.show()
    return window, live


def _editor(window: QWidget) -> QPlainTextEdit:
    """The script: the larger of the two texts."""
    found = [one for one in window.findChildren(QPlainTextEdit) if one.isVisible()]
    return max(found, key=QPlainTextEdit.height)


def _type_until(editor: QPlainTextEdit, is_over: Callable[[], bool]) -> None:
    began_s = time.monotonic()
    for place in count():
        QTest.keyClick(editor, LETTERS[place % len(LETTERS)])  # type: ignore[call-overload]
        _wait(TYPED_EVERY_MS)
        if is_over() or (time.monotonic() - began_s) * 1000 > SYNCED_WITHIN_MS:
            return


def _wait(ms: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(ms, loop.quit)
    loop.exec()


def _nothing() -> None:
    """Nobody signs in or out here."""


if __name__ == "__main__":
    main()
