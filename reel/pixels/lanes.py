"""Which worker draws which segment next: neighbours stay together, nobody waits."""

from collections.abc import Sequence


class Lanes:
    """Shares out segments 0..n-1 among lanes.

    A scene's preparation costs as much as many of its frames, so each lane walks along
    neighbouring segments; a lane that meets finished work goes on in the middle of the
    longest stretch that is left.
    """

    def __init__(self, frames: Sequence[int], lanes: int) -> None:
        self._frames = frames
        self._waiting = set(range(len(frames)))
        self._next = [self._at_share(lane / lanes) for lane in range(lanes)]

    def take(self, lane: int) -> int | None:
        """The next segment for a lane, None when all are taken."""
        if not self._waiting:
            return None
        chosen = self._next[lane]
        if chosen not in self._waiting:
            chosen = self._middle_of_longest()
        self._waiting.remove(chosen)
        self._next[lane] = chosen + 1
        return chosen

    def _at_share(self, share: float) -> int:
        wanted, passed = share * sum(self._frames), 0
        for place, frames in enumerate(self._frames):
            if passed + frames / 2 >= wanted:
                return place
            passed += frames
        return 0

    def _middle_of_longest(self) -> int:
        stretches = self._stretches()
        longest = max(stretches, key=lambda places: sum(self._frames[p] for p in places))
        if longest[0] not in self._next:
            return longest[0]
        half, passed = sum(self._frames[p] for p in longest) / 2, 0
        for place in longest:
            if passed + self._frames[place] / 2 >= half:
                return place
            passed += self._frames[place]
        return longest[-1]

    def _stretches(self) -> list[list[int]]:
        stretches: list[list[int]] = []
        for place in sorted(self._waiting):
            if stretches and stretches[-1][-1] == place - 1:
                stretches[-1].append(place)
            else:
                stretches.append([place])
        return stretches
