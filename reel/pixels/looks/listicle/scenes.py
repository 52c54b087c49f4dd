"""List: flat colour, a giant cropped numeral, stacked capitals."""

from collections.abc import Sequence

from contract.storyboards import (
    ClosingSubject,
    ContrastSubject,
    KeyWordSubject,
    NumeralSubject,
    QuestionSubject,
    QuoteSubject,
    RowsSubject,
    Shot,
    ShotTiming,
    StepSubject,
    Word,
)
from reel.pixels import motion, typeset
from reel.pixels.backdrops import Backdrop
from reel.pixels.backdrops.numerals import Numerals
from reel.pixels.canvas import Canvas
from reel.pixels.captions import Dress
from reel.pixels.looks.figures import capitals, covering_face, drawn, phrase, with_key
from reel.pixels.looks.listicle.blocks import (
    manner_of,
    measuring,
    rising,
    rows_of,
    set_block,
    stacked,
)
from reel.pixels.looks.listicle.emblems import draw_emblem
from reel.pixels.looks.listicle.giants import decor_of
from reel.pixels.looks.listicle.grounds import (
    Tones,
    closing_plan,
    header_of,
    hot_for,
    poster_plan,
    room_of,
    setting_of,
    tones_of,
)
from reel.pixels.looks.listicle.stacks import draw_stack, moved, plan_stack
from reel.pixels.looks.listicle.tallies import draw_numeral
from reel.pixels.looks.listicle.verdicts import draw_contrast, draw_rows
from reel.pixels.planes import Planes
from reel.pixels.sprites import Moving
from reel.pixels.stage import LEFT_PX, RIGHT_PX, WIDTH_PX, Stage

CHIP_PX, CHIP_STEP_PX, CHIP_TOP_PX = 88, 104, 296
CHIP_TEXT_PX = 58
PUSH_POWER = 5
BUBBLE_PAD_PX, BUBBLE_TAIL_PX = 48, 66
CALL_PX = 64
TITLE_CAP_PX = 320


def ground(stage: Stage, width_px: int, height_px: int) -> Backdrop:
    """A flat colour and the giant shape of the scene."""
    decor = decor_of(stage)
    style = stage.storyboard.style
    return Numerals(decor.ground, decor.colour, decor.shape, style.motion, width_px, height_px)


def dress(stage: Stage) -> Dress:
    """Words in the ink of the scene's ground, the lit one boxed in it."""
    tones = tones_of(stage)
    return Dress(tones.ink, tones.hot, tones.box, tones.on_box)


