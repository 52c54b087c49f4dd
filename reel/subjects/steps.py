"""Numbered steps: which paragraphs are items of the reel's list, and what they are called."""

from collections.abc import Sequence
from typing import NamedTuple

import regex

from contract.storyboards import StepSubject
from reel import emphasis
from reel.catalogue.vocabulary import Vocabulary
from reel.script import Paragraph
from reel.subjects.phrases import clause_end
from reel.tokens import Token, shown

FEWEST_STEPS = 2
MOST_TITLE_WORDS = 7
LONGEST_TITLE_CHARS = 36
LONGEST_KEY_TITLE_CHARS = 22
MOST_STEPS = 99

_NUMBERED = regex.compile(r"[(#№]?(\p{Nd}{1,2})[.):،,、：-]*")
_MARKS = (".", ":", ",", ")", "،", "、", "，", "：", "。", "!", "-", "–", "—")


class Step(NamedTuple):
    """A step's number, 0 where only the order tells it, and how many words say it."""

    number: int
    words: int


def find_steps(
    paragraphs: Sequence[Paragraph], vocabulary: Vocabulary, *, always: bool
) -> dict[int, StepSubject]:
    """Return the steps among paragraphs by their place in the sequence.

    Paragraphs that name their number, are headed, or were items of a list; with `always`
    and none of those, all of them, in order.
    """
    steps = _numbered(paragraphs, vocabulary) or _headed(paragraphs)
    if not steps and always:
        steps = {place: Step(0, 0) for place in range(len(paragraphs))}
    titles = {
        place: title
        for place, step in steps.items()
        if (title := title_of(paragraphs[place], step.words, vocabulary))
    }
    if len(titles) < FEWEST_STEPS:
        return {}
    numbers = [steps[place].number or count for count, place in enumerate(titles, 1)]
    total = max(len(titles), *numbers)
    return {
        place: StepSubject(kind="step", number=number, total=total, title=title)
        for (place, title), number in zip(titles.items(), numbers, strict=True)
    }


def mark_words(tokens: Sequence[Token], vocabulary: Vocabulary) -> tuple[int, int]:
    """Return a step's number and how many words say it, (0, 0) for words that are no step's."""
    number = _ordinal(tokens[0], vocabulary) if tokens else 0
    if number:
        return number, 1
    if len(tokens) > 1 and tokens[0].lower in vocabulary.steps:
        shape = _NUMBERED.fullmatch(tokens[1].text)
        number = int(shape[1]) if shape else _ordinal(tokens[1], vocabulary, marked=False)
        if number and (tokens[1].text.endswith(_MARKS) or len(tokens) == 2):
            return number, 2
    return 0, 0


def title_of(paragraph: Paragraph, mark: int, vocabulary: Vocabulary) -> str:
    """Return a step's title: its first short clause, else the words of it that matter."""
    tokens = paragraph.tokens[mark:]
    first_sentence = len(paragraph.sentences[0].tokens) - mark
    if first_sentence <= 0 and len(paragraph.sentences) > 1:
        first_sentence = len(paragraph.sentences[1].tokens)
    sentence = tokens[: first_sentence or len(tokens)]
    for words in (sentence, sentence[: clause_end(sentence, 0)]):
        text = shown(words)
        if text and len(words) <= MOST_TITLE_WORDS and len(text) <= LONGEST_TITLE_CHARS:
            return text
    return emphasis.opening_phrase(sentence, vocabulary, LONGEST_KEY_TITLE_CHARS)


def _numbered(paragraphs: Sequence[Paragraph], vocabulary: Vocabulary) -> dict[int, Step]:
    steps = {}
    for place, paragraph in enumerate(paragraphs):
        number, words = mark_words(paragraph.tokens, vocabulary)
        if number and len(paragraph.tokens) > words:
            steps[place] = Step(number, words)
    return steps if len(steps) >= FEWEST_STEPS else {}


def _headed(paragraphs: Sequence[Paragraph]) -> dict[int, Step]:
    """Paragraphs under a heading, or long items of a list, each told as a scene."""
    places = [
        place
        for place, paragraph in enumerate(paragraphs)
        if paragraph.sentences[0].manner == "heading"
        or (paragraph.sentences[0].manner == "item" and not _is_short_list(paragraph))
    ]
    return {place: Step(0, 0) for place in places}


def _is_short_list(paragraph: Paragraph) -> bool:
    return sum(sentence.manner == "item" for sentence in paragraph.sentences) > 1


def _ordinal(token: Token, vocabulary: Vocabulary, *, marked: bool = True) -> int:
    if marked and not token.text.endswith(_MARKS):
        return 0
    shape = _NUMBERED.fullmatch(token.text)
    if shape and int(shape[1]) <= MOST_STEPS:
        return int(shape[1])
    for place, names in enumerate(vocabulary.ordinals, 1):
        if token.lower in names:
            return place
    return 0
