"""When the scenes of a finished video begin and end, read from its receipt."""

from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from contract.receipts import Receipt


@dataclass(frozen=True)
class SceneSpan:
    """A scene on the video's clock, with the transition into it."""

    start_ms: int
    end_ms: int

    @property
    def length_ms(self) -> int:
        """How long it lasts."""
        return self.end_ms - self.start_ms


def read_receipt(content: bytes) -> Receipt | None:
    """The receipt of a file, None when another version of Reelyard wrote it."""
    try:
        return Receipt.model_validate_json(content)
    except ValidationError:
        return None


def spans_of(receipt: Receipt) -> tuple[SceneSpan, ...]:
    """The scenes in order, without gap or overlap."""
    fps = receipt.measurements.file.fps
    spans = list[SceneSpan]()
    frames, begins, scene = 0, 0, None
    for segment in receipt.segments:
        if scene is not None and segment.scene != scene:
            spans.append(_span(begins, frames, fps))
            begins = frames
        scene = segment.scene
        frames += segment.frames
    if scene is not None:
        spans.append(_span(begins, frames, fps))
    return tuple(spans)


def whole(duration_ms: int) -> tuple[SceneSpan, ...]:
    """A video of whose scenes nothing is known: one from end to end."""
    return (SceneSpan(0, max(duration_ms, 1)),)


def scene_at(spans: Sequence[SceneSpan], at_ms: int) -> int:
    """Which scene is on at a moment; the last one from its begin on."""
    for place, span in enumerate(spans):
        if at_ms < span.end_ms:
            return place
    return len(spans) - 1


def _span(begins: int, ends: int, fps: int) -> SceneSpan:
    return SceneSpan(round(begins * 1000 / fps), round(ends * 1000 / fps))
