"""A creator's files: what they are called, what they are, and how they travel."""

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from typing import Literal
from uuid import UUID

import regex

from contract.drafts import Placement
from contract.values import Answer

MediaKind = Literal["picture", "clip", "sound", "other"]

# What a telephone uploads in some seconds: that much is lost at most when a connection breaks.
PART_BYTES = 8 * 2**20
# Five minutes of a telephone's 4K film; what is longer than a reel by that much is cut before.
LARGEST_FILE_BYTES = 2 * 2**30
# What every file system takes, with room for an ending and a browser's " (1)".
LONGEST_NAME_BYTES = 180
LONGEST_ENDING_CHARS = 10
# What a file is called whose name says nothing.
UNNAMED = "file"

# By their endings; what is inside is for those who decode it. With what HTTP calls them.
_TYPES: dict[str, str] = {
    "avif": "image/avif", "bmp": "image/bmp", "gif": "image/gif", "heic": "image/heic",
    "heif": "image/heif", "jpeg": "image/jpeg", "jpg": "image/jpeg", "png": "image/png",
    "tif": "image/tiff", "tiff": "image/tiff", "webp": "image/webp",
    "avi": "video/x-msvideo", "m4v": "video/x-m4v", "mkv": "video/x-matroska",
    "mov": "video/quicktime", "mp4": "video/mp4", "mpg": "video/mpeg", "webm": "video/webm",
    "aac": "audio/aac", "aif": "audio/aiff", "aiff": "audio/aiff", "flac": "audio/flac",
    "m4a": "audio/mp4", "mp3": "audio/mpeg", "oga": "audio/ogg", "ogg": "audio/ogg",
    "opus": "audio/opus", "wav": "audio/wav",
}  # fmt: skip
_KINDS: dict[str, MediaKind] = {"image": "picture", "video": "clip", "audio": "sound"}
_SEPARATORS = re.compile(r"[/\\]")
# What some system, shell or header takes for something else, and what is unseen, apart from
# the joiners of emoji and of Persian.
_UNSAFE = regex.compile(r'(?:(?![\u200c\u200d])[\p{C}\p{Zl}\p{Zp}:*?"<>|])+')
_ENDING = re.compile(rf"(.*)\.([A-Za-z0-9]{{1,{LONGEST_ENDING_CHARS}}})", re.DOTALL)


class MediaAnswer(Answer):
    """A file that the server holds whole, of the owner that asks; `kind` as declared by its
    type or name."""

    id: UUID
    sha256: str
    name: str
    size_bytes: int
    kind: MediaKind
    created_at: datetime


class MediaListAnswer(Answer):
    """`GET /v1/media`, the newest first; `used_bytes` of all files, held and on their way, and
    what the plan allows, None where nothing is ever refused."""

    media: tuple[MediaAnswer, ...]
    next_cursor: str | None
    used_bytes: int
    limit_bytes: int | None


def tidy_name(text: str) -> str:
    """A file's name as it is kept and shown: one line, no path, not hidden, of bounded length,
    its ending kept where it is one."""
    last = _SEPARATORS.split(text)[-1][: 100 * LONGEST_NAME_BYTES]
    words = " ".join(_UNSAFE.sub(" ", unicodedata.normalize("NFC", last)).split()).rstrip(" .")
    found = _ENDING.fullmatch(words)
    stem, ending = (found[1], f".{found[2]}") if found else (words, "")
    return (_shortened(stem, LONGEST_NAME_BYTES - len(ending)) or UNNAMED) + ending


def kind_of(name: str, declared: str | None = None) -> MediaKind:
    """What a file is, by the type that came with it, else by the ending of its name."""
    family = (declared or "").strip().partition("/")[0].lower()
    return _KINDS.get(family) or _KINDS.get(media_type_of(name).partition("/")[0], "other")


def media_type_of(name: str) -> str:
    """What HTTP calls a file of this name; nothing that a browser would run."""
    return _TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")


def needed_for(placements: Iterable[Placement]) -> tuple[str, ...]:
    """The files that placements name, each once, sorted: all of them must be held before a
    wish that mentions them is sent."""
    return tuple(sorted({placement.media for placement in placements}))


def _shortened(text: str, most_bytes: int) -> str:
    """The start of a text, cut between what a person sees as letters."""
    short, size = "", 0
    for letter in regex.findall(r"\X", text[:most_bytes]):
        size += len(letter.encode("utf-8", "replace"))
        if size > most_bytes:
            break
        short += letter
    return short.strip(" .")
