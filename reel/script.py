"""A script's text as scenes of sentences: paragraphs, list items, headings, light markdown."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import regex

from reel import languages
from reel.catalogue import get_vocabulary
from reel.tokens import (
    CLAUSE_ENDS,
    SENTENCE_ENDS,
    STAR_CLOSES,
    STAR_OPENS,
    UNSPACED_STOPS,
    Token,
    clean,
    ends_sentence,
    is_emoji,
    joined,
    tokenise,
)

Manner = Literal["plain", "item", "heading", "quote"]

# A line this long was probably wrapped by an editor: its end means nothing.
LONGEST_MEANT_LINE_CHARS = 48
# Items of more words are told one scene each; shorter ones stand as rows in one scene.
LONGEST_ROW_WORDS = 8

_HEADING = regex.compile(r" {0,3}#{1,6}(?: +(.*?))?(?: +#+)? *")
_RULE = regex.compile(r" {0,3}([-*_=~])(?: *\1){2,} *")
_FENCE = regex.compile(r" {0,3}(```|~~~).*")
_BULLET = regex.compile(
    r" {0,8}(?:[-*+•‣▪◦·–]|\d{1,2}[.)]|\d\ufe0f?\u20e3|[✓✔✅☑➡👉]\ufe0f?) +(.+)"
)
_QUOTE_LINE = regex.compile(r" {0,3}> ?(.*)")

_IMAGE = regex.compile(r"!\[[^\]\n]{0,300}\]\([^)\n]{0,2000}\)")
_LINK = regex.compile(r"\[([^\]\n]{1,300})\]\([^)\n]{0,2000}\)")
_AUTOLINK = regex.compile(r"<(https?://[^ >\n]{1,2000})>")
_CODE = regex.compile(r"`{1,3}([^`\n]{1,300})`{1,3}")
_STRUCK = regex.compile(r"~~([^~\n]{1,300})~~")
_ESCAPED = regex.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~])")
_STARS = regex.compile(
    r"(?<![\p{N}\p{L}*]\*?)(\*{1,3})(?=[^\s*])([^*\n]{1,300}?)(?<=[^\s*])\1(?!\*)"
    r"|(?<=\p{L})(\*{1,3})(?=[^\s*])([^*\n]{1,300}?)(?<=[^\s*])\3(?![*\p{N}])"
    r"|(?<![\p{L}\p{N}_])(_{1,3})(?=[^\s_])([^\n]{1,300}?)(?<=[^\s_])\5(?![\p{L}\p{N}_])"
)
_ESCAPE_HOLDER = {mark: chr(0xFDD2 + place) for place, mark in enumerate("\\`*_{}[]()#+-.!|>~")}


@dataclass(frozen=True)
class Sentence:
    """Words up to a full stop, or one list item or heading."""

    tokens: tuple[Token, ...]
    manner: Manner

    @property
    def text(self) -> str:
        """The sentence as running text."""
        return joined(self.tokens)


@dataclass(frozen=True)
class Paragraph:
    """What stands between blank lines: one scene. `place` counts from 0 in the script."""

    sentences: tuple[Sentence, ...]
    place: int

    @property
    def tokens(self) -> tuple[Token, ...]:
        """All words of the paragraph."""
        return tuple(token for sentence in self.sentences for token in sentence.tokens)

    @property
    def text(self) -> str:
        """The paragraph as running text."""
        return " ".join(sentence.text for sentence in self.sentences)


@dataclass(frozen=True)
class _Piece:
    """Lines of one manner; `first_line` is where in the script they begin."""

    manner: Manner
    lines: tuple[str, ...]
    first_line: int


# What a text says about itself: front matter between rules, and comments.
_ASIDE = regex.compile(r"\A\s*---\n.*?\n---(?=\n|\Z)|<!--.*?-->", regex.DOTALL)


def read_script(markdown: str) -> tuple[str, str]:
    """Return topic and script of a text: its first heading, or else its first line, and the rest.

    Both keep their markdown; front matter and comments are left out. A text without words
    gives two empty strings.
    """
    lines = _ASIDE.sub("", clean(markdown)).split("\n")
    place, topic = _find_topic(lines)
    rest = lines[:place] + lines[place + 1 :]
    if place < len(lines) - 1 and regex.fullmatch(r" {0,3}(=+|-+) *", lines[place + 1]):
        del rest[place]
    return topic, "\n".join(rest).strip("\n ")


def read_topic(topic: str, language: str) -> tuple[Token, ...]:
    """Return the words of a topic, without the bars that only steer its line breaks."""
    text = _marked(" ".join(clean(topic).split("\n")).replace("|", " "))
    return tokenise(text, language)


def plain_topic(topic: str) -> str:
    """Return a topic as a list shows it: its words in one line, without markdown."""
    marked = _marked(" ".join(clean(topic).split("\n")).replace("|", " "))
    return " ".join(marked.replace(STAR_OPENS, "").replace(STAR_CLOSES, "").split())


def read_paragraphs(script: str, language: str) -> tuple[Paragraph, ...]:
    """Return the scenes of a script; none is empty, and no word of the script is lost."""
    found = _found(clean(script).split("\n"), language)
    return tuple(Paragraph(sentences, place) for place, (_, sentences) in enumerate(found))


def scene_lines(script: str, language: str) -> tuple[int, ...]:
    """Return at which line of the script each of its scenes begins, counted from 0."""
    return tuple(line for line, _ in _found(clean(script).split("\n"), language))


def scene_texts(script: str, language: str) -> tuple[str, ...]:
    """Return a script cut where its scenes begin, markdown and all: one text a scene."""
    lines = clean(script).split("\n")
    starts = [line for line, _ in _found(lines, language)]
    return tuple(
        "\n".join(lines[start:end]).strip("\n")
        for start, end in pairwise([0, *starts[1:], len(lines)])
    )


def with_scene(script: str, scene: int, text: str, language: str) -> str | None:
    """Return the script with another text for one scene, its place counted from 0.

    None when that would change any scene beside it, as a short item may make rows of a list.
    """
    texts = scene_texts(script, language)
    changed = "\n\n".join((*texts[:scene], text, *texts[scene + 1 :]))
    before, after = read_paragraphs(script, language), read_paragraphs(changed, language)
    others = [
        (one.place, one.sentences) == (other.place, other.sentences) or one.place == scene
        for one, other in zip(before, after, strict=False)
    ]
    return changed if len(before) == len(after) and all(others) else None


def _found(lines: Sequence[str], language: str) -> list[tuple[int, tuple[Sentence, ...]]]:
    """The scenes of a script's lines, each with the line where it begins."""
    found: list[tuple[int, tuple[Sentence, ...]]] = []
    for line, sentences in _scenes(_merged(_blocks(lines)), language):
        if found and all(is_emoji(token.text) for s in sentences for token in s.tokens):
            start, before = found[-1]
            found[-1] = (start, (*before[:-1], _with_tokens(before[-1], sentences)))
        elif sentences:
            found.append((line, sentences))
    return found


