"""The sound of a video: in place, at its loudness, never too high."""

import numpy as np
import pytest
import scipy.signal

from reel.narration.speech import Speech
from reel.pixels import ffmpeg, loudness
from reel.pixels.sound import lay_out, make_sound
from reel.timing import Spoken

RATE_HZ, FPS = 22_050, 30


def babble(seconds, level=4000, seed=1):
    """Noise in syllables, a stand-in for a voice."""
    random = np.random.default_rng(seed)
    count = int(seconds * RATE_HZ)
    envelope = np.abs(np.sin(np.arange(count) * np.pi * 4 / RATE_HZ)) ** 2
    coloured = scipy.signal.lfilter([1], [1, -0.9], random.normal(0, level / 3, count))
    return np.clip(coloured * envelope, -32768, 32767).astype(np.int16)


def speech(samples):
    return Speech(samples, RATE_HZ, Spoken((), len(samples) * 1000 // RATE_HZ, ()))


def heard(folder, name):
    wave = ffmpeg.run(["-i", name, "-f", "f32le", "-ac", "2", "-"], folder=folder)
    return np.frombuffer(wave, "<f4").reshape(-1, 2)


def test_narrations_stand_where_their_scenes_begin():
    parts = [speech(np.full(735, 100, np.int16)), speech(np.full(2000, 7, np.int16))]
    line, rate_hz = lay_out(parts, [3, 10], 12, FPS)
    assert (len(line), rate_hz) == (12 * 735, RATE_HZ)
    assert set(line[3 * 735 : 4 * 735]) == {100}
    assert set(line[10 * 735 :]) == {7}, "what does not fit is cut"
    assert not line[: 3 * 735].any()


def test_overlapping_narrations_do_not_wrap_around():
    loud = speech(np.full(1000, 30_000, np.int16))
    line, _ = lay_out([loud, loud], [0, 0], 3, FPS)
    assert line.max() == 32767


@pytest.mark.parametrize("level", [300, 4000, 25_000])
def test_any_voice_becomes_as_loud_as_platforms_play(tmp_path, level):
    frames = 120
    line, rate_hz = lay_out([speech(babble(3.5, level))], [5], frames, FPS)
    make_sound(line, rate_hz, frames, FPS, tmp_path, "a.aac")
    measured = loudness.measure("a.aac", tmp_path)
    assert measured.integrated_lufs == pytest.approx(-14, abs=0.4)
    assert measured.true_peak_dbtp <= -1
    assert [path.name for path in tmp_path.iterdir()] == ["a.aac"]


def test_decoded_from_the_start_it_is_in_place_to_the_sample(tmp_path):
    frames = 90
    line, rate_hz = lay_out([speech(babble(2))], [6], frames, FPS)
    make_sound(line, rate_hz, frames, FPS, tmp_path, "a.aac")
    played = heard(tmp_path, "a.aac")
    assert np.abs(played[:, 0] - played[:, 1]).max() < 0.02, "both sides play the same"
    meant = scipy.signal.resample_poly(line.astype(float), 320, 147)
    match = scipy.signal.correlate(played[:, 0], meant, mode="full", method="fft")
    assert abs(int(match.argmax()) - (len(meant) - 1)) <= 2
    assert 0 <= frames * 1600 - len(played) < 1024


def test_silence_stays_silent(tmp_path):
    make_sound(np.zeros(60 * 735, np.int16), RATE_HZ, 60, FPS, tmp_path, "a.aac")
    assert loudness.measure("a.aac", tmp_path) == loudness.Loudness(None, None)
    assert np.abs(heard(tmp_path, "a.aac")).max() == 0


def test_the_same_narration_gives_the_same_bytes(tmp_path):
    for name in ("a.aac", "b.aac"):
        make_sound(babble(2), RATE_HZ, 60, FPS, tmp_path, name)
    assert (tmp_path / "a.aac").read_bytes() == (tmp_path / "b.aac").read_bytes()


def test_the_meter_that_says_nothing_is_read_as_nothing():
    assert loudness.read("") == loudness.Loudness(None, None)
    assert loudness.read("lavfi.r128.I=nan\nlavfi.r128.true_peak=0.5\n") == (None, -6.02)
