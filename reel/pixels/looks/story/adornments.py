"""Story's small drawings: birds before the sun, rings around it, its phases, thin bars."""

import math

from contract.storyboards import StepSubject
from reel.pixels import motion, typeset
from reel.pixels.canvas import Canvas, Point
from reel.pixels.looks.figures import drawn
from reel.pixels.looks.story.sun import RINGS_SHARE
from reel.pixels.looks.story.sunlit import BesideSun
from reel.pixels.motion import ease_out
from reel.pixels.sprites import Motion, Moving, Pose
from reel.pixels.stage import LEFT_PX, RIGHT_PX, Stage

# Place beside the sun's middle in radii, and wing span in px.
FLOCK = ((-0.55, -0.10, 74), (-0.02, -0.38, 56), (0.22, 0.12, 50), (0.72, -0.22, 40))
BIRD_PX_S = 9.0
RING_SHARES = (1.13, RINGS_SHARE)
RING_OPACITIES = (0.5, 0.26)
DOTS_SHARE = 1.22
DOT_PX = 11
DOTS_SPREAD = 0.30
MOST_DOTS = 12
LABEL_PX = 46
LABEL_ROOM_PX = 250
BAR_PX = 20


def birds(scene: BesideSun) -> tuple[Moving, ...]:
    """A small flock that glides by the sun."""
    moving: list[Moving] = []
    spot = scene.spot
    for place, (x, y, span) in enumerate(FLOCK):
        middle = (spot.x_px + x * spot.radius_px, spot.y_px + y * spot.radius_px)
        canvas = Canvas(
            scene.stage.scale,
            (middle[0] - span, middle[1] - span, middle[0] + span, middle[1] + span),
        )
        canvas.polygon(_bird(middle, span), scene.stage.palette.ground)
        moving += drawn(canvas, _gliding(scene, place))
    return tuple(moving)


def _bird(middle: Point, span: float) -> list[Point]:
    """Two wings, each an arc, thickest at the body."""
    upper, lower = [], []
    for step in range(21):
        way = step / 10 - 1
        arch = -0.30 * math.sin(math.pi * min(abs(way) * 0.92, 1)) + 0.06 * abs(way)
        thick = 0.075 * (1 - abs(way)) ** 0.8
        x = middle[0] + way * span / 2
        upper.append((x, middle[1] + (arch - thick * 0.4) * span))
        lower.append((x, middle[1] + (arch + thick) * span))
    return [*upper, *reversed(lower)]


def _gliding(scene: BesideSun, place: int) -> Motion:
    start = scene.start + 6 + 2 * place

    def pose(frame: int) -> Pose | None:
        if frame < start:
            return None
        seconds = (frame - start) / motion.FPS
        return Pose(
            dx_px=BIRD_PX_S * (1 + 0.2 * place) * seconds,
            dy_px=-2.5 * seconds + 3 * math.sin(1.3 * seconds + place),
            opacity=ease_out((frame - start + 1) / 10),
        )

    return pose


def halo(scene: BesideSun) -> tuple[Moving, ...]:
    """Two thin rings that open around the sun."""
    moving: list[Moving] = []
    spot = scene.spot
    for place, (share, opacity) in enumerate(zip(RING_SHARES, RING_OPACITIES, strict=True)):
        radius = spot.radius_px * share
        reach = radius + 8
        canvas = Canvas(
            scene.stage.scale,
            (spot.x_px - reach, spot.y_px - reach, spot.x_px + reach, spot.y_px + reach),
        )
        colour = scene.stage.palette.stops[-2]
        canvas.circle(spot.x_px, spot.y_px, radius, colour, width_px=3, opacity=opacity)
        moving += drawn(canvas, _opening(scene, scene.start + 8 + 4 * place))
    return tuple(moving)


def _opening(scene: BesideSun, start: int) -> Motion:
    def pose(frame: int) -> Pose | None:
        if frame < start or scene.path.at(frame) != scene.spot:
            return None
        share = ease_out((frame - start + 1) / 14)
        return Pose(opacity=share, scale=0.9 + 0.1 * share)

    return pose


def phases(scene: BesideSun, step: StepSubject) -> tuple[Moving, ...]:
    """One dot a step on an arc over the sun, those reached alight."""
    total = min(step.total, MOST_DOTS)
    if total < 2:
        return ()
    spot, palette = scene.spot, scene.stage.palette
    radius = spot.radius_px * DOTS_SHARE
    canvas = Canvas(
        scene.stage.scale,
        (spot.x_px - radius - 40, spot.y_px - radius - 40, spot.x_px + radius + 40, spot.y_px),
    )
    spread = min(DOTS_SPREAD, 2.2 / (total - 1))
    for place in range(total):
        along = place if not scene.stage.storyboard.right_to_left else total - 1 - place
        angle = -math.pi / 2 + (along - (total - 1) / 2) * spread
        x, y = spot.x_px + radius * math.cos(angle), spot.y_px + radius * math.sin(angle)
        reached = place < step.number
        size = DOT_PX if reached else DOT_PX - 3
        canvas.circle(x, y, size, palette.accent if reached else palette.quiet,
                      opacity=1.0 if reached else 0.45)  # fmt: skip
    return drawn(canvas, motion.rise(scene.start + 6, 0))


def labelled_bar(
    stage: Stage,
    label: str,
    share: float,
    edges: tuple[float, float, float, float],
    start: int,
    *,
    lead: bool,
) -> tuple[Moving, ...]:
    """A thin bar with its label at the side that reading starts from."""
    left, top, right, bottom = edges
    palette, rtl = stage.palette, stage.storyboard.right_to_left
    size = min(LABEL_PX, 0.7 * (bottom - top))
    kind = stage.type(stage.storyboard.style.faces.caption, size)
    wide = typeset.words_width(label, kind)
    kind = kind.sized(size * min(1.0, LABEL_ROOM_PX / max(wide, 1.0)))
    middle = (top + bottom) / 2
    canvas = Canvas(stage.scale, (LEFT_PX - 20, top - 20, RIGHT_PX + 20, bottom + 20))
    x, anchor = (right, "right") if rtl else (left, "left")
    baseline = middle + typeset.cap_height(kind) / 2
    canvas.text(x, baseline, label, kind, palette.ink, anchor=anchor)
    room = LABEL_ROOM_PX + 24 if wide > 0 else 0
    first, last = (left, right - room) if rtl else (left + room, right)
    ends = (middle - BAR_PX / 2, middle + BAR_PX / 2)
    canvas.rounded(first, ends[0], last, ends[1], BAR_PX / 2, palette.ink, 0.16)
    full = Canvas(stage.scale, (first - 2, ends[0] - 2, last + 2, ends[1] + 2))
    length = max((last - first) * share, BAR_PX)
    near = last - length if rtl else first
    colour = palette.accent if lead else palette.quiet
    full.rounded(near, ends[0], near + length, ends[1], BAR_PX / 2, colour)
    grown = motion.grow(start, from_right=rtl)
    return (*drawn(canvas, motion.rise(start - 2)), *drawn(full, grown))
