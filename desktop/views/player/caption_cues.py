"""The captions of a finished video: what is said when, read from its SRT file."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

_CLOCK = r"(\d{2,}):(\d{2}):(\d{2})[,.](\d{3})"
_TIMES = re.compile(rf"{_CLOCK} --> {_CLOCK}")


@dataclass(frozen=True)
class Cue:
    """Words that stand together from one moment to another."""

    start_ms: int
    end_ms: int
    text: str


def read_srt(text: str) -> tuple[Cue, ...]:
    """The cues of a SubRip file in their order; what is no cue is left out."""
    found = list[Cue]()
    for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip("\ufeff\n ")):
        lines = block.split("\n")
        for place, line in enumerate(lines):
            if times := _TIMES.match(line.strip()):
                clocks = [int(number) for number in times.groups()]
                words = "\n".join(lines[place + 1 :]).strip()
                found.append(Cue(_ms(clocks[:4]), _ms(clocks[4:]), words))
                break
    return tuple(found)


def cue_at(cues: Sequence[Cue], at_ms: int) -> Cue | None:
    """What stands at a moment, None while nothing does."""
    place = bisect_right(cues, at_ms, key=lambda cue: cue.start_ms) - 1
    return cues[place] if place >= 0 and at_ms < cues[place].end_ms else None


def said_between(cues: Sequence[Cue], start_ms: int, end_ms: int) -> str:
    """All that begins to be said in a stretch, in one line."""
    said = (cue.text for cue in cues if start_ms <= cue.start_ms < end_ms)
    return " ".join(" ".join(said).split())


def _ms(clock: Sequence[int]) -> int:
    hours, minutes, seconds, ms = clock
    return ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms
