"""The ffmpeg we use: found, fit, and honest about how it ended."""

import stat
from pathlib import Path

import pytest

from contract.problems import Code, Problem
from reel.pixels import ffmpeg

FIT_LISTS = "\n".join((*ffmpeg.ENCODERS, *ffmpeg.FILTERS, *ffmpeg.PACKET_FILTERS))


@pytest.fixture
def other(tmp_path, monkeypatch):
    """Puts a program of ours in ffmpeg's place."""

    def put(version, lists=FIT_LISTS):
        path = tmp_path / "ffmpeg"
        says = f"case $1 in -version) echo '{version}';; *) printf '%s\\n' '{lists}';; esac"
        path.write_text(f"#!/bin/sh\n{says}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv(ffmpeg.VARIABLE, str(path))
        ffmpeg._checked.cache_clear()
        return path

    yield put
    ffmpeg._checked.cache_clear()


def refusal():
    with pytest.raises(Problem) as caught:
        ffmpeg.get_ffmpeg()
    assert caught.value.code is Code.FFMPEG_UNFIT
    assert ffmpeg.VARIABLE in caught.value.remedy
    return caught.value.says


def test_the_ffmpeg_that_came_with_the_engine_is_fit(monkeypatch):
    monkeypatch.delenv(ffmpeg.VARIABLE, raising=False)
    found = ffmpeg.get_ffmpeg()
    assert found.path == ffmpeg.find_ffmpeg()
    assert ffmpeg.parsed_version(f"ffmpeg version {found.version}") >= ffmpeg.OLDEST_VERSION


def test_another_one_may_be_named(other):
    path = other("ffmpeg version 8.1.2-static Copyright")
    assert ffmpeg.get_ffmpeg() == ffmpeg.Ffmpeg(path, "8.1.2-static")


def test_one_with_the_old_hole_is_refused(other):
    other("ffmpeg version n8.1.1 Copyright")
    assert "8.1.2" in refusal()


def test_one_that_does_not_say_its_version_is_refused(other):
    other("ffmpeg version N-118-gabcdef Copyright")
    assert "8.1.2" in refusal()


def test_one_without_what_we_need_is_refused(other):
    other("ffmpeg version 9.0", FIT_LISTS.replace("libx264", "").replace("alimiter", ""))
    assert "libx264" in refusal()


def test_one_that_is_not_there_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv(ffmpeg.VARIABLE, str(tmp_path / "nothing"))
    assert "does not run" in refusal()


@pytest.mark.parametrize(
    ("line", "version"),
    [
        ("ffmpeg version n9.0.2-17-g2a57-2026 Copyright", (9, 0, 2)),
        ("ffmpeg version 8.1", (8, 1)),
        ("ffmpeg version 10.0.1-1ubuntu2", (10, 0, 1)),
        ("ffmpeg version N-118", None),
        ("", None),
    ],
)
def test_versions_are_read(line, version):
    assert ffmpeg.parsed_version(line) == version


def test_what_it_wrote_is_returned(tmp_path):
    silence = ["-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", "0.5", "-f", "s16le", "-"]
    assert ffmpeg.run(silence, folder=tmp_path) == bytes(8000)


def test_what_it_is_given_is_read(tmp_path):
    raw = ["-f", "s16le", "-ar", "8000", "-ac", "1"]
    given = bytes(range(100))
    copied = ffmpeg.run([*raw, "-i", "-", *raw, "-"], folder=tmp_path, given=given)
    assert copied == given


def test_a_failure_is_a_problem_that_carries_its_words(tmp_path):
    with pytest.raises(Problem) as caught:
        ffmpeg.run(["-i", "missing.mp4", "-f", "null", "-"], folder=tmp_path)
    assert caught.value.code is Code.ENCODING_FAILED
    assert "missing.mp4" in "".join(caught.value.__notes__)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full device")
def test_a_full_disk_is_told_apart(tmp_path):
    (tmp_path / "full.s16").symlink_to("/dev/full")
    tone = ["-f", "lavfi", "-i", "sine", "-t", "5", "-f", "s16le", "full.s16"]
    with pytest.raises(Problem) as caught:
        ffmpeg.run(tone, folder=tmp_path)
    assert caught.value.code is Code.DISK_FULL


def test_one_that_hangs_is_ended_and_is_a_problem(tmp_path, monkeypatch):
    monkeypatch.setattr(ffmpeg, "RUN_PATIENCE_S", 0.2)
    hour = ["-re", "-f", "lavfi", "-i", "anullsrc", "-t", "3600", "-f", "null", "-"]
    with pytest.raises(Problem) as caught:
        ffmpeg.run(hour, folder=tmp_path)
    assert caught.value.code is Code.ENCODING_FAILED
    assert caught.value.retryable
