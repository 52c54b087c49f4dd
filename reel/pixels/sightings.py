"""What is seen while a segment is drawn: the measurements that cost least right there."""

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from contract.platforms import Box
from reel.pixels.compositor import Compositor
from reel.pixels.planes import Planes
from reel.pixels.sprites import union

# A cell is 20 px of a 1080 wide frame: larger than any letter's stroke, smaller than any flash.
THUMB_WIDTH, THUMB_HEIGHT = 54, 96

Thumbs = NDArray[np.uint8]
LitWord = tuple[int, int, int]


@dataclass(frozen=True, eq=False)
class Sighting:
    """A drawn segment: small pictures (frames, 3, 96, 54) as luma and chroma, the box around
    all readable ink in px of a 1080 wide frame, and the lit (scene, shot, word) per frame."""

    thumbs: Thumbs
    ink: Box | None
    lit: tuple[LitWord | None, ...]


@dataclass
class Watch:
    """Collects the sighting of one segment, frame by frame."""

    compositor: Compositor
    _thumbs: list[Thumbs] = field(default_factory=list)
    _ink: Box | None = None
    _lit: list[LitWord | None] = field(default_factory=list)

    def see(self, frame: int, planes: Planes) -> None:
        """Take note of a frame that was just drawn."""
        self._thumbs.append(thumb(planes))
        ink = self.compositor.ink(frame)
        self._ink = union([box for box in (self._ink, ink) if box is not None])
        self._lit.append(self.compositor.lit(frame))

    def sighting(self) -> Sighting:
        """Everything seen so far."""
        return Sighting(np.stack(self._thumbs), self._ink, tuple(self._lit))


def thumb(planes: Planes) -> Thumbs:
    """The planes of a frame averaged down, shape (3, 96, 54)."""
    return np.stack([_averaged(plane) for plane, _ in planes.each()])


def _averaged(plane: Thumbs) -> Thumbs:
    """Halved while that is possible, which is eight times as fast as one large step."""
    while plane.shape[1] >= 4 * THUMB_WIDTH and plane.shape[0] % 2 == plane.shape[1] % 2 == 0:
        half = (plane.shape[1] // 2, plane.shape[0] // 2)
        plane = cv2.resize(plane, half, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    small = cv2.resize(plane, (THUMB_WIDTH, THUMB_HEIGHT), interpolation=cv2.INTER_AREA)
    return small.astype(np.uint8, copy=False)
