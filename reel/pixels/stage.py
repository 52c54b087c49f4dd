"""What an artist is given to draw one scene: words, times, type and the scale of the frame."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from contract.platforms import Box
from contract.presets import Face, Palette
from contract.storyboards import Scene, SceneTiming, Shot, ShotTiming, Storyboard
from reel.catalogue import get_vocabulary
from reel.pixels.typeset import Type

# Text stands between these, 7-8 px inside the box that all three platforms leave free.
LEFT_PX, RIGHT_PX = 72, 880
WIDTH_PX = RIGHT_PX - LEFT_PX
CENTRE_PX = 476
TOP_PX, BOTTOM_PX = 296, 1240
# The part of the frame that all three platforms leave free of their own buttons and texts.
FREE_BOX = Box(left_px=65, top_px=288, right_px=888, bottom_px=1248)
# A scene's words are gone after this share of a transition, then the next one's enter.
HANDOVER = 0.4


@dataclass(frozen=True)
class Stage:
    """One scene on its own clock; `scale` is output pixels per px of a 1080 wide frame."""

    storyboard: Storyboard
    scene: Scene
    timing: SceneTiming
    scale: float

    @property
    def palette(self) -> Palette:
        """The colours of this variant."""
        return self.storyboard.style.palette

    @property
    def anchor(self) -> str:
        """Where lines hang: centre, or the side that reading starts from."""
        if self.storyboard.style.centred:
            return "centre"
        return "right" if self.storyboard.right_to_left else "left"

    @property
    def anchor_px(self) -> int:
        """The x that lines hang from."""
        return {"left": LEFT_PX, "centre": CENTRE_PX, "right": RIGHT_PX}[self.anchor]

    @property
    def small_words(self) -> frozenset[str]:
        """Words that a line should not end with, in the language of the reel."""
        return frozenset(get_vocabulary(self.storyboard.language).small)

    def type(self, face: Face, size_px: float) -> Type:
        """A face of the look at a size, for the language of the reel."""
        return Type(face, size_px, self.storyboard.language, self.storyboard.right_to_left)

    def shots(self) -> Sequence[tuple[int, Shot, ShotTiming]]:
        """The scene's shots with their place and times."""
        pairs = zip(self.scene.shots, self.timing.shots, strict=True)
        return tuple((place, shot, times) for place, (shot, times) in enumerate(pairs))

    def entrance(self, times: ShotTiming) -> int:
        """The first frame in which a shot's subject may be seen."""
        return max(times.first_frame, ceil(HANDOVER * self.timing.enters_frames))

    def loudness(self, frame: int) -> float:
        """How loud the narration is in a frame, 0..1."""
        values = self.timing.loudness
        return values[min(frame, len(values) - 1)] / 255 if values else 0.0
