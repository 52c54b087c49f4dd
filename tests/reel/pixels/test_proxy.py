"""The proxy: half the size, frame for frame the same video."""

import numpy as np
import pytest
from finished_reels import small_board

from contract.platforms import Frame
from reel import timing
from reel.pixels import ffmpeg
from reel.pixels.join import Piece, join
from reel.pixels.probe import read_film
from reel.pixels.proxy import proxy_frame, proxy_name
from reel.pixels.segments import plan
from reel.pixels.sound import make_sound
from reel.pixels.studio import Studio
from reel.pixels.worker import Order


@pytest.mark.parametrize(("whole", "half"), [((1080, 1920), (540, 960)), ((270, 480), (134, 240))])
def test_it_is_half_the_frame_with_even_sides(whole, half):
    frame = proxy_frame(Frame(width_px=whole[0], height_px=whole[1], fps=30))
    assert (frame.width_px, frame.height_px, frame.fps) == (*half, 30)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    """A small video drawn with its proxy, both joined, and how many frames it has."""
    storyboard, times = small_board()
    folder = tmp_path_factory.mktemp("drawn")
    told = []
    with Studio(2) as studio:
        order = Order(storyboard, times, {}, folder, with_proxy=True)
        segments = plan(storyboard, times, {})
        made = studio.draw(order, segments, lambda _: None, lambda: False, told.append)
    assert {d.segment for d in told} == set(segments)
    frames = timing.total_frames(times)
    sound = make_sound(np.zeros(22_050, np.int16), 22_050, frames, 30, folder, "sound.aac")
    for name_of, path in ((str, "whole.mp4"), (proxy_name, "proxy.mp4")):
        pieces = [Piece(name_of(d.name), d.segment.frames) for d in made]
        join(pieces, sound.name, storyboard.frame, folder / path)
    return folder, frames


def test_it_has_every_frame_at_the_same_time_and_the_same_sound(drawn):
    folder, frames = drawn
    whole, proxy = (read_film(folder / name).facts for name in ("whole.mp4", "proxy.mp4"))
    assert (proxy.width_px, proxy.height_px) == (134, 240)
    assert proxy.frames == whole.frames == frames
    for fact in ("constant_rate", "first_frame_ms", "video_ms", "audio_ms", "edit_list", "fps"):
        assert getattr(proxy, fact) == getattr(whole, fact), fact
    assert proxy.moov_first
    assert proxy.closed_gops
    assert proxy.constant_rate
    assert proxy.size_bytes < whole.size_bytes


def test_it_shows_the_same_pictures(drawn):
    folder, frames = drawn
    whole, proxy = (luma(folder, name) for name in ("whole.mp4", "proxy.mp4"))
    assert len(whole) == len(proxy) == frames
    assert np.abs(whole - proxy).mean(axis=(1, 2)).max() < 4


def luma(folder, name):
    """Every frame of a file, 27x48."""
    small = "extractplanes=y,scale=27:48:flags=area"
    raw = ffmpeg.run(
        ["-i", name, "-map", "0:v", "-vf", small, "-f", "rawvideo", "pipe:1"], folder=folder
    )
    return np.frombuffer(raw, np.uint8).reshape(-1, 48, 27).astype(np.int16)
