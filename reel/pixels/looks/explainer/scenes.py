"""Explainer: a sky, light waves that follow the voice, and one figure a thought."""

import cv2

from contract.storyboards import (
    Bar,
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
)
from reel.pixels import motion, typeset
from reel.pixels.backdrops import Backdrop
from reel.pixels.backdrops.spectrum import Spectrum
from reel.pixels.canvas import Canvas
from reel.pixels.captions import Dress
from reel.pixels.headline import Headline, Manner, plain_words, set_headline
from reel.pixels.looks.explainer.motifs import draw_motif
from reel.pixels.motion import smoother
from reel.pixels.planes import Planes
from reel.pixels.sprites import Motion, Moving
from reel.pixels.stage import LEFT_PX, RIGHT_PX, WIDTH_PX, Stage

LABEL_PX = 30
COUNT_ROOM_PX = 140
LABEL_BASELINE_PX = 330
RULE_PX = 356
FIGURE_TOP_PX, FIGURE_BOTTOM_PX = 404, 912
FULL_TOP_PX, FULL_HEIGHT_PX = 424, 790
STAGGER_FRAMES = 2
ROW_STEP_PX, ROW_PX = 250.0, 165.0
HORIZON_RISE_PX = 120

Box = tuple[float, float, float, float]


def ground(stage: Stage, width_px: int, height_px: int) -> Backdrop:
    """A sky with waves."""
    style = stage.storyboard.style
    return Spectrum(style.palette.stops, stage.scene.seed, style.motion, width_px, height_px)


def dress(stage: Stage) -> Dress:
    """Light words, the lit one warm."""
    palette = stage.palette
    return Dress(palette.ink, palette.hot, palette.hot, palette.on_accent)


def turn(before: Planes, after: Planes, share: float, out: Planes) -> None:
    """The next horizon rises into place while the last one fades."""
    eased = smoother(share)
    lift = round(HORIZON_RISE_PX * out.width_px / 1080 * (1 - eased) / 2) * 2
    sets = zip(before.each(), after.each(), out.each(), strict=True)
    for (old, step), (new, _), (target, _) in sets:
        rows = lift // step
        kept = target.shape[0] - rows
        cv2.addWeighted(old[rows:], 1 - eased, new[:kept], eased, 0, dst=target[rows:])
        if rows:
            sky = new[:1].repeat(rows, axis=0)
            cv2.addWeighted(old[:rows], 1 - eased, sky, eased, 0, dst=target[:rows])


def furniture(stage: Stage) -> tuple[Moving, ...]:
    """A label, a count and the rule under them."""
    canvas = Canvas(stage.scale, (LEFT_PX - 20, 280, RIGHT_PX + 20, RULE_PX + 10))
    kind = stage.type(stage.storyboard.style.faces.label, LABEL_PX)
    reading = stage.anchor
    other = "left" if reading == "right" else "right"
    label = stage.scene.label.upper()
    small = typeset.fitted(label, kind, WIDTH_PX - COUNT_ROOM_PX)
    canvas.text(_side(reading), LABEL_BASELINE_PX, label, small, stage.palette.ink, anchor=reading)
    if stage.scene.role == "body" and stage.scene.total > 1:
        count = f"{stage.scene.position}/{stage.scene.total}"
        canvas.text(_side(other), LABEL_BASELINE_PX, count, kind, stage.palette.ink, anchor=other)
    canvas.line([(LEFT_PX, RULE_PX), (RIGHT_PX, RULE_PX)], stage.palette.ink, 3, 0.55)
    sprite = canvas.sprite()
    return (Moving(sprite, motion.still()),) if sprite else ()


def subject(stage: Stage, shot: Shot, times: ShotTiming) -> tuple[Moving, ...]:
    """One figure for the shot."""
    start = stage.entrance(times)
    match shot.subject:
        case NumeralSubject() as numeral:
            return _numeral(stage, numeral, start)
        case RowsSubject() as rows:
            return _rows(stage, shot, rows, times)
        case ContrastSubject() as contrast:
            return _contrast(stage, contrast, times, start)
        case StepSubject() as step:
            return _step(stage, step, start)
        case KeyWordSubject() as keyword:
            return draw_motif(stage, keyword.text, keyword.motif, start)
        case QuestionSubject() if shot.captioned:
            return _mark(stage, shot, "?", start)
        case QuoteSubject() if shot.captioned:
            return _mark(stage, shot, "“", start)
        case ClosingSubject() as closing:
            return _closing(stage, shot, closing, start)
        case _:
            return _words(stage, shot, start)


def _side(anchor: str) -> int:
    return RIGHT_PX if anchor == "right" else LEFT_PX


def _manner(stage: Stage, largest_px: float, most_lines: int = 6) -> Manner:
    faces, palette = stage.storyboard.style.faces, stage.palette
    return Manner(
        faces.display,
        palette.ink,
        palette.hot,
        emphasis=faces.emphasis,
        largest_px=largest_px,
        most_lines=most_lines,
    )


