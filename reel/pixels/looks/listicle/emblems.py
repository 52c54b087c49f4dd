"""List's emblems: four flat ways to make one word the whole point of a scene."""

import math
from collections.abc import Callable

from contract.storyboards import Shot
from reel.pixels import motion
from reel.pixels.canvas import Canvas
from reel.pixels.looks.figures import capitals, drawn, phrase
from reel.pixels.looks.listicle.grounds import (
    hot_for,
    room_of,
    setting_of,
    tones_of,
)
from reel.pixels.looks.listicle.stacks import Stack, draw_stack, moved, plan_stack
from reel.pixels.sprites import Motion, Moving, Pose
from reel.pixels.stage import LEFT_PX, RIGHT_PX, WIDTH_PX, Stage

ECHO_GAP_PX = 28
MOST_ECHOES = 4
SLAB_PAD_PX = 54
AIR_PX = 52
BOB_PX, BOB_FRAMES = 10, 40
ARROW_AIR_PX = 44
ARROW = ((0.28, 0), (0.72, 0), (0.72, 0.42), (1, 0.42), (0.5, 1), (0, 0.42), (0.28, 0.42))

Room = tuple[float, float]


def draw_emblem(stage: Stage, shot: Shot, text: str, which: int, start: int) -> tuple[Moving, ...]:
    """The word as the shot's figure, entering from a frame on."""
    room = room_of(stage, shot)
    return EMBLEMS[which % len(EMBLEMS)](stage, text, room, start)


def _plan(stage: Stage, text: str, top: float, tallest: float, width: float = WIDTH_PX) -> Stack:
    words = capitals(phrase(stage, text), stage.storyboard.language)
    setting = setting_of(stage, tallest, most_lines=2, width_px=width)
    return plan_stack(stage, words, setting, top, tallest)


def _lines(stage: Stage, plan: Stack, colour: str, way: Motion) -> tuple[Moving, ...]:
    lines = draw_stack(stage, plan, colour, colour, left_px=LEFT_PX)
    return tuple(Moving(line, way) for line in lines)


def _echo(stage: Stage, text: str, room: Room, start: int) -> tuple[Moving, ...]:
    """The word again and again, quiet at first and hot at the end; a short word in a slab."""
    top, bottom = room
    tones = tones_of(stage)
    plan = _plan(stage, text, top, (bottom - top - ECHO_GAP_PX) / 2)
    if any(line.width_px < WIDTH_PX - 2 for line in plan.lines):
        return _slab(stage, text, room, start)
    high = plan.bottom_px - plan.top_px
    count = min(int((bottom - top + ECHO_GAP_PX) / (high + ECHO_GAP_PX)), MOST_ECHOES)
    moving: list[Moving] = []
    gap = min(ECHO_GAP_PX * 1.6, (bottom - top - count * high) / max(count - 1, 1))
    for place in range(count):
        copy = moved(plan, place * (high + gap))
        last = place == count - 1
        colour = hot_for(tones, plan) if last else tones.faint
        lines = draw_stack(stage, copy, colour, colour, left_px=LEFT_PX, readable=last)
        way = motion.rise(start + 2 * place)
        moving += [Moving(line, way) for line in lines]
    return tuple(moving)


def _slab(stage: Stage, text: str, room: Room, start: int) -> tuple[Moving, ...]:
    """The word cut out of a slab that crosses the whole frame, between two stripes."""
    top, bottom = room
    tones = tones_of(stage)
    away = stage.anchor == "right"
    plan = _plan(stage, text, 0, bottom - top - 2 * SLAB_PAD_PX - 120)
    high = plan.bottom_px + 2 * SLAB_PAD_PX
    slab_top = (top + bottom - high) / 2
    plan = moved(plan, slab_top + SLAB_PAD_PX)
    slab = Canvas(stage.scale, (-4, slab_top - 2, 1084, slab_top + high + 2))
    slab.rounded(-20, slab_top, 1100, slab_top + high, 0, tones.ink)
    moving = list(drawn(slab, motion.grow(start, from_right=away)))
    for place, y in enumerate((slab_top - 60, slab_top + high + 32)):
        stripe = Canvas(stage.scale, (-4, y - 2, 1084, y + 30))
        stripe.rounded(-20, y, 1100, y + 28, 0, tones.hot)
        moving += drawn(stripe, motion.grow(start + 3, from_right=away != (place == 1)))
    return (*moving, *_lines(stage, plan, tones.on_ink, motion.rise(start + 3)))


