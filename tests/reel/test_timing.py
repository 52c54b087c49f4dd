"""Promises of timing: whole frames, words lit when they are spoken, scenes that fit together."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contract.platforms import Frame
from reel.timing import (
    Spoken,
    WordTime,
    estimate_ms,
    pause_ms,
    read_silently,
    reading_ms,
    scene_starts,
    schedule,
    speech_ms,
    total_frames,
    words_of,
)

TRANSITION_FRAMES = {"explainer": 10, "list": 8, "story": 11}


def spoken_evenly(storyboard, step_ms, length_ms=None):
    """Every word a step after the one before; a stand-in for any voice."""
    speeches = []
    for scene in storyboard.scenes:
        starts = [place * step_ms for place in range(len(words_of(scene)))]
        times = tuple(WordTime(start, start + step_ms) for start in starts)
        end = length_ms if length_ms is not None else len(times) * step_ms
        speeches.append(Spoken(times, end, (200,) * (end * 30 // 1000)))
    return speeches


@pytest.mark.parametrize("preset", TRANSITION_FRAMES)
def test_each_look_has_its_own_length_of_transition(drawn, timed, preset):
    timing = timed(drawn(preset=preset))
    frames = TRANSITION_FRAMES[preset]
    enters = [scene.enters_frames for scene in timing.scenes]
    leaves = [scene.leaves_frames for scene in timing.scenes]
    assert enters == [0, *[frames] * (len(enters) - 1)]
    assert leaves == [*enters[1:], 0]


def test_every_word_is_lit_within_half_a_frame_of_its_sound(drawn):
    storyboard = drawn()
    speeches = spoken_evenly(storyboard, 313)
    for scene, speech in zip(schedule(storyboard, speeches).scenes, speeches, strict=True):
        lit = [frame for shot in scene.shots for frame in shot.word_frames]
        for frame, time in zip(lit, speech.words, strict=True):
            assert abs((frame - scene.speech_frame) * 1000 / 30 - time.start_ms) <= 1000 / 60


def test_shots_tile_their_scene_from_its_first_frame_to_its_last(drawn, timed):
    for scene in timed(drawn()).scenes:
        length = scene.enters_frames + scene.body_frames + scene.leaves_frames
        edges = [(shot.first_frame, shot.end_frame) for shot in scene.shots]
        assert edges[0][0] == 0
        assert edges[-1][1] == length
        assert all(one[1] == other[0] for one, other in pairwise(edges))
        assert all(first < end for first, end in edges)


def test_a_shot_begins_just_before_its_first_word_and_after_the_last_one_s(drawn, timed):
    timing = timed(drawn("The light crosses much more air. By then the blue is gone away."))
    first, second = timing.scenes[1].shots
    assert first.word_frames[-1] < second.first_frame <= second.word_frames[0]
    assert second.word_frames[0] - second.first_frame <= 2


def test_speech_starts_after_a_lead_and_the_picture_rests_after_it(drawn):
    storyboard = drawn()
    timing = schedule(storyboard, spoken_evenly(storyboard, 400))
    for scene, words in zip(timing.scenes[:-1], storyboard.scenes, strict=False):
        assert scene.speech_frame == scene.enters_frames + 4
        spoken = 12 * len(words_of(words))
        assert scene.body_frames == max(4 + spoken + 8, 45 if words.role == "hook" else 36)


def test_short_scenes_stand_long_enough_to_be_read(drawn):
    storyboard = drawn("Air. And then some more of it comes here.\n\nUp.", topic="Blue?")
    timing = schedule(storyboard, spoken_evenly(storyboard, 10))
    hook, body, closing = timing.scenes
    assert (hook.body_frames, body.body_frames, closing.body_frames) == (45, 36, 54)


def test_the_closing_card_rests_twelve_frames_after_its_last_word(drawn):
    storyboard = drawn()
    closing = schedule(storyboard, spoken_evenly(storyboard, 1000)).scenes[-1]
    assert closing.body_frames == 4 + 3 * 30 + 12


def test_scenes_start_where_the_one_before_begins_to_leave(drawn, timed):
    timing = timed(drawn())
    starts = scene_starts(timing)
    for scene, start, after in zip(timing.scenes, starts, starts[1:], strict=False):
        assert after == start + scene.enters_frames + scene.body_frames
    last = timing.scenes[-1]
    assert total_frames(timing) == starts[-1] + last.enters_frames + last.body_frames


def test_a_scene_s_times_depend_on_itself_alone(drawn, timed):
    script = "The light crosses much more air.\n\n{}\n\nBy then the blue is gone away.\n\nLook up."
    short, long = (timed(drawn(script.format(t))) for t in ("Yes.", "Five of them came late. " * 3))
    assert short.scenes[1] == long.scenes[1]
    assert short.scenes[2] != long.scenes[2]
    assert short.scenes[3:] == long.scenes[3:]


def test_loudness_has_a_value_for_every_frame_and_none_before_the_voice(drawn):
    storyboard = drawn()
    for scene in schedule(storyboard, spoken_evenly(storyboard, 400)).scenes:
        length = scene.enters_frames + scene.body_frames + scene.leaves_frames
        assert len(scene.loudness) == length
        assert set(scene.loudness[: scene.speech_frame]) == {0}
        assert scene.loudness[scene.speech_frame] == 200


def test_words_at_one_moment_never_step_back(drawn):
    storyboard = drawn("🌇 🌇 Air is thin 🌇. Yes 🌇! 🌇🌇 No 🌇 and no.")
    timing = schedule(storyboard, spoken_evenly(storyboard, 0, length_ms=0))
    for scene in timing.scenes:
        lit = [frame for shot in scene.shots for frame in shot.word_frames]
        assert lit == sorted(lit)
        assert scene.shots[-1].end_frame > scene.shots[-1].first_frame


def test_other_frame_rates_keep_the_same_moments(drawn):
    storyboard = drawn()
    fast = storyboard.model_copy(update={"frame": Frame(width_px=1080, height_px=1920, fps=60)})
    slow_frames = total_frames(schedule(storyboard, spoken_evenly(storyboard, 400)))
    fast_frames = total_frames(schedule(fast, spoken_evenly(fast, 400)))
    assert abs(fast_frames - 2 * slow_frames) <= 2 * len(storyboard.scenes)


def test_silent_reading_gives_every_word_its_time_in_order(drawn):
    for scene in drawn("Air 🌇 scatters blue, then red. Why?").scenes:
        spoken = read_silently(scene, 150, "en")
        assert len(spoken.words) == len(words_of(scene))
        edges = [edge for time in spoken.words for edge in time]
        assert edges == sorted(edges)
        assert spoken.duration_ms == edges[-1]


def test_pictures_take_no_time_and_stops_make_a_pause():
    assert reading_ms("🌇", 150) == 0
    assert pause_ms("end.") > pause_ms("comma,") > pause_ms("word") == 0
    assert speech_ms(["end.", "word"], 150) > speech_ms(["end", "word"], 150)


@given(st.text(min_size=1, max_size=40), st.integers(60, 300))
def test_a_faster_pace_never_takes_longer(word, pace):
    assert reading_ms(word, pace) >= reading_ms(word, pace + 20) >= 0


def test_a_paragraph_is_read_at_about_the_pace_asked_for(drawn):
    script = (
        "Sunlight looks white, but it carries every colour at once. When it meets the air, "
        "the molecules scatter short waves far more than long ones. At sunset, the light "
        "crosses much more air."
    )
    scene = drawn(script).scenes[1]
    spoken = read_silently(scene, 158, "en")
    pace = len(words_of(scene)) / spoken.duration_ms * 60_000
    assert 150 < pace < 190


def test_an_estimate_is_the_length_at_reading_pace(drawn, timed):
    storyboard = drawn()
    assert estimate_ms(storyboard) == round(total_frames(timed(storyboard)) * 1000 / 30)
