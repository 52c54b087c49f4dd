"""Keeps processes alive: each is started, started again when it dies, and stopped in the end.

A process says that it is ready by a line on its standard output. Its standard input stays open
as long as we live: that is how it notices should we be killed (`server/parent.py`).
"""

import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread

import structlog

from contract.problems import Code, Problem

# A person does not notice the first; a process that cannot run at all must not eat the machine.
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.1, 10.0
# What ran as long as this was well: its end is a new story.
STEADY_AFTER_S = 20.0
# Loading takes a second or two on a laptop, many on a machine that is busy drawing.
READY_WITHIN_S = 120.0
MOST_FAILED_STARTS = 4
# How often somebody who wants us to stop, or the database, is looked after.
LOOK_S = 0.25
# A worker gives its reel back, the API finishes its answers; then they are made to.
ENDED_WITHIN_S = 20.0

log = structlog.stdlib.get_logger("reelyard.supervisor")


@dataclass(frozen=True)
class Seat:
    """A place that one process fills at a time: how to start it, and the open files it inherits.

    `environment` is all it has of one.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    inherited: tuple[int, ...] = ()


class Child:
    """A running process of ours.

    Linux tells a child of its parent's death when the *thread* that started it ends. So each
    has a thread of its own, which lives exactly as long as it does.
    """

    def __init__(self, seat: Seat, events: "SimpleQueue[Event]") -> None:
        self.seat = seat
        self.is_ready = False
        self._events = events
        started: Future[subprocess.Popen[bytes]] = Future()
        Thread(target=self._keep, args=(started,), name=seat.name, daemon=True).start()
        self._process = started.result()

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def ask_to_stop(self) -> None:
        """Ask it to end as soon as it can."""
        with suppress(OSError):
            self._process.terminate()

    def kill(self) -> None:
        """End it at once."""
        with suppress(OSError):
            self._process.kill()

    def _keep(self, started: "Future[subprocess.Popen[bytes]]") -> None:
        try:
            process = subprocess.Popen(
                self.seat.command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                env=self.seat.environment,
                pass_fds=self.seat.inherited,
                # Ctrl-C in a terminal is for us, who stop things in their order.
                start_new_session=True,
            )
        except OSError as error:
            started.set_exception(error)
            return
        Thread(target=self._hear, args=(process,), daemon=True).start()
        started.set_result(process)
        code = process.wait()
        if process.stdin is not None:
            process.stdin.close()
        self._events.put(Event(self, code))

    def _hear(self, process: "subprocess.Popen[bytes]") -> None:
        """Wait for the line that says it is ready; what follows is for nobody."""
        assert process.stdout is not None
        with process.stdout as said:
            if said.readline():
                self._events.put(Event(self, None))
            while said.readline():
                pass


@dataclass(frozen=True)
class Event:
    """Something became true of a child: it is ready, or it ended with a code."""

    child: Child
    code: int | None


class Supervisor:
    """Fills seats until it is told to stop. For one thread; `is_stop_asked` is asked often."""

    def __init__(self, seats: Sequence[Seat], is_stop_asked: Callable[[], bool]) -> None:
        self._is_stop_asked = is_stop_asked
        self._events: SimpleQueue[Event] = SimpleQueue()
        self._fillings = {seat.name: _Filling(seat) for seat in seats}

    @property
    def children(self) -> list[Child]:
        """Those that run now."""
        return [one.child for one in self._fillings.values() if one.child is not None]

    def await_ready(self, is_answering: Callable[[], bool]) -> bool:
        """Start all and wait until each is ready and they answer; false when asked to stop.

        Raises: Problem INTERNAL_ERROR when one does not come up.
        """
        deadline = time.monotonic() + READY_WITHIN_S
        while not (self._is_all_ready() and is_answering()):
            if self._is_stop_asked():
                return False
            self._step()
            stuck = next(self._stuck(), None)
            if stuck is None and time.monotonic() > deadline:
                stuck = "A process"
            if stuck is not None:
                raise Problem(
                    Code.INTERNAL_ERROR,
                    f"{stuck.capitalize()} of the server does not start.",
                    "What it said stands above; reelyard doctor says what this computer lacks.",
                )
        return True

    def watch(self, look_after: Callable[[], None]) -> None:
        """Keep all alive until asked to stop; `look_after` is called in between."""
        while not self._is_stop_asked():
            look_after()
            self._step()

    def stop(self) -> None:
        """End all: asked first, made to when they take too long. True on return: none is left.

        Interrupted by KeyboardInterrupt, it makes them end at once and raises it on.
        """
        for child in self.children:
            child.ask_to_stop()
        try:
            if not self._await_end(ENDED_WITHIN_S):
                log.warning("killing", names=[child.seat.name for child in self.children])
        finally:
            for child in self.children:
                child.kill()
            self._await_end(ENDED_WITHIN_S)

    def _step(self) -> None:
        """Start what is due, then take note of what happens within a short while."""
        for filling in self._fillings.values():
            if filling.child is None and time.monotonic() >= filling.due_at:
                filling.start(self._events)
        with suppress(Empty):
            self._note(self._events.get(timeout=LOOK_S))

    def _note(self, event: Event) -> None:
        filling = self._fillings[event.child.seat.name]
        if event.code is None:
            event.child.is_ready = True
        else:
            filling.plan_next(event.code)

    def _await_end(self, within_s: float) -> bool:
        deadline = time.monotonic() + within_s
        while self.children:
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                return False
            with suppress(Empty):
                event = self._events.get(timeout=min(left_s, LOOK_S))
                if event.code is not None:
                    self._fillings[event.child.seat.name].leave(event.code)
        return True

    def _is_all_ready(self) -> bool:
        return all(one.child and one.child.is_ready for one in self._fillings.values())

    def _stuck(self) -> Iterator[str]:
        for name, filling in self._fillings.items():
            if filling.failures >= MOST_FAILED_STARTS:
                yield f"the {name}"


class _Filling:
    """Who fills a seat, and when the next one may, after those that died."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        self.child: Child | None = None
        self.failures = 0
        self.due_at = 0.0
        self._started_at = 0.0

    def start(self, events: "SimpleQueue[Event]") -> None:
        self._started_at = time.monotonic()
        try:
            self.child = Child(self.seat, events)
        except OSError as error:
            # Too many processes, too little memory: both pass.
            log.error("not started", name=self.seat.name, why=error.strerror)
            self._plan()
            return
        log.info("started", name=self.seat.name, pid=self.child.pid)

    def plan_next(self, code: int) -> None:
        """The child has ended: plan when to try again, later each time it did not last."""
        assert self.child is not None
        lived_s = round(time.monotonic() - self._started_at, 1)
        log.warning("ended", name=self.seat.name, pid=self.child.pid, code=code, lived_s=lived_s)
        self.child = None
        self._plan()

    def leave(self, code: int) -> None:
        """The child has ended, and nobody shall follow."""
        log.info("stopped", name=self.seat.name, code=code)
        self.child = None

    def _plan(self) -> None:
        now = time.monotonic()
        is_new_story = now - self._started_at >= STEADY_AFTER_S
        self.failures = 1 if is_new_story else self.failures + 1
        self.due_at = now + pause_s_after(self.failures)


def pause_s_after(failures: int) -> float:
    """How long to wait before the next start, after so many that did not last."""
    doublings = min(failures - 1, 16)
    return float(min(FIRST_PAUSE_S * 2**doublings, LONGEST_PAUSE_S))