def _entering(block: Headline, start: int) -> tuple[Moving, ...]:
    return tuple(
        Moving(line, motion.rise(start + place * STAGGER_FRAMES))
        for place, line in enumerate(block.lines)
    )


def _sliding(stage: Stage, block: Headline, start: int) -> tuple[Moving, ...]:
    """Lines come from the side that reading ends at, never from outside of the safe box."""
    moving = []
    for line in block.lines:
        room = float(motion.SLIDE_PX)
        if line.ink and stage.anchor == "right":
            room = -min(room, max(line.ink.left_px - LEFT_PX, 0))
        elif line.ink:
            room = min(room, max(RIGHT_PX - line.ink.right_px, 0))
        moving.append(Moving(line, motion.slide(start, room)))
    return tuple(moving)


def _words(stage: Stage, shot: Shot, start: int) -> tuple[Moving, ...]:
    """The shot's own words fill the box: hooks, short sentences, questions."""
    box = (LEFT_PX, FULL_TOP_PX, WIDTH_PX, FULL_HEIGHT_PX)
    block = set_headline(stage, shot.words, _manner(stage, 330), box)
    if stage.scene.role == "hook":
        return tuple(Moving(line, motion.settle(start)) for line in block.lines)
    return _entering(block, start)


def _numeral(stage: Stage, numeral: NumeralSubject, start: int) -> tuple[Moving, ...]:
    figure = Manner(
        stage.storyboard.style.faces.display, stage.palette.hot, stage.palette.hot, None, 520, 1
    )
    box = (LEFT_PX, FIGURE_TOP_PX, WIDTH_PX, 310 if numeral.bars else 440)
    value = set_headline(stage, plain_words(numeral.value), figure, box)
    moving = list(_sliding(stage, value, start))
    if numeral.gloss:
        room = (LEFT_PX, value.bottom_px + 48, WIDTH_PX, 90 if numeral.bars else 170)
        lines = 1 if numeral.bars else 2
        gloss = set_headline(stage, plain_words(numeral.gloss), _manner(stage, 78, lines), room)
        moving += _entering(gloss, start + 3)
        top = gloss.bottom_px + 44
    else:
        top = value.bottom_px + 44
    return (*moving, *_bars(stage, numeral.bars, top, start + 5))


def _bars(stage: Stage, bars: tuple[Bar, ...], top: float, start: int) -> tuple[Moving, ...]:
    kind = stage.type(stage.storyboard.style.faces.label, LABEL_PX)
    colours = (stage.palette.quiet, stage.palette.accent)
    moving = []
    step = min(96.0, (FIGURE_BOTTOM_PX - top) / max(len(bars), 1))
    for place, bar in enumerate(bars):
        y = top + place * step
        canvas = Canvas(stage.scale, (LEFT_PX - 20, y - 40, RIGHT_PX + 20, y + step + 10))
        label = bar.label.upper()
        canvas.text(
            stage.anchor_px,
            y + 22,
            label,
            typeset.fitted(label, kind, WIDTH_PX),
            stage.palette.ink,
            anchor=stage.anchor,
        )
        canvas.rounded(LEFT_PX, y + 36, RIGHT_PX, y + step - 10, 8, stage.palette.ink, 0.14)
        moving.append((canvas.sprite(), motion.still(start)))
        full = Canvas(stage.scale, (LEFT_PX - 4, y + 30, RIGHT_PX + 4, y + step))
        length = max(WIDTH_PX * bar.share, 16)
        left = RIGHT_PX - length if stage.anchor == "right" else LEFT_PX
        colour = colours[place % 2]
        full.rounded(left, y + 36, left + length, y + step - 10, 8, colour)
        moving.append(
            (full.sprite(), motion.grow(start + 3 * place, from_right=stage.anchor == "right"))
        )
    return tuple(Moving(sprite, way) for sprite, way in moving if sprite)


def _rows(stage: Stage, shot: Shot, rows: RowsSubject, times: ShotTiming) -> tuple[Moving, ...]:
    bottom = FIGURE_BOTTOM_PX if shot.captioned else 1200
    step = min(ROW_STEP_PX, (bottom - FIGURE_TOP_PX) / len(rows.rows))
    moving: list[Moving] = []
    for place, row in enumerate(rows.rows):
        top = FIGURE_TOP_PX + place * step
        start = max(times.word_frames[row.at_word], stage.entrance(times))
        size = min(ROW_PX, step * 0.66)
        box = (LEFT_PX, top + 10, WIDTH_PX, step - 26)
        block = set_headline(stage, plain_words(row.text), _manner(stage, size, 2), box)
        moving += _entering(block, start)
        rule = Canvas(stage.scale, (LEFT_PX - 4, top + step - 20, RIGHT_PX + 4, top + step))
        colour = stage.palette.accent if rows.struck else stage.palette.quiet
        rule.rounded(LEFT_PX, top + step - 12, RIGHT_PX, top + step - 6, 3, colour, 0.9)
        sprite = rule.sprite()
        if sprite:
            away = stage.anchor == "right"
            moving.append(Moving(sprite, motion.grow(start, from_right=away)))
    return tuple(moving)


