"""Tags: few, short, and the same however they are typed."""

import unicodedata
from collections.abc import Iterable
from typing import Annotated

import regex
from pydantic import AfterValidator, Field

MOST_TAGS = 20
LONGEST_TAG_GRAPHEMES = 40
# A grapheme may be a whole family of emoji; this bounds what one is allowed to weigh.
LONGEST_TAG_CHARS = 400


def tidy_tag(tag: str) -> str:
    """Return the one spelling of a tag: NFC, case folded, single spaces.

    Raises: ValueError when nothing is left of it or it is too long.
    """
    # Decomposed first: folding turns some marks into letters, and marks have an order only then.
    folded = unicodedata.normalize("NFD", tag).casefold()
    tidy = " ".join(unicodedata.normalize("NFC", folded).split())
    if len(tidy) > LONGEST_TAG_CHARS:
        raise ValueError(f"a tag has at most {LONGEST_TAG_CHARS} characters")
    graphemes = len(regex.findall(r"\X", tidy))
    if not 1 <= graphemes <= LONGEST_TAG_GRAPHEMES:
        raise ValueError(f"a tag has 1 to {LONGEST_TAG_GRAPHEMES} letters, this has {graphemes}")
    return tidy


def tidy_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return tags in their one spelling, each once, sorted.

    Raises: ValueError for a bad tag or too many.
    """
    tidy = tuple(sorted({tidy_tag(tag) for tag in tags}))
    if len(tidy) > MOST_TAGS:
        raise ValueError(f"{MOST_TAGS} tags are the most, these are {len(tidy)}")
    return tidy


Tags = Annotated[
    tuple[Annotated[str, Field(max_length=LONGEST_TAG_CHARS)], ...],
    Field(max_length=10 * MOST_TAGS),
    AfterValidator(tidy_tags),
]
