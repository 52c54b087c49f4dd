"""Plain text into the words a reel shows: cleaned, parted, punctuation attached."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

import regex

from reel import languages

# Wider words could only be set tiny; pieces of one stand together without a space.
LONGEST_WORD_CHARS = 24
LONGEST_PIECE_CHARS = 16
MOST_EMOJI_IN_A_WORD = 3
MOST_REMEMBERED_WORDS = 8192

# Noncharacters that clean() removes from every text, so they can mark emphasis in it.
STAR_OPENS, STAR_CLOSES = "\ufdd0", "\ufdd1"

SENTENCE_ENDS = ".!?…。！？｡．؟۔।॥"
UNSPACED_STOPS = "。！？｡、，；："
CLAUSE_ENDS = ",;:،؛、，；：–—"
OPENERS = "([{«‹“„‟‘‚\"'¿¡（［｛「『《〈【〔"
CLOSERS = ")]}»›”“’‘\"'）］｝」』》〉】〕"

_NEWLINES = regex.compile(r"\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_SPACES = regex.compile(r"[\t\p{Zs}]")
_INVISIBLE = regex.compile(
    r"[\p{Cs}\p{Noncharacter_Code_Point}\x00-\x08\x0e-\x1f\x7f-\x9f"
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f"
    r"\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffc]"
)
# More marks than any orthography stacks on one letter only climb over other lines.
_PILED_MARKS = regex.compile(r"([\u0300-\u036f]{3})[\u0300-\u036f]+")
_STRAY_JOINERS = regex.compile(r"(?<=^|\s)[\u200c\u200d]+|[\u200c\u200d]+(?=\s|$)")

_STARS = regex.compile(f"([{STAR_OPENS}{STAR_CLOSES}])")
_GRAPHEME = regex.compile(r"\X")
_EMOJI = regex.compile(r"[\p{Emoji_Presentation}\p{RI}\ufe0f\u20e3]|[^\p{L}\p{N}\p{P}©®™]")
_PICTURE = regex.compile(r"\p{Extended_Pictographic}|\p{RI}|\u20e3")
_SAYS_SOMETHING = regex.compile(r"[\p{L}\p{N}\p{S}&%@#]")
_UNSPACED_STOP = regex.compile(
    rf"(?<=[{UNSPACED_STOPS}][」』）”’]?)(?![」』）”’{UNSPACED_STOPS}])", regex.V1
)
_UNIT_SIGN = regex.compile(r"[%٪‰°€£$¥₹₽₴]\p{P}*$")
_AROUND_WORDS = regex.compile(r"^[\p{P}\p{S} --[$€£¥₹%٪°#@&+−]]+|[\p{P} --[%٪]]+$", regex.V1)
_WORD_CHAR = regex.compile(r"[\p{L}\p{M}\p{N}]")
_PIECE = regex.compile(rf"\X{{1,{LONGEST_PIECE_CHARS}}}")


@dataclass(frozen=True)
class Token:
    """A word as shown; `starred` ones carry the author's emphasis, `joins` takes no space."""

    text: str
    starred: bool
    joins: bool

    @property
    def bare(self) -> str:
        """The word without the punctuation around it."""
        return bare(self.text)

    @property
    def lower(self) -> str:
        """The bare word as words data spells it."""
        return _lowered(self.text)


def clean(text: str) -> str:
    """Return the text in NFC with plain line breaks and spaces, and nothing invisible in it."""
    text = _NEWLINES.sub("\n", text)
    text = _SPACES.sub(" ", _INVISIBLE.sub("", text))
    text = _PILED_MARKS.sub(r"\1", unicodedata.normalize("NFC", text))
    cleaned: str = _STRAY_JOINERS.sub("", text)
    return cleaned


@lru_cache(MOST_REMEMBERED_WORDS)
def bare(word: str) -> str:
    """Return the word without punctuation around it, in its own letter case."""
    stripped: str = _AROUND_WORDS.sub("", word)
    return stripped


@lru_cache(MOST_REMEMBERED_WORDS)
def _lowered(word: str) -> str:
    return bare(word).lower().replace("’", "'")


@lru_cache(MOST_REMEMBERED_WORDS)
def is_emoji(text: str) -> bool:
    """Whether the word holds pictures only: shown, and never spoken."""
    graphemes = _GRAPHEME.findall(text.strip(SENTENCE_ENDS + CLAUSE_ENDS))
    return bool(graphemes) and all(_is_emoji_grapheme(part) for part in graphemes)


def ends_sentence(word: str) -> bool:
    """Whether a full stop, question or exclamation mark closes the word."""
    return word.rstrip(CLOSERS).endswith(tuple(SENTENCE_ENDS))


def ends_clause(word: str) -> bool:
    """Whether the word closes a clause or a sentence."""
    return word.rstrip(CLOSERS).endswith(tuple(SENTENCE_ENDS + CLAUSE_ENDS))


def joined(tokens: Iterable[Token]) -> str:
    """Return the tokens as running text."""
    text = ""
    for token in tokens:
        text += token.text if token.joins or not text else f" {token.text}"
    return text


