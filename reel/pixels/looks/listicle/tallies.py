"""List's numbers: the figure as large as the room allows, and bars in proportion."""

from contract.storyboards import Bar, NumeralSubject, Shot
from reel.pixels import motion, typeset
from reel.pixels.canvas import Canvas
from reel.pixels.looks.figures import capitals, drawn, phrase
from reel.pixels.looks.listicle.blocks import manner_of, rising, set_block
from reel.pixels.looks.listicle.grounds import hot_for, room_of, setting_of, tones_of
from reel.pixels.looks.listicle.stacks import draw_stack, plan_stack
from reel.pixels.sprites import Moving
from reel.pixels.stage import LEFT_PX, RIGHT_PX, WIDTH_PX, Stage

NUMERAL_RISE_PX = 90
BAR_PX, BAR_STEP_PX, BAR_LABEL_PX, LABEL_COLUMN_PX = 46, 64, 38, 300
GLOSS_PX = 120


def draw_numeral(
    stage: Stage, shot: Shot, numeral: NumeralSubject, start: int
) -> tuple[Moving, ...]:
    """The number as large as the room allows, what it counts, and bars in proportion."""
    tones = tones_of(stage)
    top, bottom = room_of(stage, shot)
    bars = _bars_height(stage, numeral.bars)
    left = bottom - top - bars
    share = 0.66 if numeral.gloss else 1.0
    value = capitals(phrase(stage, numeral.value), stage.storyboard.language)
    setting = setting_of(stage, left * share, most_lines=2)
    plan = plan_stack(stage, value, setting, top, left * share)
    hot = hot_for(tones, plan)
    figures = draw_stack(stage, plan, hot, hot, left_px=LEFT_PX)
    moving = [Moving(line, motion.rise(start, NUMERAL_RISE_PX)) for line in figures]
    end = plan.bottom_px
    if numeral.gloss:
        box = (LEFT_PX, end + 40, WIDTH_PX, bottom - bars - end - 40)
        manner = manner_of(stage, tones.ink, tones.ink, GLOSS_PX, 2)
        gloss = set_block(stage, phrase(stage, numeral.gloss), box, manner)
        moving += rising(gloss.lines, start + 3)
        end = gloss.bottom_px
    return (*moving, *_bars(stage, numeral.bars, end + 40, start + 7))


def _label_width(stage: Stage, bars: tuple[Bar, ...]) -> float:
    """How wide a column of labels is beside the bars; 0 when they stand above them."""
    kind = stage.type(stage.storyboard.style.faces.label, BAR_LABEL_PX)
    widest = max((typeset.words_width(bar.label, kind) for bar in bars), default=0.0)
    return widest + 32 if widest <= LABEL_COLUMN_PX else 0.0


def _bars_height(stage: Stage, bars: tuple[Bar, ...]) -> float:
    if not bars:
        return 0.0
    return len(bars) * (BAR_STEP_PX if _label_width(stage, bars) else 2 * BAR_STEP_PX) + 24.0


def _bars(stage: Stage, bars: tuple[Bar, ...], top: float, start: int) -> tuple[Moving, ...]:
    tones, away = tones_of(stage), stage.anchor == "right"
    kind = stage.type(stage.storyboard.style.faces.label, BAR_LABEL_PX)
    beside = _label_width(stage, bars)
    near, far = (LEFT_PX, RIGHT_PX - beside) if away else (LEFT_PX + beside, RIGHT_PX)
    longest = max((bar.share for bar in bars), default=0.0)
    moving: list[Moving] = []
    for place, bar in enumerate(bars):
        y = top + place * (1 if beside else 2) * BAR_STEP_PX
        label = Canvas(stage.scale, (LEFT_PX - 20, y - 20, RIGHT_PX + 20, y + 2 * BAR_STEP_PX))
        fit = min(1.0, WIDTH_PX / max(typeset.words_width(bar.label, kind), 1.0))
        sized = kind.sized(BAR_LABEL_PX * fit)
        label.text(stage.anchor_px, y + 36, bar.label, sized, tones.ink, anchor=stage.anchor)
        y += 0 if beside else BAR_PX
        label.rounded(near, y, far, y + BAR_PX, 0, tones.faint)
        moving += drawn(label, motion.still(start))
        length = max((far - near) * bar.share, 16.0)
        left = far - length if away else near
        full = Canvas(stage.scale, (left - 2, y - 2, left + length + 2, y + BAR_PX + 2))
        colour = tones.hot if bar.share == longest else tones.ink
        full.rounded(left, y, left + length, y + BAR_PX, 0, colour)
        moving += drawn(full, motion.grow(start + 3 * place, from_right=away))
    return tuple(moving)
