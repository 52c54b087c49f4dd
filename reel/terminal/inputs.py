"""The files a person names, checked and turned into a draft before any work starts."""

import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from contract.drafts import LONGEST_SCRIPT_CHARS, Draft, Focus, Placement
from contract.problems import Code, Problem
from reel.catalogue import get_preset
from reel.choices import derive
from reel.pixels.mezzanine import check_picture
from reel.script import read_script
from reel.terminal.options import STANDARD_INPUT, Options

# UTF-8 spends at most four bytes on a character; anything longer is refused unread.
LARGEST_SCRIPT_BYTES = 8 * LONGEST_SCRIPT_CHARS
# Three minutes, the longest reel, hold sixty scenes of three seconds.
MOST_PICTURES = 60
# Faces stand in the upper half of most pictures, a little above the middle.
USUAL_FOCUS = Focus(0.5, 0.45)

_UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_markdown(path: Path) -> str:
    """Return the text of a script file, or of standard input for "-".

    Raises: Problem SCRIPT_NOT_FOUND, SCRIPT_UNREADABLE, SCRIPT_TOO_LONG.
    """
    try:
        if path == STANDARD_INPUT:
            content = _limited(sys.stdin.buffer)
        else:
            with path.open("rb") as file:
                content = _limited(file)
    except FileNotFoundError as error:
        raise Problem(
            Code.SCRIPT_NOT_FOUND,
            f"There is no script {path}.",
            "Check its name and folder.",
        ) from error
    except (OSError, ValueError) as error:
        raise _unreadable(path, "cannot be opened", "a text file that you may read") from error
    return _decoded(content, path)


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
        placements=tuple(
            Placement(
                id=f"picture-{place + 1}",
                media=sha256,
                order=f"a{place:04}",
                scene=None,
                role="picture",
                focus=USUAL_FOCUS,
            )
            for place, sha256 in enumerate(media)
        ),
    )


def seed_of(draft: Draft) -> int:
    """Return the seed of a wish that names none: the same words give the same video."""
    return derive(0, f"{draft.topic}\n{draft.script}")


def sha256_of(path: Path) -> str:
    """Return the name of a media file: the sha256 of its bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _limited(file: BinaryIO) -> bytes:
    content = file.read(LARGEST_SCRIPT_BYTES + 1)
    if len(content) > LARGEST_SCRIPT_BYTES:
        raise Problem(
            Code.SCRIPT_TOO_LONG,
            f"The script is longer than {LONGEST_SCRIPT_CHARS:,} characters, about 30 minutes.",
            "Keep what belongs in three minutes, about 450 words.",
        )
    return content


def _decoded(content: bytes, path: Path) -> str:
    coding = "utf-16" if content.startswith(_UTF_16_MARKS) else "utf-8-sig"
    try:
        return content.decode(coding)
    except UnicodeDecodeError as error:
        raise _unreadable(path, "is not a text in UTF-8", "it as plain text in UTF-8") from error


def _unreadable(path: Path, says: str, instead: str) -> Problem:
    return Problem(Code.SCRIPT_UNREADABLE, f"{path} {says}.", f"Save {instead} and use that.")
