"""Story: dusk over five ridges; the sun is the clock of the story, and often its subject."""

from dataclasses import replace

import cv2

from contract.storyboards import (
    ClosingSubject,
    ContrastSubject,
    HookSubject,
    KeyWordSubject,
    NumeralSubject,
    PunchSubject,
    QuestionSubject,
    QuoteSubject,
    RowsSubject,
    Shot,
    ShotTiming,
    StepSubject,
    Word,
)
from reel.pixels import motion
from reel.pixels.backdrops import Backdrop
from reel.pixels.backdrops.dusk import SKY_STOPS, Dusk
from reel.pixels.canvas import Canvas, Shadow
from reel.pixels.captions import Dress
from reel.pixels.headline import Headline, Manner, plain_words, set_headline
from reel.pixels.looks.figures import covering_face, phrase, strike
from reel.pixels.looks.story.adornments import birds, halo, labelled_bar, phases
from reel.pixels.looks.story.sun import (
    AFTER_HEIGHT_PX,
    AIR_PX,
    BEFORE_HEIGHT_PX,
    BEFORE_TOP_PX,
    HIGH,
    MEASURE_SCALE,
    alone,
    figure_bottom,
    hook_block,
    next_shot,
    parts_of,
    progress,
    spots,
    sun_path,
    words_manner,
)
from reel.pixels.looks.story.sunlit import (
    Area,
    BesideSun,
    against_edge,
    centred_on,
    entering,
    in_sun,
    ink_area,
    on_sky,
)
from reel.pixels.looks.tones import contrast, mix
from reel.pixels.planes import Planes
from reel.pixels.sprites import Moving
from reel.pixels.stage import CENTRE_PX, LEFT_PX, RIGHT_PX, TOP_PX, WIDTH_PX, Stage

RULE_PX = 330
RULE_HALF_PX, RULE_THICK_PX = 60, 4
WORD_IN_SUN_PX = 470
STAGGER_FRAMES = 2
# A scene is about this long; the land goes on by so much from one to the next.
SCENE_S = 4.5
NIGHT_SHARE = 0.62
# Where the sky lies behind captions, its stops are darkened until these clear every word.
CAPTION_STOPS = (2, 3)
CAPTION_GLOW = (0.17, 0.05)
CAPTION_CONTRAST = 7.5
DARKENING_STEP, DARKENING_STEPS = 0.04, 26


def ground(stage: Stage, width_px: int, height_px: int) -> Backdrop:
    """The evening sky of the scene, with the sun on its way."""
    style = stage.storyboard.style
    begun_s = 10 + SCENE_S * (stage.scene.position if stage.scene.role != "closing" else 7)
    return Dusk(
        (*_sky(stage), *style.palette.stops[SKY_STOPS:]),
        sun_path(stage).at,
        stage.storyboard.seed,
        style.motion,
        begun_s,
        width_px,
        height_px,
    )


def dress(stage: Stage) -> Dress:
    """Light words with a soft shadow, the lit one warm."""
    palette = stage.palette
    return Dress(palette.ink, palette.hot, palette.hot, palette.on_accent, _shadow(stage))


def furniture(stage: Stage) -> tuple[Moving, ...]:
    """Nothing: the sky is enough."""
    return ()


def turn(before: Planes, after: Planes, share: float, out: Planes) -> None:
    """One sky dissolves into the next; both draw the travelling sun in the same place."""
    cv2.addWeighted(before.raw, 1 - share, after.raw, share, 0, dst=out.raw)


def subject(stage: Stage, shot: Shot, times: ShotTiming) -> tuple[Moving, ...]:
    """What the shot is about, on the sky or in the sun."""
    scene = BesideSun(stage, times, sun_path(stage), spots(stage, shot)[-1])
    match shot.subject:
        case HookSubject():
            return _hook(stage, shot)
        case KeyWordSubject() as keyword:
            return _keyword(scene, shot, keyword)
        case NumeralSubject() as numeral:
            return _numeral(scene, shot, numeral)
        case RowsSubject() as rows:
            return _rows(scene, shot, rows)
        case ContrastSubject() as contrast_:
            return _contrast(scene, contrast_)
        case StepSubject() as step:
            return _step(scene, shot, step)
        case QuestionSubject() if shot.captioned:
            return in_sun(scene, _mark(stage), _italic(stage))
        case QuoteSubject() as quote:
            return _quote(scene, shot, quote)
        case ClosingSubject() as closing:
            return _closing(scene, shot, closing)
        case PunchSubject() | QuestionSubject():
            return _sentence(scene, shot)


