"""The looks: each draws the grounds, subjects and turns of its presets' scenes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Protocol

from contract.presets import LookName
from contract.storyboards import Shot, ShotTiming
from reel.pixels.backdrops import Backdrop
from reel.pixels.captions import Dress
from reel.pixels.looks.explainer import scenes as explainer
from reel.pixels.looks.listicle import scenes as listicle
from reel.pixels.looks.story import scenes as story
from reel.pixels.planes import Planes
from reel.pixels.sprites import Moving
from reel.pixels.stage import Stage


class Look(Protocol):
    """What a look decides. Frames count on the scene's clock."""

    def ground(self, stage: Stage, width_px: int, height_px: int) -> Backdrop:
        """The moving ground of a scene without a picture."""
        ...

    def dress(self, stage: Stage) -> Dress:
        """The colours of its captions."""
        ...

    def furniture(self, stage: Stage) -> tuple[Moving, ...]:
        """What stands through the whole scene: labels, counts, rules."""
        ...

    def subject(self, stage: Stage, shot: Shot, times: ShotTiming) -> tuple[Moving, ...]:
        """What a shot is about, drawn big."""
        ...

    def turn(self, before: Planes, after: Planes, share: float, out: Planes) -> None:
        """The grounds of two scenes on the way from one to the next, share 0..1."""
        ...


LOOKS: Mapping[LookName, Look] = MappingProxyType(
    {"explainer": explainer, "list": listicle, "story": story}
)
