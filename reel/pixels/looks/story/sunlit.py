"""Story's words: some stand in the sun and go where it goes, others keep out of its way."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from contract.platforms import Box
from contract.storyboards import ShotTiming, Word
from reel.pixels import motion
from reel.pixels.backdrops.dusk import Spot
from reel.pixels.headline import Headline, Manner, set_headline
from reel.pixels.looks.story.sun import MEASURE_SCALE, SunPath
from reel.pixels.looks.tones import mix
from reel.pixels.motion import ease_out
from reel.pixels.sprites import STILL, Motion, Moving, Pose, Sprite, ink_of
from reel.pixels.stage import WIDTH_PX, Stage

# Words in the sun keep this share of its radius, so that none comes near its edge.
KEPT_SHARE = 0.87
HALF_HEIGHTS = (0.2, 0.28, 0.36, 0.44, 0.52, 0.6, 0.68)
# One line of letters is this much taller than its size where a box is measured.
LINE_OVERSIZE = 1.12
APPEAR_FRAMES, VANISH_FRAMES = 8, 5
STAGGER_FRAMES = 2
ARRIVED_SHARE = 0.3
AIR_PX = 14
# Letters below this size take a deeper ink: they need more contrast.
DISPLAY_PX, DEEPER = 130, 0.45
HOLD_LEFT_PX, HOLD_TOP_PX, HOLD_RIGHT_PX, HOLD_BOTTOM_PX = 66, 290, 887, 1246

Area = tuple[float, float, float, float]


@dataclass(frozen=True)
class BesideSun:
    """A shot with the sun's way through its scene; `spot` is where the sun comes to rest."""

    stage: Stage
    times: ShotTiming
    path: SunPath
    spot: Spot

    @property
    def start(self) -> int:
        """The first frame in which the shot's subject may be seen."""
        return self.stage.entrance(self.times)


def in_sun(
    scene: BesideSun,
    words: Sequence[Word],
    manner: Manner,
    *,
    below_px: float = 0.0,
    half_px: float | None = None,
    start: int | None = None,
    fitted: bool = True,
) -> tuple[Moving, ...]:
    """Words as large as the sun holds, centred `below_px` under its middle.

    `half_px` limits how far they reach up and down from there. Those not `fitted` are as
    large as the manner says.
    """
    spot = scene.spot
    if fitted:
        block = _set_in_disc(scene.stage, words, manner, spot, below_px, half_px)
    else:
        side = 2 * spot.radius_px
        box = (spot.x_px - side / 2, spot.y_px + below_px - side / 2, side, side)
        block = centred_on(scene.stage, words, manner, box)
    begin = _arrival(scene, scene.start if start is None else start)
    return tuple(Moving(line, pinned(scene, line, begin)) for line in block.lines)


def on_sky(
    scene: BesideSun,
    words: Sequence[Word],
    manner: Manner,
    box: Area,
    *,
    bottom: bool = False,
    delay: int = 0,
) -> tuple[Moving, ...]:
    """Words in the box `left, top, width, height`, against its top or its bottom, seen while
    the sun is not behind them."""
    block = against_edge(scene.stage, words, manner, box, bottom=bottom)
    return entering(scene, block, delay)


def entering(scene: BesideSun, block: Headline, delay: int = 0) -> tuple[Moving, ...]:
    """Lines that rise one after the other while the sun is not behind them."""
    area = ink_area(block)
    return tuple(
        Moving(line, clear_of_sun(scene, area, scene.start + delay + place * STAGGER_FRAMES))
        for place, line in enumerate(block.lines)
    )


def against_edge(
    stage: Stage, words: Sequence[Word], manner: Manner, box: Area, *, bottom: bool
) -> Headline:
    """Words fitted to a box with their ink, not their line height, at its top or bottom."""
    draft = set_headline(replace(stage, scale=MEASURE_SCALE), words, manner, box)
    _, top, _, foot = ink_area(draft)
    shift = box[1] + box[3] - foot if bottom else box[1] - top
    fixed = replace(manner, largest_px=draft.size_px)
    return set_headline(stage, words, fixed, (box[0], box[1] + shift, box[2], box[3] * 1.02 + 2))


def centred_on(stage: Stage, words: Sequence[Word], manner: Manner, box: Area) -> Headline:
    """Words fitted to a box, their ink in the middle of its height."""
    draft = set_headline(replace(stage, scale=MEASURE_SCALE), words, manner, box)
    _, top, _, foot = ink_area(draft)
    lower = box[1] + box[3] / 2 - (top + foot) / 2
    fixed = replace(manner, largest_px=draft.size_px)
    return set_headline(stage, words, fixed, (box[0], box[1] + lower, box[2], box[3] * 1.02 + 2))


def ink_area(block: Headline) -> Area:
    """The left, top, right and bottom of a block's ink."""
    inks = [line.ink for line in block.lines if line.ink]
    if not inks:
        return 476, block.top_px, 476, block.bottom_px
    return (
        min(ink.left_px for ink in inks),
        min(ink.top_px for ink in inks),
        max(ink.right_px for ink in inks),
        max(ink.bottom_px for ink in inks),
    )


