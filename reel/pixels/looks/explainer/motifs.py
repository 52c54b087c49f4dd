"""Explainer's diagrams: four ways to put one word at the centre of something happening."""

import math
from collections.abc import Callable

from reel.pixels import motion, typeset
from reel.pixels.canvas import Canvas, Point
from reel.pixels.sprites import Motion, Moving, Pose
from reel.pixels.stage import CENTRE_PX, LEFT_PX, RIGHT_PX, WIDTH_PX, Stage

MIDDLE_PX = 652
HALF_HEIGHT_PX = 248
WORD_PX = 76
TITLE_PX = 114
WIDEST_CORE_PX = 460
CORE_PX = 92
BREATH_SHARE = 0.018
BREATH_FRAMES = 64
ORBIT_FRAMES = 210


def draw_motif(stage: Stage, text: str, which: int, start: int) -> tuple[Moving, ...]:
    """A word in a diagram, entering from a frame on."""
    return MOTIFS[which % len(MOTIFS)](stage, text, start)


def _word_type(stage: Stage, text: str, size_px: float, width_px: float) -> typeset.Type:
    kind = stage.type(stage.storyboard.style.faces.caption, size_px)
    return typeset.fitted(text, kind, width_px)


def _core(stage: Stage, text: str, x: float, start: int) -> tuple[Moving, float]:
    """The word on a dark pill with a bright rim; returns it and half its width."""
    kind = _word_type(stage, text, WORD_PX, WIDEST_CORE_PX)
    half = max(CORE_PX, typeset.words_width(text, kind) / 2 + 44)
    canvas = Canvas(stage.scale, (x - half - 12, MIDDLE_PX - 120, x + half + 12, MIDDLE_PX + 120))
    for grow, colour in ((6, stage.palette.ink), (0, stage.palette.ground)):
        canvas.rounded(
            x - half - grow,
            MIDDLE_PX - CORE_PX - grow,
            x + half + grow,
            MIDDLE_PX + CORE_PX + grow,
            CORE_PX + grow,
            colour,
        )
    canvas.text(
        x, MIDDLE_PX + typeset.cap_height(kind) / 2, text, kind, stage.palette.ink, anchor="centre"
    )
    sprite = canvas.sprite()
    assert sprite is not None
    return Moving(sprite, motion.rise(start)), half


def _breathing(start: int) -> Motion:
    enter = motion.rise(start)

    def pose(frame: int) -> Pose | None:
        now = enter(frame)
        if now is None or now.opacity < 1:
            return now
        swell = math.sin((frame - start) / BREATH_FRAMES * 2 * math.pi)
        return Pose(scale=1 - BREATH_SHARE + BREATH_SHARE * swell)

    return pose


def _wave(x: float, y: float, angle: float, near: float, far: float) -> list[Point]:
    along, across = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))
    points = []
    for step in range(int(near), int(far), 3):
        sway = 8 * math.sin(step * 0.21)
        points.append(
            (x + step * along[0] + sway * across[0], y + step * along[1] + sway * across[1])
        )
    return points


def _burst(stage: Stage, text: str, start: int) -> tuple[Moving, ...]:
    """A beam meets the word, and waves leave it on every side."""
    core, half = _core(stage, text, CENTRE_PX, start)
    rays = Canvas(stage.scale, (60, MIDDLE_PX - HALF_HEIGHT_PX - 10, 900, MIDDLE_PX + 260))
    for turn in range(26):
        angle = 2 * math.pi * (turn + 0.5) / 26
        if abs(math.sin(angle)) < 0.22:
            continue
        # Rays start at the pill's edge and end on an ellipse inside the figure.
        edge = min(half / max(abs(math.cos(angle)), 0.01), CORE_PX / abs(math.sin(angle)))
        end = 1 / math.hypot(math.cos(angle) / 400, math.sin(angle) / (HALF_HEIGHT_PX - 8))
        points = _wave(CENTRE_PX, MIDDLE_PX, angle, edge + 26, end - 14 * (turn % 2))
        if len(points) > 8:
            rays.line(points, stage.palette.quiet, 5, 0.95)
    beam = Canvas(stage.scale, (-4, MIDDLE_PX - 60, 1084, MIDDLE_PX + 60))
    waves = stage.palette.stops[8:]
    for place, colour in enumerate(waves):
        y = MIDDLE_PX - 42 + place * 14
        beam.line([(-10, y), (CENTRE_PX - half, y)], colour, 9)
    for place, colour in enumerate(waves[-2:]):
        y = MIDDLE_PX - 7 + place * 14
        beam.line([(CENTRE_PX + half, y), (1090, y)], colour, 9)
    return _layers((beam, motion.grow(start)), (rays, _breathing(start + 4)), core=core)