def shown(tokens: Iterable[Token]) -> str:
    """Return the tokens as running text without the punctuation around it."""
    text = joined(tokens).strip(SENTENCE_ENDS + CLAUSE_ENDS + OPENERS + CLOSERS + " ")
    return f"{text})" if text.count("(") > text.count(")") else text


def tokenise(text: str, language: str) -> tuple[Token, ...]:
    """Return the words of a cleaned text in which only STAR marks stand for emphasis."""
    pieces: list[Token] = []
    starred = False
    for chunk in text.split():
        joins = False
        for part in _STARS.split(chunk):
            if part in (STAR_OPENS, STAR_CLOSES):
                starred = part == STAR_OPENS
                continue
            for word in _words_of_chunk(part, language):
                pieces.append(Token(word, starred, joins))
                joins = True
    return tuple(_split_long(_attach_punctuation(_reunite(pieces))))


def _words_of_chunk(chunk: str, language: str) -> Iterable[str]:
    """The words of a text without spaces: emoji apart, unspaced writing in its phrases."""
    if chunk.isascii():
        # Neither emoji nor unspaced writing: most words there are.
        yield from (chunk,) if chunk else ()
        return
    run = ""
    emoji = ""
    for grapheme in _GRAPHEME.findall(chunk):
        if _is_emoji_grapheme(grapheme):
            yield from _phrases(run, language)
            run = ""
            emoji += grapheme
            if len(_GRAPHEME.findall(emoji)) == MOST_EMOJI_IN_A_WORD:
                yield emoji
                emoji = ""
        else:
            if emoji:
                yield emoji
            emoji = ""
            run += grapheme
    yield from _phrases(run, language)
    if emoji:
        yield emoji


def _is_emoji_grapheme(grapheme: str) -> bool:
    return bool(_PICTURE.search(grapheme) and _EMOJI.search(grapheme))


def _phrases(run: str, language: str) -> Iterable[str]:
    if not any(languages.is_unspaced(char) for char in run):
        return (run,) if run else ()
    phrases: list[str] = []
    for part in languages.segment(run, language):
        if phrases and _belongs_together(phrases[-1], part):
            phrases[-1] += part
        else:
            phrases.append(part)
    return [half for phrase in phrases for half in _after_stops(phrase)]


def _belongs_together(left: str, right: str) -> bool:
    """Whether a phrase break would part a Latin word, a number or a letter from its mark."""
    is_foreign = not languages.is_unspaced(left[-1]) and not languages.is_unspaced(right[0])
    is_inside_word = bool(_WORD_CHAR.match(left[-1]) and _WORD_CHAR.match(right[0]) and is_foreign)
    return is_inside_word or unicodedata.category(right[0]).startswith("M")


def _after_stops(phrase: str) -> list[str]:
    return [part for part in _UNSPACED_STOP.split(phrase) if part]


def _reunite(pieces: list[Token]) -> list[Token]:
    """Give a word its letters back that emphasis marks parted: "*un*do", "*red*."."""
    words: list[Token] = []
    for piece in pieces:
        before = words[-1] if words else None
        if before and piece.joins and _is_one_word(before.text, piece.text):
            starred = before.starred or piece.starred
            words[-1] = replace(before, text=before.text + piece.text, starred=starred)
        else:
            words.append(piece)
    return words


def _is_one_word(left: str, right: str) -> bool:
    if is_emoji(left) or is_emoji(right) or left[-1] in UNSPACED_STOPS:
        return False
    return not languages.is_unspaced(left[-1]) and not languages.is_unspaced(right[0])


def _attach_punctuation(pieces: list[Token]) -> list[Token]:
    """Words that each hold the punctuation beside them, even where a space parted the two."""
    words: list[Token] = []
    waiting: Token | None = None
    for piece in pieces:
        says_something = bool(_SAYS_SOMETHING.search(piece.text)) or is_emoji(piece.text)
        if waiting:
            waiting = _glued(waiting, piece)
        elif words and (not says_something or _is_unit_of(words[-1].text, piece.text)):
            if _opens(piece.text) or (not says_something and ends_sentence(words[-1].text)):
                waiting = piece
            else:
                words[-1] = _glued(words[-1], piece)
            continue
        else:
            waiting = piece
        if says_something:
            words.append(waiting)
            waiting = None
    if waiting and words:
        words[-1] = _glued(words[-1], waiting)
    elif waiting:
        words.append(waiting)
    return words


def _glued(left: Token, right: Token) -> Token:
    gap = "" if right.joins else " "
    return Token(left.text + gap + right.text, left.starred or right.starred, left.joins)


def _opens(text: str) -> bool:
    return text[0] in "([{«“„¿¡（「『《"


def _is_unit_of(number: str, sign: str) -> bool:
    return number[-1].isdigit() and bool(_UNIT_SIGN.match(sign))


def _split_long(words: Iterable[Token]) -> Iterable[Token]:
    for word in words:
        if len(word.text) <= LONGEST_WORD_CHARS or is_emoji(word.text):
            yield word
            continue
        for place, part in enumerate(_PIECE.findall(word.text)):
            yield Token(part, word.starred, word.joins or place > 0)
