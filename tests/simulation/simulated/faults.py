"""What goes wrong on the way: between device and server, and between memory and disk."""

from collections.abc import Callable
from random import Random
from typing import TypeVar

from pydantic import BaseModel

from contract.problems import Problem

T = TypeVar("T")
M = TypeVar("M", bound=BaseModel)

# The server never heard of it.
UNHEARD = ("request lost", "401", "408", "429", "html page", "redirect", "server crashed before")
# The server did it, and the device does not know.
UNKNOWN = ("answer lost", "500", "server crashed after")
LATE = "late"
DUPLICATE = "duplicate"
ON_THE_WAY = (*UNHEARD, *UNKNOWN, DUPLICATE, LATE)
AT_THE_DISK = ("disk full", "crashed before commit", "crashed after commit")
MOST_LATE = 4


class Failed(Exception):  # noqa: N818 - what happened, as in faults
    """A request without an answer of the server: wait, and try again later."""


class DiskFull(Exception):  # noqa: N818 - as above
    """Nothing was stored; the process lives on."""


class Crashed(Exception):  # noqa: N818 - as above
    """The process is gone; what was committed stays."""


class Faults:
    """Draws what goes wrong. `calm` makes nothing go wrong any more."""

    def __init__(self, rng: Random, share: float) -> None:
        self._rng = rng
        self._share = share
        self._late: list[Callable[[], object]] = []

    def calm(self) -> None:
        """From now on everything works; what is still on its way never arrives."""
        self._share = 0
        self._late.clear()

    def on_the_way(self) -> str | None:
        """What happens to this request, if anything."""
        return self._draw(ON_THE_WAY, 1)

    def at_the_disk(self) -> str | None:
        """What happens to this commit, if anything."""
        return self._draw(AT_THE_DISK, 0.3)

    def send(self, ask: Callable[[], T], undo: Callable[[], Callable[[], None]]) -> T:
        """The server's answer. `undo` remembers its state and returns what brings it back.

        Raises: Failed, and Problem as the server answered it.
        """
        fault = self.on_the_way()
        if fault is None:
            return ask()
        if fault == DUPLICATE:
            _swallowed(ask)
            return ask()
        if fault == LATE:
            self._late = [*self._late, ask][-MOST_LATE:]
        if fault == "server crashed before":
            back = undo()
            _swallowed(ask)
            back()
        if fault in UNKNOWN:
            _swallowed(ask)
        raise Failed(fault)

    def deliver_late(self) -> bool:
        """A request that was given up long ago arrives after all."""
        if not self._late:
            return False
        _swallowed(self._late.pop(self._rng.randrange(len(self._late))))
        return True

    def _draw(self, faults: tuple[str, ...], weight: float) -> str | None:
        if self._rng.random() >= self._share * weight:
            return None
        return self._rng.choice(faults)


def as_wired(body: M) -> M:
    """What the other side reads of it."""
    return type(body).model_validate_json(body.model_dump_json(by_alias=True))


def _swallowed(ask: Callable[[], object]) -> None:
    try:
        ask()
    except Problem:
        return
