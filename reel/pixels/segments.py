"""A video cut into pieces that are drawn, encoded and checked apart: scene bodies and
transitions, each with a key that changes exactly when its pixels would."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Literal

from contract.problems import Code, Problem
from contract.storyboards import Storyboard, Timing
from contract.version import ENGINE_VERSION
from reel import timing as clock
from reel.pixels import encode
from reel.pixels.ffmpeg import get_ffmpeg
from reel.pixels.surroundings import surroundings

FONTS = Path(__file__).resolve().parents[1] / "fonts"

Kind = Literal["body", "transition"]


@dataclass(frozen=True)
class Segment:
    """Frames [first_frame, first_frame + frames) of the whole video.

    A body shows `scene` alone; a transition leads into it from the scene before.
    """

    kind: Kind
    scene: int
    first_frame: int
    frames: int
    key: str


def plan(storyboard: Storyboard, timing: Timing, media: Mapping[str, Path]) -> tuple[Segment, ...]:
    """The segments that together are the video, in order, without gap or overlap.

    Raises: Problem MEDIA_NOT_FOUND when a scene's picture is not in `media`; FFMPEG_UNFIT.
    """
    _check_media(storyboard, media)
    shared = _shared_ingredients(storyboard)
    drawn = _drawn_ingredients(storyboard, timing)
    segments: list[Segment] = []
    starts = clock.scene_starts(timing)
    for place, (start, scene) in enumerate(zip(starts, timing.scenes, strict=True)):
        if scene.enters_frames:
            key = _key((*shared, "transition", drawn[place - 1], drawn[place]))
            segments.append(Segment("transition", place, start, scene.enters_frames, key))
        if scene.body_frames:
            key = _key((*shared, "body", drawn[place]))
            first = start + scene.enters_frames
            segments.append(Segment("body", place, first, scene.body_frames, key))
    return tuple(segments)


@lru_cache(maxsize=1)
def font_hashes() -> tuple[tuple[str, str], ...]:
    """The name and sha256 of every bundled font file, sorted by name."""
    files = sorted(path for path in FONTS.iterdir() if path.suffix in (".ttf", ".ttc"))
    return tuple((path.name, sha256(path.read_bytes()).hexdigest()) for path in files)


def _shared_ingredients(storyboard: Storyboard) -> tuple[str, ...]:
    """What every segment's pixels or bytes follow from."""
    return (
        f"engine {ENGINE_VERSION}",
        f"ffmpeg {get_ffmpeg().version}",
        " ".join(encode.ENCODER_FLAGS),
        *(f"{name} {digest}" for name, digest in font_hashes()),
        storyboard.frame.model_dump_json(),
        storyboard.style.model_dump_json(),
        f"{storyboard.language} {storyboard.right_to_left} {storyboard.seed}",
    )


def _drawn_ingredients(storyboard: Storyboard, timing: Timing) -> list[str]:
    """Each scene's own words, subjects, times and picture (by the sha256 in it), and what
    its look takes from around it."""
    return [
        "\n".join(
            (
                scene.model_dump_json(),
                times.model_dump_json(),
                surroundings(storyboard, timing, place),
            )
        )
        for place, (scene, times) in enumerate(zip(storyboard.scenes, timing.scenes, strict=True))
    ]


def _key(ingredients: Sequence[str]) -> str:
    digest = sha256()
    for ingredient in ingredients:
        encoded = ingredient.encode()
        digest.update(len(encoded).to_bytes(8, "big") + encoded)
    return digest.hexdigest()


def _check_media(storyboard: Storyboard, media: Mapping[str, Path]) -> None:
    for scene in storyboard.scenes:
        if scene.picture is not None and scene.picture.media not in media:
            raise Problem(
                Code.MEDIA_NOT_FOUND,
                "A picture that the script uses is not there.",
                "Add the picture again, or leave it out.",
            )
