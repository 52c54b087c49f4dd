"""How far a word's light is from its sound."""

import pytest

from reel import timing
from reel.pixels.caption_times import NEVER_LIT_FRAMES, latest_frames
from reel.pixels.compositor import Compositor
from reel.timing import Spoken


@pytest.fixture(scope="module")
def shown(board):
    """A storyboard, its times, what is spoken, and what is lit in each frame."""
    storyboard, times = board("list")
    pace = storyboard.voice.words_per_minute
    spoken = [timing.read_silently(s, pace, storyboard.language) for s in storyboard.scenes]
    compositor = Compositor(storyboard, times, 108)
    lit = [compositor.lit(frame) for frame in range(timing.total_frames(times))]
    return storyboard, times, spoken, lit


def test_every_word_is_lit_within_a_frame_of_its_sound(shown):
    assert latest_frames(*shown) <= 1


def test_light_that_comes_late_is_measured(shown):
    storyboard, times, spoken, lit = shown
    late = latest_frames(storyboard, times, spoken, [None, None, None, *lit[:-3]])
    assert 3 <= late < NEVER_LIT_FRAMES


def test_a_word_that_stays_dark_is_as_late_as_can_be(shown):
    storyboard, times, spoken, lit = shown
    word = lit[len(lit) // 2] or next(w for w in lit if w)
    dark = [None if seen == word else seen for seen in lit]
    assert latest_frames(storyboard, times, spoken, dark) == NEVER_LIT_FRAMES


def test_a_word_may_stay_dark_when_the_next_sounds_in_the_same_frame(shown):
    storyboard, times, spoken, lit = shown
    word = next(w for w in lit if w)
    scene, shot, number = word
    before = sum(len(s.words) for s in storyboard.scenes[scene].shots[:shot])
    words = list(spoken[scene].words)
    first = words[before + number]
    words[before + number + 1] = words[before + number + 1]._replace(start_ms=first.start_ms + 10)
    hurried = list(spoken)
    hurried[scene] = Spoken(tuple(words), spoken[scene].duration_ms, ())
    dark = [None if seen == word else seen for seen in lit]
    assert latest_frames(storyboard, times, hurried, dark) < NEVER_LIT_FRAMES


def test_without_captions_there_is_nothing_to_measure(shown):
    storyboard, times, spoken, _ = shown
    bare = tuple(
        scene.model_copy(
            update={"shots": tuple(s.model_copy(update={"captioned": False}) for s in scene.shots)}
        )
        for scene in storyboard.scenes
    )
    assert latest_frames(storyboard.model_copy(update={"scenes": bare}), times, spoken, []) is None
