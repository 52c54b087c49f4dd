"""The pictures a person names, checked and turned into a draft before any work starts."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from contract.drafts import Draft, Focus, Placement
from contract.problems import Code, Problem
from reel.catalogue import get_preset
from reel.pixels.mezzanine import check_picture
from reel.script import read_script
from reel.terminal.options import Options

# Three minutes, the longest reel, hold sixty scenes of three seconds.
MOST_PICTURES = 60
# Faces stand in the upper half of most pictures, a little above the middle.
USUAL_FOCUS = Focus(0.5, 0.45)


def read_media(paths: Sequence[Path]) -> tuple[str, ...]:
    """Return the sha256 of each picture, in order, once all were seen to be whole pictures.

    Raises: Problem MEDIA_TOO_MANY, MEDIA_NOT_FOUND, MEDIA_TOO_LARGE, MEDIA_UNREADABLE.
    """
    if len(paths) > MOST_PICTURES:
        raise Problem(
            Code.MEDIA_TOO_MANY,
            f"There are {len(paths)} pictures; {MOST_PICTURES} are the most.",
            "Leave some out: every scene shows one.",
        )
    for path in paths:
        check_picture(path)
    return tuple(sha256_of(path) for path in paths)


def draft_from(options: Options, markdown: str, media: Sequence[str]) -> Draft:
    """Return the frozen draft of a wish; `media` are the pictures' sha256 in scene order."""
    topic, script = read_script(markdown)
    asked = options.variants
    return Draft(
        topic=topic,
        script=script,
        title=None,
        platform=options.platform,
        preset=options.preset,
        language=options.language,
        voice=options.voice,
        variants=get_preset(options.preset).variants if asked is None else asked,
        tags=(),
        placements=placements_of(media),
    )


def placements_of(media: Sequence[str]) -> tuple[Placement, ...]:
    """Pictures, each wherever it fits, in this order."""
    return tuple(
        Placement(
            id=f"picture-{place + 1}",
            media=sha256,
            order=f"a{place:04}",
            scene=None,
            role="picture",
            focus=USUAL_FOCUS,
        )
        for place, sha256 in enumerate(media)
    )


def sha256_of(path: Path) -> str:
    """Return the name of a media file: the sha256 of its bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
