"""Story's clock: where the sun stands for each shot, and its way from one place to the next."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from contract.storyboards import (
    ClosingSubject,
    ContrastSubject,
    HookSubject,
    KeyWordSubject,
    NumeralSubject,
    PunchSubject,
    QuestionSubject,
    QuoteSubject,
    Scene,
    Shot,
    ShotTiming,
    StepSubject,
    Word,
)
from reel.layout import bare
from reel.pixels.backdrops.dusk import Spot
from reel.pixels.captions import Captions, Dress, Lit
from reel.pixels.headline import Headline, Manner, set_headline
from reel.pixels.looks.figures import covering_face
from reel.pixels.motion import smoother
from reel.pixels.stage import CENTRE_PX, LEFT_PX, WIDTH_PX, Stage

MOVE_FRAMES = 20
# A move starts this much before the next shot.
MOVE_LEAD_FRAMES = 4
# Between scenes the sun has come to rest after this share of the transition.
TURN_SHARE = 0.66
# Room between the sun and a caption, and between the sun and other words.
CAPTION_AIR_PX = 52
AIR_PX = 40
SKY_TOP_PX = 214
LARGEST_PX, SMALLEST_PX = 390, 120
BOTTOM_PX = 1236
# Layouts are measured on a small sheet: the answer is the same for every frame size.
MEASURE_SCALE = 0.25

HOOK_TOP_PX, HOOK_HEIGHT_PX = 392, 560
HOOK_LARGEST_PX, SHORT_HOOK_LARGEST_PX = 168, 210
BEFORE_TOP_PX, BEFORE_HEIGHT_PX, AFTER_HEIGHT_PX = 312, 150, 128
STEP_TOP_PX, STEP_TITLE_PX = 262, 216
BARS_TOP_PX, BARS_PX = 234, 290
WORDS_IN_SUN = 2
# The outer ring around the sun, in its radii.
RINGS_SHARE = 1.27


# Small and high, over words that fill the sky between other shots.
HIGH = Spot(CENTRE_PX, 340, 96)


@dataclass(frozen=True)
class Parts:
    """A short sentence around its key words, which stand in the sun."""

    before: tuple[Word, ...]
    inside: tuple[Word, ...]
    after: tuple[Word, ...]


@dataclass(frozen=True)
class Move:
    """On the way from a frame on, wherever the sun is then; steady moves are not eased."""

    start_frame: int
    frames: int
    to: Spot
    ease: Callable[[float], float] = smoother


@dataclass(frozen=True)
class SunPath:
    """The way of the sun through one scene."""

    first: Spot
    moves: tuple[Move, ...]

    def at(self, frame: int) -> Spot:
        """Where the sun stands in a frame on the scene's clock."""
        spot = self.first
        for move in self.moves:
            if frame >= move.start_frame:
                share = (frame - move.start_frame + 1) / (move.frames + 1)
                spot = _between(spot, move.to, move.ease(share))
        return spot


def progress(scene: Scene) -> float:
    """How far the story is, 0 at the hook and 1 at the closing."""
    if scene.role == "body":
        return min(scene.position / (scene.total + 1), 1.0)
    return 1.0 if scene.role == "closing" else 0.0


def parts_of(words: tuple[Word, ...]) -> Parts:
    """The words in front of the key words, these, and what follows."""
    if len(words) <= WORDS_IN_SUN:
        return Parts((), words, ())
    keys = [place for place, word in enumerate(words) if word.key]
    first = keys[-1] if keys else max(range(len(words)), key=lambda p: (_weight(words[p]), p))
    end = first + 1
    while first and words[first - 1].key and end - first < WORDS_IN_SUN:
        first -= 1
    return Parts(words[:first], words[first:end], words[end:])


@lru_cache(maxsize=8)
def sun_path(stage: Stage) -> SunPath:
    """The sun's way through a scene, from where the scene before left it."""
    scenes, timing = stage.storyboard.scenes, stage.timing
    here = next(place for place, scene in enumerate(scenes) if scene == stage.scene)
    own = [spots(stage, shot) for shot in stage.scene.shots]
    first, moves = own[0][0], list[Move]()
    if timing.enters_frames:
        before = _neighbour(stage, scenes[here - 1], -1)
        moves.append(Move(0, timing.enters_frames, first, _setting_out))
        first = before or first
    for place, shot, times in stage.shots():
        if place:
            moves.append(Move(times.first_frame - MOVE_LEAD_FRAMES, MOVE_FRAMES, own[place][0]))
        moves += _within(stage, shot, times, own[place][1:])
    if timing.leaves_frames and here + 1 < len(scenes):
        after = _neighbour(stage, scenes[here + 1], 0)
        if after:
            start = timing.enters_frames + timing.body_frames
            moves.append(Move(start, timing.leaves_frames, after, _setting_out))
    return SunPath(first, tuple(moves))


