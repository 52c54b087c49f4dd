"""Words as measured widths and as ink: shaped as a whole or spaced by us, fallbacks included."""

from dataclasses import dataclass, replace
from functools import lru_cache

import cv2
import numpy as np
import regex
from numpy.typing import NDArray

from contract.presets import Face
from reel.pixels import shaping, typefaces
from reel.pixels.planes import Bytes, Floats, ycc_of_rgb

# Type is measured at this size and scaled, so that lines break alike at every frame size.
METRIC_PX = 200.0
# The only bitmap size of the bundled emoji font, and how tall its pictures stand in text.
EMOJI_BITMAP_PX = 109
EMOJI_HEIGHT_EM = 1.0
EMOJI_DROP_EM = 0.16
EMOJI_SIDE_EM = 0.06
# Mask values from here on count as ink: below, the eye sees nothing.
INK_FROM = 40

# Writing that is shaped as a whole; everything else is set letter by letter with tracking.
WHOLE = regex.compile(
    r"[\p{M}\p{Arabic}\p{Hebrew}\p{Devanagari}\p{Bengali}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\u200d]"
)
# Writing whose letters stand taller or hang lower than Latin capitals do.
TALL = regex.compile(
    r"[\p{M}\p{Arabic}\p{Hebrew}\p{Devanagari}\p{Bengali}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}"
    r"\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]"
)
STRONG_RIGHT = regex.compile(r"[\p{Arabic}\p{Hebrew}\p{Syriac}\p{Thaana}]")
STRONG_LEFT = regex.compile(r"(?![\p{Arabic}\p{Hebrew}\p{Syriac}\p{Thaana}])\p{L}")


@dataclass(frozen=True)
class Type:
    """How words are set: a face at a size in px of a 1080 wide frame."""

    face: Face
    size_px: float
    language: str
    right_to_left: bool

    def sized(self, size_px: float) -> "Type":
        """The same type at another size."""
        return replace(self, size_px=size_px)


@dataclass(frozen=True, eq=False)
class Ink:
    """A piece of a word in output pixels, placed from the pen on the baseline.

    `mask` is coverage 0..255; `colours` is premultiplied Y, U, V (h, w, 3) for emoji, else None.
    """

    left: int
    top: int
    mask: Bytes
    colours: Floats | None


@dataclass(frozen=True)
class Extent:
    """How far a word's ink reaches, in px: `rise` above the baseline, `drop` below it,
    `bearing` from the pen to the first ink, `overhang` from the end of its advance on."""

    rise_px: float
    drop_px: float
    bearing_px: float
    overhang_px: float


def word_width(word: str, kind: Type) -> float:
    """The advance of one word in px of a 1080 wide frame, tracking included."""
    tracking = 0 if kind.right_to_left else kind.face.tracking
    return _width_em(word, kind.face.font, tracking, kind.language) * kind.size_px


def words_width(text: str, kind: Type) -> float:
    """The advance of words in one line, spaces included."""
    parts = text.split()
    spaces = space_width(kind) * max(len(parts) - 1, 0)
    return sum(word_width(part, kind) for part in parts) + spaces


def fitted(text: str, kind: Type, width_px: float) -> Type:
    """The type, or the same so much smaller that the words fit the width in one line."""
    width = words_width(text, kind)
    return kind if width <= width_px else kind.sized(kind.size_px * width_px / width)


def space_width(kind: Type) -> float:
    """The advance of the space between two words."""
    return word_width("n n", kind) - word_width("nn", kind)


def cap_height(kind: Type) -> float:
    """The height of a capital in the face itself, in px."""
    return _cap_em(kind.face.font) * kind.size_px


def extent(word: str, kind: Type) -> Extent:
    """How far the word's ink reaches at this size."""
    em = _extent_em(word, kind.face.font, kind.language, kind.right_to_left)
    size = kind.size_px
    return Extent(em[0] * size, em[1] * size, em[2] * size, em[3] * size)


def rise_of(words: tuple[str, ...], kind: Type) -> float:
    """How far the tallest of the words stands above the baseline: a capital's height at least."""
    tall = [extent(word, kind).rise_px for word in words if TALL.search(word)]
    return max([cap_height(kind), *tall])


def visual_order(words: tuple[str, ...], right_to_left: bool) -> tuple[int, ...]:
    """Places of the words from left to right on the line."""
    against = STRONG_LEFT if right_to_left else STRONG_RIGHT
    along = STRONG_RIGHT if right_to_left else STRONG_LEFT
    order: list[int] = []
    group: list[int] = []
    for place, word in enumerate(words):
        if against.search(word) and not along.search(word):
            group.append(place)
            continue
        order.extend(reversed(group))
        group = []
        order.append(place)
    order.extend(reversed(group))
    return tuple(reversed(order)) if right_to_left else tuple(order)


@lru_cache(maxsize=8192)
def _width_em(text: str, font: str, tracking: int, language: str) -> float:
    runs = typefaces.runs(text, font, language)
    return sum(_run_width_em(run, tracking, language) for run in runs)


def _run_width_em(run: typefaces.Run, tracking: int, language: str) -> float:
    if run.font == typefaces.EMOJI:
        return _emoji_width_em(run.text)
    if WHOLE.search(run.text):
        cut = typefaces.cut(run.font, run.index, METRIC_PX)
        return shaping.advance(run.text, cut, language) / METRIC_PX
    return _pens(run, tracking, language)[1]


