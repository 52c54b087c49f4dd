"""What the other tool is asked to make, as a file between two environments: plain data only.

The standard library must be enough here, for this module is read in both of them.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Shown:
    """A scene: what is seen, its file when it has one, and for how long."""

    kind: Literal["picture", "clip", "ground"]
    path: str | None
    seconds: float


@dataclass(frozen=True)
class Caption:
    """A few words and when they stand, in seconds of the whole video."""

    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Order:
    """A whole video; all paths are absolute, and `folder` is there to work in."""

    folder: str
    ffmpeg: str
    font: str
    narration: str
    width_px: int
    height_px: int
    fps: int
    scenes: tuple[Shown, ...]
    captions: tuple[Caption, ...]

    @property
    def seconds(self) -> float:
        """The length of the video."""
        return sum(scene.seconds for scene in self.scenes)

    def write(self, path: Path) -> None:
        """The order stands in the file."""
        path.write_text(json.dumps(asdict(self)), encoding="utf-8")


def read_order(path: Path) -> Order:
    """The order that `write` has put there."""
    fields = json.loads(path.read_text(encoding="utf-8"))
    fields["scenes"] = tuple(Shown(**scene) for scene in fields["scenes"])
    fields["captions"] = tuple(Caption(**caption) for caption in fields["captions"])
    return Order(**fields)
