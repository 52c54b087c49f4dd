"""Segments joined without encoding again."""

from fractions import Fraction

import av
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contract.platforms import Frame
from contract.problems import Code, Problem
from reel.pixels.encode import VideoEncoder
from reel.pixels.join import Piece, join
from reel.pixels.planes import Planes
from reel.pixels.probe import read_film
from reel.pixels.sound import make_sound

TINY = Frame(width_px=128, height_px=64, fps=30)


def encode(path, first, count):
    """Frames whose number is written into their brightness."""
    planes = Planes.empty(TINY.width_px, TINY.height_px)
    with VideoEncoder(path, TINY) as encoder:
        for number in range(first, first + count):
            planes.raw[...] = 128
            planes.y[:, : 4 * (number % 32)] = 200
            encoder.write(planes.raw)


def joined(folder, lengths):
    pieces, first = [], 0
    for length in lengths:
        pieces.append(Piece(f"{first:06}.nut", length))
        encode(folder / pieces[-1].name, first, length)
        first += length
    make_sound(np.zeros(first * 735, np.int16), 22_050, first, 30, folder, "sound.aac")
    join(pieces, "sound.aac", TINY, folder / "video.mp4")
    return folder / "video.mp4"


@settings(max_examples=5, deadline=None)
@given(st.lists(st.integers(1, 9), min_size=1, max_size=7))
def test_any_segments_join_into_one_constant_rate(tmp_path_factory, lengths):
    folder = tmp_path_factory.mktemp("join")
    path = joined(folder, [*lengths, 3])
    with av.open(str(path)) as file:
        stream = file.streams.video[0]
        decoded = list(file.decode(stream))
    assert len(decoded) == sum(lengths) + 3
    for number, frame in enumerate(decoded):
        assert frame.pts * stream.time_base == Fraction(number, 30)
        lit = int((frame.to_ndarray()[20, :128] > 164).sum())
        assert abs(lit - 4 * (number % 32)) <= 1
    facts = read_film(path).facts
    assert facts.constant_rate
    assert facts.closed_gops
    assert not facts.edit_list


def test_the_same_segments_give_the_same_bytes(tmp_path):
    one, two = tmp_path / "1", tmp_path / "2"
    one.mkdir()
    two.mkdir()
    assert joined(one, [4, 1, 5]).read_bytes() == joined(two, [4, 1, 5]).read_bytes()


def test_a_segment_that_is_missing_is_a_problem(tmp_path):
    path = joined(tmp_path, [3])
    with pytest.raises(Problem) as caught:
        join([Piece("none.nut", 3)], "sound.aac", TINY, path)
    assert caught.value.code is Code.ENCODING_FAILED
