"""List's blocks of words: set in capitals, entering line by line, crossed out."""

from collections.abc import Sequence
from dataclasses import replace

from contract.storyboards import Word
from reel.pixels import motion
from reel.pixels.headline import Headline, Manner, set_headline
from reel.pixels.looks.figures import capitals, strike
from reel.pixels.looks.listicle.grounds import hot_for, setting_of, tones_of
from reel.pixels.looks.listicle.stacks import Stack, draw_stack
from reel.pixels.sprites import Moving, Sprite
from reel.pixels.stage import LEFT_PX, Stage

STAGGER_FRAMES = 2
MEASURING_SCALE = 0.5
STRIKE_TILT = 0.026
STRIKE_LEFT_PX, STRIKE_RIGHT_PX, STRIKE_OVER_PX = 68, 884, 18


def rising(lines: Sequence[Sprite], start: int) -> tuple[Moving, ...]:
    """Line after line, from below."""
    return tuple(
        Moving(line, motion.rise(start + place * STAGGER_FRAMES))
        for place, line in enumerate(lines)
    )


def stacked(stage: Stage, plan: Stack, start: int) -> tuple[Moving, ...]:
    """A stack in the ink of its ground, its key word hot."""
    tones = tones_of(stage)
    hot = hot_for(tones, plan)
    return rising(draw_stack(stage, plan, tones.ink, hot, left_px=LEFT_PX), start)


def manner_of(stage: Stage, colour: str, hot: str, largest_px: float, lines: int) -> Manner:
    """The display type of the look."""
    setting = setting_of(stage)
    return Manner(
        setting.face, colour, hot, setting.emphasis, largest_px=largest_px, most_lines=lines
    )


def measuring(stage: Stage) -> Stage:
    """The stage at one fixed scale, so that what is measured is the same at every size."""
    return replace(stage, scale=MEASURING_SCALE)


def rows_of(block: Headline, otherwise: float) -> tuple[float, float]:
    """The first and last row of a block's ink."""
    inks = [line.ink for line in block.lines if line.ink]
    top = min((ink.top_px for ink in inks), default=otherwise)
    return top, max((ink.bottom_px for ink in inks), default=otherwise)


def set_block(
    stage: Stage, words: Sequence[Word], box: tuple[float, float, float, float], manner: Manner
) -> Headline:
    """A headline in capitals whose ink, not only its advance, stays in its box."""
    shown = capitals(words, stage.storyboard.language)
    block = set_headline(measuring(stage), shown, manner, box)
    inks = [line.ink for line in block.lines if line.ink]
    if not inks:
        return set_headline(stage, shown, manner, box)
    over = max(max(ink.right_px for ink in inks) - (box[0] + box[2]), 0)
    under = max(box[0] - min(ink.left_px for ink in inks), 0)
    # Marks over the capitals of the first line stand in the box as well.
    above = max(box[1] - min(ink.top_px for ink in inks), 0)
    if not over and not under and not above:
        return set_headline(stage, shown, manner, box)
    inner = (box[0] + under, box[1] + above, box[2] - under - over, box[3] - above)
    return set_headline(stage, shown, replace(manner, largest_px=block.size_px), inner)


def strikes(stage: Stage, block: Headline, thick: float, at: int) -> tuple[Moving, ...]:
    """Every line of the block crossed out."""
    moving: list[Moving] = []
    for line in block.lines:
        if line.ink:
            left = max(line.ink.left_px - STRIKE_OVER_PX, STRIKE_LEFT_PX)
            right = min(line.ink.right_px + STRIKE_OVER_PX, STRIKE_RIGHT_PX)
            edges = (left, line.ink.top_px, right, line.ink.bottom_px)
            tilt = STRIKE_TILT * (right - left)
            moving += strike(stage, edges, thick, tilt, tones_of(stage).strike, at)
    return tuple(moving)