def _scenes(
    blocks: Iterable[list[_Piece]], language: str
) -> Iterator[tuple[int, tuple[Sentence, ...]]]:
    for block in filter(None, blocks):
        items = [piece for piece in block if piece.manner == "item"]
        rows = [tuple(_sentences([piece], language)) for piece in items]
        if all(sum(len(s.tokens) for s in row) <= LONGEST_ROW_WORDS for row in rows):
            yield block[0].first_line, tuple(_sentences(block, language))
            continue
        told: list[_Piece] = []
        for piece in block:
            if piece.manner == "item" and any(before.manner != "heading" for before in told):
                yield told[0].first_line, tuple(_sentences(told, language))
                told = []
            told.append(piece)
        yield told[0].first_line, tuple(_sentences(told, language))


def _find_topic(lines: Sequence[str]) -> tuple[int, str]:
    for place, line in enumerate(lines):
        heading = _HEADING.fullmatch(line)
        if heading and heading[1]:
            return place, heading[1].strip()
    for place, line in enumerate(lines):
        if line.strip():
            return place, line.strip()
    return 0, ""


def _blocks(lines: Iterable[str]) -> Iterator[list[_Piece]]:
    """Lines gathered into blocks; a heading stands in the block of what follows it."""
    block: list[_Piece] = []
    for number, line in enumerate(lines):
        heading = _HEADING.fullmatch(line)
        if heading:
            if any(piece.manner != "heading" for piece in block):
                yield block
                block = []
            if heading[1]:
                block.append(_Piece("heading", (heading[1],), number))
        elif not line.strip() or _RULE.fullmatch(line):
            if any(piece.manner != "heading" for piece in block):
                yield block
                block = []
        elif not _FENCE.fullmatch(line):
            _add_line(block, line, number)
    yield block


def _add_line(block: list[_Piece], line: str, number: int) -> None:
    bullet = _BULLET.fullmatch(line)
    quote = _QUOTE_LINE.fullmatch(line)
    if bullet:
        block.append(_Piece("item", (bullet[1],), number))
    elif quote:
        _continue(block, "quote", quote[1], number)
    elif block and block[-1].manner == "item" and line.startswith(" "):
        _continue(block, "item", line, number)
    else:
        _continue(block, "plain", line, number)


