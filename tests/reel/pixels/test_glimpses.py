"""Promises of glimpses: pictures from all over a video, in their order, small, or a plain no."""

from pathlib import Path

import av
import numpy as np
import pytest

from contract.problems import Code, Problem
from reel.pixels.glimpses import glimpses

FPS, SECONDS = 10, 6


@pytest.fixture(scope="module")
def film(tmp_path_factory) -> Path:
    """Six seconds that get lighter, with a frame each second that stands for itself."""
    path = tmp_path_factory.mktemp("film") / "video.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=FPS, options={"g": str(FPS), "sc_threshold": "0"})
        stream.width, stream.height, stream.pix_fmt = 90, 160, "yuv420p"
        for number in range(FPS * SECONDS):
            grey = np.full((160, 90, 3), 40 * (number // FPS), np.uint8)
            for packet in stream.encode(av.VideoFrame.from_ndarray(grey, "rgb24")):
                out.mux(packet)
        out.mux(stream.encode())
    return path


def test_they_are_spread_over_the_video(film: Path) -> None:
    found = list(glimpses(film, 12, 80))
    assert [glimpse.at_ms for glimpse in found] == [1000 * second for second in range(SECONDS)]
    greys = [int(glimpse.rgb.mean()) for glimpse in found]
    assert greys == pytest.approx([0, 40, 80, 120, 160, 200], abs=4)
    assert {glimpse.rgb.shape for glimpse in found} == {(80, 45, 3)}


def test_few_are_as_many_as_asked(film: Path) -> None:
    assert len(list(glimpses(film, 3, 40))) == 3


def test_what_is_no_video_is_refused_in_words(tmp_path: Path) -> None:
    path = tmp_path / "not.mp4"
    path.write_bytes(b"not a video")
    with pytest.raises(Problem) as refused:
        list(glimpses(path, 3, 40))
    assert refused.value.code is Code.MEDIA_UNREADABLE
