"""How far the light on a caption's word is from the voice that speaks it."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from contract.storyboards import Storyboard, Timing
from reel import timing as clock
from reel.pixels.sightings import LitWord
from reel.timing import Spoken

# What stands for a word that was spoken but never lit: worse than any limit.
NEVER_LIT_FRAMES = 999.0


class _Due(NamedTuple):
    """A captioned word, and when it is spoken, in frames of the whole video."""

    word: LitWord
    at_frames: float


def latest_frames(
    storyboard: Storyboard,
    timing: Timing,
    spoken: Sequence[Spoken],
    lit: Sequence[LitWord | None],
) -> float | None:
    """The largest distance in frames between a word's sound and its light; None without
    captions. A word may stay dark when the next one sounds within the same frame."""
    first_lit: dict[LitWord, int] = {}
    for frame, word in enumerate(lit):
        if word is not None:
            first_lit.setdefault(word, frame)
    distances: list[float] = []
    for due, following in pairwise([*_due(storyboard, timing, spoken), None]):
        assert due is not None
        lit_at = first_lit.get(due.word)
        if lit_at is not None:
            distances.append(abs(lit_at - due.at_frames))
        elif following is None or following.at_frames - due.at_frames >= 1:
            distances.append(NEVER_LIT_FRAMES)
    return round(max(distances), 3) if distances else None


def _due(storyboard: Storyboard, timing: Timing, spoken: Sequence[Spoken]) -> Iterator[_Due]:
    fps = storyboard.frame.fps
    starts = clock.scene_starts(timing)
    for place, scene in enumerate(storyboard.scenes):
        begin = starts[place] + timing.scenes[place].speech_frame
        times = iter(spoken[place].words)
        for number, shot in enumerate(scene.shots):
            for word, time in zip(range(len(shot.words)), times, strict=False):
                # Over a creator's picture every shot is captioned.
                shown = shot.captioned or scene.picture is not None
                if shown and time.end_ms > time.start_ms:
                    yield _Due((place, number, word), begin + time.start_ms * fps / 1000)
