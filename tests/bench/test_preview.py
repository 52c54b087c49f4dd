"""Promises of the frames that previews are measured with."""

from itertools import pairwise

import pytest

from bench.preview import FRAMES, KINDS, RUNS, spread
from bench.previewed import sketch
from reel import timing as clock


@pytest.mark.parametrize("kind", KINDS)
def test_the_frames_are_many_different_ones_and_every_transition_is_among_them(kind):
    preset, texts = KINDS[kind]
    _, timing = sketch(texts[0], preset, seed=0)
    frames = spread(timing, FRAMES)
    assert len(frames) == FRAMES
    assert all(one < other for one, other in pairwise(frames))
    assert 0 <= frames[0] <= frames[-1] < clock.total_frames(timing)
    for start, scene in zip(clock.scene_starts(timing), timing.scenes, strict=True):
        entering = set(range(start, start + scene.enters_frames))
        assert not entering or entering & set(frames)


@pytest.mark.parametrize("kind", KINDS)
def test_no_two_runs_draw_the_same_storyboard(kind):
    preset, texts = KINDS[kind]
    sketches = [sketch(text, preset, seed)[0] for seed, text in enumerate(texts[:RUNS])]
    assert len(sketches) == RUNS
    assert len({storyboard.model_dump_json() for storyboard in sketches}) == RUNS
    assert all(len(storyboard.scenes) >= 3 for storyboard in sketches)