def _arrow(stage: Stage, text: str, room: Room, start: int) -> tuple[Moving, ...]:
    """Thick arrows that fall on the word, one after another."""
    top, bottom = room
    tones = tones_of(stage)
    plan = _plan(stage, text, 0, (bottom - top) * 0.52)
    plan = moved(plan, bottom - plan.bottom_px)
    end = plan.top_px - AIR_PX
    high = end - top
    wide = min(high * 1.1, float(WIDTH_PX))
    count = max(1, int((WIDTH_PX + ARROW_AIR_PX) / (wide + ARROW_AIR_PX)))
    wide = (WIDTH_PX + ARROW_AIR_PX) / count - ARROW_AIR_PX
    moving: list[Moving] = []
    for place in range(count):
        turn = count - 1 - place if stage.anchor == "right" else place
        left = LEFT_PX + place * (wide + ARROW_AIR_PX)
        canvas = Canvas(stage.scale, (left - 4, top - 4, left + wide + 4, end + 4))
        canvas.polygon([(left + x * wide, top + y * high) for x, y in ARROW], tones.ink)
        moving += drawn(canvas, _bobbing(start + 3 * turn))
    return (*moving, *_lines(stage, plan, hot_for(tones, plan), motion.rise(start + 4)))


def _bobbing(start: int) -> Motion:
    enter = motion.rise(start, -60)

    def pose(frame: int) -> Pose | None:
        now = enter(frame)
        if now is None or now.opacity < 1:
            return now
        swing = (frame - start) / BOB_FRAMES * 2 * math.pi
        return Pose(dy_px=BOB_PX * (1 - math.cos(swing)))

    return pose


def _one_of_many(stage: Stage, text: str, room: Room, start: int) -> tuple[Moving, ...]:
    """Rows of discs, one of them hot, over the word."""
    top, bottom = room
    tones = tones_of(stage)
    plan = _plan(stage, text, 0, (bottom - top) * 0.52)
    plan = moved(plan, bottom - plan.bottom_px)
    high = plan.top_px - AIR_PX - top
    rows = max(1, min(3, round(high / 110)))
    step = high / rows
    across = max(3, round((WIDTH_PX + 20) / step))
    radius = min((WIDTH_PX / across) * 0.42, step * 0.42)
    gap = (WIDTH_PX - 2 * radius) / (across - 1)
    many = Canvas(stage.scale, (LEFT_PX - 4, top - 4, RIGHT_PX + 4, top + high + 4))
    one = Canvas(stage.scale, (LEFT_PX - 4, top - 4, RIGHT_PX + 4, top + high + 4))
    chosen = (rows // 2, stage.scene.seed % across)
    for row in range(rows):
        for column in range(across):
            x, y = LEFT_PX + radius + column * gap, top + step * (row + 0.5)
            if (row, column) == chosen:
                one.circle(x, y, radius * 1.08, tones.hot)
            else:
                many.circle(x, y, radius, tones.faint)
    return (
        *drawn(many, motion.rise(start)),
        *drawn(one, motion.pop(start + 5)),
        *_lines(stage, plan, hot_for(tones, plan), motion.rise(start + 3)),
    )


EMBLEMS: tuple[Callable[[Stage, str, Room, int], tuple[Moving, ...]], ...] = (
    _echo,
    _slab,
    _arrow,
    _one_of_many,
)
