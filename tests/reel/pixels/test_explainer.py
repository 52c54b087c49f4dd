"""Promises of the explainer look: every subject drawn, readable, inside the safe box."""

from itertools import pairwise

import numpy as np
import pytest
from drawn_reels import SAFE, gallery

from reel import timing
from reel.pixels.compositor import Compositor
from reel.pixels.looks.explainer import scenes as explainer
from reel.pixels.planes import Planes

LANGUAGES = ("en", "uk", "el", "ar", "he", "hi", "th", "zh", "de")


@pytest.mark.parametrize("shots", [1, 3])
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_subject_stays_inside_the_safe_box_in_every_frame(language, shots):
    """Entrances, turns, long words and tall writing included."""
    found, times = gallery("explainer", language, shots=shots)
    painter = Compositor(found, times, 270)
    boxes = [painter.ink(frame) for frame in range(timing.total_frames(times))]
    assert all(boxes)
    assert [box for box in boxes if not SAFE.contains(box)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_subject_reaches_down_into_its_caption(language):
    found, times = gallery("explainer", language)
    painter = Compositor(found, times, 270)
    starts = timing.scene_starts(times)
    for place, scene in enumerate(found.scenes):
        if not scene.shots[0].captioned:
            continue
        local = times.scenes[place].enters_frames + times.scenes[place].body_frames - 1
        *above, caption = painter._overlay(starts[place] + local)
        lowest = max(sprite.ink.bottom_px for sprite, _ in above if sprite.ink)
        assert lowest <= caption[0].ink.top_px + 4, scene.shots[0].subject


def test_the_turn_begins_with_one_ground_and_ends_with_the_other():
    before, after, out = (Planes.empty(270, 480) for _ in range(3))
    before.fill("#140A26")
    after.fill("#FFA85C")
    explainer.turn(before, after, 0.0, out)
    assert np.array_equal(out.raw, before.raw)
    explainer.turn(before, after, 1.0, out)
    assert np.array_equal(out.raw, after.raw)


def test_a_right_to_left_reel_hangs_from_the_right():
    found, times = gallery("explainer", "ar")
    box = Compositor(found, times, 270).ink(0)
    assert box.right_px >= 876


def test_neighbouring_key_words_wear_different_diagrams(board):
    found, _ = board("explainer", script="Rivers bend slowly.\n\nForests breathe.\n\nSeas rise.")
    motifs = [
        shot.subject.motif
        for scene in found.scenes
        for shot in scene.shots
        if shot.subject.kind == "keyword"
    ]
    assert all(one != other for one, other in pairwise(motifs))
