"""What moves behind the words: generated grounds, and the creator's own pictures."""

from typing import Protocol

from reel.pixels.planes import Planes


class Backdrop(Protocol):
    """A moving ground of one scene."""

    def draw(self, frame: int, loudness: float, out: Planes) -> None:
        """Fill the whole frame; `frame` counts on the scene's clock, loudness is 0..1."""
        ...
