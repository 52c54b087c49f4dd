"""Drafts and storyboards of plain words, for whoever tests the pure half of the engine."""

from collections.abc import Callable

import pytest

from contract.drafts import Draft
from contract.storyboards import Storyboard, Timing
from reel import timing as clock
from reel.storyboarding import draw_up

SKY = """Sunlight looks white, but it carries every colour at once.

So blue light is scattered about five times more than red light.

At sunset the light crosses much more air. What is left is red.

Now look up."""


def make_draft(script: str = SKY, topic: str = "Why is the sky blue?", **other: object) -> Draft:
    """A draft of these words; everything else is ordinary unless told."""
    ordinary = {
        "title": None,
        "platform": "tiktok",
        "preset": "explainer",
        "language": None,
        "voice": "silent",
        "variants": 3,
        "tags": (),
        "placements": (),
    }
    return Draft.model_validate({"topic": topic, "script": script, **ordinary, **other})


def time(storyboard: Storyboard) -> Timing:
    """The storyboard's timing at reading speed."""
    pace = storyboard.voice.words_per_minute
    spoken = [clock.read_silently(scene, pace, storyboard.language) for scene in storyboard.scenes]
    return clock.schedule(storyboard, spoken)


@pytest.fixture(scope="session")
def draft() -> Callable[..., Draft]:
    """Makes a draft of a script."""
    return make_draft


@pytest.fixture(scope="session")
def drawn() -> Callable[..., Storyboard]:
    """Draws up a script's storyboard."""

    def draw(
        script: str = SKY, topic: str = "Why is the sky blue?", *, seed: int = 1,
        variant: int = 0, **other: object,
    ) -> Storyboard:  # fmt: skip
        return draw_up(make_draft(script, topic, **other), seed=seed, variant=variant)

    return draw


@pytest.fixture(scope="session")
def timed() -> Callable[[Storyboard], Timing]:
    """Times a storyboard by reading speed."""
    return time
