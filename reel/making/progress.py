"""How far a reel is: a stage, a variant and whole per cents that never fall."""

from collections.abc import Callable
from typing import Literal, NamedTuple

Stage = Literal["writing", "narrating", "drawing", "finishing"]
# Says how far a stage of one variant is, 0..1.
Tell = Callable[[Stage, float], None]
# Where in a variant each stage begins, in per cent; measured on a 30 s reel.
BEGINS = {"writing": 0, "narrating": 1, "drawing": 4, "finishing": 88}
ENDS = {"writing": 1, "narrating": 4, "drawing": 88, "finishing": 100}


class Progress(NamedTuple):
    """What is going on: `variant` counts from 0, `percent` is 0..100 of everything."""

    stage: Stage
    variant: int
    percent: int


class Teller:
    """Tells progress on, and never that less is done than was told before."""

    def __init__(self, variants: int, on_progress: Callable[[Progress], None]) -> None:
        self._variants = variants
        self._on_progress = on_progress
        self._told: Progress | None = None

    def of(self, variant: int) -> Tell:
        """What tells how far the stages of one variant are."""
        return lambda stage, share: self.tell(stage, variant, share)

    def tell(self, stage: Stage, variant: int, share: float = 0.0) -> None:
        """Say how far a stage of a variant is, 0..1; the same news is told once."""
        inside = BEGINS[stage] + (ENDS[stage] - BEGINS[stage]) * min(max(share, 0.0), 1.0)
        percent = int((100 * variant + inside) / self._variants)
        if self._told is not None:
            percent = max(percent, self._told.percent)
        news = Progress(stage, variant, percent)
        if news != self._told:
            self._told = news
            self._on_progress(news)
