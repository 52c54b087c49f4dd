"""Not this but that: the two sides of a contrast, found in a sentence or two."""

from collections.abc import Sequence

from contract.storyboards import ContrastSubject
from reel import languages
from reel.catalogue.vocabulary import Vocabulary
from reel.subjects.phrases import clause_end, clause_start, find_phrase, starts_with
from reel.tokens import CLAUSE_ENDS, Token, ends_clause, ends_sentence, joined, shown

MOST_SIDE_WORDS = 6
LONGEST_SIDE_CHARS = 34
# "It isn't the camera. It's the light.": only sentences this short stand so plainly opposed.
MOST_TWIN_WORDS = 8
NEGATION_REACH_WORDS = 3

Words = Sequence[Token]


def contrast(tokens: Words, vocabulary: Vocabulary, language: str) -> ContrastSubject | None:
    """Return the contrast that a sentence draws, None when it draws none."""
    if any(languages.is_unspaced(char) for token in tokens for char in token.text):
        return _unspaced(tokens, vocabulary)
    return (
        _not_but(tokens, vocabulary)
        or _but_not(tokens, vocabulary)
        or _instead(tokens, vocabulary)
        or _before_after(tokens, vocabulary)
        or _twins_in_one(tokens, vocabulary)
    )


def twin_contrast(first: Words, second: Words, vocabulary: Vocabulary) -> ContrastSubject | None:
    """Return the contrast of two sentences: "It is not X. It is Y.", "Before: X. After: Y."."""
    both = (*first, *second)
    return _before_after(both, vocabulary) or _twins(both, len(first), vocabulary)


def _not_but(tokens: Words, vocabulary: Vocabulary) -> ContrastSubject | None:
    """ "not X but Y"."""
    negation = find_phrase(tokens, vocabulary.negations)
    if negation is None or starts_with(tokens, vocabulary.only, negation.end):
        return None
    turn = find_phrase(tokens, vocabulary.turns, negation.end + 1)
    if turn is None or any(ends_sentence(t.text) for t in tokens[negation.end : turn.first]):
        return None
    after = tokens[turn.end : clause_end(tokens, turn.end)]
    before = _like(tokens[negation.end : turn.first], after, vocabulary)
    return _subject(before, after, turn.end)


def _but_not(tokens: Words, vocabulary: Vocabulary) -> ContrastSubject | None:
    """ "Y, not X": what stands is said first, so the turn comes with its first word."""
    for place in range(1, len(tokens)):
        negation = starts_with(tokens, vocabulary.negations[:1], place)
        if not negation or not tokens[place - 1].text.endswith(tuple(CLAUSE_ENDS)):
            continue
        before = tokens[negation.end : clause_end(tokens, negation.end)]
        start = clause_start(tokens, place)
        after = _last_words(tokens[start:place], before, vocabulary)
        return _subject(before, after, place - len(after))
    return None


def _instead(tokens: Words, vocabulary: Vocabulary) -> ContrastSubject | None:
    """ "Instead of X, Y" and "Y instead of X"."""
    found = find_phrase(tokens, vocabulary.instead)
    if found is None or found.end >= len(tokens):
        return None
    end = clause_end(tokens, found.end)
    before = tokens[found.end : end]
    if found.first == 0:
        return _subject(before, tokens[end : clause_end(tokens, end)], end)
    start = clause_start(tokens, found.first)
    after = _last_words(tokens[start : found.first], before, vocabulary)
    return _subject(before, after, found.first - len(after))


def _before_after(tokens: Words, vocabulary: Vocabulary) -> ContrastSubject | None:
    """ "Before: X. After: Y."."""
    if not tokens or not _is_mark(tokens[0], vocabulary.before):
        return None
    for place in range(2, len(tokens)):
        if _is_mark(tokens[place], vocabulary.after) and ends_clause(tokens[place - 1].text):
            return _subject(tokens[1:place], tokens[place + 1 :], place + 1, most_words=12)
    return None


def _is_mark(token: Token, words: Sequence[str]) -> bool:
    return token.lower in words and token.text.endswith((":", "："))


def _twins_in_one(tokens: Words, vocabulary: Vocabulary) -> ContrastSubject | None:
    """ "It isn't X, it's Y"."""
    end = clause_end(tokens, 0)
    is_comma = 0 < end < len(tokens) and not ends_sentence(tokens[end - 1].text)
    return _twins(tokens, end, vocabulary) if is_comma else None


def _twins(tokens: Words, half: int, vocabulary: Vocabulary) -> ContrastSubject | None:
    first, second = tokens[:half], tokens[half:]
    if not 2 < len(first) <= MOST_TWIN_WORDS or not 2 <= len(second) <= MOST_TWIN_WORDS:
        return None
    negation = find_phrase(first, vocabulary.negations, 0, NEGATION_REACH_WORDS)
    if negation is None or negation.first == 0 or _stem(first[0]) != _stem(second[0]):
        return None
    if find_phrase(second, vocabulary.negations):
        return None
    verb = 1 if "'" in second[0].lower else 2
    return _subject(first[negation.end :], second[verb:], half + verb)


def _stem(token: Token) -> str:
    return token.lower.split("'")[0]


def _unspaced(tokens: Words, vocabulary: Vocabulary) -> ContrastSubject | None:
    """Chinese, Japanese and Thai, letter by letter: "不是X而是Y", "XではなくY"."""
    text = joined(tokens)
    for turn in vocabulary.turns:
        at = text.find(turn)
        starts = [text.find(word) + len(word) for word in vocabulary.negations if word in text]
        start = min((start for start in starts if start <= at), default=None)
        if vocabulary.negations and start is None:
            continue
        before = text[start or 0 : max(at, 0)].strip(CLAUSE_ENDS + " ")
        after = text[at + len(turn) :].split("，")[0].split("、")[0].strip(CLAUSE_ENDS + "。！ ")
        if at > 0 and before and after and max(len(before), len(after)) <= LONGEST_SIDE_CHARS / 2:
            word = _word_at(tokens, at + len(turn))
            return ContrastSubject(kind="contrast", before=before, after=after, turn_word=word)
    return None


def _word_at(tokens: Words, offset: int) -> int:
    for place in range(len(tokens)):
        if len(joined(tokens[: place + 1])) > offset:
            return place
    return len(tokens) - 1


def _like(tokens: Words, other: Words, vocabulary: Vocabulary) -> Words:
    """The last words of one side that are built like the other: "the result", "the hello"."""
    opening = other[0].lower if other else ""
    for place in range(len(tokens) - 1, 0, -1):
        if tokens[place].lower == opening:
            return tokens[place:]
    has_verb = len(tokens) > 1 and tokens[0].lower in vocabulary.copulas
    return tokens[1:] if has_verb else tokens


def _last_words(tokens: Words, other: Words, vocabulary: Vocabulary) -> Words:
    """As `_like`; of a side that is too long, as many last words as the other has."""
    alike = _like(tokens, other, vocabulary)
    return alike if len(alike) < MOST_SIDE_WORDS else alike[-max(len(other), 1) :]


def _subject(
    before: Words, after: Words, turn_word: int, most_words: int = MOST_SIDE_WORDS
) -> ContrastSubject | None:
    texts = shown(before), shown(after)
    if not all(texts) or max(len(before), len(after)) > most_words:
        return None
    if max(map(len, texts)) > LONGEST_SIDE_CHARS * (most_words / MOST_SIDE_WORDS):
        return None
    return ContrastSubject(kind="contrast", before=texts[0], after=texts[1], turn_word=turn_word)