def spots(stage: Stage, shot: Shot) -> tuple[Spot, ...]:
    """Where the sun stands in a shot: one place, or two that it goes between."""
    match shot.subject:
        case HookSubject():
            return _low_under_hook(stage, shot)
        case ClosingSubject():
            return _at_the_end(stage)
        case ContrastSubject():
            return _for_contrast(stage, shot)
        case KeyWordSubject() | NumeralSubject() | StepSubject():
            return (_over_caption(stage, shot),)
        case QuestionSubject() | QuoteSubject() if shot.captioned:
            return (_over_caption(stage, shot),)
        case PunchSubject() | QuestionSubject():
            return (_for_sentence(stage, shot),)
        case _:
            return _low(stage) if alone(stage, shot) else (HIGH,)


def hook_block(stage: Stage, words: Sequence[Word], manner: Manner) -> Headline:
    """The hook's lines, as large as its box allows."""
    largest = HOOK_LARGEST_PX if len(words) > 3 else SHORT_HOOK_LARGEST_PX
    box = (LEFT_PX, HOOK_TOP_PX, WIDTH_PX, HOOK_HEIGHT_PX)
    return set_headline(stage, words, replace(manner, largest_px=largest), box)


def words_manner(stage: Stage, largest_px: float = HOOK_LARGEST_PX, most_lines: int = 6) -> Manner:
    """Light words on the sky, key words italic and amber."""
    faces, palette = stage.storyboard.style.faces, stage.palette
    return Manner(
        covering_face(stage, faces.display),
        palette.ink,
        palette.accent,
        emphasis=covering_face(stage, faces.emphasis),
        largest_px=largest_px,
        most_lines=most_lines,
    )


def caption_top(stage: Stage, shot: Shot) -> float:
    """The first row that any caption card of the shot needs, in px."""
    small = replace(stage, scale=MEASURE_SCALE)
    unheard = ShotTiming(first_frame=0, end_frame=1, word_frames=(0,) * len(shot.words))
    captions = Captions(small, shot, unheard, Dress("#FFFFFF", "#FFFFFF", "#FFFFFF", "#FFFFFF"))
    cards = (captions.sprite(Lit(card, None)) for card in range(len(shot.cards)))
    tops = [card.ink.top_px for card in cards if card and card.ink]
    return min(tops, default=BOTTOM_PX)


def figure_bottom(stage: Stage, shot: Shot) -> float:
    """The last row that a shot's subject may take."""
    return caption_top(stage, shot) - CAPTION_AIR_PX if shot.captioned else BOTTOM_PX


def _over_caption(stage: Stage, shot: Shot) -> Spot:
    """Large and high; it sinks a little from scene to scene."""
    bottom = figure_bottom(stage, shot)
    share = progress(stage.scene)
    match shot.subject:
        case StepSubject():
            radius = _held((bottom - STEP_TOP_PX - STEP_TITLE_PX) / 2, 240)
            return Spot(CENTRE_PX, STEP_TOP_PX + radius, radius)
        case NumeralSubject(bars=bars) if bars:
            radius = _held((bottom - BARS_TOP_PX - BARS_PX) / 2, 206)
            return Spot(CENTRE_PX, BARS_TOP_PX + radius, radius)
        case KeyWordSubject(motif=motif) if motif % 2:
            # The word stands over it, so it may wander sideways as the clock it is.
            radius = _held((bottom - 580) / 2, 180)
            return Spot(CENTRE_PX + 420 * (0.5 - share), bottom - radius, radius)
        case KeyWordSubject(motif=motif) if motif % 4 == 2:
            # Its rings keep as far from the caption as a larger sun would.
            radius = _held((bottom - SKY_TOP_PX + 60) / (2 * RINGS_SHARE), 300)
            middle = bottom + 20 - radius * RINGS_SHARE
            return Spot(CENTRE_PX, middle, radius)
        case _:
            radius = _held((bottom - SKY_TOP_PX) / 2, 340)
    lowest = bottom - radius
    return Spot(CENTRE_PX, lowest - (1 - share) * _slack(bottom, radius), radius)


