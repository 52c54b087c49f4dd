"""Which words carry the weight: the key words of a hook, a card or a whole paragraph."""

from collections.abc import Sequence

import regex

from reel.catalogue.vocabulary import Vocabulary
from reel.tokens import Token, is_emoji

# Without words data, words this short are taken for small ones where there are longer.
SHORTEST_UNKNOWN_CHARS = 4
MOST_HOOK_KEYS = 2

_NUMBER = regex.compile(r"\p{N}")
_ENDING = regex.compile(r"(['’]s|s['’])$")


def is_small(token: Token, vocabulary: Vocabulary) -> bool:
    """Whether a word never carries emphasis: small, or nothing but punctuation and pictures."""
    word = token.bare.lower().replace("’", "'")
    if not word or is_emoji(token.text):
        return True
    return word in vocabulary.small


def is_number(token: Token, vocabulary: Vocabulary) -> bool:
    """Whether a word states a number, in digits or in letters."""
    word = token.bare.lower()
    named = (*vocabulary.numbers, *vocabulary.multiples)
    return bool(_NUMBER.search(word)) or any(word == number.word for number in named)


def key_word(
    tokens: Sequence[Token], vocabulary: Vocabulary, hook: frozenset[str] = frozenset()
) -> int | None:
    """Return the place of the word that matters most, None where only small words stand.

    Order: the author's stars, a number, what follows a word of contrast, the longest word
    that the hook holds too, the last word of content.
    """
    content = [place for place, token in enumerate(tokens) if not is_small(token, vocabulary)]
    if not content:
        return None
    starred = [place for place in content if tokens[place].starred]
    if starred:
        return max(starred, key=lambda place: (len(tokens[place].bare), place))
    for place in content:
        if is_number(tokens[place], vocabulary):
            return place
    opposed = _after_contrast(tokens, content, vocabulary)
    if opposed is not None:
        return opposed
    shared = [place for place in content if folded(tokens[place]) in hook]
    if shared:
        return max(shared, key=lambda place: (len(tokens[place].bare), place))
    return _last(tokens, content)


def hook_keys(tokens: Sequence[Token], vocabulary: Vocabulary) -> frozenset[int]:
    """Return the places of a hook's key words, two at most: the author's, or the one that weighs."""
    starred = [
        place
        for place, token in enumerate(tokens)
        if token.starred and not is_small(token, vocabulary)
    ]
    if starred:
        longest = sorted(starred, key=lambda place: -len(tokens[place].bare))
        return frozenset(longest[:MOST_HOOK_KEYS])
    place = key_word(tokens, vocabulary)
    return frozenset() if place is None else frozenset((place,))


def folded(token: Token) -> str:
    """Return the word as it is compared: lower case, without an English genitive."""
    return _ENDING.sub("", token.bare.lower())


def content_words(tokens: Sequence[Token], vocabulary: Vocabulary) -> frozenset[str]:
    """Return the folded words of content."""
    return frozenset(folded(token) for token in tokens if not is_small(token, vocabulary))


def _after_contrast(
    tokens: Sequence[Token], content: Sequence[int], vocabulary: Vocabulary
) -> int | None:
    turns = {*vocabulary.negations, *vocabulary.only, *vocabulary.turns}
    for place, token in enumerate(tokens):
        if token.bare.lower().replace("’", "'") in turns:
            later = [other for other in content if other > place]
            if later:
                return later[0]
    return None


def _last(tokens: Sequence[Token], content: Sequence[int]) -> int:
    long_enough = [place for place in content if len(tokens[place].bare) >= SHORTEST_UNKNOWN_CHARS]
    return max(long_enough or content)