def _sky(stage: Stage) -> tuple[str, ...]:
    """The six sky colours of the scene: later is darker, and captions stay clear."""
    palette = stage.palette
    share = progress(stage.scene) ** 2 if stage.storyboard.style.mood != 2 else 0.0
    night = mix(palette.ground, "#000000", 0.55)
    sky = [mix(stop, night, NIGHT_SHARE * share) for stop in palette.stops[:SKY_STOPS]]
    for place, glow in zip(CAPTION_STOPS, CAPTION_GLOW, strict=True):
        sky[place] = _clear_of_captions(stage, sky[place], glow)
    return tuple(sky)


def _clear_of_captions(stage: Stage, colour: str, glow: float) -> str:
    """The colour, or the first darker one on which every lit word stays clear in the glow."""
    palette = stage.palette
    depth = mix(palette.ground, "#000000", 0.5)
    darker = [mix(colour, depth, DARKENING_STEP * step) for step in range(DARKENING_STEPS)]
    lit = [contrast(palette.hot, mix(sky, palette.stops[-1], glow)) for sky in darker]
    clear = [sky for sky, ratio in zip(darker, lit, strict=True) if ratio >= CAPTION_CONTRAST]
    return clear[0] if clear else darker[-1]


def _shadow(stage: Stage) -> Shadow:
    return Shadow(3, 14, 0.72, mix(stage.palette.ground, "#000000", 0.35))


def _italic(stage: Stage, largest_px: float = WORD_IN_SUN_PX, most_lines: int = 3) -> Manner:
    """Dark italic letters in the sun."""
    faces, palette = stage.storyboard.style.faces, stage.palette
    ink = palette.on_accent
    return Manner(covering_face(stage, faces.emphasis), ink, ink, None, largest_px, most_lines)


def _on_sky(stage: Stage, largest_px: float, most_lines: int) -> Manner:
    """Light words with a soft shadow."""
    manner = words_manner(stage, largest_px, most_lines)
    return replace(manner, hot=stage.palette.hot, shadow=_shadow(stage))


def _mark(stage: Stage) -> tuple[Word, ...]:
    arabic = stage.storyboard.language.split("-")[0] in ("ar", "fa", "ur")
    return plain_words("؟" if arabic else "?")


def _rule(stage: Stage, y: float, start: int, *, enters: bool = True) -> tuple[Moving, ...]:
    left, right = CENTRE_PX - RULE_HALF_PX, CENTRE_PX + RULE_HALF_PX
    canvas = Canvas(stage.scale, (left - 8, y - 8, right + 8, y + 8))
    half = RULE_THICK_PX / 2
    canvas.rounded(left, y - half, right, y + half, half, stage.palette.accent)
    sprite = canvas.sprite()
    way = motion.grow(start) if enters else motion.still(start)
    return (Moving(sprite, way),) if sprite else ()


def _hook(stage: Stage, shot: Shot) -> tuple[Moving, ...]:
    manner = replace(words_manner(stage), shadow=_shadow(stage))
    block = hook_block(stage, shot.words, manner)
    lines = tuple(Moving(line, motion.settle()) for line in block.lines)
    return (*_rule(stage, RULE_PX, 0, enters=False), *lines)


def _sentence(scene: BesideSun, shot: Shot) -> tuple[Moving, ...]:
    """Key words in the sun, the words around them above and below; or all of them in it,
    where a caption follows."""
    parts, stage = parts_of(shot.words), scene.stage
    follower = next_shot(stage, shot)
    if follower and follower.captioned:
        return in_sun(scene, shot.words, _italic(stage, most_lines=4))
    manner = _on_sky(stage, 104, 2)
    moving: list[Moving] = []
    if parts.before:
        box: Area = (LEFT_PX, BEFORE_TOP_PX, WIDTH_PX, BEFORE_HEIGHT_PX)
        moving += on_sky(scene, parts.before, manner, box, bottom=True)
    moving += in_sun(scene, parts.inside, _italic(stage))
    if parts.after:
        foot = scene.spot.y_px + scene.spot.radius_px
        box = (LEFT_PX, foot + AIR_PX, WIDTH_PX, AFTER_HEIGHT_PX)
        moving += on_sky(scene, parts.after, manner, box)
    return tuple(moving)


