"""The person's own words as hook, scenes and closing line, in the order a variant tells them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from contract.presets import HookChoice
from reel import emphasis, languages
from reel.catalogue.vocabulary import Vocabulary
from reel.script import Paragraph, Sentence
from reel.subjects import numerals
from reel.subjects.phrases import find_phrase
from reel.subjects.selection import shown_end
from reel.subjects.steps import mark_words
from reel.tokens import OPENERS, Token, joined

Opening = Literal["topic", "boldest_line", "closing_line", "another_line"]

MOST_CLOSING_WORDS = 8
LONGEST_CLOSING_CHARS = 60
LONGEST_UNSPACED_CLOSING_CHARS = 24
# A hook is read in a second and a half.
FEWEST_HOOK_WORDS, MOST_HOOK_WORDS = 3, 11
LONGEST_HOOK_CHARS = 70
SHORT_HOOK_WORDS = 7
# Below this a line is no bolder than the topic.
LEAST_BOLDNESS = 2.0


@dataclass(frozen=True)
class Telling:
    """The order of a variant: what is said first, then perhaps the topic, then the rest.

    `closing` is None when the script ends without a line short enough for a card;
    `hook_place` is the paragraph of the script that the hook has taken up whole.
    """

    opening: Opening
    hook: tuple[Token, ...]
    topic_after: tuple[Token, ...]
    paragraphs: tuple[Paragraph, ...]
    closing: Paragraph | None
    hook_place: int | None


def arrange(
    topic: tuple[Token, ...],
    paragraphs: Sequence[Paragraph],
    choice: HookChoice,
    vocabulary: Vocabulary,
) -> Telling:
    """Return the person's words in the order of a variant; nothing is lost or said twice.

    Where the script has no line that could honestly open a reel, the topic does.
    """
    body, closing = _part_closing(paragraphs, vocabulary)
    plain = Telling("topic", topic, (), tuple(body), closing, None)
    if choice == "topic":
        return plain
    if choice == "closing_line" and closing and can_open(closing.tokens, vocabulary):
        return Telling("closing_line", closing.tokens, topic, tuple(body), None, closing.place)
    lines = _bold_lines(body, topic, vocabulary)
    if choice == "boldest_line":
        return _opened_with(plain, lines[:1], "boldest_line")
    return _opened_with(plain, lines[1:2], "another_line")


def _part_closing(
    paragraphs: Sequence[Paragraph], vocabulary: Vocabulary
) -> tuple[Sequence[Paragraph], Paragraph | None]:
    """The script without its last paragraph, when that is short enough for the closing card."""
    last = paragraphs[-1]
    if len(paragraphs) > 1 and can_close(last, vocabulary):
        return paragraphs[:-1], last
    return paragraphs, None


def can_close(paragraph: Paragraph, vocabulary: Vocabulary) -> bool:
    """Return whether a paragraph is short enough for the closing card, and no item of a list."""
    is_item = any(sentence.manner == "item" for sentence in paragraph.sentences)
    is_step = bool(mark_words(paragraph.tokens, vocabulary)[1])
    is_wide = any(languages.is_unspaced(char) for char in paragraph.text)
    longest = LONGEST_UNSPACED_CLOSING_CHARS if is_wide else LONGEST_CLOSING_CHARS
    is_short = len(paragraph.tokens) <= MOST_CLOSING_WORDS and len(paragraph.text) <= longest
    return is_short and not (is_item or is_step)


@dataclass(frozen=True)
class _Line:
    """A sentence that could open the reel, by its place in the script."""

    boldness: float
    paragraph: int
    sentence: int


def _bold_lines(
    paragraphs: Sequence[Paragraph], topic: Sequence[Token], vocabulary: Vocabulary
) -> list[_Line]:
    """The lines that could open the reel, the boldest first."""
    if sum(len(paragraph.sentences) for paragraph in paragraphs) < 2:
        return []
    words = emphasis.content_words(topic, vocabulary)
    lines = [
        _Line(_boldness(paragraphs[p], s, words, vocabulary), p, s)
        for p, s in _openers(paragraphs, vocabulary)
    ]
    bold = [line for line in lines if line.boldness >= LEAST_BOLDNESS]
    return sorted(bold, key=lambda line: (-line.boldness, line.paragraph, line.sentence))


def _openers(paragraphs: Sequence[Paragraph], vocabulary: Vocabulary) -> Iterator[tuple[int, int]]:
    """Places of sentences that stand alone, and whose absence nobody after them notices."""
    for p, paragraph in enumerate(paragraphs):
        if any(sentence.manner != "plain" for sentence in paragraph.sentences):
            continue
        title = _title_sentences(paragraph, vocabulary)
        for s, sentence in list(enumerate(paragraph.sentences))[title:]:
            after = paragraph.sentences[s + 1 : s + 2]
            is_needed = bool(after) and _leans(after[0].tokens, vocabulary)
            if not is_needed and can_open(sentence.tokens, vocabulary):
                yield p, s


def _title_sentences(paragraph: Paragraph, vocabulary: Vocabulary) -> int:
    """How many sentences name a step: those must stay where they are."""
    _, marked = mark_words(paragraph.tokens, vocabulary)
    if not marked:
        return 0
    return 2 if len(paragraph.sentences[0].tokens) == marked else 1


def can_open(tokens: Sequence[Token], vocabulary: Vocabulary) -> bool:
    """Return whether words make an honest hook: short, whole in themselves, about something."""
    text = joined(tokens)
    is_sized = len(tokens) <= MOST_HOOK_WORDS and len(text) <= LONGEST_HOOK_CHARS
    has_content = emphasis.key_word(tokens, vocabulary) is not None
    is_quoting = text[:1] in OPENERS
    is_marked = bool(mark_words(tokens, vocabulary)[1]) or ":" in text
    is_leaning = _leans(tokens, vocabulary) or find_phrase(tokens, vocabulary.pointing)
    return is_sized and has_content and not (is_quoting or is_marked or is_leaning)


def _leans(tokens: Sequence[Token], vocabulary: Vocabulary) -> bool:
    return bool(tokens) and tokens[0].lower in vocabulary.leaning


def _boldness(
    paragraph: Paragraph, place: int, topic: frozenset[str], vocabulary: Vocabulary
) -> float:
    """How much a line strikes: a question or a number, a denial, brevity, standing apart."""
    sentence: Sentence = paragraph.sentences[place]
    tokens = sentence.tokens
    words = emphasis.content_words(tokens, vocabulary)
    if words and words <= topic:
        return 0.0
    number = numerals.telling_number(tokens, vocabulary)
    boldness = 3.0 if shown_end(tokens).endswith(("?", "؟", "？")) else 0.0
    boldness += float(number.weight) if number else 0.0
    boldness += 1.5 if find_phrase(tokens, vocabulary.negations) else 0.0
    boldness += 0.5 if shown_end(tokens).endswith(("!", "！")) else 0.0
    boldness += 1.0 if any(token.starred for token in tokens) else 0.0
    boldness += 1.0 if len(tokens) <= SHORT_HOOK_WORDS else 0.0
    boldness += 1.0 if place == len(paragraph.sentences) - 1 else 0.0
    boldness += 0.5 if words & topic else 0.0
    return boldness if len(tokens) >= FEWEST_HOOK_WORDS else 0.0


def _opened_with(plain: Telling, lines: Sequence[_Line], opening: Opening) -> Telling:
    """The telling that begins with a line of the script, taken from its place."""
    if not lines:
        return plain
    line = lines[0]
    paragraph = plain.paragraphs[line.paragraph]
    rest = (
        *paragraph.sentences[: line.sentence],
        *paragraph.sentences[line.sentence + 1 :],
    )
    kept = [replace(paragraph, sentences=rest)] if rest else []
    paragraphs = (
        *plain.paragraphs[: line.paragraph],
        *kept,
        *plain.paragraphs[line.paragraph + 1 :],
    )
    return replace(
        plain,
        opening=opening,
        hook=paragraph.sentences[line.sentence].tokens,
        topic_after=plain.hook,
        paragraphs=paragraphs,
        hook_place=None if rest else paragraph.place,
    )
