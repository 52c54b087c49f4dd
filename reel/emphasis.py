"""Which words carry the weight: the key words of a hook, a card or a whole paragraph."""

from collections.abc import Sequence

import regex

from reel.catalogue.vocabulary import Vocabulary
from reel.tokens import Token, ends_clause, is_emoji, shown

# In a language without words data, shorter words are taken for small ones where others stand.
SHORTEST_UNKNOWN_CHARS = 4
MOST_HOOK_KEYS = 2
MOST_PHRASE_WORDS = 8
# Two words of content outweigh the small one between them, and no more.
SMALL_WORD_WEIGHT = -1

_NUMBER = regex.compile(r"\p{N}")
_ENDING = regex.compile(r"(['’]s|s['’])$")


def is_small(token: Token, vocabulary: Vocabulary) -> bool:
    """Whether a word never carries emphasis: small, or nothing but punctuation and pictures."""
    return not token.bare or is_emoji(token.text) or token.lower in vocabulary.small


def is_number(token: Token, vocabulary: Vocabulary) -> bool:
    """Whether a word states a number, in digits or in letters."""
    word = token.lower
    return bool(_NUMBER.search(word)) or word in vocabulary.numbers or word in vocabulary.multiples


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
        is_date = tokens[place].text.endswith(".") and place + 1 < len(tokens)
        if is_number(tokens[place], vocabulary) and not is_date:
            return place
    opposed = _after_contrast(tokens, content, vocabulary)
    if opposed is not None:
        return opposed
    shared = [place for place in content if folded(tokens[place]) in hook]
    if shared:
        return max(shared, key=lambda place: (len(tokens[place].bare), place))
    return content[-1] if vocabulary.small else _last_long(tokens, content)


def hook_keys(tokens: Sequence[Token], vocabulary: Vocabulary) -> frozenset[int]:
    """Return the places of a hook's key words, two at most: the author's, or else one."""
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
    folded_word: str = _ENDING.sub("", token.lower)
    return folded_word


def content_words(tokens: Sequence[Token], vocabulary: Vocabulary) -> frozenset[str]:
    """Return the folded words of content."""
    return frozenset(folded(token) for token in tokens if not is_small(token, vocabulary))


def key_phrase(tokens: Sequence[Token], vocabulary: Vocabulary, longest_chars: int) -> str:
    """Return the words in a row that say most in so few characters, "" where none does."""
    best, best_weight = "", 0
    for first, opening in enumerate(tokens):
        if is_small(opening, vocabulary):
            continue
        weight = 0
        for end in range(first + 1, min(first + MOST_PHRASE_WORDS, len(tokens)) + 1):
            text = shown(tokens[first:end])
            if len(text) > longest_chars:
                break
            weight += SMALL_WORD_WEIGHT if is_small(tokens[end - 1], vocabulary) else 2
            if weight > best_weight and not is_small(tokens[end - 1], vocabulary):
                best, best_weight = text, weight
            if ends_clause(tokens[end - 1].text):
                break
    return best


def opening_phrase(tokens: Sequence[Token], vocabulary: Vocabulary, longest_chars: int) -> str:
    """Return the words from the first of content on, as many as say something in that room."""
    content = [place for place, token in enumerate(tokens) if not is_small(token, vocabulary)]
    best = ""
    for place in content[:MOST_PHRASE_WORDS]:
        text = shown(tokens[content[0] : place + 1])
        if len(text) > longest_chars:
            break
        best = text
        if ends_clause(tokens[place].text):
            break
    return best


def _after_contrast(
    tokens: Sequence[Token], content: Sequence[int], vocabulary: Vocabulary
) -> int | None:
    """The word that a denial denies, or the one that a "but" leads up to."""
    for place, token in enumerate(tokens):
        later = [other for other in content if other > place]
        if later and token.lower in (*vocabulary.negations, *vocabulary.only):
            return later[0]
        if later and token.lower in vocabulary.turns:
            return later[0] if later[0] == place + 1 else later[-1]
    return None


def _last_long(tokens: Sequence[Token], content: Sequence[int]) -> int:
    long_enough = [place for place in content if len(tokens[place].bare) >= SHORTEST_UNKNOWN_CHARS]
    return max(long_enough or content)
