"""Promises of shaping: writing systems join and turn as they should, on any computer."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reel.pixels import shaping, typefaces
from reel.pixels.shaping import Cut

ARABIC, HEBREW, HINDI = "Cairo-900", "Heebo-900", "NotoSansDevanagari-800"


def cut(font: str, size_px: float = 100) -> Cut:
    return Cut(typefaces.font_path(font), 0, size_px)


@pytest.mark.parametrize(
    ("text", "right_to_left", "expected"),
    [
        ("blue", False, [("blue", False)]),
        ("السماء", True, [("السماء", True)]),
        ("(שלום)!", True, [("(שלום)!", True)]),
        ("ב-2024,", True, [(",", True), ("2024", False), ("ב-", True)]),
        ("50%", True, [("50%", False)]),
        ("$12.50", True, [("$12.50", False)]),
        ("10:30", True, [("10:30", False)]),
        ("٣٫٥٪", True, [("٪", True), ("٣٫٥", False)]),
        ("ה-TikTok!", True, [("!", True), ("TikTok", False), ("ה-", True)]),
        ("v2.0", True, [("v2.0", False)]),
        ("a(שלום)b", False, [("a(", False), ("שלום", True), (")b", False)]),
    ],
)
def test_numbers_and_foreign_letters_stay_readable_inside_a_word(text, right_to_left, expected):
    assert list(shaping.parts(text, right_to_left)) == expected


@given(st.text(max_size=30), st.booleans())
def test_turning_a_text_loses_no_letter(text, right_to_left):
    pieces = [piece for piece, _ in shaping.parts(text, right_to_left)]
    assert "".join(reversed(pieces) if right_to_left else pieces) == text


def test_arabic_letters_join():
    apart = sum(shaping.advance(letter, cut(ARABIC), "ar") for letter in "السماء")
    assert shaping.advance("السماء", cut(ARABIC), "ar", right_to_left=True) < 0.85 * apart


def test_devanagari_letters_join():
    apart = sum(shaping.advance(letter, cut(HINDI), "hi") for letter in "क्यों")
    assert shaping.advance("क्यों", cut(HINDI), "hi") < 0.85 * apart


@pytest.mark.parametrize("size_px", [37, 84.5, 200])
def test_joined_letters_show_no_seam(size_px):
    stroke = shaping.draw("ـــ", cut(ARABIC, size_px), "ar", right_to_left=True)
    assert stroke is not None
    inside = stroke.mask[stroke.mask.shape[0] // 2, 2:-2]
    assert (inside >= 254).all()


def test_ink_moves_with_the_pen():
    at_zero = shaping.draw("H", cut("Inter-800"), "en")
    later = shaping.draw("H", cut("Inter-800"), "en", start_px=7.0)
    assert at_zero is not None
    assert later is not None
    assert later.left_px - at_zero.left_px == 7
    assert np.array_equal(later.mask, at_zero.mask)


def test_a_part_of_a_pixel_is_a_part_of_the_edge():
    at_zero = shaping.draw("H", cut("Inter-800"), "en")
    later = shaping.draw("H", cut("Inter-800"), "en", start_px=0.5)
    assert at_zero is not None
    assert later is not None
    assert abs(int(later.mask.sum()) - int(at_zero.mask.sum())) < 255 * 100 * 0.02
    assert not np.array_equal(later.mask, at_zero.mask)


def test_a_space_leaves_no_ink_and_moves_the_pen():
    assert shaping.draw(" ", cut("Inter-800"), "en") is None
    assert shaping.advance(" ", cut("Inter-800"), "en") > 10


@pytest.mark.parametrize("emoji", ["😀", "👩🏽‍🚀", "🇪🇺", "❤️", "1️⃣"])
def test_an_emoji_of_several_characters_is_one_picture(emoji):
    picture = shaping.colour_picture(emoji, cut(typefaces.EMOJI, 109))
    assert picture is not None
    assert picture.startswith(b"\x89PNG")


def test_a_letter_has_no_picture():
    assert shaping.colour_picture("a", cut("Inter-800")) is None
