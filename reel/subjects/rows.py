"""Short parallel items: list items, runs of fragments, and lists inside a sentence."""

from collections.abc import Sequence

import regex

from contract.storyboards import Row, RowsSubject
from reel import languages
from reel.catalogue.vocabulary import Vocabulary
from reel.script import Sentence
from reel.subjects.phrases import clause_start
from reel.tokens import Token, ends_clause, shown

FEWEST_ROWS = 3
MOST_ROWS = 5
MOST_FRAGMENT_WORDS = 4
LONGEST_FRAGMENT_CHARS = 26
LONGEST_UNSPACED_FRAGMENT_CHARS = 6
MOST_LISTED_WORDS = 3
MOST_LISTED_ROWS = 6
MOST_LEAD_WORDS = 3

Item = tuple[int, int]

_NUMBER = regex.compile(r"\p{N}")
_SEPARATORS = (",", "،", "、", "，", ";", "；")


def run_length(sentences: Sequence[Sentence], first: int) -> int:
    """Return how many sentences from `first` on are rows of one list, 0 when too few are."""
    manner = sentences[first].manner
    end = first
    while end < len(sentences) and sentences[end].manner == manner and _is_row(sentences[end]):
        if manner != "item" and not _are_parallel(sentences[first : end + 1]):
            break
        end += 1
    count = end - first
    if count < FEWEST_ROWS:
        return 0
    shots = -(-count // MOST_ROWS)
    return -(-count // shots)


def run_rows(sentences: Sequence[Sentence], vocabulary: Vocabulary) -> RowsSubject:
    """Return the rows of a run of sentences, one each; struck out when all tell to cut."""
    starts = [sum(len(s.tokens) for s in sentences[:place]) for place in range(len(sentences))]
    remains = [cut_remains(sentence.tokens, vocabulary) for sentence in sentences]
    is_cutting = all(remains)
    rows = tuple(
        Row(text=shown(remain if is_cutting else sentence.tokens), at_word=start)
        for sentence, remain, start in zip(sentences, remains, starts, strict=True)
    )
    return RowsSubject(kind="rows", rows=rows, struck=is_cutting)


def cut_remains(tokens: Sequence[Token], vocabulary: Vocabulary) -> tuple[Token, ...]:
    """Return what a title tells to cut ("Cut the hello": hello), empty when it tells no such."""
    if len(tokens) < 2 or tokens[0].lower not in vocabulary.cutting:
        return ()
    rest = list(tokens[1:])
    while rest and rest[0].lower in vocabulary.small:
        rest.pop(0)
    return tuple(rest)


def listed_rows(tokens: Sequence[Token], vocabulary: Vocabulary) -> RowsSubject | None:
    """Return the items of "a, b and c" inside a sentence, None when it holds no such list."""
    items = _joined_list(tokens, vocabulary) or _bare_list(tokens, vocabulary)
    texts = [shown(tokens[first:end]) for first, end in items]
    if not FEWEST_ROWS <= len(items) <= MOST_LISTED_ROWS or not all(texts):
        return None
    rows = (Row(text=text, at_word=first) for text, (first, _) in zip(texts, items, strict=True))
    return RowsSubject(kind="rows", rows=tuple(rows), struck=False)


def _is_row(sentence: Sentence) -> bool:
    if sentence.manner == "item":
        return True
    text = sentence.text
    if sentence.manner != "plain" or text.endswith(("?", "？", "؟")) or _NUMBER.search(text):
        return False
    if any(languages.is_unspaced(char) for char in text):
        return len(shown(sentence.tokens)) <= LONGEST_UNSPACED_FRAGMENT_CHARS
    return len(sentence.tokens) <= MOST_FRAGMENT_WORDS and len(text) <= LONGEST_FRAGMENT_CHARS


def _are_parallel(sentences: Sequence[Sentence]) -> bool:
    """Whether fragments are built alike: as many words, or the same word first."""
    first_words = {sentence.tokens[0].lower for sentence in sentences}
    counts = {len(sentence.tokens) for sentence in sentences}
    return len(first_words) == 1 or len(counts) == 1 or max(counts) <= 2


def _joined_list(tokens: Sequence[Token], vocabulary: Vocabulary) -> list[Item]:
    """ "a, b and c": the items before an "and", and the one after it."""
    for place in range(2, len(tokens) - 1):
        if tokens[place].lower not in vocabulary.ands:
            continue
        before = _items_before(tokens, place, vocabulary)
        if len(before) < FEWEST_ROWS - 1:
            continue
        room = max(end - first for first, end in before)
        last = (place + 1, min(_stop(tokens, place + 1), place + 1 + room))
        if tokens[place + 1].lower not in vocabulary.small or room > 1:
            return [*before, last]
    return []


def _items_before(tokens: Sequence[Token], end: int, vocabulary: Vocabulary) -> list[Item]:
    items: list[Item] = []
    while True:
        start = _after_separator(tokens, end - 1)
        if start is None:
            break
        if not 0 < end - start <= MOST_LISTED_WORDS:
            return []
        items.insert(0, (start, end))
        end = start
    # "three fishermen, wet and alive" has the shape of a list and is none.
    is_aside = len(items) == 1 and end - clause_start(tokens, end) > MOST_LEAD_WORDS
    lead = _first_item(tokens, end, items, vocabulary) if items and not is_aside else None
    return [lead, *items] if lead else []


def _bare_list(tokens: Sequence[Token], vocabulary: Vocabulary) -> list[Item]:
    """ "Red, green, blue.": a whole sentence, or what follows its colon, of short items."""
    colons = [place + 1 for place, t in enumerate(tokens) if t.text.endswith((":", "："))]
    first = colons[-1] if colons else 0
    items: list[Item] = []
    for place in range(first, len(tokens)):
        if tokens[place].text.endswith(_SEPARATORS) or place == len(tokens) - 1:
            items.append((first, place + 1))
            first = place + 1
    is_short = all(end - start <= MOST_LISTED_WORDS for start, end in items)
    openings = [tokens[start].lower for start, _ in items]
    # "On Monday, she said, it rained" has commas, and no list.
    small = sum(opening in vocabulary.small for opening in openings)
    are_alike = len(set(openings)) == 1 or small <= 1
    return items if is_short and are_alike and len(items) >= FEWEST_ROWS else []


def _after_separator(tokens: Sequence[Token], before: int) -> int | None:
    for place in range(before, 0, -1):
        if tokens[place - 1].text.endswith(_SEPARATORS):
            return place
    return None


def _first_item(
    tokens: Sequence[Token], end: int, items: Sequence[Item], vocabulary: Vocabulary
) -> Item | None:
    """The words before the first comma that belong to the first item, not to the sentence."""
    first = max(0, end - max(b - a for a, b in items))
    for place in range(first, end):
        if tokens[place].text.endswith((":", "：")) or tokens[place].lower in vocabulary.small:
            first = place + 1
    return (first, end) if first < end else None


def _stop(tokens: Sequence[Token], first: int) -> int:
    """The place after the word that punctuation closes."""
    for place in range(first, len(tokens)):
        if ends_clause(tokens[place].text):
            return place + 1
    return len(tokens)
