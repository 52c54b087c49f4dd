"""List's verdicts: rows that are ticked or struck, and claims that give way to others."""

from collections.abc import Sequence

from contract.storyboards import ContrastSubject, Row, RowsSubject, Shot, ShotTiming
from reel.pixels import motion
from reel.pixels.canvas import Canvas
from reel.pixels.headline import Headline
from reel.pixels.looks.figures import capitals, drawn, phrase
from reel.pixels.looks.listicle.blocks import (
    manner_of,
    measuring,
    rising,
    rows_of,
    set_block,
    strikes,
)
from reel.pixels.looks.listicle.grounds import room_of, setting_of, tones_of
from reel.pixels.looks.listicle.stacks import draw_stack, moved, plan_stack
from reel.pixels.sprites import Moving
from reel.pixels.stage import LEFT_PX, RIGHT_PX, WIDTH_PX, Stage

ROW_PX, ROW_STEP_PX, ROW_GAP_PX = 250, 272, 26
SLAB_PAD_PX, SLAB_AIR_PX = 48, 40
ARABIC_MARK = frozenset({"ar", "fa", "ur", "ps", "ckb"})


def draw_rows(stage: Stage, shot: Shot, rows: RowsSubject, times: ShotTiming) -> tuple[Moving, ...]:
    """One row an item: each is struck, or comes to its bullet, with its own word."""
    top, bottom = room_of(stage, shot)
    step = min(float(ROW_STEP_PX), (bottom - top + ROW_GAP_PX) / len(rows.rows))
    inset = 0.0 if rows.struck else min(step * 0.62, 120.0)
    size = _row_size(stage, rows.rows, step - ROW_GAP_PX, WIDTH_PX - inset)
    start = stage.entrance(times)
    moving: list[Moving] = []
    for place, row in enumerate(rows.rows):
        y = top + place * step
        at = max(times.word_frames[row.at_word], start)
        if rows.struck:
            moving += _struck_row(stage, row, y, (step, size), start + 2 * place, at)
        else:
            moving += _bullet_row(stage, row, y, (step, size, inset), start, at)
    return tuple(moving)


def _row_size(stage: Stage, rows: Sequence[Row], height: float, width: float) -> float:
    """One size for all rows, so that they read as a list."""
    manner = manner_of(stage, "#000000", "#000000", min(ROW_PX, height / 0.92), 2)
    box = (LEFT_PX, 0.0, width, height * 1.1)
    blocks = (set_block(measuring(stage), phrase(stage, row.text), box, manner) for row in rows)
    return min(block.size_px for block in blocks)


def _row_text(
    stage: Stage, row: Row, top: float, room: tuple[float, float, float], colour: str
) -> Headline:
    step, size, inset = room
    left = LEFT_PX if stage.anchor == "right" else LEFT_PX + inset
    manner = manner_of(stage, colour, colour, size, 2)
    words = phrase(stage, row.text)
    box = (left, top, WIDTH_PX - inset, (step - ROW_GAP_PX) * 1.1)
    # Centred on its row by ink, so that bullets and words share a middle.
    first, last = rows_of(set_block(measuring(stage), words, box, manner), top)
    drop = top + (step - ROW_GAP_PX - (last - first)) / 2 - first
    return set_block(stage, words, (left, top + drop, box[2], box[3]), manner)


def _struck_row(
    stage: Stage, row: Row, top: float, room: tuple[float, float], start: int, at: int
) -> tuple[Moving, ...]:
    tones = tones_of(stage)
    step, size = room
    block = _row_text(stage, row, top, (step, size, 0.0), tones.bright)
    moving = list(rising(block.lines, start))
    thick = max(12.0, size * 0.128)
    return (*moving, *strikes(stage, block, thick, at))