def _contrast(
    stage: Stage, contrast: ContrastSubject, times: ShotTiming, start: int
) -> tuple[Moving, ...]:
    faces, palette = stage.storyboard.style.faces, stage.palette
    turn_at = max(times.word_frames[contrast.turn_word], start)
    quiet = Manner(faces.display, palette.quiet, palette.quiet, None, 130, 2)
    before = set_headline(
        stage, plain_words(contrast.before), quiet, (LEFT_PX, FIGURE_TOP_PX + 36, WIDTH_PX, 190)
    )
    top = before.bottom_px + 70
    loud = Manner(faces.display, palette.hot, palette.hot, None, 270, 3)
    after = set_headline(
        stage, plain_words(contrast.after), loud, (LEFT_PX, top, WIDTH_PX, FIGURE_BOTTOM_PX - top)
    )
    strikes = _strikes(stage, contrast.before, before, turn_at)
    return (*_entering(before, start), *strikes, *_entering(after, turn_at))


def _strikes(stage: Stage, text: str, block: Headline, start: int) -> tuple[Moving, ...]:
    moving = []
    for line in block.lines:
        if line.ink is None:
            continue
        middle = (line.ink.top_px + line.ink.bottom_px) / 2
        left, right = line.ink.left_px, line.ink.right_px
        canvas = Canvas(stage.scale, (left - 8, middle - 20, right + 8, middle + 20))
        canvas.rounded(left, middle - 6, right, middle + 6, 6, stage.palette.accent)
        sprite = canvas.sprite()
        if sprite:
            away = stage.anchor == "right"
            moving.append(Moving(sprite, motion.grow(start, 9, from_right=away)))
    return tuple(moving)


def _step(stage: Stage, step: StepSubject, start: int) -> tuple[Moving, ...]:
    faces, palette = stage.storyboard.style.faces, stage.palette
    figure = Manner(faces.display, palette.hot, palette.hot, None, 300, 1)
    number = set_headline(
        stage, plain_words(str(step.number)), figure, (LEFT_PX, FIGURE_TOP_PX, WIDTH_PX, 240)
    )
    top = number.bottom_px + 56
    title = set_headline(
        stage,
        plain_words(step.title),
        _manner(stage, 130, 3),
        (LEFT_PX, top, WIDTH_PX, FIGURE_BOTTOM_PX - top),
    )
    return (*_sliding(stage, number, start), *_entering(title, start + 3))


def _mark(stage: Stage, shot: Shot, mark: str, start: int) -> tuple[Moving, ...]:
    """A big mark with the shot's key words beside it: questions and quotes with captions."""
    faces, palette = stage.storyboard.style.faces, stage.palette
    kind = stage.type(faces.display, 420)
    canvas = Canvas(stage.scale, (LEFT_PX - 40, 380, RIGHT_PX + 40, 920))
    drop = 300 if mark == "?" else 330
    canvas.text(stage.anchor_px, FIGURE_TOP_PX + drop, mark, kind, palette.hot, anchor=stage.anchor)
    sprite = canvas.sprite()
    keys = tuple(word for word in shot.words if word.key) or shot.words[:1]
    top = FIGURE_TOP_PX + 350 if mark == "?" else FIGURE_TOP_PX + 230
    block = set_headline(
        stage,
        keys[:2],
        _manner(stage, 190, 2),
        (LEFT_PX, top, WIDTH_PX, FIGURE_BOTTOM_PX - top),
    )
    shown = (Moving(sprite, motion.pop(start)),) if sprite else ()
    return (*shown, *_entering(block, start + 3))


def _closing(stage: Stage, shot: Shot, closing: ClosingSubject, start: int) -> tuple[Moving, ...]:
    block = set_headline(
        stage,
        shot.words or plain_words(closing.text),
        _manner(stage, 250),
        (LEFT_PX, FULL_TOP_PX, WIDTH_PX, 520),
    )
    pill = _pill(stage, closing.call, 1020, motion.rise(start + 6))
    return (*_entering(block, start), *pill)


def _pill(stage: Stage, call: str, top: float, way: Motion) -> tuple[Moving, ...]:
    if not call:
        return ()
    face = stage.storyboard.style.faces.caption
    kind = typeset.fitted(call, stage.type(face, 54), WIDTH_PX - 96)
    width = typeset.words_width(call, kind)
    left = RIGHT_PX - width - 96 if stage.anchor == "right" else LEFT_PX
    canvas = Canvas(stage.scale, (LEFT_PX - 10, top - 10, RIGHT_PX + 10, top + 120))
    canvas.rounded(left, top, left + width + 96, top + 108, 54, stage.palette.ink)
    canvas.text(
        left + 48 + width / 2, top + 72, call, kind, stage.palette.on_accent, anchor="centre"
    )
    sprite = canvas.sprite()
    return (Moving(sprite, way),) if sprite else ()
