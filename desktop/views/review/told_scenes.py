"""Which paragraph of the script each scene of a video tells, by the words that are said in it.

A variant may open with another line than it was written with, and its draft may have changed
since; the words that are heard are in its captions.
"""

from collections.abc import Sequence

import regex

from contract.search import fold
from desktop.views.player.caption_cues import Cue, said_between
from desktop.views.player.scene_times import SceneSpan

# Three letters are a fair sample of a word in any script, with or without spaces.
SAMPLE_CHARS = 3
# Less in common, and it is a coincidence: half of what is said was written there.
LEAST_SHARE = 0.5
_NO_LETTERS = regex.compile(r"[^\p{L}\p{M}\p{N}]+")


def paragraphs_told(
    spans: Sequence[SceneSpan], cues: Sequence[Cue], paragraphs: Sequence[str]
) -> tuple[int | None, ...]:
    """For each scene the place of the paragraph, None where it tells none: the topic, a recap,
    a closing card of our own."""
    written = [_samples(text) for text in paragraphs]
    return tuple(
        _likest(_samples(said_between(cues, span.start_ms, span.end_ms)), written) for span in spans
    )


def _likest(said: frozenset[str], written: Sequence[frozenset[str]]) -> int | None:
    if not said:
        return None
    shares = [len(said & text) / len(said) for text in written]
    best = max(shares, default=0.0)
    return shares.index(best) if best >= LEAST_SHARE else None


def _samples(text: str) -> frozenset[str]:
    letters = _NO_LETTERS.sub("", fold(text))
    last = max(len(letters) - SAMPLE_CHARS, 0)
    return frozenset(letters[at : at + SAMPLE_CHARS] for at in range(last + 1)) - {""}