def _keyword(scene: BesideSun, shot: Shot, keyword: KeyWordSubject) -> tuple[Moving, ...]:
    stage = scene.stage
    words = phrase(stage, keyword.text)
    if keyword.motif % 2:
        hot = replace(_italic(stage, 210, 2), colour=stage.palette.accent, shadow=_shadow(stage))
        top = scene.spot.y_px - scene.spot.radius_px
        box = (LEFT_PX, TOP_PX + 14, WIDTH_PX, top - 2 * AIR_PX - TOP_PX - 14)
        title = on_sky(scene, words, hot, box, bottom=True)
        return (*birds(scene), *title) if keyword.motif % 4 == 3 else title
    rings = halo(scene) if keyword.motif % 4 == 2 else ()
    return (*rings, *in_sun(scene, words, _italic(stage)))


def _numeral(scene: BesideSun, shot: Shot, numeral: NumeralSubject) -> tuple[Moving, ...]:
    stage, radius = scene.stage, scene.spot.radius_px
    value = phrase(stage, numeral.value)
    if numeral.bars:
        figure = in_sun(scene, value, _italic(stage, 300, 1))
        return (*figure, *_gloss_and_bars(scene, shot, numeral))
    if not numeral.gloss:
        return in_sun(scene, value, _italic(stage, 470, 1))
    figure = in_sun(
        scene, value, _italic(stage, 400, 1), below_px=-0.17 * radius, half_px=0.44 * radius
    )
    faces = stage.storyboard.style.faces
    small = replace(_italic(stage, 84, 2), face=covering_face(stage, faces.display))
    gloss = in_sun(
        scene, phrase(stage, numeral.gloss), small, below_px=0.46 * radius, half_px=0.28 * radius
    )
    return (*figure, *gloss)


def _gloss_and_bars(scene: BesideSun, shot: Shot, numeral: NumeralSubject) -> tuple[Moving, ...]:
    stage = scene.stage
    top = scene.spot.y_px + scene.spot.radius_px + AIR_PX
    moving: list[Moving] = []
    if numeral.gloss:
        gloss: Area = (LEFT_PX, top + 6, WIDTH_PX, 66.0)
        moving += on_sky(scene, phrase(stage, numeral.gloss), _on_sky(stage, 70, 1), gloss)
        top += 66 + 26
    step = min(84.0, (figure_bottom(stage, shot) - top) / len(numeral.bars))
    longest = max(bar.share for bar in numeral.bars) or 1.0
    for place, bar in enumerate(numeral.bars):
        share = bar.share / longest if longest > 1 else bar.share
        edges = (LEFT_PX, top + place * step, RIGHT_PX, top + (place + 1) * step)
        start = scene.start + 8 + 4 * place
        moving += labelled_bar(stage, bar.label, share, edges, start, lead=place == 0)
    return tuple(moving)


def _rows(scene: BesideSun, shot: Shot, rows: RowsSubject) -> tuple[Moving, ...]:
    stage, start = scene.stage, scene.start
    low = alone(stage, shot)
    top: float = RULE_PX + 50 if low else HIGH.y_px + HIGH.radius_px + AIR_PX
    bottom = 1020 if low else figure_bottom(stage, shot)
    step = min(196.0, (bottom - top) / len(rows.rows))
    top += max(0.0, (bottom - top - step * len(rows.rows)) * 0.3)
    texts = [phrase(stage, row.text) for row in rows.rows]
    most_lines = 1 if step < 130 else 2
    boxes = [(LEFT_PX, top + step * p, WIDTH_PX, step - 30) for p in range(len(texts))]
    small = replace(stage, scale=MEASURE_SCALE)
    trial = _on_sky(small, min(156.0, step * 0.78), most_lines)
    size = min(
        set_headline(small, words, trial, box).size_px
        for words, box in zip(texts, boxes, strict=True)
    )
    manner = _on_sky(stage, size, most_lines)
    moving = [*_rule(stage, RULE_PX, start)] if low else []
    for place, (row, words, box) in enumerate(zip(rows.rows, texts, boxes, strict=True)):
        named = max(scene.times.word_frames[row.at_word], start)
        block = centred_on(stage, words, manner, box)
        first = start + 3 * place if rows.struck else named
        moving += [Moving(line, motion.rise(first)) for line in block.lines]
        if rows.struck:
            moving += _struck(stage, block, named + 3)
    return tuple(moving)