@lru_cache(maxsize=4096)
def _pens(run: typefaces.Run, tracking: int, language: str) -> tuple[tuple[float, ...], float]:
    """Where each letter's pen stands, and the whole advance, in em: kerning plus tracking."""
    cut = typefaces.cut(run.font, run.index, METRIC_PX)

    def width(text: str) -> float:
        return shaping.advance(text, cut, language)

    pens, pen = [], 0.0
    for place, char in enumerate(run.text):
        pens.append(pen)
        pair = run.text[place : place + 2]
        step = width(pair) - width(pair[1]) if len(pair) > 1 else width(char)
        pen += step / METRIC_PX + tracking / 1000
    return tuple(pens), pen


@lru_cache(maxsize=64)
def _cap_em(font: str) -> float:
    capital = shaping.draw("H", typefaces.cut(font, 0, METRIC_PX), "en")
    assert capital is not None, f"{font} has no H"
    return -capital.top_px / METRIC_PX


@lru_cache(maxsize=8192)
def _extent_em(
    word: str, font: str, language: str, right_to_left: bool
) -> tuple[float, float, float, float]:
    rise = drop = overhang = 0.0
    bearing: float | None = None
    runs = typefaces.runs(word, font, language)
    for run in reversed(runs) if right_to_left else runs:
        if run.font == typefaces.EMOJI:
            rise = max(rise, EMOJI_HEIGHT_EM - EMOJI_DROP_EM)
            drop = max(drop, EMOJI_DROP_EM)
            left, overhang = EMOJI_SIDE_EM, -EMOJI_SIDE_EM
        else:
            cut = typefaces.cut(run.font, run.index, METRIC_PX)
            drawn = shaping.draw(run.text, cut, language, right_to_left=right_to_left)
            if drawn is None:
                continue
            high, wide = drawn.mask.shape
            advance = shaping.advance(run.text, cut, language, right_to_left=right_to_left)
            overhang = max(drawn.left_px + wide - advance, 0.0) / METRIC_PX
            rise = max(rise, -drawn.top_px / METRIC_PX)
            drop = max(drop, (drawn.top_px + high) / METRIC_PX)
            left = min(drawn.left_px, 0) / METRIC_PX
        bearing = left if bearing is None else bearing
    return rise, drop, bearing or 0.0, overhang


@lru_cache(maxsize=512)
def word_ink(word: str, kind: Type, scale: float) -> tuple[Ink, ...]:
    """The word's pieces in output pixels, `scale` of them to one of a 1080 wide frame."""
    size = kind.size_px * scale
    tracking = 0 if kind.right_to_left else kind.face.tracking
    runs = typefaces.runs(word, kind.face.font, kind.language)
    pieces, pen = [], 0.0
    for run in reversed(runs) if kind.right_to_left else runs:
        if run.font == typefaces.EMOJI:
            pieces.append(_emoji_ink(run.text, size, pen))
        else:
            pieces.append(_letter_ink(run, kind, size, pen, tracking))
        pen += _run_width_em(run, tracking, kind.language) * size
    return tuple(piece for piece in pieces if piece is not None)


def _letter_ink(
    run: typefaces.Run, kind: Type, size: float, pen: float, tracking: int
) -> Ink | None:
    cut, turned = typefaces.cut(run.font, run.index, size), kind.right_to_left
    if turned or WHOLE.search(run.text):
        drawn = shaping.draw(run.text, cut, kind.language, right_to_left=turned, start_px=pen)
    else:
        places = _pens(run, tracking, kind.language)[0]
        drawn = shaping.stacked(
            shaping.draw(char, cut, kind.language, start_px=pen + place * size)
            for char, place in zip(run.text, places, strict=True)
        )
    return Ink(drawn.left_px, drawn.top_px, drawn.mask, None) if drawn else None


@lru_cache(maxsize=256)
def _emoji_picture(text: str) -> NDArray[np.uint8]:
    picture = shaping.colour_picture(text, typefaces.cut(typefaces.EMOJI, 0, EMOJI_BITMAP_PX))
    if picture is None:
        return np.zeros((1, 1, 4), np.uint8)
    blue_first = cv2.imdecode(np.frombuffer(picture, np.uint8), cv2.IMREAD_UNCHANGED)
    assert blue_first is not None, "the font's own picture"
    pixels = cv2.cvtColor(blue_first, cv2.COLOR_BGRA2RGBA)
    left, top, width, height = cv2.boundingRect(pixels[..., 3])
    return np.asarray(pixels[top : top + height, left : left + width], np.uint8)


def _emoji_width_em(text: str) -> float:
    picture = _emoji_picture(text)
    return EMOJI_HEIGHT_EM * float(picture.shape[1] / picture.shape[0]) + 2 * EMOJI_SIDE_EM


def _emoji_ink(text: str, size: float, pen: float) -> Ink | None:
    picture = _emoji_picture(text).astype(np.float32)
    alpha = picture[..., 3:] / 255
    height = max(1, round(EMOJI_HEIGHT_EM * size))
    width = max(1, round(height * picture.shape[1] / picture.shape[0]))
    flat = np.asarray(
        cv2.resize(picture[..., :3] * alpha, (width, height), interpolation=cv2.INTER_AREA),
        np.float32,
    )
    cover = cv2.resize(alpha, (width, height), interpolation=cv2.INTER_AREA)[..., None]
    # Levels of a premultiplied colour: the offsets of luma and chroma are weighted by cover too.
    levels = ycc_of_rgb(flat)
    offset = np.array([16, 128, 128], np.float32)
    colours = np.asarray(levels - offset * (1 - cover), np.float32)
    mask = np.clip(cover[..., 0] * 255 + 0.5, 0, 255).astype(np.uint8)
    left = round(pen + EMOJI_SIDE_EM * size)
    return Ink(left, -height + round(EMOJI_DROP_EM * size), mask, colours)