def _continue(block: list[_Piece], manner: Manner, line: str, number: int) -> None:
    if block and block[-1].manner == manner:
        block[-1] = replace(block[-1], lines=(*block[-1].lines, line))
    else:
        block.append(_Piece(manner, (line,), number))


def _merged(blocks: Iterable[list[_Piece]]) -> Iterator[list[_Piece]]:
    """Blocks in which a list whose items stand apart by blank lines is one list again."""
    waiting: list[_Piece] = []
    for block in blocks:
        is_list = bool(block) and all(piece.manner == "item" for piece in block)
        if is_list and waiting and waiting[-1].manner == "item":
            waiting = [*waiting, *block]
            continue
        yield waiting
        waiting = block
    yield waiting


def _sentences(pieces: Iterable[_Piece], language: str) -> Iterator[Sentence]:
    for piece in pieces:
        for text in _meant_lines(piece.lines):
            manner = piece.manner
            for part in _parted(tokenise(_marked(text), language), language):
                if part:
                    yield Sentence(part, manner)
                    manner = "plain" if manner == "item" else manner


def _with_tokens(sentence: Sentence, more: Iterable[Sentence]) -> Sentence:
    added = tuple(token for other in more for token in other.tokens)
    return replace(sentence, tokens=sentence.tokens + added)


def _meant_lines(lines: Sequence[str]) -> list[str]:
    """Lines joined again where only the page's width had broken them."""
    stripped = [line.strip() for line in lines if line.strip()]
    texts = stripped[:1]
    for before, line in pairwise(stripped):
        if _is_meant(before, line):
            texts.append(line)
        else:
            is_spaced = not (_is_unspaced(before[-1]) and _is_unspaced(line[0]))
            texts[-1] += f" {line}" if is_spaced else line
    return texts


def _is_unspaced(char: str) -> bool:
    return languages.is_unspaced(char) or char in UNSPACED_STOPS


def _is_meant(line: str, after: str) -> bool:
    if len(line) > LONGEST_MEANT_LINE_CHARS or line.endswith(tuple(CLAUSE_ENDS.replace(":", ""))):
        return False
    return not after.lstrip("*_\"'“„«(")[:1].islower()


def _marked(text: str) -> str:
    """The text with markdown gone and the author's emphasis between STAR marks."""
    text = _ESCAPED.sub(lambda found: _ESCAPE_HOLDER[found[1]], text)
    text = _LINK.sub(r"\1", _IMAGE.sub("", text))
    text = _STRUCK.sub(r"\1", _CODE.sub(r"\1", _AUTOLINK.sub(r"\1", text)))
    text = _STARS.sub(lambda found: _starred(found[2] or found[4] or found[6]), text)
    for mark, holder in _ESCAPE_HOLDER.items():
        text = text.replace(holder, mark)
    return text


def _starred(text: str) -> str:
    return f"{STAR_OPENS}{text}{STAR_CLOSES}"


def _parted(tokens: Sequence[Token], language: str) -> Iterator[tuple[Token, ...]]:
    first = 0
    for place in range(1, len(tokens)):
        if _parts_here(tokens, first, place, language):
            yield tuple(tokens[first:place])
            first = place
    yield tuple(tokens[first:])


def _parts_here(tokens: Sequence[Token], first: int, place: int, language: str) -> bool:
    """Whether a sentence ends before word `place`, seen from the sentence's first word."""
    before, after = tokens[place - 1], tokens[place]
    if is_emoji(after.text):
        return False
    if is_emoji(before.text) and place - 1 > first:
        return _parts_here((*tokens[: place - 1], after), first, place - 1, language)
    if not ends_sentence(before.text):
        return False
    if after.bare[:1].islower():
        return False
    return not _is_abbreviation(before.text, is_first=place - 1 == first, language=language)


def _is_abbreviation(word: str, is_first: bool, language: str) -> bool:
    word = word.lower().lstrip("([{«“„\"'")
    if word in get_vocabulary(language).abbreviations or regex.fullmatch(r"(\p{L}\.)+", word):
        return not is_first or len(word) > 2
    is_number = bool(regex.fullmatch(r"\p{N}{1,2}\.", word))
    return is_number and (is_first or language.split("-", maxsplit=1)[0] in _ORDINAL_DOT_LANGUAGES)


# In these "3." is how the ordinal third is written.
_ORDINAL_DOT_LANGUAGES = ("de", "da", "fi", "no", "nb", "cs", "sk", "pl", "hu", "tr", "sr", "hr")

__all__ = [
    "SENTENCE_ENDS",
    "Manner",
    "Paragraph",
    "Sentence",
    "read_paragraphs",
    "read_script",
    "read_topic",
    "scene_lines",
    "scene_texts",
    "with_scene",
]
