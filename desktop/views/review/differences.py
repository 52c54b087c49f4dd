"""What sets variants apart, side by side: each thing they may differ in, and which do."""

from collections.abc import Sequence
from dataclasses import dataclass

from desktop.models.generations import Variant
from desktop.views.catalogue_words import apart_words
from desktop.views.figures import length_words
from desktop.views.words import tr

LETTERS = "ABCDEFGHI"
# A preset tells how its variants open, their colours, their captions and their pace.
PARTS = 4


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


def differences(variants: Sequence[Variant]) -> tuple[Difference, ...]:
    """Opening, colours, captions, pace and length of these variants; where it is told in another
    way than presets tell it, as it is told."""
    says = [variant.differs_by or "" for variant in variants]
    told = [parts_of(one) for one in says]
    names = (tr("Opening"), tr("Colours"), tr("Captions"), tr("Pace"))
    if all(len(parts) == PARTS for parts in told):
        found = [
            _marked(name, [apart_words(parts[place]) for parts in told])
            for place, name in enumerate(names)
        ]
    else:
        found = [_marked(tr("Differs by"), [apart_words(one) for one in says])]
    found.append(_marked(tr("Length"), [length_words(one.duration_ms or 0) for one in variants]))
    return tuple(one for one in found if any(one.values))


def parts_of(says: str) -> tuple[str, ...]:
    """A sentence about a variant by what it tells: how it opens, its colours, its captions, its
    pace; the first is empty where it tells nothing of how it opens."""
    parts = [part.strip() for part in says.strip().rstrip(".").split(", ") if part.strip()]
    if len(parts) == PARTS - 1 and not parts[0].lower().startswith("opens"):
        parts = ["", *parts]
    return tuple(part[:1].upper() + part[1:] for part in parts)


def _marked(name: str, values: Sequence[str]) -> Difference:
    differs = tuple(len(values) > 1 and values.count(value) * 2 <= len(values) for value in values)
    return Difference(name, tuple(values), differs)