def _struck(stage: Stage, block: Headline, start: int) -> tuple[Moving, ...]:
    moving: list[Moving] = []
    for line in block.lines:
        if line.ink:
            middle = (line.ink.top_px + line.ink.bottom_px) / 2 + block.size_px * 0.04
            edges = (line.ink.left_px - 14, middle - 6, line.ink.right_px + 14, middle + 6)
            held = (max(edges[0], 68.0), edges[1], min(edges[2], 884.0), edges[3])
            moving += strike(stage, held, 9, 0, stage.palette.accent, start)
    return tuple(moving)


def _contrast(scene: BesideSun, contrast_: ContrastSubject) -> tuple[Moving, ...]:
    stage = scene.stage
    turn_at = max(scene.times.word_frames[contrast_.turn_word], scene.start + 8)
    quiet = replace(_on_sky(stage, 132, 2), colour=stage.palette.quiet, hot=stage.palette.quiet)
    box = (LEFT_PX, BEFORE_TOP_PX, WIDTH_PX, BEFORE_HEIGHT_PX)
    block = against_edge(stage, phrase(stage, contrast_.before), quiet, box, bottom=True)
    before = entering(scene, block)
    after = in_sun(scene, phrase(stage, contrast_.after), _italic(stage), start=turn_at)
    return (*before, *_struck(stage, block, turn_at), *after)


def _step(scene: BesideSun, shot: Shot, step: StepSubject) -> tuple[Moving, ...]:
    stage = scene.stage
    number = in_sun(scene, plain_words(str(step.number)), _italic(stage, 300, 1))
    top = scene.spot.y_px + scene.spot.radius_px + AIR_PX + 6
    box = (LEFT_PX, top, WIDTH_PX, figure_bottom(stage, shot) - top)
    title = on_sky(scene, phrase(stage, step.title), _on_sky(stage, 128, 2), box)
    return (*phases(scene, step), *number, *title)


def _quote(scene: BesideSun, shot: Shot, quote: QuoteSubject) -> tuple[Moving, ...]:
    stage, radius = scene.stage, scene.spot.radius_px
    mark = plain_words("\N{LEFT DOUBLE QUOTATION MARK}")
    if shot.captioned:
        keys = tuple(word for word in shot.words if word.key)[:2] or phrase(stage, quote.text)[:2]
        big = replace(_italic(stage, 0.85 * radius, 1), readable=False)
        sign = in_sun(scene, mark, big, below_px=-0.46 * radius, fitted=False)
        return (
            *sign,
            *in_sun(
                scene, keys, _italic(stage, 260, 2), below_px=0.14 * radius, half_px=0.45 * radius
            ),
        )
    colour = stage.palette.accent
    words = replace(_on_sky(stage, 150, 6), hot=colour)
    if not alone(stage, shot):
        sign = in_sun(scene, mark, _italic(stage, 230, 1), fitted=False)
        return (*sign, *on_sky(scene, shot.words, words, (LEFT_PX, 484, WIDTH_PX, 720), delay=3))
    sign_manner = replace(_italic(stage, 360, 1), colour=colour, hot=colour, readable=False)
    sign = on_sky(scene, mark, sign_manner, (LEFT_PX, 300, WIDTH_PX, 330))
    return (*sign, *on_sky(scene, shot.words, words, (LEFT_PX, 452, WIDTH_PX, 570), delay=3))


def _closing(scene: BesideSun, shot: Shot, closing: ClosingSubject) -> tuple[Moving, ...]:
    stage = scene.stage
    palette = stage.palette
    words = shot.words or phrase(stage, closing.text)
    manner = Manner(
        covering_face(stage, stage.storyboard.style.faces.emphasis),
        palette.ink,
        palette.accent,
        None,
        200,
        4,
        shadow=_shadow(stage),
    )
    block = against_edge(stage, words, manner, (LEFT_PX, 400, WIDTH_PX, 420), bottom=False)
    bottom = ink_area(block)[3]
    # A short line stands lower, so that the card is balanced.
    lower = max(0.0, (700 - bottom) * 0.45)
    block = against_edge(stage, words, manner, (LEFT_PX, 400 + lower, WIDTH_PX, 420), bottom=False)
    rule = ink_area(block)[3] + 62
    face = stage.storyboard.style.faces.caption
    call = Manner(face, palette.hot, palette.hot, None, 66, 2, shadow=_shadow(stage))
    moving = [Moving(line, motion.rise(scene.start + 2 * p)) for p, line in enumerate(block.lines)]
    moving += _rule(stage, rule, scene.start + 5)
    if closing.call:
        box = (LEFT_PX + 30, rule + 58, WIDTH_PX - 60, 180)
        moving += on_sky(scene, phrase(stage, closing.call), call, box, delay=7)
    return tuple(moving)
