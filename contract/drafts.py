"""A draft as it was at the click: the words, media and choices a video is made from."""

from typing import Literal

from contract.values import Value

# 3 minutes, the longest platform allows, hold about 500 spoken words; ten times that in
# characters leaves room for slow reading while a pasted book is still refused at once.
LONGEST_SCRIPT_CHARS = 20_000
# A hook is read in 1.5 s; a topic of more than this is a script in the wrong field.
LONGEST_TOPIC_CHARS = 300
MOST_VARIANTS = 3

PlacementRole = Literal["picture", "clip", "music", "voice"]


class Focus(Value):
    """The point that stays in view, as shares of width and height (0..1)."""

    x: float
    y: float


class Placement(Value):
    """One use of a media file, named by its sha256; `scene` None means wherever it fits."""

    id: str
    media: str
    order: str
    scene: int | None
    role: PlacementRole
    focus: Focus


class Draft(Value):
    """The frozen draft; `language` is a BCP 47 tag, None lets the script decide."""

    topic: str
    script: str
    title: str | None
    platform: str
    preset: str
    language: str | None
    voice: str | None
    variants: int
    tags: tuple[str, ...]
    placements: tuple[Placement, ...]
