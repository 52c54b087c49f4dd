"""Which scene each of the creator's pictures stands behind."""

from collections.abc import Sequence

from contract.drafts import Placement
from contract.storyboards import Picture, Scene

PlacedScene = tuple[Scene, int | None]


def with_pictures(
    scenes: Sequence[PlacedScene], placements: Sequence[Placement]
) -> tuple[Scene, ...]:
    """Return the scenes with pictures behind them.

    A picture with a scene of its own stands behind that paragraph of the script (counted
    from 0); the others, in their order, are spread evenly over body scenes still without.
    """
    pictures = sorted(
        (p for p in placements if p.role == "picture"), key=lambda p: (p.order.encode(), p.id)
    )
    placed = {p.scene: _picture(p) for p in reversed(pictures)}
    found = [None if place is None else placed.get(place) for _, place in scenes]
    free = [
        place
        for place, (scene, paragraph) in enumerate(scenes)
        if scene.role == "body" and paragraph is not None and found[place] is None
    ]
    loose = [_picture(p) for p in pictures if p.scene is None][: len(free)]
    for number, picture in enumerate(loose):
        found[free[(2 * number + 1) * len(free) // (2 * len(loose))]] = picture
    return tuple(
        scene.model_copy(update={"picture": picture})
        for (scene, _), picture in zip(scenes, found, strict=True)
    )


def _picture(placement: Placement) -> Picture:
    return Picture(media=placement.media, focus=placement.focus)
