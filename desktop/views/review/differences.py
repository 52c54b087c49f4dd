"""What sets variants apart, side by side: each thing they may differ in, and which do."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.models.generations import Variant
from desktop.views.figures import length_words, number_words
from desktop.views.words import tr
from reel.catalogue import presets

LETTERS = "ABCDEFGHI"
MANY = 3


@dataclass(frozen=True)
class Difference:
    """One thing in all variants: what it is, and how each has it; `differs` marks each that is
    not as the others are."""

    name: str
    values: tuple[str, ...]
    differs: tuple[bool, ...]


def letter_of(index: int) -> str:
    """What a person calls the variant of this place."""
    return LETTERS[index % len(LETTERS)]


def differences(variants: Sequence[Variant], preset: str) -> tuple[Difference, ...]:
    """Opening, colours, captions, pace and length of these variants."""
    told = [parts_of(variant.differs_by or "") for variant in variants]
    names = (tr("Opening"), tr("Colours"), tr("Captions"), tr("Pace"))
    found = [
        _marked(name, [parts[place] if len(parts) > place else "" for parts in told])
        for place, name in enumerate(names)
    ]
    paces = [_pace_words(variant.index, preset) for variant in variants]
    if any(paces):
        found[MANY] = _marked(names[MANY], paces)
    found.append(_marked(tr("Length"), [length_words(one.duration_ms or 0) for one in variants]))
    return tuple(one for one in found if any(one.values))


def parts_of(says: str) -> tuple[str, ...]:
    """A sentence about a variant by what it tells: how it opens, its colours, its captions, its
    pace; the first is empty where it tells nothing of how it opens."""
    parts = [part.strip() for part in says.strip().rstrip(".").split(", ") if part.strip()]
    if len(parts) == MANY and not parts[0].lower().startswith("opens"):
        parts = ["", *parts]
    return tuple(part[:1].upper() + part[1:] for part in parts)


def _marked(name: str, values: Sequence[str]) -> Difference:
    differs = tuple(len(values) > 1 and values.count(value) * 2 <= len(values) for value in values)
    return Difference(name, tuple(values), differs)


def _pace_words(index: int, preset: str) -> str:
    """How fast a variant of a built-in preset speaks, in words a minute."""
    known = next((one for one in presets() if one.id == preset), None)
    if known is None or index >= len(known.variations):
        return ""
    pace = known.words_per_minute * known.variations[index].pace
    return tr("{words} words a minute", words=number_words(pace, 0))
