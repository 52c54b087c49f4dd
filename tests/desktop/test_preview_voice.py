"""A voice is heard before it is chosen."""

import numpy as np

from contract.drafts import Draft
from desktop.preview.voice_sample import LONGEST_MS, Heard, sample

DRAFT = Draft(
    topic="Why is the sky blue?",
    script="Sunlight holds every colour.",
    title=None,
    platform="tiktok",
    preset="explainer",
    language=None,
    voice=None,
    variants=1,
    tags=(),
    placements=(),
)


def test_the_first_scene_is_read_by_the_drafts_own_voice() -> None:
    heard = sample(DRAFT)
    assert loudest(heard) > 1_000
    assert seconds(heard) > 0.5
    other = sample(DRAFT.model_copy(update={"voice": "female"}))
    assert other.samples != heard.samples


def test_a_silent_voice_is_silent() -> None:
    assert loudest(sample(DRAFT.model_copy(update={"voice": "silent"}))) == 0


def test_nobody_listens_to_a_long_topic_whole() -> None:
    long = sample(DRAFT.model_copy(update={"topic": "Why is the sky so very blue? " * 8}))
    assert seconds(long) <= LONGEST_MS / 1000


def loudest(heard: Heard) -> int:
    return int(np.abs(np.frombuffer(heard.samples, "<i2").astype(int)).max(initial=0))


def seconds(heard: Heard) -> float:
    return len(heard.samples) / 2 / heard.rate_hz
