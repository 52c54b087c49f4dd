"""How loud the narration is, frame by frame: what drawings move by."""

import math
from itertools import pairwise

import numpy as np

from reel.narration.speech import Samples

ATTACK_MS = 80
RELEASE_MS = 240
# The built-in voice at its loudest: its frames' RMS rarely rises above -14 dB of full scale.
LOUDEST = 6500.0
# A word is over where 10 ms of sound fall below -46 dB of full scale.
QUIET = 160.0
WINDOW_MS = 10
SHORTEST_WORD_MS = 60


def follow(samples: Samples, rate_hz: int, fps: int) -> tuple[int, ...]:
    """One value 0..255 a frame: quick to rise (80 ms), slow to fall (240 ms), ending at 0."""
    tail_frames = math.ceil(4 * RELEASE_MS * fps / 1000)
    levels = [*_levels(samples, rate_hz / fps), *([0.0] * tail_frames)]
    rise, fall = (1 - math.exp(-1000 / fps / ms) for ms in (ATTACK_MS, RELEASE_MS))
    now, curve = 0.0, []
    for level in levels:
        now += (level - now) * (rise if level > now else fall)
        curve.append(min(255, round(255 * now / LOUDEST)))
    return (*curve, 0)


def last_sound_ms(
    samples: Samples, rate_hz: int, from_ms: int = 0, to_ms: int | None = None
) -> int:
    """Where the sound between two moments ends; `from_ms` when there is none."""
    step = rate_hz * WINDOW_MS / 1000
    first = from_ms * rate_hz // 1000
    last = len(samples) if to_ms is None else min(to_ms * rate_hz // 1000, len(samples))
    heard = np.flatnonzero(np.asarray(_levels(samples[first:last], step)) > QUIET)
    if len(heard) == 0:
        return from_ms
    end_ms = from_ms + (int(heard[-1]) + 1) * WINDOW_MS
    return end_ms if to_ms is None else min(end_ms, to_ms)


def _levels(samples: Samples, step: float) -> list[float]:
    """The RMS of each whole or broken window of `step` samples."""
    count = math.ceil(len(samples) / step)
    edges = [round(place * step) for place in range(count + 1)]
    squares = np.concatenate([[0.0], np.cumsum(samples.astype(np.float64) ** 2)])
    levels: list[float] = []
    for first, end in pairwise(edges):
        total = float(squares[min(end, len(samples))] - squares[first])
        levels.append(math.sqrt(max(total, 0.0) / (end - first)))
    return levels
