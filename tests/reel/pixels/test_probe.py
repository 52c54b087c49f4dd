"""The facts of a file, agreed on by an independent probe and our own walk of its boxes."""

import struct
from fractions import Fraction

import av
import pymediainfo
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reel.pixels import boxes, ffmpeg, file_promises
from reel.pixels.probe import read_film


@pytest.fixture(scope="module")
def film(finished):
    return read_film(finished.path)


def test_an_independent_probe_agrees(finished, film):
    tracks = pymediainfo.MediaInfo.parse(str(finished.path)).tracks
    video = next(t for t in tracks if t.track_type == "Video")
    audio = next(t for t in tracks if t.track_type == "Audio")
    facts = film.facts
    assert (video.width, video.height) == (facts.width_px, facts.height_px) == (270, 480)
    assert video.frame_rate_mode == "CFR"
    assert float(video.frame_rate) == facts.fps == 30
    assert int(video.frame_count) == facts.frames
    assert (video.format, video.format_profile.split("@")[0]) == ("AVC", facts.video_profile)
    assert video.color_primaries == video.transfer_characteristics == "BT.709"
    assert video.color_range == "Limited"
    assert (audio.format, audio.format_additionalfeatures) == ("AAC", facts.audio_profile)
    assert (audio.sampling_rate, audio.channel_s) == (48_000, 2)


def test_every_frame_is_shown_at_exactly_its_time(finished):
    with av.open(str(finished.path)) as file:
        stream = file.streams.video[0]
        shown = [frame.pts * stream.time_base * 30 for frame in file.decode(stream)]
    assert shown == [Fraction(n) for n in range(len(shown))]


def test_all_facts_are_as_promised(finished, film):
    frame = finished.storyboard.frame
    assert file_promises.wrong_facts(film.facts, frame, film.facts.frames) == ()
    assert file_promises.wrong_facts(film.facts, frame, film.facts.frames + 1) == ("frames",)


def test_the_sound_ends_within_a_codec_frame_before_the_picture(film):
    assert 0 <= film.facts.video_ms - film.facts.audio_ms <= 22


def test_reference_frames_are_those_a_decoder_needs(finished, film):
    kept = ffmpeg.run(
        [
            *("-skip_frame", "noref", "-i", finished.path.name, "-fps_mode", "passthrough"),
            *("-f", "framecrc", "-"),
        ],
        folder=finished.path.parent,
    )
    lines = [line for line in kept.decode().splitlines() if line.startswith("0,")]
    assert len(lines) == len(film.references)
    assert film.references[0] == 0


def test_the_index_stands_before_the_data_and_nothing_is_edited(finished):
    found = [box.path for box in boxes.walk(finished.path)]
    assert found.index("moov") < found.index("mdat")
    assert not [path for path in found if path.endswith(("edts", "elst"))]
    assert "moov/trak/mdia/minf/stbl/stsd" in found


def test_plain_settings_would_be_noticed(finished, tmp_path):
    plain = tmp_path / "plain.mp4"
    copied = ["-i", str(finished.path), "-c", "copy", "-t", "1", "-f", "mp4", plain.name]
    ffmpeg.run(copied, folder=tmp_path)
    facts = read_film(plain).facts
    assert facts.edit_list
    assert not facts.moov_first
    wrong = file_promises.wrong_facts(facts, finished.storyboard.frame, facts.frames)
    assert {"moov_first", "edit_list"} <= set(wrong)


def box(kind, content=b"", large=False):
    if large:
        return struct.pack(">I4sQ", 1, kind, 16 + len(content)) + content
    return struct.pack(">I4s", 8 + len(content), kind) + content


def test_boxes_of_every_kind_of_size_are_walked(tmp_path):
    path = tmp_path / "made.mp4"
    edits = box(b"trak", box(b"edts", box(b"elst")))
    path.write_bytes(box(b"ftyp") + box(b"mdat", b"x" * 9, large=True) + box(b"moov", edits))
    found = boxes.walk(path)
    assert [b.path for b in found][:3] == ["ftyp", "mdat", "moov"]
    assert boxes.has_edit_list(found)
    assert not boxes.is_moov_first(found)


@given(st.binary(max_size=400))
def test_any_bytes_can_be_walked(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.mp4"
    path.write_bytes(content)
    assert all(b.size_bytes >= 8 or b.size_bytes == 0 for b in boxes.walk(path))