def _for_sentence(stage: Stage, shot: Shot) -> Spot:
    follower = next_shot(stage, shot)
    if follower and follower.captioned:
        bottom = caption_top(stage, follower) - CAPTION_AIR_PX
        radius = _held((bottom - SKY_TOP_PX) / 2, 370)
        return Spot(CENTRE_PX, bottom - radius, radius)
    parts = parts_of(shot.words)
    top = BEFORE_TOP_PX + BEFORE_HEIGHT_PX + AIR_PX if parts.before else SKY_TOP_PX + 40
    bottom = BOTTOM_PX - AFTER_HEIGHT_PX - AIR_PX if parts.after else BOTTOM_PX + 6
    radius = min(LARGEST_PX, (bottom - top) / 2)
    middle = (top + bottom) / 2 if parts.before or parts.after else 740
    return Spot(CENTRE_PX, middle, radius)


def next_shot(stage: Stage, shot: Shot) -> Shot | None:
    """The shot after this one in its scene."""
    shots = stage.scene.shots
    place = next(place for place, other in enumerate(shots) if other is shot or other == shot)
    return shots[place + 1] if place + 1 < len(shots) else None


def alone(stage: Stage, shot: Shot) -> bool:
    """Whether the low sky is free for the sun: no captions in this shot nor beside it."""
    return not shot.captioned and len(stage.scene.shots) == 1


def _for_contrast(stage: Stage, shot: Shot) -> tuple[Spot, ...]:
    bottom = figure_bottom(stage, shot)
    top = BEFORE_TOP_PX + BEFORE_HEIGHT_PX + AIR_PX
    radius = _held((bottom - top) / 2, 330)
    return Spot(CENTRE_PX, bottom - 110, 110), Spot(CENTRE_PX, bottom - radius, radius)


def _low_under_hook(stage: Stage, shot: Shot) -> tuple[Spot, ...]:
    small = replace(stage, scale=MEASURE_SCALE)
    block = hook_block(small, shot.words, words_manner(small))
    inks = [line.ink.bottom_px for line in block.lines if line.ink]
    free = max(inks, default=HOOK_TOP_PX) + 70
    radius = 250
    y = min(max(free + radius, 1120), 1290)
    sinking = -14 if _rises(stage) else 14
    spot = Spot(690, y, radius)
    return spot, replace(spot, y_px=max(y + sinking, free + radius))


def _low(stage: Stage) -> tuple[Spot, ...]:
    """On the horizon, on its way across."""
    x, y, radius = 690 - 430 * progress(stage.scene), 1290.0, 200.0
    shift = -10 if _rises(stage) else 10
    return Spot(x, y, radius), Spot(x - 14, y + shift, radius)


def _at_the_end(stage: Stage) -> tuple[Spot, ...]:
    if _rises(stage):
        return Spot(CENTRE_PX, 1300, 250), Spot(CENTRE_PX, 1262, 250)
    return Spot(300, 1610, 210), Spot(290, 1630, 210)


def _rises(stage: Stage) -> bool:
    """At dawn the clock goes the other way."""
    return stage.storyboard.style.mood == 2


def _slack(bottom: float, radius: float) -> float:
    return min(max(bottom - 2 * radius - SKY_TOP_PX, 0), 60)


def _held(radius: float, largest: float) -> float:
    return min(max(radius, SMALLEST_PX), largest)


def _neighbour(stage: Stage, scene: Scene, place: int) -> Spot | None:
    """Where another scene's sun is as it begins (0) or ends (-1); None behind a picture."""
    if scene.picture is not None or stage.scene.picture is not None:
        return None
    return spots(replace(stage, scene=scene), scene.shots[place])[place]


def _within(
    stage: Stage, shot: Shot, times: ShotTiming, onward: tuple[Spot, ...]
) -> tuple[Move, ...]:
    if not onward:
        return ()
    if isinstance(shot.subject, ContrastSubject):
        turn = max(times.word_frames[shot.subject.turn_word], stage.entrance(times) + 8)
        return (Move(turn - MOVE_LEAD_FRAMES, MOVE_FRAMES, onward[0]),)
    start = max(times.first_frame, stage.timing.enters_frames)
    end = min(times.end_frame, stage.timing.enters_frames + stage.timing.body_frames)
    return (Move(start, max(end - start, 1), onward[0], float),)


def _between(a: Spot, b: Spot, share: float) -> Spot:
    share = min(max(share, 0.0), 1.0)
    return Spot(
        a.x_px + (b.x_px - a.x_px) * share,
        a.y_px + (b.y_px - a.y_px) * share,
        a.radius_px + (b.radius_px - a.radius_px) * share,
    )


def _setting_out(share: float) -> float:
    """Soon under way, so that the next scene's words find their sky free."""
    return smoother(share / TURN_SHARE)


def _weight(word: Word) -> int:
    return len(bare(word.text))
