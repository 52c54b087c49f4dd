"""Promises about a creator's pictures: upright, covering the frame, or a clear problem."""

import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from contract.drafts import Focus
from contract.problems import Code, Problem
from reel.pixels.mezzanine import OVERSIZE, check_picture, load_picture
from reel.pixels.planes import to_rgb

MIDDLE = Focus(x=0.5, y=0.5)


def saved(folder, image, name="picture.png", **options):
    path = folder / name
    image.save(path, **options)
    return path


def loaded(path, focus=MIDDLE):
    return load_picture(path, focus, 270, 480)


@pytest.mark.parametrize("size", [(4000, 300), (300, 4000), (10, 10), (1080, 1920), (333, 777)])
def test_a_picture_of_any_shape_covers_the_frame_with_room_to_move(tmp_path, size):
    planes = loaded(saved(tmp_path, Image.new("RGB", size, "#336699"))).planes
    assert (planes.width_px, planes.height_px) == (round(270 * OVERSIZE), round(480 * OVERSIZE))
    assert to_rgb(planes)[100, 100] == pytest.approx((0x33, 0x66, 0x99), abs=3)


def test_a_phone_picture_is_turned_upright(tmp_path):
    image = Image.new("RGB", (800, 400), "white")
    image.paste("black", (0, 0, 400, 400))
    exif = Image.Exif()
    exif[0x0112] = 6
    planes = loaded(saved(tmp_path, image, "turned.jpg", exif=exif)).planes
    assert planes.y[:200].mean() < 40
    assert planes.y[-200:].mean() > 200


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "RGBA", "LA", "I;16"])
def test_every_kind_of_pixels_is_understood(tmp_path, mode):
    ending = "jpg" if mode == "CMYK" else "png"
    path = saved(tmp_path, Image.new(mode, (64, 64)), f"picture.{ending}")
    check_picture(path)
    assert loaded(path).planes.width_px == 324


def test_what_is_see_through_lies_on_white(tmp_path):
    planes = loaded(saved(tmp_path, Image.new("RGBA", (64, 64), (0, 0, 0, 0)))).planes
    assert planes.y.min() > 230


def test_the_focus_stays_in_view(tmp_path):
    image = Image.new("RGB", (2000, 400), "black")
    image.paste("white", (1800, 150, 1900, 250))
    found = loaded(saved(tmp_path, image), Focus(x=0.925, y=0.5))
    bright = np.argwhere(found.planes.y > 200)
    assert len(bright) > 50
    assert bright[:, 1].mean() / found.planes.width_px == pytest.approx(found.focus.x, abs=0.1)


def bomb(path, side=20_000):
    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0))
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"")))
    return path


def refused(path):
    with pytest.raises(Problem) as caught:
        check_picture(path)
    assert path.name in caught.value.says
    return caught.value.code


def test_what_is_no_picture_is_a_clear_problem(tmp_path):
    text = tmp_path / "notes.png"
    text.write_text("not a picture")
    assert refused(text) == Code.MEDIA_UNREADABLE
    svg = tmp_path / "drawing.png"
    svg.write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    assert refused(svg) == Code.MEDIA_UNREADABLE
    empty = tmp_path / "empty.jpg"
    empty.touch()
    assert refused(empty) == Code.MEDIA_UNREADABLE
    assert refused(tmp_path / "absent.jpg") == Code.MEDIA_NOT_FOUND


def test_a_cut_off_picture_is_a_clear_problem(tmp_path):
    whole = saved(tmp_path, Image.effect_noise((300, 300), 60).convert("RGB"), "whole.jpg")
    cut = tmp_path / "cut.jpg"
    cut.write_bytes(whole.read_bytes()[:4000])
    assert refused(cut) == Code.MEDIA_UNREADABLE


def test_a_picture_that_would_fill_the_memory_is_refused_unopened(tmp_path):
    assert refused(bomb(tmp_path / "bomb.png")) == Code.MEDIA_TOO_LARGE