def pinned(scene: BesideSun, sprite: Sprite, start: int) -> Motion:
    """Moves and grows with the sun it stands in; it fades as the sun leaves for another shot."""
    leaving = _departure(scene)
    height, width = sprite.luma.shape
    x = (sprite.x + width / 2) / scene.stage.scale - scene.spot.x_px
    y = (sprite.y + height / 2) / scene.stage.scale - scene.spot.y_px

    def pose(frame: int) -> Pose | None:
        if frame < start:
            return None
        now = scene.path.at(frame)
        grown = now.radius_px / scene.spot.radius_px
        opacity = ease_out((frame - start + 1) / APPEAR_FRAMES)
        opacity *= min(1.0, max(0.0, (leaving - frame) / VANISH_FRAMES))
        posed = Pose(
            dx_px=now.x_px - scene.spot.x_px + x * (grown - 1),
            dy_px=now.y_px - scene.spot.y_px + y * (grown - 1),
            opacity=opacity,
            scale=grown if abs(grown - 1) > 1e-3 else 1.0,
        )
        if posed == STILL:
            return STILL
        return posed if opacity > 0 and _held(ink_of(sprite, posed)) else None

    return pose


def clear_of_sun(scene: BesideSun, area: Area, start: int) -> Motion:
    """Rises into place once the sun is not behind the area, and fades before it comes back."""
    end = scene.times.end_frame
    frames = range(start, end)
    first = next((frame for frame in frames if not _touches(scene.path.at(frame), area)), start)
    until = next((f for f in range(first, end) if _touches(scene.path.at(f), area)), None)
    if until is not None and until <= first + APPEAR_FRAMES:
        until = None
    enter = motion.rise(first)

    def pose(frame: int) -> Pose | None:
        posed = enter(frame)
        if posed is None or until is None or frame < until - VANISH_FRAMES:
            return posed
        return replace(posed, opacity=max(0.0, (until - frame) / VANISH_FRAMES))

    return pose


def _set_in_disc(
    stage: Stage,
    words: Sequence[Word],
    manner: Manner,
    spot: Spot,
    below_px: float,
    half_px: float | None,
) -> Headline:
    small = replace(stage, scale=MEASURE_SCALE)
    radius = KEPT_SHARE * spot.radius_px
    best: tuple[Headline, Area] | None = None
    for share in HALF_HEIGHTS:
        half = share * spot.radius_px
        if best and half_px is not None and half > half_px:
            break
        across = 2 * math.sqrt(max(radius**2 - (abs(below_px) + half) ** 2, 0.0))
        width = min(across, float(WIDTH_PX))
        if width < 0.5 * spot.radius_px:
            break
        high = 2 * half * LINE_OVERSIZE
        box = (spot.x_px - width / 2, spot.y_px + below_px - half, width, high)
        tried = set_headline(small, words, manner, box)
        if best is None or tried.size_px > best[0].size_px:
            best = tried, box
    assert best is not None
    draft, box = best
    left, top, right, foot = ink_area(draft)
    dx = spot.x_px - (left + right) / 2
    dy = spot.y_px + below_px - (top + foot) / 2
    colour = manner.colour if draft.size_px >= DISPLAY_PX else mix(manner.colour, "#000000", DEEPER)
    fixed = replace(manner, largest_px=draft.size_px, colour=colour, hot=colour)
    return set_headline(stage, words, fixed, (box[0] + dx, box[1] + dy, box[2], box[3]))


def _arrival(scene: BesideSun, start: int) -> int:
    """The first frame from `start` on in which the sun has nearly come to its place."""
    goal = scene.spot
    for frame in range(start, scene.times.end_frame):
        now = scene.path.at(frame)
        away = math.hypot(now.x_px - goal.x_px, now.y_px - goal.y_px)
        near = away + abs(now.radius_px - goal.radius_px) < ARRIVED_SHARE * goal.radius_px
        if near:
            return frame
    return start


def _departure(scene: BesideSun) -> int:
    """The frame in which words in the sun are gone: the shot's end, unless the sun stays."""
    end = scene.times.end_frame
    return end if scene.path.at(end - 1) != scene.spot else end + VANISH_FRAMES


def _touches(spot: Spot, area: Area) -> bool:
    left, top, right, bottom = area
    dx = max(left - spot.x_px, spot.x_px - right, 0.0)
    dy = max(top - spot.y_px, spot.y_px - bottom, 0.0)
    return math.hypot(dx, dy) < spot.radius_px + AIR_PX


def _held(ink: Box | None) -> bool:
    """Whether ink that moves with the sun is still where nothing covers it."""
    return ink is None or (
        ink.left_px >= HOLD_LEFT_PX
        and ink.top_px >= HOLD_TOP_PX
        and ink.right_px <= HOLD_RIGHT_PX
        and ink.bottom_px <= HOLD_BOTTOM_PX
    )
