"""A draft's files as a person sees them: each placement with what is known of its file. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from contract.drafts import Placement, PlacementRole
from contract.media import MediaKind, kind_of
from contract.problems import Problem
from desktop.models.media import Media
from desktop.views.figures import size_words
from desktop.views.problem_words import words_of, words_of_parts
from desktop.views.words import tr

ROLES: Mapping[MediaKind, PlacementRole] = {"picture": "picture", "clip": "clip", "sound": "music"}
ICONS: Mapping[str, str] = {"picture": "image", "clip": "film", "music": "music", "voice": "mic"}


@dataclass(frozen=True)
class Placed:
    """A placement with its file; `media` None while this device has not heard of that. `fault` is
    why a picture cannot be drawn, `come` how many of its bytes the server has, while it goes."""

    id: UUID
    role: PlacementRole
    scene: int | None
    media: Media | None
    fault: Problem | None
    come: tuple[int, int] | None

    @property
    def name(self) -> str:
        """What it is called."""
        return self.media.name if self.media else tr("A file")

    @property
    def is_wrong(self) -> bool:
        """Whether it needs a person."""
        return self.fault is not None or (self.media is not None and self.media.state == "failed")

    @property
    def share(self) -> float | None:
        """How much of it is with the server, while it is on its way."""
        if self.media is None or self.media.state != "uploading" or self.come is None:
            return None
        come, size = self.come
        return come / size if size else None


def role_of(name: str) -> PlacementRole | None:
    """How a file of this name is placed; None for what is no clip, picture or sound."""
    return ROLES.get(kind_of(name))


def placed(
    placements: Iterable[Placement],
    files: Mapping[str, Media],
    faults: Mapping[str, Problem],
    coming: Mapping[str, tuple[int, int]],
) -> tuple[Placed, ...]:
    """The files of a draft in their order."""
    return tuple(
        Placed(
            id=UUID(one.id),
            role=one.role,
            scene=one.scene,
            media=files.get(one.media),
            fault=faults.get(one.media) if one.role == "picture" else None,
            come=coming.get(one.media),
        )
        for one in placements
    )


def pictures_of(
    placements: Iterable[Placement], files: Mapping[str, Media], folder: Path
) -> dict[str, Path]:
    """Where the pictures of a draft stand, as far as they are here."""
    found = {}
    for one in placements:
        media = files.get(one.media)
        if one.role == "picture" and media is not None and media.path is not None:
            found[one.media] = folder / media.path
    return found


def unused(shown: Sequence[Placed]) -> int:
    """How many of them no video shows yet: clips and sounds, which nothing decodes."""
    return sum(1 for one in shown if one.role != "picture")


def state_words(one: Placed, *, is_connected: bool) -> str:
    """How a file stands: its size, its way to the server, or what is wrong."""
    media = one.media
    if one.fault is not None:
        return tr("Not readable")
    if media is None:
        return tr("Not here yet")
    if media.state == "failed":
        return tr("Not sent")
    if one.share is not None:
        return tr("{percent} % sent", percent=int(100 * one.share))
    size = size_words(media.size_bytes)
    if media.state == "held" or not is_connected:
        return size
    return tr("{size}, waiting", size=size)


def full_words(one: Placed) -> str:
    """All that is known of it, in sentences."""
    if one.fault is not None:
        says = words_of(one.fault)
        return tr("{name}: {says} {remedy}", name=one.name, says=says.says, remedy=says.remedy)
    media = one.media
    if media is not None and media.problem is not None:
        told = media.problem
        says = words_of_parts(told["code"], told["says"], told["remedy"])
        return tr("{name}: {says} {remedy}", name=one.name, says=says.says, remedy=says.remedy)
    if one.role != "picture":
        return tr(
            "{name}: kept and sent along, but videos show pictures only so far.", name=one.name
        )
    if one.scene is None:
        return tr("{name}: behind whichever scene it fits.", name=one.name)
    return tr("{name}: behind scene {scene}.", name=one.name, scene=one.scene + 1)
