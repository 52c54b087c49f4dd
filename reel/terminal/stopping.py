"""Ctrl-C, a kill or a closed terminal, turned into one question: is it cancelled?"""

import signal
from collections.abc import Callable
from time import monotonic
from types import FrameType
from typing import Any

# Not every system has a terminal that hangs up.
_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")
# One Ctrl-C may arrive twice, from the terminal and again from a wrapper such as `timeout`.
ECHO_S = 1.0

Handler = Callable[[int, FrameType | None], Any] | int | None


class StopSwitch:
    """While entered, notes the first stopping signal instead of dying of it.

    A second one, later than an echo, does what it usually does: for somebody who cannot wait.
    """

    def __init__(self) -> None:
        self.signal_number: int | None = None
        self._noted_at = 0.0
        self._before: dict[int, Handler] = {}

    def is_cancelled(self) -> bool:
        """Whether a signal to stop has come."""
        return self.signal_number is not None

    def __enter__(self) -> "StopSwitch":
        for name in _NAMES:
            number = getattr(signal, name, None)
            if number is not None and not _is_nohup(name, number):
                self._before[number] = signal.signal(number, self._note)
        return self

    def __exit__(self, *_: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.signal_number is None:
            self.signal_number, self._noted_at = number, monotonic()
        elif monotonic() - self._noted_at > ECHO_S:
            self.__exit__()
            if signal.getsignal(number) == signal.SIG_IGN:
                # A shell that starts us in the background lets no Ctrl-C of its terminal reach us.
                # Whoever sends a second one means us.
                signal.signal(number, _usual(number))
            signal.raise_signal(number)


def _usual(number: int) -> Handler:
    """What the signal does to a Python that nobody told otherwise."""
    return signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL


def _is_nohup(name: str, number: int) -> bool:
    """Whether somebody asked us to outlive the terminal."""
    return name == "SIGHUP" and signal.getsignal(number) == signal.SIG_IGN
