"""The justified stack: words as a block in which every line is set to the full width."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import regex

from contract.presets import Face
from contract.storyboards import Word
from reel import layout
from reel.pixels import typeset
from reel.pixels.headline import Manner, line_width, set_line
from reel.pixels.sprites import Sprite
from reel.pixels.stage import WIDTH_PX, Stage
from reel.pixels.typeset import Type

GAP_PX = 32
# Least air between marks above capitals and whatever hangs from the line before.
MARK_AIR_PX = 12
MOST_LINES = 9
PROBE_PX = 200.0
# What uneven lines, poor breaks and lines that do not fill the width cost, in shares of height.
BREAK_COST = 0.8
RAGGED_COST = 1.5
LONE_LETTER_COST = 0.5

_MARK = regex.compile(r"\p{M}")
_LETTER = regex.compile(r"(?=[\p{L}\p{N}\p{Extended_Pictographic}])\X")


@dataclass(frozen=True)
class Setting:
    """How a stack is set: its faces, the tallest a line's letters may be, the air between."""

    face: Face
    emphasis: Face
    tallest_px: float = 420
    gap_px: float = GAP_PX
    most_lines: int = MOST_LINES
    width_px: float = WIDTH_PX


@dataclass(frozen=True)
class Line:
    """One line: words `first` up to `end`, at a size, `width_px` of ink wide."""

    first: int
    end: int
    size_px: float
    baseline_px: float
    width_px: float


@dataclass(frozen=True)
class Stack:
    """Where everything stands, before anything is drawn; rows are those of the ink."""

    words: tuple[Word, ...]
    lines: tuple[Line, ...]
    top_px: float
    bottom_px: float
    setting: Setting


@dataclass(frozen=True)
class _Measured:
    """A line of type 1 px in size: how wide, how high, how deep its ink is.

    `cap` leaves out the marks above letters, `foot` what hangs from punctuation.
    """

    width: float
    lead: float
    rise: float
    cap: float
    drop: float
    foot: float


def plan_stack(
    stage: Stage, words: Sequence[Word], setting: Setting, top_px: float, height_px: float
) -> Stack:
    """The stack that fills the height best; it is never higher than that."""
    best: Stack | None = None
    best_score = 0.0
    texts = [word.text for word in words]

    def measure(first: int, end: int, size: float) -> float:
        kind, hot = _types(stage, setting, size)
        return line_width(words[first:end], texts[first:end], kind, hot)

    for count in range(1, min(setting.most_lines, len(words)) + 1):
        broken = layout.stack(texts, measure, count, stage.small_words)
        if broken is None:
            continue
        plan = _placed(stage, tuple(words), broken.spans, setting, top_px, height_px)
        filled = sum(line.width_px for line in plan.lines) / (count * setting.width_px)
        score = (plan.bottom_px - plan.top_px) / height_px
        lone = sum(_letters(texts[first:end]) < 2 for first, end in broken.spans)
        score -= BREAK_COST * broken.cost / count + RAGGED_COST * (1 - filled)
        score -= LONE_LETTER_COST * lone * (count > 1)
        if best is None or score > best_score:
            best, best_score = plan, score
    assert best is not None, "a stack needs words"
    return best


def draw_stack(
    stage: Stage, stack: Stack, colour: str, hot: str, *, left_px: float, readable: bool = True
) -> tuple[Sprite, ...]:
    """One sprite a line, hung from the reading side of a column that starts at `left_px`."""
    setting = stack.setting
    manner = Manner(setting.face, colour, hot, emphasis=setting.emphasis, readable=readable)
    sprites = []
    for line in stack.lines:
        words = stack.words[line.first : line.end]
        texts = [word.text for word in words]
        kind, emphasis = _types(stage, setting, line.size_px)
        width = setting.width_px
        if stage.anchor == "right":
            # The line hangs from its ink, so its advance may end outside the column.
            measured = _measured(stage, words, setting)
            advance = line_width(words, texts, kind, emphasis)
            width += advance - (measured.lead + measured.width) * line.size_px
        box = (left_px, 0.0, width, 0.0)
        sprite = set_line(stage, words, texts, kind, manner, box, line.baseline_px)
        if sprite:
            sprites.append(sprite)
    return tuple(sprites)