def _bullet_row(
    stage: Stage, row: Row, top: float, room: tuple[float, float, float], start: int, at: int
) -> tuple[Moving, ...]:
    tones = tones_of(stage)
    step, _, inset = room
    block = _row_text(stage, row, top, room, tones.ink)
    radius, y = (inset - 28) / 2, top + (step - ROW_GAP_PX) / 2
    x = RIGHT_PX - radius if stage.anchor == "right" else LEFT_PX + radius
    edges = (x - radius - 4, y - radius - 4, x + radius + 4, y + radius + 4)
    waiting, done = Canvas(stage.scale, edges), Canvas(stage.scale, edges)
    waiting.circle(x, y, radius, tones.faint)
    done.circle(x, y, radius, tones.ink)
    tick = [(-0.42, 0.02), (-0.12, 0.32), (0.44, -0.3)]
    done.line([(x + a * radius, y + b * radius) for a, b in tick], tones.ground, radius * 0.26)
    return (
        *drawn(waiting, motion.still(start)),
        *drawn(done, motion.pop(at)),
        *rising(block.lines, at),
    )


def draw_contrast(
    stage: Stage, shot: Shot, contrast: ContrastSubject, times: ShotTiming
) -> tuple[Moving, ...]:
    """What it is not, struck at the turn; what it is, uncovered in a slab."""
    tones = tones_of(stage)
    top, bottom = room_of(stage, shot)
    start = stage.entrance(times)
    turn_at = max(times.word_frames[contrast.turn_word], start + 1)
    above = (bottom - top) * 0.36
    manner = manner_of(stage, tones.ink, tones.ink, 170, 2)
    claim, box = phrase(stage, contrast.before), (LEFT_PX, top, WIDTH_PX, above)
    before = set_block(stage, claim, box, manner)
    moving = list(rising(before.lines, start))
    moving += strikes(stage, before, max(10.0, before.size_px * 0.12), turn_at)
    slab_top = rows_of(set_block(measuring(stage), claim, box, manner), top)[1] + SLAB_AIR_PX
    words = capitals(phrase(stage, contrast.after), stage.storyboard.language)
    setting = setting_of(stage, 400, width_px=WIDTH_PX - 2 * SLAB_PAD_PX)
    room = bottom - slab_top - 2 * SLAB_PAD_PX
    after = plan_stack(stage, words, setting, slab_top + SLAB_PAD_PX, room)
    after = moved(after, (bottom - SLAB_PAD_PX - after.bottom_px) / 2)
    slab = Canvas(stage.scale, (-4, slab_top, 1084, bottom + 2))
    slab.polygon(_slab(stage, slab_top, bottom), tones.ink)
    lines = draw_stack(stage, after, tones.on_ink, tones.on_ink, left_px=LEFT_PX + SLAB_PAD_PX)
    away = stage.anchor == "right"
    moving += drawn(slab, motion.grow(start + 3, from_right=away))
    moving += _held(stage, (slab_top, bottom), start + 5, turn_at)
    return (*moving, *rising(lines, turn_at))


def _held(stage: Stage, room: tuple[float, float], start: int, end: int) -> tuple[Moving, ...]:
    """A question mark that keeps the slab's place until it is answered."""
    mark = "؟" if stage.storyboard.language.split("-")[0] in ARABIC_MARK else "?"
    high = room[1] - room[0] - 2 * SLAB_PAD_PX
    setting = setting_of(stage, high, width_px=WIDTH_PX - 2 * SLAB_PAD_PX)
    plan = plan_stack(stage, phrase(stage, mark), setting, room[0] + SLAB_PAD_PX, high)
    colour = tones_of(stage).on_ink
    lines = draw_stack(stage, plan, colour, colour, left_px=LEFT_PX + SLAB_PAD_PX)
    enter = motion.rise(start)
    return tuple(Moving(line, lambda f: enter(f) if f < end else None) for line in lines)


def _slab(stage: Stage, top: float, bottom: float) -> list[tuple[float, float]]:
    """A slab from the reading margin that bleeds off the other side."""
    left, right = (-20.0, float(RIGHT_PX)) if stage.anchor == "right" else (float(LEFT_PX), 1100.0)
    return [(left, top), (right, top), (right, bottom), (left, bottom)]
