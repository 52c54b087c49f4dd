"""A sentence as a voice reads it, to be heard before it is chosen."""

from dataclasses import dataclass

from contract.drafts import Draft
from reel.narration import Speech, narrate
from reel.storyboarding import draw_up

# Longer than this nobody listens before choosing.
LONGEST_MS = 6_000


@dataclass(frozen=True)
class Heard:
    """Mono samples of 16 bits, little end first."""

    samples: bytes
    rate_hz: int


def sample(draft: Draft) -> Heard:
    """The first scene of a draft as its voice reads it. It takes a tenth of a second: ask for it
    beside the thread that paints.

    Raises: Problem, as reel.storyboarding.draw_up; LANGUAGE_NOT_SPOKEN, NARRATION_FAILED.
    """
    storyboard = draw_up(draft, seed=1, variant=0)
    scene = storyboard.scenes[0]
    speech = narrate(scene, storyboard.voice, storyboard.language, storyboard.frame.fps)
    return _cut(speech)


def _cut(speech: Speech) -> Heard:
    most = LONGEST_MS * speech.rate_hz // 1000
    return Heard(speech.samples[:most].astype("<i2").tobytes(), speech.rate_hz)