def moved(stack: Stack, down_px: float) -> Stack:
    """The same stack further down."""
    lines = tuple(
        Line(line.first, line.end, line.size_px, line.baseline_px + down_px, line.width_px)
        for line in stack.lines
    )
    return Stack(
        stack.words, lines, stack.top_px + down_px, stack.bottom_px + down_px, stack.setting
    )


def _types(stage: Stage, setting: Setting, size: float) -> tuple[Type, Type]:
    return stage.type(setting.face, size), stage.type(setting.emphasis, size)


def _placed(
    stage: Stage,
    words: tuple[Word, ...],
    spans: Sequence[tuple[int, int]],
    setting: Setting,
    top_px: float,
    height_px: float,
) -> Stack:
    measured = [_measured(stage, words[first:end], setting) for first, end in spans]
    sizes = [
        min(setting.width_px / line.width, min(setting.tallest_px, height_px) / line.cap)
        for line in measured
    ]
    # Too high: all lines shrink alike, the air between them stays.
    for _ in range(4):
        tall = _height(measured, sizes, setting.gap_px)
        if tall <= height_px:
            break
        sizes = [size * height_px / tall for size in sizes]
    lines, baseline = [], top_px
    for place, (line, size) in enumerate(zip(measured, sizes, strict=True)):
        above = (measured[place - 1], sizes[place - 1]) if place else None
        baseline += _step(above, line, size, setting.gap_px)
        lines.append(Line(*spans[place], size, baseline, line.width * size))
    bottom = baseline + measured[-1].drop * sizes[-1]
    return Stack(words, tuple(lines), top_px, bottom, setting)


def _height(measured: Sequence[_Measured], sizes: Sequence[float], gap: float) -> float:
    total = 0.0
    for place, (line, size) in enumerate(zip(measured, sizes, strict=True)):
        above = (measured[place - 1], sizes[place - 1]) if place else None
        total += _step(above, line, size, gap)
    return total + measured[-1].drop * sizes[-1]


def _step(above: tuple[_Measured, float] | None, line: _Measured, size: float, gap: float) -> float:
    if above is None:
        return line.rise * size
    last, last_size = above
    letters = last.foot * last_size + line.cap * size + gap
    return max(letters, last.drop * last_size + line.rise * size + MARK_AIR_PX)


def _measured(stage: Stage, words: Sequence[Word], setting: Setting) -> _Measured:
    kind, hot = _types(stage, setting, PROBE_PX)
    texts = [word.text for word in words]
    order = typeset.visual_order(tuple(texts), kind.right_to_left)
    kinds = [hot if word.key else kind for word in words]
    extents = [typeset.extent(text, k) for text, k in zip(texts, kinds, strict=True)]
    bodies = [
        typeset.extent(_body(text), k) for text, k in zip(texts, kinds, strict=True) if _body(text)
    ] or extents
    lead = extents[order[0]].bearing_px
    last = order[-1]
    tail = typeset.word_width(texts[last], kinds[last]) - _ink_right(texts[last], kinds[last])
    width = line_width(words, texts, kind, hot) - lead - tail
    rise = max(extent.rise_px for extent in extents)
    return _Measured(
        width=max(width, 1.0) / PROBE_PX,
        lead=lead / PROBE_PX,
        rise=rise / PROBE_PX,
        cap=max(min(max(body.rise_px for body in bodies), rise), 1.0) / PROBE_PX,
        drop=max(extent.drop_px for extent in extents) / PROBE_PX,
        foot=max(0.0, *(body.drop_px for body in bodies)) / PROBE_PX,
    )


def _letters(texts: Sequence[str]) -> int:
    return len(_LETTER.findall("".join(texts)))


def _body(text: str) -> str:
    """The word without hanging punctuation, and capitals without their marks."""
    bare = text.strip(layout.SENTENCE_ENDS + layout.CLAUSE_ENDS + layout.CLOSING)
    if typeset.WHOLE.search(bare):
        return bare
    return unicodedata.normalize("NFC", _MARK.sub("", unicodedata.normalize("NFD", bare)))


def _ink_right(text: str, kind: Type) -> float:
    pieces = typeset.word_ink(text, kind, 1.0)
    return max((piece.left + piece.mask.shape[1] for piece in pieces), default=0)