def turn(before: Planes, after: Planes, share: float, out: Planes) -> None:
    """The next ground pushes the last one out to the left, hard edge to hard edge."""
    # So fast at first that the next words, from the handover on, stand on their own ground.
    gone = round(out.width_px * (1 - (1 - share) ** PUSH_POWER) / 2) * 2
    sets = zip(before.each(), after.each(), out.each(), strict=True)
    for (old, step), (new, _), (target, _) in sets:
        kept = target.shape[1] - gone // step
        target[:, :kept] = old[:, gone // step :]
        target[:, kept:] = new[:, : gone // step]


def furniture(stage: Stage) -> tuple[Moving, ...]:
    """A row of chips that says which point of how many this is."""
    header = header_of(stage)
    if header is None:
        return ()
    tones = tones_of(stage)
    face = covering_face(stage, stage.storyboard.style.faces.display)
    kind = stage.type(face, CHIP_TEXT_PX)
    canvas = Canvas(stage.scale, (LEFT_PX - 8, CHIP_TOP_PX - 8, RIGHT_PX + 8, CHIP_TOP_PX + 96))
    for place, text in enumerate(header.texts):
        left = float(LEFT_PX + place * CHIP_STEP_PX)
        width = max(CHIP_PX, typeset.words_width(text, kind) + 52)
        if stage.anchor == "right":
            left = RIGHT_PX - place * CHIP_STEP_PX - width
        lit = place == header.lit
        right, bottom = left + width, CHIP_TOP_PX + CHIP_PX
        fill = tones.ink if lit else tones.quiet
        canvas.rounded(left, CHIP_TOP_PX, right, bottom, CHIP_PX / 2, fill)
        middle = CHIP_TOP_PX + CHIP_PX / 2 + typeset.extent(text, kind).rise_px / 2
        colour = tones.ground if lit else tones.ink
        canvas.text((left + right) / 2, middle, text, kind, colour, anchor="centre")
    return drawn(canvas, motion.still())


def subject(stage: Stage, shot: Shot, times: ShotTiming) -> tuple[Moving, ...]:
    """One figure for the shot."""
    start = stage.entrance(times)
    match shot.subject:
        case NumeralSubject() as numeral:
            return draw_numeral(stage, shot, numeral, start)
        case RowsSubject() as rows:
            return draw_rows(stage, shot, rows, times)
        case ContrastSubject() as contrast:
            return draw_contrast(stage, shot, contrast, times)
        case StepSubject() as step:
            return _title(stage, shot, phrase(stage, step.title), start)
        case KeyWordSubject() as keyword:
            return draw_emblem(stage, shot, keyword.text, keyword.motif, start)
        case QuestionSubject() as question if shot.captioned:
            return _question(stage, shot, question, start)
        case QuoteSubject() as quote:
            return _quote(stage, shot, quote, start)
        case ClosingSubject() as closing:
            return _closing(stage, shot, closing, start)
        case _:
            return _poster(stage, shot, start)


def _poster(stage: Stage, shot: Shot, start: int) -> tuple[Moving, ...]:
    """The shot's own words as a justified stack: hooks, short sentences, questions."""
    plan = poster_plan(stage, shot)
    if stage.scene.role != "hook":
        return stacked(stage, plan, start)
    tones = tones_of(stage)
    lines = draw_stack(stage, plan, tones.ink, hot_for(tones, plan), left_px=LEFT_PX)
    return tuple(Moving(line, motion.settle(start)) for line in lines)


def _title(stage: Stage, shot: Shot, words: Sequence[Word], start: int) -> tuple[Moving, ...]:
    """A title as a justified stack, its key word hot; a short one keeps to the room's middle."""
    top, bottom = room_of(stage, shot)
    keyed = with_key(words, shot, stage.small_words)
    keyed = capitals(keyed, stage.storyboard.language)
    plan = plan_stack(stage, keyed, setting_of(stage, TITLE_CAP_PX), top, bottom - top)
    # Under chips the title stays nearer to them: they name it.
    share = 0.5 if header_of(stage) is None else 0.25
    return stacked(stage, moved(plan, share * (bottom - plan.bottom_px)), start)


def _question(
    stage: Stage, shot: Shot, question: QuestionSubject, start: int
) -> tuple[Moving, ...]:
    return _title(stage, shot, phrase(stage, question.text), start)


def _quote(stage: Stage, shot: Shot, quote: QuoteSubject, start: int) -> tuple[Moving, ...]:
    """Somebody's words in a speech bubble."""
    tones = tones_of(stage)
    top, bottom = room_of(stage, shot)
    width = WIDTH_PX - 2 * BUBBLE_PAD_PX
    box = (
        LEFT_PX + BUBBLE_PAD_PX,
        top + BUBBLE_PAD_PX,
        width,
        bottom - top - 2 * BUBBLE_PAD_PX - BUBBLE_TAIL_PX,
    )
    words = with_key(phrase(stage, quote.text), shot, stage.small_words)
    manner = manner_of(stage, tones.on_ink, tones.on_ink_hot, 210, 5)
    block = set_block(stage, words, box, manner)
    end = rows_of(set_block(measuring(stage), words, box, manner), top)[1] + BUBBLE_PAD_PX
    canvas = Canvas(stage.scale, (60, top - 4, 892, end + BUBBLE_TAIL_PX + 4))
    canvas.rounded(LEFT_PX, top, RIGHT_PX, end, 36, tones.ink)
    near = RIGHT_PX - 90 if stage.anchor == "right" else LEFT_PX + 90
    far = near - 110 if stage.anchor == "right" else near + 110
    canvas.polygon([(near, end - 4), (far, end - 4), (near, end + BUBBLE_TAIL_PX)], tones.ink)
    return (*drawn(canvas, motion.rise(start)), *rising(block.lines, start + 3))


def _closing(stage: Stage, shot: Shot, closing: ClosingSubject, start: int) -> tuple[Moving, ...]:
    """The last line as a stack, and the call in a box under it."""
    tones = tones_of(stage)
    plan, box_top = closing_plan(stage, shot, closing)
    return (*stacked(stage, plan, start), *_call(stage, closing.call, box_top, tones, start + 6))


def _call(stage: Stage, call: str, top: float, tones: Tones, start: int) -> tuple[Moving, ...]:
    if not call:
        return ()
    kind = stage.type(stage.storyboard.style.faces.caption, CALL_PX)
    width = typeset.words_width(call, kind)
    kind = kind.sized(CALL_PX * min(1.0, (WIDTH_PX - 96) / width))
    width = min(width, WIDTH_PX - 96.0)
    left = RIGHT_PX - width - 96 if stage.anchor == "right" else float(LEFT_PX)
    canvas = Canvas(stage.scale, (LEFT_PX - 10, top - 10, RIGHT_PX + 10, top + 140))
    canvas.rounded(left, top, left + width + 96, top + 130, 12, tones.box)
    canvas.mark_readable(left, top, left + width + 96, top + 130)
    middle = top + 65 + typeset.cap_height(kind) / 2
    canvas.text(left + 48 + width / 2, middle, call, kind, tones.on_box, anchor="centre")
    return drawn(canvas, motion.rise(start))
