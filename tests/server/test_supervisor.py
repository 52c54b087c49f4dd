"""Promises of the supervisor: what dies comes back, what is stopped ends, nothing outlives us."""

import os
import signal
import subprocess
import sys
import time

import pytest

from contract.problems import Code, Problem
from server import supervisor
from server.supervisor import Seat, Supervisor, pause_s_after

READY = "print('ready', flush=True)"
UNTIL_EOF = "import sys; sys.stdin.read()"
STUBBORN = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)"
FOR_EVER = "import threading; threading.Event().wait()"
# Nothing here takes longer than a busy machine needs to start Python.
PATIENCE_S = 60


def seat(name: str, *lines: str, inherited: tuple[int, ...] = ()) -> Seat:
    """A seat filled by a small program."""
    command = (sys.executable, "-c", "\n".join(lines))
    return Seat(name, command, dict(os.environ), inherited)


def never() -> bool:
    return False


def until(is_so):
    """What tells a supervisor to stop: it is so, or it will never be."""
    deadline = time.monotonic() + PATIENCE_S
    return lambda: is_so() or time.monotonic() > deadline


@pytest.fixture
def supervise():
    """Makes supervisors that are stopped after the test, whatever becomes of it."""
    made: list[Supervisor] = []

    def make(*seats: Seat, is_stop_asked=never) -> Supervisor:
        made.append(Supervisor(seats, is_stop_asked))
        return made[-1]

    yield make
    for one in made:
        one.stop()


def test_it_is_ready_when_each_has_said_so_and_they_answer(supervise):
    answers = iter([False, False, True])
    running = supervise(seat("one", READY, UNTIL_EOF), seat("other", READY, UNTIL_EOF))
    assert running.await_ready(lambda: next(answers))
    assert [child.is_ready for child in running.children] == [True, True]
    assert next(answers, None) is None


def test_what_is_killed_comes_back_and_the_others_stay(supervise):
    asked: list[bool] = []
    seats = seat("one", READY, UNTIL_EOF), seat("other", READY, UNTIL_EOF)
    running = supervise(*seats, is_stop_asked=lambda: bool(asked) and asked[0])
    running.await_ready(lambda: True)
    killed, stays = (child.pid for child in running.children)
    os.kill(killed, signal.SIGKILL)

    def is_back() -> bool:
        now = running.children
        return len(now) == 2 and now[0].pid != killed and now[0].is_ready

    running._is_stop_asked = until(is_back)
    running.watch(lambda: None)
    assert is_back()
    assert running.children[1].pid == stays


def test_the_database_is_looked_after_in_between(supervise):
    looks: list[float] = []
    running = supervise(seat("one", READY, UNTIL_EOF), is_stop_asked=until(lambda: len(looks) > 3))
    running.watch(lambda: looks.append(time.monotonic()))
    assert len(looks) == 4


def test_stopping_leaves_nobody_not_even_who_ignores_it(supervise, monkeypatch):
    monkeypatch.setattr(supervisor, "ENDED_WITHIN_S", 0.5)
    reading, writing = os.pipe()
    # Ready only once it ignores what will be asked of it.
    stubborn = seat("stubborn", STUBBORN, READY, FOR_EVER, inherited=(writing,))
    running = supervise(stubborn, seat("willing", READY, UNTIL_EOF, inherited=(writing,)))
    running.await_ready(lambda: True)
    os.close(writing)
    running.stop()
    assert running.children == []
    assert os.read(reading, 1) == b"", "somebody still holds the other end"
    os.close(reading)


def test_what_never_comes_up_is_a_problem_and_not_tried_for_ever(supervise):
    running = supervise(seat("worker", "raise SystemExit(3)"))
    with pytest.raises(Problem) as caught:
        running.await_ready(lambda: True)
    assert caught.value.code is Code.INTERNAL_ERROR
    assert "worker" in caught.value.says


def test_a_program_that_is_not_there_is_the_same_problem(supervise):
    running = supervise(Seat("worker", ("/nowhere/python",), {}))
    with pytest.raises(Problem):
        running.await_ready(lambda: True)


def test_asked_to_stop_while_it_starts_it_says_so(supervise):
    running = supervise(seat("one", UNTIL_EOF), is_stop_asked=lambda: True)
    assert not running.await_ready(lambda: True)


def test_each_failure_makes_the_next_start_later_up_to_an_end():
    pauses = [pause_s_after(failures) for failures in range(1, 30)]
    assert pauses == sorted(pauses)
    assert pauses[0] < 1
    assert pauses[-1] == supervisor.LONGEST_PAUSE_S


@pytest.mark.parametrize("platform", [sys.platform, "any other"])
def test_killed_it_leaves_nobody_behind(platform):
    follows = (
        f"import sys; sys.platform = {platform!r}",
        "from server.parent import follow_parent; follow_parent()",
        READY,
        FOR_EVER,
    )
    reading, writing = os.pipe()
    program = f"""
import os, sys
from server import logs
from server.supervisor import Seat, Supervisor
logs.set_up()
command = (sys.executable, "-c", {chr(10).join(follows)!r})
running = Supervisor([Seat("one", command, dict(os.environ), ({writing},))], lambda: False)
running.await_ready(lambda: True)
print("ready", flush=True)
running.watch(lambda: None)
"""
    parent = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, pass_fds=(writing,)
    )
    os.close(writing)
    assert parent.stdout is not None
    try:
        with parent.stdout as said:
            assert said.readline() == b"ready\n"
    finally:
        parent.kill()
        parent.wait()
    # Ends only when the child has gone, too.
    assert os.read(reading, 1) == b""
    os.close(reading)
