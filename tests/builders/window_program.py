"""The real `reelyard`, and beside it somebody who can say what is on screen: for journeys.

    python window_program.py SOCKET [WORDS OF REELYARD ...]

What a screen reader would be told is all that is asked for here, over the socket: names, roles,
texts and places. Nothing of the window is touched: clicks and keys come from the X server.
"""

import json
import socketserver
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleInterface, QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

LOOK_EVERY_S = 0.01
# Deeper than any window of ours; a circle would be one of Qt's.
DEEPEST = 40
_ROLES = {member.value: member.name for member in QAccessible.Role}
_Text = QAccessible.Text


class Teller(QObject):
    """Answers on the main thread what others ask on theirs."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.asked.connect(self._answer, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def _answer(self, question: tuple[str, list[Any], threading.Event]) -> None:
        path, answer, done = question
        if path:
            # As X has it, not as the window would draw itself.
            QGuiApplication.primaryScreen().grabWindow(0).save(path)
        else:
            answer.extend(_seen())
        done.set()

    def ask(self, path: str) -> list[dict[str, Any]]:
        """Everything that is on screen now; with a path, a picture of it goes there instead."""
        answer: list[dict[str, Any]] = []
        done = threading.Event()
        self.asked.emit((path, answer, done))
        done.wait()
        return answer


def _seen() -> list[dict[str, Any]]:
    found = []
    for window in QApplication.topLevelWidgets():
        if window.isVisible():
            top = QAccessible.queryAccessibleInterface(window)
            found.extend(_below(top, 0))
    return found


def _below(one: QAccessibleInterface, depth: int) -> Iterator[dict[str, Any]]:
    if one is None or not one.isValid() or depth > DEEPEST:
        return
    state = one.state()
    if state.invisible:
        return
    box, value = one.rect(), one.text(_Text.Value)
    held = one.object()
    yield {
        "role": _ROLES.get(one.role().value, "?"),
        "name": one.text(_Text.Name),
        "value": value or _written(one),
        "says": one.text(_Text.Description),
        "box": [box.x(), box.y(), box.width(), box.height()],
        "is_disabled": bool(state.disabled),
        "is_focused": bool(state.focused),
        "is_checked": bool(state.checked),
        "is_seen": not isinstance(held, QWidget) or not held.visibleRegion().isEmpty(),
        "kind": type(held).__name__ if held is not None else "",
    }
    for number in range(one.childCount()):
        yield from _below(one.child(number), depth + 1)


def _written(one: QAccessibleInterface) -> str:
    """What stands in a field."""
    text = one.textInterface()
    return text.text(0, text.characterCount()) if text is not None else ""


class _Door(socketserver.StreamRequestHandler):
    """A line is a question: empty, or where a picture goes; the answer is one line of JSON."""

    def handle(self) -> None:
        while line := self.rfile.readline():
            told = TELLER[0].ask(line.decode().strip()) if TELLER else []
            self.wfile.write(json.dumps(told).encode() + b"\n")


TELLER: list[Teller] = []


def _listen(path: str) -> None:
    """Answer once there is an application; until then nothing is on screen."""
    with socketserver.ThreadingUnixStreamServer(path, _Door) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        while (app := QCoreApplication.instance()) is None:
            time.sleep(LOOK_EVERY_S)
        teller = Teller()
        teller.moveToThread(app.thread())
        TELLER.append(teller)
        threading.Event().wait()


def main() -> None:
    """Be `reelyard`."""
    where, *words = sys.argv[1:]
    Path(where).unlink(missing_ok=True)
    threading.Thread(target=_listen, args=(where,), daemon=True).start()
    from reelyard.__main__ import main as reelyard  # noqa: PLC0415 - as late as the command does

    sys.exit(reelyard(words))


if __name__ == "__main__":
    main()
