"""How things enter: eased, by frames, always readable or not there at all."""

import math

from reel.pixels.sprites import STILL, Motion, Pose

FPS = 30
RISE_PX = 44
RISE_FRAMES = 8
SLIDE_PX = 90
SLIDE_FRAMES = 13
GROW_FRAMES = 18
SETTLE_FRAMES = 15
SETTLE_FROM = 0.97
SPRING_FRAMES = 13
SPRING_DAMPING = 0.62
SPRING_SPEED = 14.0


def ease_out(t: float) -> float:
    """Cubic out, for entrances."""
    t = min(max(t, 0.0), 1.0)
    return 1 - (1 - t) ** 3


def smoother(t: float) -> float:
    """Smootherstep, for moves and wipes."""
    t = min(max(t, 0.0), 1.0)
    return t * t * t * (t * (6 * t - 15) + 10)


def spring(t_s: float) -> float:
    """A damped spring to 1 with about 8 % overshoot, for stamps and badges."""
    damped = SPRING_SPEED * math.sqrt(1 - SPRING_DAMPING**2)
    return 1 - math.exp(-SPRING_DAMPING * SPRING_SPEED * t_s) * math.cos(damped * t_s)


def still(from_frame: int = 0) -> Motion:
    """There from a frame on, without an entrance."""
    return lambda frame: STILL if frame >= from_frame else None


def rise(from_frame: int = 0, distance_px: float = RISE_PX) -> Motion:
    """Comes up from below while it appears."""

    def pose(frame: int) -> Pose | None:
        if frame < from_frame:
            return None
        share = ease_out((frame - from_frame + 1) / RISE_FRAMES)
        return STILL if share >= 1 else Pose(dy_px=distance_px * (1 - share), opacity=share)

    return pose


def slide(from_frame: int = 0, distance_px: float = SLIDE_PX) -> Motion:
    """Comes from the right while it appears; a negative distance from the left."""

    def pose(frame: int) -> Pose | None:
        if frame < from_frame:
            return None
        share = ease_out((frame - from_frame + 1) / SLIDE_FRAMES)
        return STILL if share >= 1 else Pose(dx_px=distance_px * (1 - share), opacity=share)

    return pose


def grow(from_frame: int = 0, frames: int = GROW_FRAMES, *, from_right: bool = False) -> Motion:
    """Is uncovered from its start side."""

    def pose(frame: int) -> Pose | None:
        if frame < from_frame:
            return None
        share = ease_out((frame - from_frame + 1) / frames)
        return STILL if share >= 1 else Pose(show_x=-share if from_right else share)

    return pose


def settle(from_frame: int = 0) -> Motion:
    """Whole and readable from its first frame, settling from 97 % to full size."""

    def pose(frame: int) -> Pose | None:
        if frame < from_frame:
            return None
        share = ease_out((frame - from_frame) / SETTLE_FRAMES)
        return STILL if share >= 1 else Pose(scale=SETTLE_FROM + (1 - SETTLE_FROM) * share)

    return pose


def pop(from_frame: int = 0, from_scale: float = 0.6) -> Motion:
    """Springs to its size with a small overshoot."""

    def pose(frame: int) -> Pose | None:
        if frame < from_frame:
            return None
        t = (frame - from_frame + 1) / FPS
        if frame - from_frame >= SPRING_FRAMES:
            return STILL
        opacity = min(1.0, (frame - from_frame + 1) / 4)
        return Pose(scale=from_scale + (1 - from_scale) * spring(t), opacity=opacity)

    return pose