def _orbit(stage: Stage, text: str, start: int) -> tuple[Moving, ...]:
    """Rings around the word, and a light travelling on each."""
    core, half = _core(stage, text, CENTRE_PX, start)
    rings = Canvas(stage.scale, (40, MIDDLE_PX - HALF_HEIGHT_PX - 10, 912, MIDDLE_PX + 262))
    colours = stage.palette.stops[8:]
    dots = []
    for place, share in enumerate((0.58, 0.78, 0.98)):
        wide, high = max(half + 40, 396 * share), HALF_HEIGHT_PX * share
        points = [
            (
                CENTRE_PX + wide * math.cos(a / 60 * math.pi),
                MIDDLE_PX + high * math.sin(a / 60 * math.pi),
            )
            for a in range(120)
        ]
        rings.outline(points, stage.palette.quiet, 4, 0.55)
        dots.append(_satellite(stage, colours[place * 3 % 7], (wide, high), place, start))
    layers = _layers((rings, motion.rise(start + 2)), core=core)
    return (*layers[:-1], *dots, layers[-1])


def _satellite(
    stage: Stage, colour: str, radii: tuple[float, float], place: int, start: int
) -> Moving:
    radius = 26 - 4 * place
    canvas = Canvas(
        stage.scale,
        (CENTRE_PX - 30, MIDDLE_PX - 30, CENTRE_PX + 30, MIDDLE_PX + 30),
    )
    canvas.circle(CENTRE_PX, MIDDLE_PX, radius, colour)
    sprite = canvas.sprite()
    assert sprite is not None

    def pose(frame: int) -> Pose | None:
        if frame < start + 2:
            return None
        way = 1 if place % 2 else -1
        angle = (
            way * 2 * math.pi * (frame - start) / (ORBIT_FRAMES * (1 + 0.3 * place)) + 2.1 * place
        )
        return Pose(
            dx_px=radii[0] * math.cos(angle),
            dy_px=radii[1] * math.sin(angle),
            opacity=min(1.0, (frame - start - 1) / 6),
        )

    return Moving(sprite, pose)


def _prism(stage: Stage, text: str, start: int) -> tuple[Moving, ...]:
    """White light enters a prism above the word and leaves it as a fan of colours."""
    top, bottom = MIDDLE_PX - HALF_HEIGHT_PX + 4, MIDDLE_PX + 96
    x = 400.0
    middle = (top + bottom) / 2 + 30
    fan = Canvas(stage.scale, (x, top - 30, 1084, bottom + 60))
    for place, colour in enumerate(stage.palette.stops[8:]):
        y = middle - 130 + place * 43
        fan.polygon(
            [
                (x + 40, middle - 10 + place * 3),
                (1090, y),
                (1090, y + 30),
                (x + 40, middle - 7 + place * 3),
            ],
            colour,
        )
    beam = Canvas(stage.scale, (-4, middle - 40, x, middle + 90))
    beam.line([(-10, middle + 70), (x - 40, middle + 6)], stage.palette.ink, 10)
    glass = Canvas(stage.scale, (x - 200, top - 12, x + 200, bottom + 12))
    corners = [(x, top), (x + 172, bottom), (x - 172, bottom)]
    glass.polygon(corners, stage.palette.ground, 0.72)
    glass.outline(corners, stage.palette.ink, 7)
    word = _title(stage, text, start + 3)
    return _layers(
        (beam, motion.grow(start, 8)),
        (fan, motion.grow(start + 4, 12)),
        (glass, motion.rise(start)),
        core=word,
    )


def _steps(stage: Stage, text: str, start: int) -> tuple[Moving, ...]:
    """A row of bars that rises to the word's colour, the word beneath."""
    moving = []
    count, gap = 9, 16
    width = (WIDTH_PX - gap * (count - 1)) / count
    colours = stage.palette.stops[8:]
    for place in range(count):
        shown = count - 1 - place if stage.anchor == "right" else place
        left = LEFT_PX + shown * (width + gap)
        high = 44 + 300 * (place / (count - 1)) ** 1.4
        base = MIDDLE_PX + 96
        canvas = Canvas(stage.scale, (left - 4, base - high - 4, left + width + 4, base + 4))
        last = place == count - 1
        colour = stage.palette.hot if last else colours[place * 6 // count]
        canvas.rounded(left, base - high, left + width, base, 14, colour, 1.0 if last else 0.85)
        sprite = canvas.sprite()
        if sprite:
            moving.append(Moving(sprite, motion.rise(start + place, 90)))
    return (*moving, _title(stage, text, start + 3))


def _title(stage: Stage, text: str, start: int) -> Moving:
    kind = _word_type(stage, text, TITLE_PX, WIDTH_PX)
    baseline = MIDDLE_PX + 222
    canvas = Canvas(stage.scale, (LEFT_PX - 30, baseline - 150, RIGHT_PX + 30, baseline + 60))
    canvas.text(stage.anchor_px, baseline, text, kind, stage.palette.hot, anchor=stage.anchor)
    sprite = canvas.sprite()
    assert sprite is not None
    return Moving(sprite, motion.rise(start))


def _layers(*drawn: tuple[Canvas, Motion], core: Moving) -> tuple[Moving, ...]:
    pairs = ((canvas.sprite(), way) for canvas, way in drawn)
    return (*(Moving(sprite, way) for sprite, way in pairs if sprite), core)


MOTIFS: tuple[Callable[[Stage, str, int], tuple[Moving, ...]], ...] = (
    _burst,
    _orbit,
    _prism,
    _steps,
)
