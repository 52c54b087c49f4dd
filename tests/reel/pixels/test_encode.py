"""Frames into H.264."""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import av
import numpy as np
import pytest

from contract.platforms import Frame
from contract.problems import Code, Problem
from reel.pixels.encode import MOST_WORDS_BYTES, Overheard, VideoEncoder
from reel.pixels.planes import Planes

SMALL = Frame(width_px=270, height_px=480, fps=30)


def frames(count, seed=1):
    """Smooth pictures that move, as I420."""
    random = np.random.default_rng(seed)
    ground = random.integers(16, 236, (60, 34), np.uint8).repeat(10, 0).repeat(10, 1)
    for number in range(count):
        planes = Planes.empty(SMALL.width_px, SMALL.height_px)
        planes.y[...] = ground[number % 60 : number % 60 + 480, :270]
        planes.u[...], planes.v[...] = 100 + number % 50, 140
        yield planes


def encode(path, count, seed=1):
    with VideoEncoder(path, SMALL) as encoder:
        for planes in frames(count, seed):
            encoder.write(planes.raw)


@pytest.mark.parametrize("count", [1, 2, 3, 8, 65])
def test_every_frame_given_comes_out_in_order(tmp_path, count):
    encode(tmp_path / "a.nut", count)
    with av.open(str(tmp_path / "a.nut")) as file:
        decoded = [frame.to_ndarray()[:480] for frame in file.decode(video=0)]
    assert len(decoded) == count
    for drawn, seen in zip(frames(count), decoded, strict=True):
        assert np.abs(drawn.y.astype(int) - seen).mean() < 4


def test_the_same_frames_give_the_same_bytes(tmp_path):
    encode(tmp_path / "a.nut", 12)
    encode(tmp_path / "b.nut", 12)
    assert (tmp_path / "a.nut").read_bytes() == (tmp_path / "b.nut").read_bytes()


def test_all_segments_share_their_parameter_sets(tmp_path):
    headers = set()
    for number, count in enumerate((1, 2, 10, 70)):
        path = tmp_path / f"{number}.nut"
        encode(path, count, seed=number)
        with av.open(str(path)) as file:
            headers.add(bytes(file.streams.video[0].codec_context.extradata))
    assert len(headers) == 1


def test_an_error_inside_leaves_no_file(tmp_path):
    path = tmp_path / "a.nut"
    with suppress(ZeroDivisionError), VideoEncoder(path, SMALL) as encoder:
        encoder.write(next(frames(1)).raw)
        raise ZeroDivisionError
    assert not path.exists()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full device")
def test_a_full_disk_is_a_problem(tmp_path):
    (tmp_path / "a.nut").symlink_to("/dev/full")
    with pytest.raises(Problem) as caught:
        encode(tmp_path / "a.nut", 200)
    assert caught.value.code is Code.DISK_FULL


def test_an_encoder_that_dies_is_a_problem_and_leaves_no_file(tmp_path):
    path = tmp_path / "a.nut"

    def write_on():
        with VideoEncoder(path, SMALL) as encoder:
            encoder._child.kill()
            for planes in frames(50):
                encoder.write(planes.raw)

    with pytest.raises(Problem) as caught:
        write_on()
    assert caught.value.code is Code.ENCODING_FAILED
    assert not path.exists()


def test_a_folder_that_is_gone_is_a_problem(tmp_path):
    with pytest.raises((Problem, FileNotFoundError)):
        encode(tmp_path / "gone" / "a.nut", 2)


def test_a_child_that_chatters_is_not_kept_waiting_and_its_last_words_are_kept():
    chatter = "import sys; sys.stderr.write('so ' * 1_000_000 + 'that is all')"
    with subprocess.Popen([sys.executable, "-c", chatter], stderr=subprocess.PIPE, bufsize=0) as it:
        heard = Overheard(it.stderr)
        assert it.wait() == 0
        words = heard.to_the_end()
    assert words.endswith(b"so that is all")
    assert len(words) == MOST_WORDS_BYTES
