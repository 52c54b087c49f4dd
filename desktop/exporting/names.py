"""Names of exported files: by a person's pattern, legal on Windows, macOS and Linux alike."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from string import Formatter

import regex

from contract.problems import Code, Problem

USUAL_PATTERN = "{date} {title} {platform}"
PLACES = ("date", "title", "platform", "preset", "number")
# Every system takes 255 bytes; " (2)", ".mp4" and ".part" come behind it.
LONGEST_STEM_BYTES = 200
# Where nothing is left of a title that a file could be called.
NAMELESS = "reel"

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f-\x9f]')
# They turn the letters after them around: "gpj.exe" would be read as "exe.jpg".
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
# Devices of DOS, which Windows opens instead of a file, whatever follows a dot.
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\.|$)", re.I)


@dataclass(frozen=True)
class Named:
    """What a name can be made of; `date` as people write it in file names, 2026-11-24."""

    date: str
    title: str
    platform: str
    preset: str
    number: int


def check_pattern(pattern: str) -> None:
    """Pass when names can be made by it.

    Raises: Problem FIELD_INVALID.
    """
    for place in _places_of(pattern):
        if place not in PLACES:
            raise Problem(
                Code.FIELD_INVALID,
                f"There is no {{{place}}} in a name.",
                f"Use any of {', '.join(f'{{{one}}}' for one in PLACES)}.",
            )


def stem_of(pattern: str, named: Named) -> str:
    """The name of a reel's files without their endings, legal everywhere, never empty.

    Raises: Problem FIELD_INVALID.
    """
    check_pattern(pattern)
    values: Mapping[str, object] = {name: getattr(named, name) for name in PLACES}
    return legal(pattern.format_map(values))


def legal(name: str) -> str:
    """The nearest name that all three systems take, alone and with an ending behind it."""
    tidy = unicodedata.normalize("NFC", name.encode("utf-8", "ignore").decode())
    tidy = _FORBIDDEN.sub(" ", _TURNING.sub("", tidy))
    tidy = _shortened(" ".join(tidy.split()).strip(". "))
    if _DEVICES.match(tidy):
        tidy = f"{NAMELESS} {tidy}"
    return tidy or NAMELESS


def same_name(one: str) -> str:
    """What two names have in common that some system takes for one."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", one).casefold())


def first_free(stem: str, is_free: Callable[[str], bool]) -> str:
    """The stem, else with the lowest number behind it that is free."""
    return next(name for name in _numbered(stem) if is_free(name))


def _numbered(stem: str) -> Iterator[str]:
    yield stem
    for number in count(2):
        yield f"{stem} ({number})"


def _places_of(pattern: str) -> Iterator[str]:
    try:
        parts = list(Formatter().parse(pattern))
    except ValueError as error:
        raise Problem(
            Code.FIELD_INVALID,
            "A bracket of this name has no partner.",
            "Write places as {title}.",
        ) from error
    for _, place, form, conversion in parts:
        if place is None:
            continue
        # Nothing but plain places: a form could ask for a million zeros.
        yield place if not form and not conversion else f"{place}:{form}"


def _shortened(name: str) -> str:
    if len(name.encode()) <= LONGEST_STEM_BYTES:
        return name
    kept, size = "", 0
    for letter in regex.findall(r"\X", name):
        size += len(letter.encode())
        if size > LONGEST_STEM_BYTES:
            break
        kept += letter
    return kept.strip(". ")
