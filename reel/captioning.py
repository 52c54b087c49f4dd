"""Which words stand together on a caption card, and the cards as SRT and WebVTT files."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

import regex

from contract.presets import CaptionStyle
from contract.storyboards import Span, Storyboard, Timing, Word
from reel.catalogue.vocabulary import Vocabulary
from reel.timing import pause_ms, reading_ms, scene_starts, total_frames
from reel.tokens import bare, ends_clause, ends_sentence, is_emoji

# At 84 px about this many Latin letters fill a caption line; wide ones count double.
LINE_CHARS_AT_84_PX = 17
FEWEST_WORDS = 4
SHORTEST_CARD_MS, LONGEST_CARD_MS = 1200, 2800

TOO_LONG_COST = 1000.0
LONE_WORD_COST = 12.0
TOO_FEW_WORDS_COST = 1.5
TOO_BRIEF_COST = 3.0
TOO_SLOW_COST = 4.0
MIDDLE_OF_CLAUSE_COST = 4.0
MIDDLE_OF_SENTENCE_COST = 0.5
BEFORE_AND_COST = 2.0
SMALL_WORD_END_COST = 3.0
# A card reads best when the next one starts with the small word that opens a phrase.
CONTENT_START_COST = 1.0
CARD_COST = 0.8

FILE_LINE_CHARS = 42

_WIDE = regex.compile(
    r"[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff00-\uff60]"
)
_MARK = regex.compile(r"\p{M}")


class _Cue(NamedTuple):
    start_ms: int
    end_ms: int
    text: str


def cards(
    words: Sequence[Word], style: CaptionStyle, words_per_minute: int, vocabulary: Vocabulary
) -> tuple[Span, ...]:
    """Return which words share a card: all words in order, none of the cards empty."""
    total = len(words)

    @cache
    def cost(first: int, end: int) -> float:
        return _card_cost(words, first, end, style, words_per_minute, vocabulary)

    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, total + 1):
        starts = range(max(0, end - style.most_words - 4), end)
        best.append(min((best[first][0] + cost(first, end), first) for first in starts))
    spans: list[Span] = []
    end = total
    while end > 0:
        first = best[end][1]
        spans.append(Span(first=first, end=end))
        end = first
    return tuple(reversed(spans))


def width_chars(text: str) -> int:
    """Return how many Latin letters would be as wide."""
    return len(_MARK.sub("", text)) + len(_WIDE.findall(text))


def _card_cost(
    words: Sequence[Word],
    first: int,
    end: int,
    style: CaptionStyle,
    words_per_minute: int,
    vocabulary: Vocabulary,
) -> float:
    card = words[first:end]
    count = sum(not is_emoji(word.text) for word in card)
    cost = CARD_COST
    if count > style.most_words or _lines_needed(card, style) > style.most_lines:
        cost += TOO_LONG_COST * (end - first)
    is_whole = (first == 0 or ends_sentence(words[first - 1].text)) and (
        end == len(words) or ends_sentence(card[-1].text)
    )
    if not is_whole:
        cost += LONE_WORD_COST if count <= 1 else TOO_FEW_WORDS_COST * max(0, FEWEST_WORDS - count)
    cost += _time_cost(card, words_per_minute)
    if end < len(words):
        cost += _break_cost(card[-1].text, words[end], vocabulary)
    return cost + _inside_cost(card[:-1])


def _time_cost(card: Sequence[Word], words_per_minute: int) -> float:
    ms = sum(reading_ms(word.text, words_per_minute) + pause_ms(word.text) for word in card)
    brief = max(0, SHORTEST_CARD_MS - ms) / SHORTEST_CARD_MS
    slow = max(0, ms - LONGEST_CARD_MS) / LONGEST_CARD_MS
    return TOO_BRIEF_COST * brief + TOO_SLOW_COST * slow


def _break_cost(word: str, after: Word, vocabulary: Vocabulary) -> float:
    if ends_sentence(word):
        return 0.0
    if ends_clause(word):
        return MIDDLE_OF_SENTENCE_COST
    last, first = bare(word).lower(), bare(after.text).lower()
    if first in vocabulary.ands:
        return BEFORE_AND_COST
    cost = MIDDLE_OF_CLAUSE_COST
    if after.joins:
        # Particles of unspaced writing belong to the word before them.
        return cost + (SMALL_WORD_END_COST if first in vocabulary.small else 0.0)
    if vocabulary.small:
        cost += SMALL_WORD_END_COST if last in vocabulary.small else 0.0
        cost += 0.0 if first in vocabulary.small else CONTENT_START_COST
    return cost


def _inside_cost(words: Sequence[Word]) -> float:
    """A card that runs over a full stop reads worse than one that ends there."""
    return sum(
        MIDDLE_OF_CLAUSE_COST / 2 if ends_sentence(word.text) else 0.6 * ends_clause(word.text)
        for word in words
    )


def _lines_needed(card: Sequence[Word], style: CaptionStyle) -> int:
    room = LINE_CHARS_AT_84_PX * 84 / style.size_px
    lines, used = 1, 0.0
    for word in card:
        wide = width_chars(word.text)
        gap = 0 if word.joins or not used else 1
        if used and used + gap + wide > room:
            lines, used, gap = lines + 1, 0.0, 0
        used += gap + wide
    return lines


def to_srt(storyboard: Storyboard, timing: Timing) -> str:
    """Return the captions as a SubRip file: one cue a card, times rising."""
    blocks = [
        f"{number}\n{_clock(cue.start_ms, ',')} --> {_clock(cue.end_ms, ',')}\n"
        f"{cue.text.replace('-->', '->')}\n"
        for number, cue in enumerate(_cues(storyboard, timing), 1)
    ]
    return "\n".join(blocks)


def to_vtt(storyboard: Storyboard, timing: Timing) -> str:
    """Return the captions as a WebVTT file: one cue a card, times rising."""
    blocks = ["WEBVTT\n"]
    for cue in _cues(storyboard, timing):
        text = cue.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        blocks.append(f"{_clock(cue.start_ms, '.')} --> {_clock(cue.end_ms, '.')}\n{text}\n")
    return "\n".join(blocks)


def _cues(storyboard: Storyboard, timing: Timing) -> list[_Cue]:
    """One cue for each card, from its first word to the next card or the scene's end."""
    fps = storyboard.frame.fps
    shown: list[tuple[int, int, str]] = []
    starts = scene_starts(timing)
    for scene, times, scene_start in zip(storyboard.scenes, timing.scenes, starts, strict=True):
        scene_end = scene_start + times.enters_frames + times.body_frames
        for shot, shot_times in zip(scene.shots, times.shots, strict=True):
            for span in shot.cards:
                frame = scene_start + shot_times.word_frames[span.first]
                text = _balanced(shot.words[span.first : span.end])
                shown.append((frame, scene_end, text))
    following = [frame for frame, _, _ in shown[1:]] + [total_frames(timing)]
    return [
        _Cue(_ms(frame, fps), _ms(min(after, scene_end), fps), text)
        for (frame, scene_end, text), after in zip(shown, following, strict=True)
        if after > frame
    ]


def _balanced(words: Sequence[Word]) -> str:
    """The words on one line, or on two of like length."""
    whole = _running(words)
    if width_chars(whole) <= FILE_LINE_CHARS or len(words) < 2:
        return whole
    halves = ((_running(words[:place]), _running(words[place:])) for place in range(1, len(words)))
    return "\n".join(min(halves, key=lambda half: max(map(width_chars, half))))


def _running(words: Sequence[Word]) -> str:
    text = ""
    for word in words:
        text += word.text if word.joins or not text else f" {word.text}"
    return text


def _ms(frame: int, fps: int) -> int:
    return round(frame * 1000 / fps)


def _clock(ms: int, point: str) -> str:
    seconds, ms = divmod(ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{point}{ms:03d}"
