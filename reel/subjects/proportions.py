"""A stated number as a figure: what it counts, and bars where it gives a proportion."""

from collections.abc import Sequence

from contract.storyboards import Bar, NumeralSubject
from reel.catalogue.vocabulary import Vocabulary
from reel.subjects.numerals import Stated, telling_number
from reel.subjects.phrases import clause_end, clause_start, find_phrase, starts_with, trimmed
from reel.tokens import Token, ends_clause, joined, shown

MOST_GLOSS_WORDS = 5
LONGEST_GLOSS_CHARS = 34
LONGEST_LABEL_CHARS = 18
MOST_LABEL_WORDS = 2


def numeral(tokens: Sequence[Token], vocabulary: Vocabulary) -> NumeralSubject | None:
    """Return the most telling number of a sentence, None when it states none."""
    stated = telling_number(tokens, vocabulary)
    if stated is None:
        return None
    return NumeralSubject(
        kind="numeral",
        value=stated.value,
        gloss=_gloss(tokens, stated, vocabulary),
        bars=_bars(tokens, stated, vocabulary),
    )


def _gloss(tokens: Sequence[Token], stated: Stated, vocabulary: Vocabulary) -> str:
    """What the number counts: the words after it, or where none follow those before it."""
    after = _words_after(tokens, stated, vocabulary)
    if stated.after:
        gap = "" if after and after[0].joins else " "
        return (stated.after + gap + shown(after)).strip()
    return shown(after) or shown(_words_before(tokens, stated, vocabulary))


def _words_after(
    tokens: Sequence[Token], stated: Stated, vocabulary: Vocabulary
) -> Sequence[Token]:
    if stated.end >= len(tokens) or ends_clause(tokens[stated.end - 1].text):
        return ()
    end = min(clause_end(tokens, stated.end), stated.end + MOST_GLOSS_WORDS)
    words = tokens[stated.end : end]
    while len(words) > 1 and words[-1].lower in vocabulary.small:
        words = words[:-1]
    return _fitting(words)


def _words_before(
    tokens: Sequence[Token], stated: Stated, vocabulary: Vocabulary
) -> Sequence[Token]:
    first = clause_start(tokens, stated.first) if stated.first else 0
    words = tokens[first : stated.first][-MOST_GLOSS_WORDS:]
    while len(words) > 1 and words[0].lower in (*vocabulary.small, *vocabulary.leaning):
        words = words[1:]
    return _fitting(words)


def _fitting(tokens: Sequence[Token]) -> Sequence[Token]:
    while len(tokens) > 1 and len(joined(tokens)) > LONGEST_GLOSS_CHARS:
        tokens = tokens[:-1]
    return tokens


def _bars(tokens: Sequence[Token], stated: Stated, vocabulary: Vocabulary) -> tuple[Bar, ...]:
    if stated.share is not None:
        label = _share_label(tokens, stated, vocabulary)
        return (Bar(label=label, share=round(stated.share, 4)),) if label else ()
    if stated.times is None or stated.times <= 1:
        return ()
    return _compared(tokens, stated, stated.times, vocabulary)


def _share_label(tokens: Sequence[Token], stated: Stated, vocabulary: Vocabulary) -> str:
    """Whose share it is: a noun, with the word before it where the next one ends the phrase."""
    words = tokens[stated.end : clause_end(tokens, stated.end)]
    while words and words[0].lower in vocabulary.small:
        if words[0].lower in vocabulary.negations:
            return ""
        words = words[1:]
    count = 0
    while count < len(words) and not _ends_phrase(words[count], vocabulary):
        count += 1
    is_pair = count == MOST_LABEL_WORDS and count < len(words)
    return _label(words[: count if is_pair else 1], vocabulary)


def _ends_phrase(token: Token, vocabulary: Vocabulary) -> bool:
    return token.lower in vocabulary.small or token.lower in vocabulary.negations


def _compared(
    tokens: Sequence[Token], stated: Stated, times: float, vocabulary: Vocabulary
) -> tuple[Bar, ...]:
    """ "A is five times brighter than B": a bar for each, the smaller in proportion."""
    end = clause_end(tokens, stated.end)
    than = find_phrase(tokens, vocabulary.than, stated.end + 1, end)
    if than is None:
        # Russian and Ukrainian set a comma before it.
        than, end = starts_with(tokens, vocabulary.than, end), clause_end(tokens, end)
    start = clause_start(tokens, stated.first)
    copula = find_phrase(tokens, vocabulary.copulas, start, stated.first)
    if than is None or copula is None:
        return ()
    one = trimmed(tokens[start : copula.first], vocabulary)
    other = trimmed(tokens[than.end : end], vocabulary)
    labels = (
        _label(one[-MOST_LABEL_WORDS:], vocabulary),
        _label(other[:MOST_LABEL_WORDS], vocabulary),
    )
    if not all(labels) or labels[0].lower() == labels[1].lower():
        return ()
    is_less = find_phrase(tokens, vocabulary.lesser, stated.end, than.first) is not None
    shares = (1 / times, 1.0) if is_less else (1.0, 1 / times)
    return tuple(
        Bar(label=label, share=round(share, 4)) for label, share in zip(labels, shares, strict=True)
    )


def _label(tokens: Sequence[Token], vocabulary: Vocabulary) -> str:
    words = trimmed(tokens, vocabulary)
    while words and len(shown(words)) > LONGEST_LABEL_CHARS:
        words = words[:-1]
    return shown(words)
