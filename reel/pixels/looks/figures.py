"""Pieces of figures that several looks draw: words for display, strikes, bars."""

import unicodedata
from collections.abc import Sequence

import regex

from contract.presets import Face
from contract.storyboards import Shot, Word
from reel import layout
from reel.pixels import motion, typefaces
from reel.pixels.canvas import Canvas
from reel.pixels.sprites import Motion, Moving
from reel.pixels.stage import Stage
from reel.script import read_topic

STRIKE_FRAMES = 8
# From this share of foreign letters on, a whole reel is set in the face that knows them.
FOREIGN_SHARE = 0.2

_CASED = regex.compile(r"\p{Lu}|\p{Ll}")
_GREEK = regex.compile(r"\p{Greek}")
_TURKIC = frozenset({"tr", "az"})
_TONOS, _DIALYTIKA = "\u0301", "\u0308"


def phrase(stage: Stage, text: str) -> tuple[Word, ...]:
    """The words of a text, parted where its writing has no spaces."""
    tokens = read_topic(text, stage.storyboard.language)
    if not tokens:
        # Something must stand there: an empty figure would be a hole in the frame.
        return (Word(text="…", key=False, joins=False),)
    return tuple(Word(text=t.text, key=t.starred, joins=t.joins) for t in tokens)


def with_key(words: Sequence[Word], shot: Shot, small_words: frozenset[str]) -> tuple[Word, ...]:
    """The words with one key among them: the shot's own, else the last that says something."""
    if len(words) < 2 or any(word.key for word in words):
        return tuple(words)
    keys = {layout.bare(word.text) for word in shot.words if word.key}
    bare = [layout.bare(word.text) for word in words]
    telling = [place for place, text in enumerate(bare) if text and text not in small_words]
    named = [place for place in telling if bare[place] in keys]
    chosen = (named or telling or [len(words) - 1])[-1]
    return tuple(w.model_copy(update={"key": at == chosen}) for at, w in enumerate(words))


def capitals(words: Sequence[Word], language: str) -> tuple[Word, ...]:
    """The words in capitals, as their language writes them."""
    return tuple(w.model_copy(update={"text": _upper(w.text, language)}) for w in words)


def _upper(text: str, language: str) -> str:
    if language.split("-", maxsplit=1)[0] in _TURKIC:
        text = text.replace("i", "İ")
    text = text.upper()
    if not _GREEK.search(text):
        return text
    # Greek capitals carry no accent; a dialytika stays.
    bare = unicodedata.normalize("NFD", text).replace(_TONOS, "")
    return unicodedata.normalize("NFC", bare)


def covering_face(stage: Stage, face: Face) -> Face:
    """The face, or the stand-in that knows the letters of the reel: never both in one word."""
    shots = (shot for scene in stage.storyboard.scenes for shot in scene.shots)
    text = "".join(word.text for shot in shots for word in shot.words).upper()
    letters = _CASED.findall(text)
    for name in typefaces.fallbacks(face.font):
        covered = typefaces.coverage(name)
        foreign = sum(ord(letter) not in covered for letter in letters)
        if foreign <= FOREIGN_SHARE * len(letters):
            return face.model_copy(update={"font": name})
    return face


def drawn(canvas: Canvas, way: Motion) -> tuple[Moving, ...]:
    """What is on the canvas with its motion, nothing when nothing is."""
    sprite = canvas.sprite()
    return (Moving(sprite, way),) if sprite else ()


def strike(
    stage: Stage,
    edges: tuple[float, float, float, float],
    thick_px: float,
    tilt_px: float,
    colour: str,
    start: int,
) -> tuple[Moving, ...]:
    """A thick line through the box `left, top, right, bottom`, drawn in reading direction."""
    left, top, right, bottom = edges
    middle, half = (top + bottom) / 2, thick_px / 2
    slope = tilt_px / 2 if stage.anchor != "right" else -tilt_px / 2
    reach = half + abs(slope) + 4
    canvas = Canvas(stage.scale, (left - 4, middle - reach, right + 4, middle + reach))
    canvas.polygon(
        [
            (left, middle - half + slope),
            (right, middle - half - slope),
            (right, middle + half - slope),
            (left, middle + half + slope),
        ],
        colour,
    )
    canvas.mark_readable(left, middle - reach + 4, right, middle + reach - 4)
    away = stage.anchor == "right"
    return drawn(canvas, motion.grow(start, STRIKE_FRAMES, from_right=away))
