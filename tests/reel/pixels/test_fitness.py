"""Promises of the font check: it finds a font that would draw nothing."""

import shutil

import pytest
from fontTools.ttLib import TTFont

from reel.pixels import fitness, typefaces


@pytest.fixture
def fonts(tmp_path, monkeypatch):
    """A folder with two of the bundled fonts, that a test may break."""
    for name in ("Anton-400.ttf", "NotoColorEmoji.ttf"):
        shutil.copy(typefaces.FONTS / name, tmp_path)
    monkeypatch.setattr(typefaces, "FONTS", tmp_path)
    for cached in (typefaces.font_path, typefaces.coverage):
        cached.cache_clear()
    yield tmp_path
    for cached in (typefaces.font_path, typefaces.coverage):
        cached.cache_clear()


def test_every_bundled_font_is_whole():
    assert fitness.broken_fonts() == ()


def test_a_torn_font_file_is_named(fonts):
    whole = (fonts / "Anton-400.ttf").read_bytes()
    (fonts / "Anton-400.ttf").write_bytes(whole[:1000])
    assert fitness.broken_fonts() == ("Anton-400.ttf",)


def test_an_emoji_font_without_bitmaps_is_named(fonts):
    with TTFont(fonts / "NotoColorEmoji.ttf") as table:
        del table["CBDT"], table["CBLC"]
        table.save(fonts / "NotoColorEmoji.ttf")
    assert fitness.broken_fonts() == ("NotoColorEmoji.ttf",)
