"""Cut-out pictures that are laid over a frame: premultiplied planes, and how they move."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np

from contract.platforms import Box
from reel.pixels.planes import Bytes, Planes


@dataclass(frozen=True, eq=False)
class Sprite:
    """A cut-out at output pixel (x, y), both even.

    luma, blue, red are premultiplied by coverage; the keep planes say, 0..255, how much of
    what lies beneath stays. `ink` is the readable part in px of a 1080 wide frame.
    """

    x: int
    y: int
    luma: Bytes
    blue: Bytes
    red: Bytes
    keep_luma: Bytes
    keep_chroma: Bytes
    ink: Box | None


@dataclass(frozen=True)
class Pose:
    """How a sprite stands in one frame: moved by px, faded, uncovered from one side.

    `show_x` and `show_y` are the shares of width (from the left) and height (from the top)
    that are uncovered; `show_x` below 0 uncovers from the right. `scale` is about the centre
    of the sprite.
    """

    dx_px: float = 0.0
    dy_px: float = 0.0
    opacity: float = 1.0
    show_x: float = 1.0
    show_y: float = 1.0
    scale: float = 1.0


STILL = Pose()

# The pose in a frame counted from the shot's first; None while it is not there.
Motion = Callable[[int], Pose | None]


@dataclass(frozen=True, eq=False)
class Moving:
    """A sprite with its motion."""

    sprite: Sprite
    motion: Motion


def blend(frame: Planes, sprite: Sprite, pose: Pose, scale: float) -> None:
    """Lay the sprite over the frame; what falls outside of it is lost."""
    if pose.opacity <= 0 or pose.show_x == 0 or pose.show_y <= 0:
        return
    posed = scaled(sprite, pose.scale) if pose.scale != 1 else sprite
    # Whole chroma pixels: half ones would shift colour against light.
    x = posed.x + round(pose.dx_px * scale / 2) * 2
    y = posed.y + round(pose.dy_px * scale / 2) * 2
    window = _window(posed, pose)
    if pose.opacity < 1:
        posed = faded(posed, pose.opacity)
    pairs = (
        (frame.y, posed.luma, posed.keep_luma, 1),
        (frame.u, posed.blue, posed.keep_chroma, 2),
        (frame.v, posed.red, posed.keep_chroma, 2),
    )
    for plane, colour, keep, step in pairs:
        _lay(plane, colour, keep, x // step, y // step, tuple(side // step for side in window))


def _window(sprite: Sprite, pose: Pose) -> tuple[int, int, int, int]:
    height, width = sprite.luma.shape
    across = round(width * min(abs(pose.show_x), 1) / 2) * 2
    left = width - across if pose.show_x < 0 else 0
    return left, 0, left + across, round(height * min(pose.show_y, 1) / 2) * 2


def _lay(plane: Bytes, colour: Bytes, keep: Bytes, x: int, y: int, window: tuple[int, ...]) -> None:
    left, top, right, bottom = window
    rows, columns = plane.shape
    left, top = max(left, -x), max(top, -y)
    right, bottom = min(right, columns - x), min(bottom, rows - y)
    if right <= left or bottom <= top:
        return
    there = plane[y + top : y + bottom, x + left : x + right]
    cv2.multiply(there, keep[top:bottom, left:right], there, 1 / 255)
    cv2.add(there, colour[top:bottom, left:right], there)


def faded(sprite: Sprite, opacity: float) -> Sprite:
    """The sprite at a lower opacity."""

    def weaker(plane: Bytes) -> Bytes:
        return cv2.convertScaleAbs(plane, alpha=opacity)  # type: ignore[return-value]

    def kept(plane: Bytes) -> Bytes:
        return cv2.convertScaleAbs(plane, alpha=opacity, beta=255 * (1 - opacity))  # type: ignore[return-value]

    return replace(
        sprite,
        luma=weaker(sprite.luma),
        blue=weaker(sprite.blue),
        red=weaker(sprite.red),
        keep_luma=kept(sprite.keep_luma),
        keep_chroma=kept(sprite.keep_chroma),
    )


def scaled(sprite: Sprite, factor: float) -> Sprite:
    """The sprite drawn smaller or larger about its own centre, on the same sheet."""

    def warped(plane: Bytes, border: int) -> Bytes:
        height, width = plane.shape
        x, y = (width - 1) / 2, (height - 1) / 2
        matrix = np.array([[factor, 0, x - factor * x], [0, factor, y - factor * y]])
        return cv2.warpAffine(  # type: ignore[return-value]
            plane, matrix, (width, height), flags=cv2.INTER_LINEAR, borderValue=border
        )

    return replace(
        sprite,
        luma=warped(sprite.luma, 0),
        blue=warped(sprite.blue, 0),
        red=warped(sprite.red, 0),
        keep_luma=warped(sprite.keep_luma, 255),
        keep_chroma=warped(sprite.keep_chroma, 255),
    )


def ink_of(sprite: Sprite, pose: Pose) -> Box | None:
    """Where the sprite's readable ink lies in this pose, in px of a 1080 wide frame.

    Scaled or partly uncovered ink is counted whole where that is the safe side.
    """
    if sprite.ink is None or pose.opacity <= 0 or pose.show_x == 0 or pose.show_y <= 0:
        return None
    dx, dy = round(pose.dx_px / 2) * 2, round(pose.dy_px / 2) * 2
    grow = max(pose.scale - 1, 0)
    more_x = round(grow * (sprite.ink.right_px - sprite.ink.left_px) / 2 + 0.5) if grow else 0
    more_y = round(grow * (sprite.ink.bottom_px - sprite.ink.top_px) / 2 + 0.5) if grow else 0
    return Box(
        left_px=sprite.ink.left_px + dx - more_x,
        top_px=sprite.ink.top_px + dy - more_y,
        right_px=sprite.ink.right_px + dx + more_x,
        bottom_px=sprite.ink.bottom_px + dy + more_y,
    )


def held(sprite: Sprite, pose: Pose, room: Box) -> Pose:
    """The pose, moved no further than keeps the sprite's readable ink inside the room."""
    ink = sprite.ink
    if ink is None or (pose.dx_px == 0 and pose.dy_px == 0):
        return pose
    return replace(
        pose,
        dx_px=_between(pose.dx_px, room.left_px - ink.left_px, room.right_px - ink.right_px),
        dy_px=_between(pose.dy_px, room.top_px - ink.top_px, room.bottom_px - ink.bottom_px),
    )


def _between(move_px: float, least_px: int, most_px: int) -> float:
    """The move within its bounds, even ones: that is how far sprites step."""
    return float(min(max(move_px, min(-(-least_px // 2) * 2, 0)), max(most_px // 2 * 2, 0)))


def union(boxes: list[Box]) -> Box | None:
    """The smallest box around all of them."""
    if not boxes:
        return None
    return Box(
        left_px=min(box.left_px for box in boxes),
        top_px=min(box.top_px for box in boxes),
        right_px=max(box.right_px for box in boxes),
        bottom_px=max(box.bottom_px for box in boxes),
    )
