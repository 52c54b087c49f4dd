"""Letters into glyphs and glyphs into ink, with HarfBuzz from its wheel and nothing of the system.

Pillow would do both through Raqm, but its wheels look for FriBiDi on the computer and, where
it is not there, set Arabic and Devanagari letter by letter without a word.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import regex
import uharfbuzz as hb

from reel.pixels.planes import Bytes

# Positions are whole numbers of this part of a pixel, so that every computer rounds alike.
SUBPIXELS = 64

_STRONG_RIGHT = r"\p{Arabic}\p{Hebrew}\p{Syriac}\p{Thaana}--\p{N}"
# What reads from left to right inside a right-to-left word, as Unicode's bidi rules say:
# Latin and its like, European numbers with their signs, Arabic numbers without them.
_LEFT_SPANS = regex.compile(
    rf"[\p{{L}}--[{_STRONG_RIGHT}]](?:[^{_STRONG_RIGHT}]*[[\p{{L}}\p{{N}}]--[{_STRONG_RIGHT}]])?"
    r"|[#%‰°\p{Sc}]*[0-9۰-۹](?:[.,:/+-]?[0-9۰-۹])*[#%‰°\p{Sc}]*"
    r"|[٠-٩٫٬](?:[.,:/]?[٠-٩٫٬])*",
    regex.V1,
)
_RIGHT_SPANS = regex.compile(rf"[{_STRONG_RIGHT}](?:[\p{{M}}{_STRONG_RIGHT}])*", regex.V1)


@dataclass(frozen=True)
class Cut:
    """A font at a size: `index` is its place in a collection file."""

    path: Path
    index: int
    size_px: float


@dataclass(frozen=True, eq=False)
class Drawn:
    """Coverage 0..255, its left top corner counted from the pen on the baseline, downwards."""

    left_px: int
    top_px: int
    mask: Bytes


@dataclass(frozen=True)
class _Glyph:
    number: int
    x: int
    y: int


def advance(text: str, cut: Cut, language: str, *, right_to_left: bool = False) -> float:
    """How far the pen moves over the text, in px."""
    return _shaped(text, cut, language, right_to_left)[1] / SUBPIXELS


def draw(
    text: str, cut: Cut, language: str, *, right_to_left: bool = False, start_px: float = 0.0
) -> Drawn | None:
    """The ink of the text with the pen at `start_px`; None when it leaves none."""
    shift = round(start_px * SUBPIXELS)
    glyphs, _ = _shaped(text, cut, language, right_to_left)
    return stacked(_glyph_ink(cut, glyph.number, glyph.x + shift, glyph.y) for glyph in glyphs)


def stacked(pieces: Iterable[Drawn | None]) -> Drawn | None:
    """All pieces on one sheet; where letters join, as Arabic ones do, no seam shows."""
    drawn = [piece for piece in pieces if piece]
    if not drawn:
        return None
    left = min(piece.left_px for piece in drawn)
    top = min(piece.top_px for piece in drawn)
    right = max(piece.left_px + piece.mask.shape[1] for piece in drawn)
    bottom = max(piece.top_px + piece.mask.shape[0] for piece in drawn)
    mask = np.zeros((bottom - top, right - left), np.uint8)
    for piece in drawn:
        y, x = piece.top_px - top, piece.left_px - left
        there = mask[y : y + piece.mask.shape[0], x : x + piece.mask.shape[1]]
        # Joined letters may meet inside a pixel: their shares of it add up.
        cv2.add(there, piece.mask, there)
    return Drawn(left, top, mask)


def colour_picture(text: str, cut: Cut) -> bytes | None:
    """The PNG of a colour glyph, when the text is one glyph of a bitmap colour font."""
    glyphs, _ = _shaped(text, cut, "und", right_to_left=False)
    if not glyphs:
        return None
    blob = _font(cut).get_glyph_color_png(glyphs[0].number)
    return bytes(blob.data) if len(blob.data) else None


def parts(text: str, right_to_left: bool) -> tuple[tuple[str, bool], ...]:
    """The text cut where its direction turns, from left to right as it stands on the line.

    A right-to-left word keeps its numbers and Latin letters readable. True: right to left.
    """
    pattern = _LEFT_SPANS if right_to_left else _RIGHT_SPANS
    found: list[tuple[str, bool]] = []
    place = 0
    for other in pattern.finditer(text):
        found.append((text[place : other.start()], right_to_left))
        found.append((other[0], not right_to_left))
        place = other.end()
    found.append((text[place:], right_to_left))
    found = [part for part in found if part[0]]
    return tuple(reversed(found)) if right_to_left else tuple(found)


@lru_cache(maxsize=8192)
def _shaped(
    text: str, cut: Cut, language: str, right_to_left: bool
) -> tuple[tuple[_Glyph, ...], int]:
    glyphs: list[_Glyph] = []
    x = y = 0
    for part, is_right_to_left in parts(text, right_to_left):
        buffer = hb.Buffer()
        buffer.add_str(part)
        buffer.guess_segment_properties()
        buffer.direction = "rtl" if is_right_to_left else "ltr"
        if language != "und":
            buffer.language = language
        hb.shape(_font(cut), buffer)
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            glyphs.append(_Glyph(info.codepoint, x + place.x_offset, y + place.y_offset))
            x, y = x + place.x_advance, y + place.y_advance
    return tuple(glyphs), x


def _glyph_ink(cut: Cut, number: int, x: int, y: int) -> Drawn | None:
    whole_x, part_x = divmod(x, SUBPIXELS)
    whole_y, part_y = divmod(y, SUBPIXELS)
    drawn = _outline(cut, number, part_x, part_y)
    return drawn and Drawn(drawn.left_px + whole_x, drawn.top_px - whole_y, drawn.mask)


@lru_cache(maxsize=4096)
def _outline(cut: Cut, number: int, part_x: int, part_y: int) -> Drawn | None:
    pencil = hb.RasterDraw()
    pencil.scale_factor = (SUBPIXELS, SUBPIXELS)
    pencil.transform = (1, 0, 0, 1, part_x, part_y)
    pencil.draw_glyph(_font(cut), number)
    image = pencil.render()
    if image is None or image.extents is None or not image.extents.width:
        return None
    frame = image.extents
    rows = np.frombuffer(image.buffer, np.uint8).reshape(frame.height, frame.stride)
    # HarfBuzz counts rows upwards from the baseline, we count downwards.
    mask = np.ascontiguousarray(rows[::-1, : frame.width])
    return Drawn(frame.x_origin, -(frame.y_origin + frame.height), mask)


@lru_cache(maxsize=256)
def _font(cut: Cut) -> hb.Font:
    font = hb.Font(_face(cut.path, cut.index))
    scale = round(cut.size_px * SUBPIXELS)
    font.scale = (scale, scale)
    return font


@lru_cache(maxsize=64)
def _face(path: Path, index: int) -> hb.Face:
    return hb.Face(hb.Blob.from_file_path(str(path)), index)
