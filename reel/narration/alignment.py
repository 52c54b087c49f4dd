"""Which of our words is heard when: a voice's events mapped onto the words as shown."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple


class Utterance(NamedTuple):
    """A word inside the text that is spoken.

    `start` is its first character there, None when nothing of it is spoken; `weight` is its
    share of the time when several words pass without an event of their own.
    """

    start: int | None
    weight: int


class Heard(NamedTuple):
    """An event of the voice: it begins something at this character at this time."""

    position: int
    at_ms: int


def align(
    utterances: Sequence[Utterance], events: Sequence[Heard], end_ms: int
) -> tuple[int | None, ...]:
    """When each spoken word starts: never falling, never after `end_ms`.

    None stands for the words that are not spoken.
    """
    spoken = [place for place, word in enumerate(utterances) if word.start is not None]
    if not spoken:
        return (None,) * len(utterances)
    known = _first_heard([utterances[place].start or 0 for place in spoken], events, end_ms)
    weights = [max(utterances[place].weight, 1) for place in spoken]
    times = dict(zip(spoken, _interpolated(known, weights, end_ms), strict=True))
    return tuple(times.get(place) for place in range(len(utterances)))


def _first_heard(starts: Sequence[int], events: Sequence[Heard], end_ms: int) -> list[int | None]:
    """The time of the first event in each word. Numbers are read as many words whose
    positions run ahead or back, so neither the word nor the time may step back."""
    known: list[int | None] = [None] * len(starts)
    word = latest = 0
    for event in sorted(events, key=lambda event: event.at_ms):
        word = max(word, bisect_right(starts, event.position) - 1)
        latest = min(max(latest, event.at_ms), end_ms)
        if known[word] is None:
            known[word] = latest
    return known


def _interpolated(known: Sequence[int | None], weights: Sequence[int], end_ms: int) -> list[int]:
    """Fill the gaps: words without an event share the time since the last one by weight."""
    times: list[int] = []
    first = 0
    while first < len(known):
        after = next((i for i in range(first + 1, len(known)) if known[i] is not None), len(known))
        begin = known[first] or 0
        end = known[after] if after < len(known) else end_ms
        assert end is not None
        total, passed = sum(weights[first:after]), 0
        for weight in weights[first:after]:
            times.append(begin + (end - begin) * passed // total)
            passed += weight
        first = after
    return times
