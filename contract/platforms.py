"""What a platform accepts and where its own buttons lie, as versioned data."""

from datetime import date
from typing import Literal

from contract.values import Answer, Value

PlatformId = Literal["tiktok", "reels", "shorts"]


class Box(Value):
    """Pixels of a 1080x1920 frame: left and top included, right and bottom not."""

    left_px: int
    top_px: int
    right_px: int
    bottom_px: int

    def contains(self, other: "Box") -> bool:
        """Whether every pixel of the other box is one of this box."""
        return (
            self.left_px <= other.left_px
            and self.top_px <= other.top_px
            and other.right_px <= self.right_px
            and other.bottom_px <= self.bottom_px
        )


class Frame(Value):
    """The picture every video of a platform has."""

    width_px: int
    height_px: int
    fps: int


class Platform(Value):
    """One platform's facts, as published at `source` and read on `checked_on`; they drift."""

    id: PlatformId
    version: int
    name: str
    source: str
    checked_on: date
    frame: Frame
    safe_box: Box
    shortest_ms: int
    longest_ms: int
    largest_bytes: int


class PlatformsAnswer(Answer):
    """`GET /v1/platforms`, in the order in which people are shown them."""

    platforms: tuple[Platform, ...]
