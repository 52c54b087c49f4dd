"""Every promise measured on a finished file, and a broken one found."""

import math
from dataclasses import replace

import numpy as np
import pyloudnorm
import pytest

from contract.platforms import Box
from contract.problems import Code, Problem
from contract.receipts import Measurements
from reel import timing
from reel.pixels import ffmpeg, inspect
from reel.pixels.compositor import Compositor
from reel.pixels.sightings import Sighting, thumb


@pytest.fixture(scope="module")
def measured(finished) -> Measurements:
    return inspect.measure(finished)


def value_of(measurements, promise):
    (found,) = [m for m in measurements.promises if m.promise == promise]
    return found


def test_a_video_made_with_care_keeps_every_promise(measured):
    inspect.check(measured)
    assert all(m.holds for m in measured.promises)
    assert value_of(measured, "motion").value is None, "no picture in it"
    assert measured.safe_box.contains(measured.ink)


def test_an_independent_meter_hears_the_same_loudness(finished, measured):
    wave = ffmpeg.run(
        ["-i", finished.path.name, "-f", "f32le", "-ac", "2", "-"], folder=finished.path.parent
    )
    heard = np.frombuffer(wave, "<f4").reshape(-1, 2)
    loudness = pyloudnorm.Meter(48_000).integrated_loudness(heard)
    assert loudness == pytest.approx(value_of(measured, "loudness").value, abs=0.1)
    assert loudness == pytest.approx(-14, abs=0.5)
    sample_peak = 20 * math.log10(np.abs(heard).max())
    assert sample_peak <= value_of(measured, "true peak").value + 0.1


def broken(work, promise):
    """The measurement of a work in which something was made wrong on purpose."""
    measurements = inspect.measure(work)
    with pytest.raises(Problem) as caught:
        inspect.check(measurements)
    assert caught.value.code is Code.PROMISE_BROKEN
    assert promise in caught.value.says
    return value_of(measurements, promise)


def test_a_frame_that_is_not_the_one_drawn_is_found(finished):
    first, *rest = finished.sightings
    turned = Sighting(first.thumbs[:, :, ::-1], first.ink, first.lit)
    broken(replace(finished, sightings=[turned, *rest]), "frames")


def test_frames_that_are_missing_are_found(finished):
    first, *rest = finished.sightings
    longer = Sighting(np.concatenate([first.thumbs, first.thumbs[:1]]), first.ink, first.lit)
    assert broken(replace(finished, sightings=[longer, *rest]), "frames")


def test_sound_that_is_two_milliseconds_late_is_found(finished):
    shift = round(finished.sound.narration_rate_hz * 0.002)
    early = replace(finished.sound, narration=np.roll(finished.sound.narration, -shift))
    late = broken(replace(finished, sound=early), "sound in place")
    assert late.value == pytest.approx(2, abs=0.1)


def test_ink_one_pixel_outside_the_box_is_found(finished, measured):
    ink = measured.ink
    tight = Box(
        left_px=ink.left_px + 1,
        top_px=ink.top_px,
        right_px=ink.right_px,
        bottom_px=ink.bottom_px,
    )
    storyboard = finished.storyboard.model_copy(update={"safe_box": tight})
    outside = broken(replace(finished, storyboard=storyboard), "captions inside the safe box")
    assert outside.value == 1


def test_a_word_that_is_lit_late_is_found(finished):
    shifted = [Sighting(s.thumbs, s.ink, (*(None,) * 3, *s.lit[:-3])) for s in finished.sightings]
    assert broken(replace(finished, sightings=shifted), "caption timing").value > 2


def test_flashes_are_found(finished):
    flashing = []
    for seen in finished.sightings:
        thumbs = seen.thumbs.copy()
        thumbs[::4], thumbs[2::4] = 235, 16
        thumbs[:, 1:] = 128
        flashing.append(Sighting(thumbs, seen.ink, seen.lit))
    assert broken(replace(finished, sightings=flashing), "flashes").value > 3


def test_a_file_that_was_cut_short_does_not_pass(finished, tmp_path):
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(finished.path.read_bytes()[:-3000])
    with pytest.raises(Problem) as caught:
        inspect.check(inspect.measure(replace(finished, path=cut)))
    assert caught.value.code in (Code.ENCODING_FAILED, Code.PROMISE_BROKEN)


@pytest.mark.parametrize("preset", ["explainer", "list", "story"])
@pytest.mark.parametrize("variant", [0, 1, 2])
def test_a_caption_that_is_missing_would_be_found(board, preset, variant):
    """In every look the words of a card change the worst block by more than an encoder does."""
    found, times = board(preset, variant)
    painter = Compositor(found, times, 1080)
    starts = timing.scene_starts(times)
    for place, scene in enumerate(found.scenes):
        if not scene.shots[0].captioned:
            continue
        frame = starts[place] + times.scenes[place].shots[0].word_frames[0] + 10
        whole = thumb(painter.draw(frame))[0].astype(np.int16)
        one_scene = painter._painter(place)
        shown, one_scene._captions = one_scene._captions, (None,) * len(scene.shots)
        bare = thumb(painter.draw(frame))[0]
        one_scene._captions = shown
        assert inspect._worst_block(whole - bare) > inspect.MOST_LEVELS


def test_a_voice_that_was_lost_is_found(finished):
    assert inspect._shift_ms(finished.sound, np.zeros(100, np.int16)) > inspect.MOST_SOUND_SHIFT_MS
    assert inspect._heard(finished.sound, None, inspect.SILENCE_LUFS) == inspect.SILENCE_LUFS
    quiet = replace(finished.sound, narration=np.zeros(100, np.int16))
    assert inspect._heard(quiet, None, inspect.SILENCE_LUFS) is None
