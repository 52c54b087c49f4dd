"""A window of the real program on a real display, used as a person does: it is looked at, clicked
and typed into."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
from endings import still_there
from screens_of_x import Hands

PROGRAM = Path(__file__).with_name("window_program.py")
LOOK_AGAIN_S = 0.1
# Two cores draw a reel of eight seconds in half a minute; others use them as well.
SEES_WITHIN_S = 60.0
MADE_WITHIN_S = 240.0
ENDS_WITHIN_S = 90.0
CLICKED = frozenset(
    {"PushButton", "Button", "ButtonMenu", "Link", "ListItem", "MenuItem", "RadioButton",
     "CheckBox", "PageTab", "ToggleButton", "ComboBox", "EditableText", "Cell", "Switch"}
)  # fmt: skip


@dataclass(frozen=True)
class Seen:
    """Something on screen, as a screen reader hears of it."""

    role: str
    name: str
    value: str
    says: str
    box: tuple[int, int, int, int]
    is_disabled: bool
    is_focused: bool
    is_checked: bool
    is_seen: bool
    kind: str

    @property
    def text(self) -> str:
        """All of its words."""
        return f"{self.name}\n{self.value}"

    @property
    def middle(self) -> tuple[int, int]:
        """Where it is clicked."""
        left, top, width, height = self.box
        return left + width // 2, top + height // 2


class Window:
    """`reelyard` in a process of its own, with a home that is its own; `data` is what it keeps."""

    def __init__(self, folder: Path, display: str, *words: str, **environment: str) -> None:
        self.folder, self.hands = folder, Hands(display)
        self.data = folder / "data"
        self._words, self._environment = words, environment
        self._display = display
        self.start()

    def start(self) -> None:
        """Open it; on return its first picture stands."""
        home = self.folder / "home"
        home.mkdir(parents=True, exist_ok=True)
        self._where = str(self.folder / "window.socket")
        self.log = self.folder / "window.log"
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(PROGRAM), self._where, "--data", str(self.data), *self._words],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=_environment(home, self._display, self._environment),
            )
        self._line: Any = None
        self.wait(bool, "a window")
        self.hands.focus("Reelyard")

    def kill(self) -> None:
        """SIGKILL, as a power cut does."""
        self.process.kill()
        self.process.wait()
        self._hang_up()

    def close(self) -> list[str]:
        """Press Ctrl+Q; on return it has ended. Return which of its processes were left."""
        mine = [psutil.Process(self.process.pid)]
        mine += mine[0].children(recursive=True)
        self.hands.press("ctrl+q")
        left = still_there(mine, ENDS_WITHIN_S)
        names = [" ".join(one.cmdline()) for one in left]
        for one in left:
            one.kill()
        self.process.wait()
        self._hang_up()
        return names

    def look(self) -> list[Seen]:
        """All that is on screen now; nothing while there is nobody to say so."""
        return [Seen(**{**one, "box": tuple(one["box"])}) for one in self._ask("")]

    def picture(self, path: Path) -> None:
        """A picture of the whole screen, as X has it."""
        self._ask(str(path))

    def wait(
        self,
        is_so: Callable[[list[Seen]], bool],
        what: str,
        within_s: float = SEES_WITHIN_S,
    ) -> list[Seen]:
        """What is on screen once it is so."""
        gives_up_at = time.monotonic() + within_s
        while True:
            assert self.process.poll() is None, f"it ended: {self.log.read_text()[-3000:]}"
            seen = self.look()
            if is_so(seen):
                return seen
            assert time.monotonic() < gives_up_at, f"no {what} among:\n{_told(seen)}"
            threading.Event().wait(LOOK_AGAIN_S)

    def sees(self, words: str, within_s: float = SEES_WITHIN_S) -> Seen:
        """The first thing on screen that says these words, once it does."""
        seen = self.wait(lambda seen: bool(_saying(seen, words)), repr(words), within_s)
        return _saying(seen, words)[0]

    def find(self, name: str, role: str | None = None, within_s: float = SEES_WITHIN_S) -> Seen:
        """What can be clicked or typed into and whose name is this, or else begins so, once it is
        there and enabled."""

        def those(seen: Iterable[Seen]) -> list[Seen]:
            fit = [
                one
                for one in seen
                if one.name.startswith(name) and one.is_seen and not one.is_disabled
                if (one.role == role if role else one.role in CLICKED)
            ]
            return sorted(fit, key=lambda one: one.name != name)

        seen = self.wait(lambda seen: bool(those(seen)), f"{role or ''} {name!r}", within_s)
        return those(seen)[0]

    def click(self, name: str, role: str | None = None, within_s: float = SEES_WITHIN_S) -> Seen:
        """Click it, once it is there."""
        found = self.find(name, role, within_s)
        self.hands.click(*found.middle)
        return found

    def write_into(self, name: str, text: str) -> None:
        """Click into a field and type."""
        self.click(name, "EditableText")
        self.wait(
            lambda seen: any(one.name == name and one.is_focused for one in seen),
            f"keyboard in {name!r}",
        )
        self.hands.write(text)

    def value(self, name: str) -> str:
        """What stands in a field."""
        fields = [one for one in self.look() if one.role == "EditableText" and one.name == name]
        return fields[0].value if fields else ""

    def _ask(self, what: str) -> Any:
        try:
            if self._line is None:
                with socket.socket(socket.AF_UNIX) as connected:
                    connected.connect(self._where)
                    self._line = connected.makefile("rwb")
            self._line.write(f"{what}\n".encode())
            self._line.flush()
            return json.loads(self._line.readline() or b"[]")
        except OSError:
            self._hang_up()
            return []

    def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            with suppress(OSError):
                line.close()


def _saying(seen: Iterable[Seen], words: str) -> list[Seen]:
    return [one for one in seen if one.is_seen and words in one.text]


def _told(seen: Iterable[Seen]) -> str:
    return "\n".join(
        f"{one.role:14} {one.name!r} {one.value[:60]!r}" for one in seen if one.is_seen
    )


def _environment(home: Path, display: str, more: Mapping[str, str]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("QT_")}
    for name in ("WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "XDG_RUNTIME_DIR"):
        kept.pop(name, None)
    own = {"HOME": str(home), "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "LANG": "C.UTF-8"}
    folders = {
        f"XDG_{kind}_HOME": str(home / name)
        for kind, name in (("DATA", "share"), ("CONFIG", "config"), ("CACHE", "cache"))
    }
    return {**kept, **own, **folders, **more}
