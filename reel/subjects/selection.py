"""Which idea of a paragraph becomes a shot, and what is drawn big above its words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

import regex

from contract.storyboards import (
    ContrastSubject,
    KeyWordSubject,
    PunchSubject,
    QuestionSubject,
    QuoteSubject,
    RowsSubject,
    StepSubject,
    Subject,
)
from reel import emphasis, languages
from reel.catalogue.vocabulary import Vocabulary
from reel.script import Paragraph, Sentence
from reel.subjects import contrasts, numerals, proportions, rows
from reel.subjects.steps import mark_words
from reel.timing import speech_ms
from reel.tokens import Token, ends_clause, joined, shown

LONGEST_SHOT_MS = 5200
# Without a comma to part it at, a sentence may run on for this long.
LONGEST_UNPARTED_MS = 7500
SHORTEST_SHOT_MS = 1000
FEWEST_PART_WORDS = 4
MOST_PUNCH_WORDS = 4
LONGEST_PUNCH_CHARS = 28
LONGEST_UNSPACED_PUNCH_CHARS = 10
MOST_QUESTION_WORDS = 8
LONGEST_QUESTION_PHRASE_CHARS = 24
FEWEST_QUOTE_WORDS = 3
MOST_QUOTE_WORDS = 16
LONGEST_KEYWORD_CHARS = 14

_QUOTED = regex.compile(
    r"“([^”“]+)”|„([^“”„]+)[“”]|«([^»«]+)»|»([^«»]+)«|「([^」]+)」|『([^』]+)』|(?<!\w)\"([^\"]+)\""
)
QUOTE_PAIRS = (("“", "”"), ("„", "“"), ("«", "»"), ("「", "」"), ("『", "』"), ('"', '"'))

_QUESTION_MARKS = ("?", "؟", "？")


@dataclass(frozen=True)
class Beat:
    """One shot to be: its words, and what is drawn above them."""

    tokens: tuple[Token, ...]
    subject: Subject
    captioned: bool


@dataclass(frozen=True)
class Reading:
    """What choosing subjects needs to know about the reel as a whole."""

    vocabulary: Vocabulary
    language: str
    hook: frozenset[str]
    words_per_minute: int
    keeps_titles: bool


def beats(
    paragraph: Paragraph, reading: Reading, step: StepSubject | None, motifs: Sequence[int]
) -> tuple[Beat, ...]:
    """Return the shots of a paragraph in order: every word of it once, each with its subject.

    A `step` titles the first of them; `motifs` are worn in turn by key words.
    """
    found: list[Beat] = []
    for group in _groups(paragraph.sentences, reading):
        for tokens, subject in _group_subjects(group, reading):
            worn = _wearing(subject, motifs[len(found) % len(motifs)])
            found.append(Beat(tokens, worn, _is_captioned(tokens, worn)))
    return _titled(found, step, reading) if step else tuple(found)


def choose(tokens: Sequence[Token], reading: Reading, *, is_whole: bool = True) -> Subject:
    """Return the subject of one sentence, or of a part of one."""
    vocabulary = reading.vocabulary
    number = numerals.telling_number(tokens, vocabulary)
    weight = number.weight if number else 0
    figure = proportions.numeral(tokens, vocabulary)
    opposed = contrasts.contrast(tokens, vocabulary, reading.language)
    listed = rows.listed_rows(tokens, vocabulary)
    is_question = shown_end(tokens).endswith(_QUESTION_MARKS)
    if figure and weight >= numerals.PROPORTION:
        return figure
    if listed and sum(any(c.isdigit() for c in row.text) for row in listed.rows) > 1:
        return listed
    if opposed:
        return opposed
    if figure and (figure.bars or weight >= numerals.MEASURED):
        return figure
    found = quote(tokens) or listed
    if found:
        return found
    asked = _asked(tokens) if is_question else ()
    if asked and len(asked) <= MOST_QUESTION_WORDS:
        return QuestionSubject(kind="question", text=_unquoted(joined(asked)))
    if figure:
        return figure
    if is_question:
        return _long_question(tokens, reading)
    if is_whole and _is_punch(tokens):
        return PunchSubject(kind="punch", text=joined(tokens))
    return _key_word(tokens, reading)


def _wearing(subject: Subject, motif: int) -> Subject:
    if isinstance(subject, KeyWordSubject):
        return subject.model_copy(update={"motif": motif})
    return subject


def quote(tokens: Sequence[Token]) -> QuoteSubject | None:
    """Return what stands between quotation marks, when it is more than a phrase."""
    for found in _QUOTED.finditer(joined(tokens)):
        text = next(part for part in found.groups() if part).strip()
        is_unspaced = any(languages.is_unspaced(char) for char in text)
        words = len(text) // 2 if is_unspaced else len(text.split())
        if FEWEST_QUOTE_WORDS <= words <= MOST_QUOTE_WORDS:
            return QuoteSubject(kind="quote", text=text)
    return None


def shown_end(tokens: Sequence[Token]) -> str:
    """Return the last word without the marks that close a quotation after it."""
    return tokens[-1].text.rstrip("\"'”’»)]」』") if tokens else ""


def _groups(sentences: Sequence[Sentence], reading: Reading) -> Iterator[tuple[Sentence, ...]]:
    """Sentences that share a shot: rows, the two sides of a contrast, and very short ones."""
    place = 0
    while place < len(sentences):
        count = _group_length(sentences, place, reading)
        yield tuple(sentences[place : place + count])
        place += count


def _group_length(sentences: Sequence[Sentence], place: int, reading: Reading) -> int:
    run = rows.run_length(sentences, place)
    if run:
        return run
    if place + 1 >= len(sentences):
        return 1
    here, after = sentences[place], sentences[place + 1]
    if _opposed(here, after, reading):
        return 2
    is_mark = mark_words(here.tokens, reading.vocabulary)[1] == len(here.tokens)
    is_brief = speech_ms(_texts(here.tokens), reading.words_per_minute) < SHORTEST_SHOT_MS
    if not is_mark and (not is_brief or rows.run_length(sentences, place + 1)):
        return 1
    together = _texts((*here.tokens, *after.tokens))
    fits = speech_ms(together, reading.words_per_minute) <= LONGEST_SHOT_MS
    return 2 if is_mark or fits else 1


def _opposed(here: Sentence, after: Sentence, reading: Reading) -> ContrastSubject | None:
    return contrasts.twin_contrast(here.tokens, after.tokens, reading.vocabulary)


def _group_subjects(
    group: Sequence[Sentence], reading: Reading
) -> Iterator[tuple[tuple[Token, ...], Subject]]:
    tokens = tuple(token for sentence in group for token in sentence.tokens)
    if len(group) >= rows.FEWEST_ROWS:
        yield tokens, rows.run_rows(group, reading.vocabulary)
        return
    opposed = _opposed(group[0], group[1], reading) if len(group) == 2 else None
    subject = opposed or choose(tokens, reading)
    if isinstance(subject, ContrastSubject | RowsSubject):
        yield tokens, subject
        return
    parts = parted(tokens, reading)
    for part in parts:
        yield part, subject if len(parts) == 1 else choose(part, reading, is_whole=False)


def parted(tokens: tuple[Token, ...], reading: Reading) -> tuple[tuple[Token, ...], ...]:
    """Return a sentence in parts short enough for one shot each, parted where it breathes."""
    pace = reading.words_per_minute
    duration = speech_ms(_texts(tokens), pace)
    places = range(FEWEST_PART_WORDS, len(tokens) - FEWEST_PART_WORDS + 1)
    breaths = [place for place in places if ends_clause(tokens[place - 1].text)]
    if duration > LONGEST_UNPARTED_MS and not breaths:
        breaths = _breathable(tokens, places, reading.vocabulary)
    if duration <= LONGEST_SHOT_MS or not breaths:
        return (tokens,)
    said_ms = (0, *accumulate(speech_ms([text], pace) for text in _texts(tokens)))
    place = min(breaths, key=lambda end: abs(duration / 2 - said_ms[end]))
    return (*parted(tokens[:place], reading), *parted(tokens[place:], reading))


def _breathable(tokens: Sequence[Token], places: range, vocabulary: Vocabulary) -> list[int]:
    """Where a voice could breathe without a comma: before an "and", else before a phrase."""
    middle = range(len(tokens) // 4, len(tokens) * 3 // 4 + 1)
    linked = [p for p in places if p in middle and tokens[p].lower in vocabulary.ands]
    if linked or not vocabulary.small:
        return linked or list(places)
    return [
        place
        for place in places
        if tokens[place].lower in vocabulary.small
        and tokens[place - 1].lower not in vocabulary.small
    ]


def _texts(tokens: Sequence[Token]) -> tuple[str, ...]:
    return tuple(token.text for token in tokens)


def _is_punch(tokens: Sequence[Token]) -> bool:
    text = joined(tokens)
    if any(languages.is_unspaced(char) for char in text):
        return len(shown(tokens)) <= LONGEST_UNSPACED_PUNCH_CHARS
    return len(tokens) <= MOST_PUNCH_WORDS and len(text) <= LONGEST_PUNCH_CHARS


def _key_word(tokens: Sequence[Token], reading: Reading) -> KeyWordSubject:
    place = emphasis.key_word(tokens, reading.vocabulary, reading.hook)
    candidates = [] if place is None else [tokens[place]]
    content = [t for t in tokens if not emphasis.is_small(t, reading.vocabulary)]
    candidates += sorted(content, key=lambda token: -len(token.bare))
    candidates += [token for token in reversed(tokens) if token.bare]
    for token in candidates:
        if len(token.bare) <= LONGEST_KEYWORD_CHARS:
            return KeyWordSubject(kind="keyword", text=token.bare, motif=0)
    text = (candidates[0].bare if candidates else joined(tokens))[:LONGEST_KEYWORD_CHARS]
    return KeyWordSubject(kind="keyword", text=text, motif=0)


def _asked(tokens: Sequence[Token]) -> Sequence[Token]:
    """The question itself, without what introduces it ("They asked: why?")."""
    for place in range(len(tokens) - 1, 0, -1):
        if tokens[place - 1].text.endswith((":", "：")):
            return tokens[place:]
    return tokens


def _unquoted(text: str) -> str:
    """The text without a quotation mark whose other half stands elsewhere."""
    for opening, closing in QUOTE_PAIRS:
        if (opening in text) != (closing in text) or opening == closing:
            text = text.replace(opening, "").replace(closing, "")
    return text


def _long_question(tokens: Sequence[Token], reading: Reading) -> QuestionSubject:
    """A question too long to stand whole: its last short clause, or its key words."""
    start = len(tokens) - 1
    while start > 0 and not ends_clause(tokens[start - 1].text):
        start -= 1
    if start and len(tokens) - start <= MOST_QUESTION_WORDS:
        return QuestionSubject(kind="question", text=joined(tokens[start:]))
    phrase = emphasis.key_phrase(tokens, reading.vocabulary, LONGEST_QUESTION_PHRASE_CHARS)
    mark = shown_end(tokens)[-1]
    return QuestionSubject(kind="question", text=(phrase or _key_word(tokens, reading).text) + mark)


def _is_captioned(tokens: Sequence[Token], subject: Subject) -> bool:
    """Whether the subject leaves out words of the shot, which a caption must show then."""
    if isinstance(subject, PunchSubject):
        return False
    if isinstance(subject, RowsSubject):
        return sum(len(row.text.split()) for row in subject.rows) < len(joined(tokens).split())
    is_short_question = isinstance(subject, QuestionSubject) and subject.text == joined(tokens)
    return not is_short_question


def _titled(found: Sequence[Beat], step: StepSubject, reading: Reading) -> tuple[Beat, ...]:
    """The beats of a step: its title first, kept by some looks until something more telling."""
    first = found[0]
    mark = mark_words(first.tokens, reading.vocabulary)[1]
    is_all_title = shown(first.tokens[mark:]) == step.title
    titled = [Beat(first.tokens, step, not is_all_title)]
    for beat in found[1:]:
        is_weak = reading.keeps_titles and isinstance(beat.subject, KeyWordSubject)
        titled.append(replace(beat, subject=step) if is_weak else beat)
    return tuple(titled)
