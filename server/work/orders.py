"""What the worker and its render child say to each other: a line of JSON each."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter

from contract.drafts import Draft
from contract.generations import Stage
from contract.problems import Code
from contract.values import Value

# What each file of a variant is for, by the end of its name.
KINDS: Mapping[str, str] = {
    ".mp4": "video",
    ".proxy.mp4": "proxy",
    ".jpg": "cover",
    ".srt": "captions",
    ".vtt": "vtt",
    ".txt": "text",
    ".receipt.json": "receipt",
}
# What the files of a variant are called until they are stored under their content.
NAME = "reel"


class Recipe(Value):
    """What one variant is made of.

    `base` is the draft that its video was first drawn whole of, `scene_seeds` the seeds of the
    scenes that were made anew since, and `scene` the one of them that is asked for now; None and
    empty for an ordinary variant.
    """

    draft: Draft
    seed: int
    variant: int
    base: Draft | None = None
    scene_seeds: dict[int, int] = Field(default_factory=dict)
    scene: int | None = None


class Order(Value):
    """The first line on a render child's standard input; when that ends, so does the child.
    `media` are the draft's pictures by their sha256."""

    recipe: Recipe
    out: Path
    shelf: Path
    media: dict[str, Path] = Field(default_factory=dict)


class Told(Value):
    """How far the variant is, 0..100."""

    kind: Literal["told"] = "told"
    stage: Stage
    percent: int


class Made(Value):
    """The variant is made: what it is, and its files by kind; `made_ms` is what of it was asked
    for anew, None for all of it."""

    kind: Literal["made"] = "made"
    title: str
    differs_by: str
    duration_ms: int
    made_ms: int | None
    width: int
    height: int
    files: dict[str, Path]


class Refused(Value):
    """The variant cannot be made, as a problem says it."""

    kind: Literal["refused"] = "refused"
    code: Code
    says: str
    remedy: str
    retryable: bool


Line = Annotated[Told | Made | Refused, Field(discriminator="kind")]
LINE: TypeAdapter[Told | Made | Refused] = TypeAdapter(Line)
