"""Waiting for what may succeed later: a lost connection, a restart, a limit that time cures."""

from collections.abc import Callable
from typing import TypeVar

from contract.problems import Code, Problem

Answer = TypeVar("Answer")

# Without a word from the server: soon again, then less often, until a person should look.
FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 10.0
SILENCE_S = 120.0
# With a word from it: a cooldown is a minute, a reel of one's own that is being made a few.
PATIENCE_S = 15 * 60.0

LIMITS = frozenset({Code.BURST_LIMIT, Code.CONCURRENCY_LIMIT, Code.COOLDOWN})


class Patience:
    """Asks again while that makes sense. `pause` waits that many seconds, or raises when the
    person wants to stop; `on_wait` hears why, and for how many seconds."""

    def __init__(
        self,
        pause: Callable[[float], None],
        on_wait: Callable[[Problem, float], None] = lambda problem, wait_s: None,
    ) -> None:
        self.pause = pause
        self._on_wait = on_wait

    def until_answered(self, ask: Callable[[], Answer]) -> Answer:
        """Return the answer as soon as there is one.

        Raises: Problem, when it is none that time cures, or not soon enough.
        """
        waited_s, next_s = 0.0, FIRST_WAIT_S
        while True:
            try:
                return ask()
            except Problem as problem:
                asked_s = problem.retry_after_s
                wait_s = next_s if asked_s is None else float(max(asked_s, 1))
                most_s = PATIENCE_S if problem.code in LIMITS else SILENCE_S
                if not problem.retryable or waited_s + wait_s > most_s:
                    raise
                self._on_wait(problem, wait_s)
                self.pause(wait_s)
                waited_s += wait_s
                next_s = min(2 * next_s, LONGEST_WAIT_S)
