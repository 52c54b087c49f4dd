"""Storyboards to draw: made by the engine itself, timed by reading speed."""

from collections.abc import Callable

import pytest

from contract.drafts import Draft
from contract.storyboards import Storyboard, Timing
from reel import timing
from reel.storyboarding import draw_up

SCRIPT = """Sunlight looks white, but it carries every colour at once.

So blue is scattered about five times more than red.

It is not the water but the air. Red, orange and yellow are left.

What is left in the evening? Only *red*.

Now look up."""

Board = Callable[..., tuple[Storyboard, Timing]]


@pytest.fixture(scope="session")
def board() -> Board:
    """Draws up a variant of a script and times it by reading speed."""

    def make(
        preset="explainer", variant=0, seed=1, topic="Why is the sky blue?", script=SCRIPT,
        language=None,
    ):  # fmt: skip
        draft = Draft(
            topic=topic, script=script, title=None, platform="tiktok", preset=preset,
            language=language, voice="silent", variants=3, tags=(), placements=(),
        )  # fmt: skip
        found = draw_up(draft, seed=seed, variant=variant)
        pace = found.voice.words_per_minute
        spoken = [timing.read_silently(scene, pace, found.language) for scene in found.scenes]
        return found, timing.schedule(found, spoken)

    return make
