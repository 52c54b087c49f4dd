"""How long something still takes, from how it went so far; nothing while nobody can know."""

from collections.abc import Mapping
from uuid import UUID

# Before this much was seen, a guess jumps about.
LEAST_SEEN_PCT, LEAST_SEEN_MS = 5, 4_000
WHOLE_PCT = 100
# A guess of more than this helps nobody.
LONGEST_LEFT_MS = 3_600_000


class Paces:
    """What was seen of each generation since it was first looked at."""

    def __init__(self) -> None:
        self._first: dict[UUID, tuple[int, int]] = {}
        self._latest: dict[UUID, tuple[int, int]] = {}

    def note(self, progress: Mapping[UUID, int], now_ms: int) -> None:
        """How far each is now; those that are not named are over."""
        for id in self._first.keys() - progress.keys():
            del self._first[id], self._latest[id]
        for id, percent in progress.items():
            first = self._first.setdefault(id, (percent, now_ms))
            if self._latest.get(id, first)[0] != percent or id not in self._latest:
                self._latest[id] = (percent, now_ms)

    def left_ms(self, id: UUID, now_ms: int) -> int | None:
        """How long it still takes at the pace it had; None while that is not known."""
        if id not in self._first:
            return None
        (from_pct, from_ms), (to_pct, to_ms) = self._first[id], self._latest[id]
        seen_pct, seen_ms = to_pct - from_pct, to_ms - from_ms
        if seen_pct < LEAST_SEEN_PCT or seen_ms < LEAST_SEEN_MS:
            return None
        left = seen_ms * (WHOLE_PCT - to_pct) / seen_pct - (now_ms - to_ms)
        return None if left > LONGEST_LEFT_MS else max(round(left), 0)
