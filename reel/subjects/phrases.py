"""Finding a language's phrases among words, and the stretches of words around them."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from reel.catalogue.vocabulary import Vocabulary
from reel.tokens import Token, ends_clause


class Found(NamedTuple):
    """Words `first` up to, not including, `end`."""

    first: int
    end: int


def find_phrase(
    tokens: Sequence[Token], phrases: Collection[str], first: int = 0, end: int | None = None
) -> Found | None:
    """Return where the earliest of the phrases stands; of two at one place, the longer."""
    end = len(tokens) if end is None else min(end, len(tokens))
    longest = _longest(phrases)
    for place in range(first, end if longest else first):
        found = _phrase_at(tokens, phrases, place, min(longest, end - place))
        if found:
            return found
    return None


def starts_with(tokens: Sequence[Token], phrases: Collection[str], at: int) -> Found | None:
    """Return the phrase that stands exactly at a word, if one does."""
    return _phrase_at(tokens, phrases, at, min(_longest(phrases), len(tokens) - at))


def clause_end(tokens: Sequence[Token], first: int) -> int:
    """Return the place after the last word of the clause that word `first` stands in."""
    for place in range(first, len(tokens)):
        if ends_clause(tokens[place].text):
            return place + 1
    return len(tokens)


def clause_start(tokens: Sequence[Token], end: int) -> int:
    """Return the place of the first word of the clause that ends before word `end`."""
    for place in range(end - 1, 0, -1):
        if ends_clause(tokens[place - 1].text):
            return place
    return 0


def trimmed(tokens: Sequence[Token], vocabulary: Vocabulary) -> tuple[Token, ...]:
    """Return the words without small ones at either end."""
    words = list(tokens)
    while words and _is_small(words[0], vocabulary):
        words.pop(0)
    while words and _is_small(words[-1], vocabulary):
        words.pop()
    return tuple(words)


def _is_small(token: Token, vocabulary: Vocabulary) -> bool:
    return not token.bare or token.lower in vocabulary.small


def _phrase_at(
    tokens: Sequence[Token], phrases: Collection[str], place: int, longest: int
) -> Found | None:
    for length in range(longest, 0, -1):
        words = (token.lower for token in tokens[place : place + length])
        if " ".join(words) in phrases:
            return Found(place, place + length)
    return None


def _longest(phrases: Collection[str]) -> int:
    return max((phrase.count(" ") + 1 for phrase in phrases), default=0)
