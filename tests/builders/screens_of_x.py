"""An X server without a screen, and somebody at its keyboard and mouse."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SIZE = "1400x1000x24"
TYPED_EVERY_MS = 8


@contextmanager
def x_server(folder: Path) -> Iterator[str]:
    """The name of a display of its own; it is gone after the block."""
    reading, writing = os.pipe()
    log = (folder / "xvfb.log").open("wb")
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", SIZE, "-nolisten", "tcp"],
        pass_fds=(writing,),
        stdout=log,
        stderr=log,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            number = told.readline().strip()
        assert number, (folder / "xvfb.log").read_text()
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()
        log.close()


class Hands:
    """Real events of a mouse and a keyboard on a display."""

    def __init__(self, display: str) -> None:
        self._environment = {**os.environ, "DISPLAY": display}

    def click(self, x: int, y: int, *, times: int = 1) -> None:
        """Go there and press the mouse."""
        again = ("--repeat", str(times), "--delay", "60")
        self._do("mousemove", "--sync", str(x), str(y), "click", *again, "1")

    def wheel(self, x: int, y: int, *, notches: int) -> None:
        """Turn the wheel there, down for more than 0."""
        button = "5" if notches > 0 else "4"
        turn = ("click", "--repeat", str(abs(notches)), "--delay", "15", button)
        self._do("mousemove", "--sync", str(x), str(y), *turn)

    def press(self, *keys: str) -> None:
        """Press keys, one after the other, each as xdotool names it: ctrl+Return."""
        self._do("key", "--delay", "20", *keys)

    def write(self, text: str) -> None:
        """Type a text, letter by letter."""
        for place, line in enumerate(text.split("\n")):
            if place:
                self.press("Return")
            if line:
                self._do("type", "--delay", str(TYPED_EVERY_MS), "--", line)

    def focus(self, title: str) -> None:
        """Give the keyboard to the window of this title: nobody else here manages windows."""
        self._do("search", "--sync", "--onlyvisible", "--name", title, "windowfocus", "--sync")

    def _do(self, *words: str) -> None:
        subprocess.run(["xdotool", *words], env=self._environment, check=True, capture_output=True)
