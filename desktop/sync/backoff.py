"""How long to wait after the n-th failure in a row: longer each time, and nobody in step."""

from random import Random

# Soon after the first failure, every five minutes at last: a laptop that wakes up says so itself.
FIRST_S, LONGEST_S = 1.0, 300.0
# Beyond this the doubling has long reached the longest.
MOST_DOUBLINGS = 20


class Backoff:
    """Full jitter: any time up to a bound that doubles. A thousand devices whose server comes
    back do not ask it all at once."""

    def __init__(
        self, chance: Random, *, first_s: float = FIRST_S, longest_s: float = LONGEST_S
    ) -> None:
        self._chance = chance
        self._first_s, self._longest_s = first_s, longest_s
        self.failures = 0

    def next_s(self, asked_s: float | None = None) -> float:
        """Seconds to wait after one more failure; never less than the server asked for."""
        bound_s = min(self._first_s * 2 ** min(self.failures, MOST_DOUBLINGS), self._longest_s)
        self.failures += 1
        return (asked_s or 0.0) + self._chance.uniform(0, bound_s)

    def reset(self) -> None:
        """It succeeded: the next failure is the first."""
        self.failures = 0
