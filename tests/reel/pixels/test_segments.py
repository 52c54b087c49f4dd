"""A video cut into segments, and when their keys change."""

from pathlib import Path

import numpy as np
import pytest

from contract.drafts import Focus
from contract.problems import Code, Problem
from contract.storyboards import Picture
from reel import timing as clock
from reel.pixels.compositor import Compositor
from reel.pixels.segments import font_hashes, plan

LOOKS = ("explainer", "list", "story")
SCRIPT = """Sunlight looks white, but it carries every colour at once.

So blue is scattered about five times more than red.

It is not the water but the air. Red, orange and yellow are left.

What is left in the evening? Only *red*.

Now look up."""


def keys(storyboard, times, media=None):
    return {(s.kind, s.scene): s.key for s in plan(storyboard, times, media or {})}


def changed(before, after):
    """Which segments of two plans of the same shape differ."""
    assert before.keys() == after.keys()
    return {place for place in before if before[place] != after[place]}


def with_scene(storyboard, place, **change):
    scenes = list(storyboard.scenes)
    scenes[place] = scenes[place].model_copy(update=change)
    return storyboard.model_copy(update={"scenes": tuple(scenes)})


def with_times(times, place, **change):
    scenes = list(times.scenes)
    scenes[place] = scenes[place].model_copy(update=change)
    return times.model_copy(update={"scenes": tuple(scenes)})


@pytest.mark.parametrize("look", LOOKS)
def test_segments_are_the_whole_video_without_gap_or_overlap(board, look):
    storyboard, times = board(look)
    at = 0
    for segment in plan(storyboard, times, {}):
        assert segment.first_frame == at
        assert segment.frames > 0
        at += segment.frames
    assert at == clock.total_frames(times)


@pytest.mark.parametrize("look", LOOKS)
def test_the_plan_is_the_same_every_time_and_no_two_keys_are(board, look):
    assert plan(*board(look), {}) == plan(*board(look), {})
    found = keys(*board(look))
    assert len(set(found.values())) == len(found)


@pytest.mark.parametrize("look", LOOKS)
def test_another_seed_of_one_scene_touches_that_scene_and_its_transitions(board, look):
    storyboard, times = board(look)
    other = with_scene(storyboard, 2, seed=storyboard.scenes[2].seed + 1)
    touched = changed(keys(storyboard, times), keys(other, times))
    own = {("body", 2), ("transition", 2), ("transition", 3)}
    # In the story look the sun of a scene comes from its neighbours'.
    near = {("body", 1), ("body", 3), ("transition", 1), ("transition", 4)}
    assert own <= touched
    assert touched <= own | (near if look == "story" else set())


def test_other_words_at_the_same_times_touch_one_scene(board):
    storyboard, times = board("explainer")
    scene = storyboard.scenes[1]
    shot = scene.shots[0]
    word = shot.words[0].model_copy(update={"text": "Moonlight"})
    shot = shot.model_copy(update={"words": (word, *shot.words[1:])})
    other = with_scene(storyboard, 1, shots=(shot, *scene.shots[1:]))
    touched = changed(keys(storyboard, times), keys(other, times))
    assert touched == {("body", 1), ("transition", 1), ("transition", 2)}


def test_what_comes_before_may_become_longer_without_touching_what_follows(board):
    storyboard, times = board("explainer")
    longer = with_times(times, 1, body_frames=times.scenes[1].body_frames + 30)
    touched = changed(keys(storyboard, times), keys(storyboard, longer))
    assert touched == {("body", 1), ("transition", 1), ("transition", 2)}


def test_another_style_language_or_font_touches_everything(board, monkeypatch):
    storyboard, times = board("explainer")
    found = keys(storyboard, times)
    style = storyboard.style.model_copy(update={"motion": 0.123})
    for other in (
        storyboard.model_copy(update={"style": style}),
        storyboard.model_copy(update={"language": "de"}),
        storyboard.model_copy(update={"right_to_left": True}),
    ):
        assert changed(found, keys(other, times)) == set(found)
    monkeypatch.setattr("reel.pixels.segments.ENGINE_VERSION", 10_000)
    assert changed(found, keys(storyboard, times)) == set(found)


def test_what_stands_beside_the_video_touches_nothing(board):
    storyboard, times = board("explainer")
    post = storyboard.post.model_copy(update={"title": "Another"})
    other = storyboard.model_copy(update={"post": post, "differs_by": "nothing"})
    assert keys(storyboard, times) == keys(other, times)


def test_another_picture_touches_its_scene(board):
    storyboard, times = board("explainer")
    media = {"a" * 64: Path("a.jpg"), "b" * 64: Path("b.jpg")}

    def showing(sha):
        picture = Picture(media=sha, focus=Focus(x=0.5, y=0.5))
        return keys(with_scene(storyboard, 2, picture=picture), times, media)

    touched = changed(showing("a" * 64), showing("b" * 64))
    assert touched == {("body", 2), ("transition", 2), ("transition", 3)}


def test_a_picture_that_is_not_there_is_a_problem(board):
    storyboard, times = board("explainer")
    picture = Picture(media="c" * 64, focus=Focus(x=0.5, y=0.5))
    with pytest.raises(Problem) as caught:
        plan(with_scene(storyboard, 1, picture=picture), times, {})
    assert caught.value.code is Code.MEDIA_NOT_FOUND


def test_every_bundled_font_is_known_by_its_content():
    hashes = font_hashes()
    assert len(hashes) >= 10
    assert list(hashes) == sorted(hashes)
    assert all(len(digest) == 64 for _, digest in hashes)


CHANGED = (
    ("So blue is scattered about five times more than red.", "Blue is not red but blue."),
    ("What is left in the evening? Only *red*.", "Evening comes."),
    ("It is not the water but the air. Red, orange and yellow are left.", "Небо синее 3 раза."),
)


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize(("old", "new"), CHANGED)
def test_segments_with_the_same_key_show_the_same_pixels(board, look, old, new):
    before, after = board(look), board(look, script=SCRIPT.replace(old, new))
    places = {s.key: s for s in plan(*before, {})}
    shared = [(places[s.key], s) for s in plan(*after, {}) if s.key in places]
    one, two = Compositor(*before, 108), Compositor(*after, 108)
    for old_place, new_place in shared:
        assert old_place.frames == new_place.frames
        for step in range(0, old_place.frames, 5):
            first = one.draw(old_place.first_frame + step)
            second = two.draw(new_place.first_frame + step)
            assert np.array_equal(first.raw, second.raw), (old_place, step)
    assert shared, "a change of one scene leaves others as they were"
