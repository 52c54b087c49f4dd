"""List's giant shapes: what stands huge on each ground, and where."""

from dataclasses import dataclass

import cv2
import numpy as np
import regex

from contract.storyboards import (
    ClosingSubject,
    HookSubject,
    NumeralSubject,
    QuestionSubject,
    QuoteSubject,
)
from reel.pixels import typeset
from reel.pixels.backdrops.numerals import Shape
from reel.pixels.canvas import Point
from reel.pixels.looks.figures import covering_face
from reel.pixels.looks.listicle.grounds import (
    CALL_HEIGHT_PX,
    closing_plan,
    ground_index,
    items_of,
    poster_plan,
    step_of,
    tones_of,
)
from reel.pixels.planes import Bytes
from reel.pixels.stage import Stage

# Shapes stand under the words, where the apps lay their own text over the video.
DECOR_TOP_PX, DECOR_GAP_PX = 1304, 96
HIGHEST_TOP_PX = 880
STRONG_CAP_PX, QUIET_CAP_PX = 1020, 1480
QUIET_MIDDLE_PX = 1040
WIDEST_PX = 900
# A little more than the drift, so that the shape is always cut by the frame's edge.
BLEED_PX = 32

_SIGN = regex.compile(r"[%‰×$€£₽₴₹¥]")
_QUESTION = regex.compile(r"[?？؟;]\P{L}*$")
_LETTER = regex.compile(r"(?=[\p{L}\p{N}])\X")
_BOOKMARK: tuple[Point, ...] = ((0, 0), (0.82, 0), (0.82, 0.86), (0.41, 0.62), (0, 0.86))
_ARROW: tuple[Point, ...] = (
    (0.45, 0),
    (0.9, 0.42),
    (0.63, 0.42),
    (0.63, 1),
    (0.27, 1),
    (0.27, 0.42),
    (0, 0.42),
)


@dataclass(frozen=True, eq=False)
class Decor:
    """What the ground shows: two colours and one shape."""

    ground: str
    colour: str
    shape: Shape


def decor_of(stage: Stage) -> Decor:
    """The giant shape of the scene: clear of all words, or as quiet as the dark ground's."""
    tones = tones_of(stage)
    scene, shot = stage.scene, stage.scene.shots[0]
    if scene.role == "closing":
        bottom = 0.0
        if isinstance(shot.subject, ClosingSubject):
            plan, box_top = closing_plan(stage, shot, shot.subject)
            bottom = box_top + CALL_HEIGHT_PX if shot.subject.call else plan.bottom_px
        top = max(bottom + DECOR_GAP_PX, HIGHEST_TOP_PX)
        return Decor(tones.ground, tones.decor, _symbol(stage, top))
    if ground_index(stage) == 2:
        return Decor(tones.ground, tones.decor, _quiet_glyph(stage))
    if scene.role == "hook":
        stack = poster_plan(stage, shot)
        top, cap = max(stack.bottom_px + DECOR_GAP_PX, HIGHEST_TOP_PX), STRONG_CAP_PX
    else:
        top, cap = float(DECOR_TOP_PX), STRONG_CAP_PX
    return Decor(tones.ground, tones.decor, _glyph(stage, glyph_text(stage), top, cap))


def glyph_text(stage: Stage) -> str:
    """What stands giant behind the scene."""
    scene, subject = stage.scene, stage.scene.shots[0].subject
    items = items_of(stage)
    said = " ".join(word.text for word in scene.shots[0].words)
    if isinstance(subject, HookSubject):
        return subject.numeral or (str(items) if items else _first_sign(said))
    step = step_of(stage)
    if step:
        return str(step.number)
    if isinstance(subject, QuestionSubject):
        return _first_sign(said) if _QUESTION.search(said) else "?"
    if isinstance(subject, QuoteSubject):
        return "“"
    sign = _SIGN.search(subject.value) if isinstance(subject, NumeralSubject) else None
    if sign:
        return str(sign.group())
    return str(items or scene.position)


def _first_sign(said: str) -> str:
    asked = _QUESTION.search(said)
    if asked:
        return str(asked.group()[0])
    if said.rstrip().endswith(("!", "！")):
        return "!"
    letter = _LETTER.search(said)
    return str(letter.group()).upper() if letter else "!"


def _glyph(stage: Stage, text: str, top_px: float, cap_px: float) -> Shape:
    """Text whose ink is `cap_px` high, bleeding off the side where lines end."""
    face = covering_face(stage, stage.storyboard.style.faces.display)
    em = typeset.extent(text, stage.type(face, 100))
    width = typeset.word_width(text, stage.type(face, 100))
    # Deep or low signs (quotes, commas) count from the baseline up, like letters.
    size = 100 * min(cap_px / max(em.rise_px, 1), WIDEST_PX / max(width, 1))
    mask = _glyph_mask(text, stage, size)
    return _placed(stage, mask, top_px)


def _quiet_glyph(stage: Stage) -> Shape:
    """The dark ground's: across the whole frame, so near in colour that words may cross it."""
    shape = _glyph(stage, glyph_text(stage), 0, QUIET_CAP_PX)
    top = round(QUIET_MIDDLE_PX * stage.scale) - shape.mask.shape[0] // 2
    return Shape(shape.mask, shape.x, top)


def _glyph_mask(text: str, stage: Stage, size: float) -> Bytes:
    face = covering_face(stage, stage.storyboard.style.faces.display)
    pieces = typeset.word_ink(text, stage.type(face, round(size)), stage.scale)
    if not pieces:
        return np.zeros((2, 2), np.uint8)
    left, top = min(p.left for p in pieces), min(p.top for p in pieces)
    right = max(p.left + p.mask.shape[1] for p in pieces)
    bottom = max(p.top + p.mask.shape[0] for p in pieces)
    sheet = np.zeros((bottom - top, right - left), np.uint8)
    for p in pieces:
        rows = slice(p.top - top, p.top - top + p.mask.shape[0])
        columns = slice(p.left - left, p.left - left + p.mask.shape[1])
        np.maximum(sheet[rows, columns], p.mask, out=sheet[rows, columns])
    return sheet


def _placed(stage: Stage, mask: Bytes, top_px: float) -> Shape:
    right = round((1080 + BLEED_PX) * stage.scale) - mask.shape[1]
    left = round(-BLEED_PX * stage.scale)
    x = left if stage.anchor == "right" else right
    return Shape(mask, x, round(top_px * stage.scale))


def _symbol(stage: Stage, top_px: float) -> Shape:
    """A bookmark or an arrow back to the start, whole and giant under the words."""
    outline = _BOOKMARK if stage.scene.seed % 2 else _ARROW
    high = 1920 + BLEED_PX - top_px
    wide = high * 0.72
    mirror = stage.anchor == "right"
    points = [(wide * (1 - x if mirror else x), high * y) for x, y in outline]
    scale = stage.scale
    mask = np.zeros((round(high * scale), round(wide * scale)), np.uint8)
    fixed = np.round(np.array(points) * scale * 16).astype(np.int32)
    cv2.fillPoly(mask, [fixed], 255, cv2.LINE_AA, 4)
    return _placed(stage, mask, top_px)
