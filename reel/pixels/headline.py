"""Display type: a block of words fitted to a box, line by line, key words in their own cut."""

from collections.abc import Sequence
from dataclasses import dataclass

from contract.presets import Face
from contract.storyboards import Word
from reel import layout
from reel.pixels import typeset
from reel.pixels.canvas import Canvas, Shadow
from reel.pixels.sprites import Sprite
from reel.pixels.stage import Stage
from reel.pixels.typeset import Type

SMALLEST_PX = 50
# Air between the ink of two lines of tall writing (Arabic, Thai, Devanagari), in em.
TALL_WRITING_GAP_EM = 0.10
SHEET_PAD_PX = 60


@dataclass(frozen=True)
class Manner:
    """How a headline is set: `hot` and `emphasis` are for key words."""

    face: Face
    colour: str
    hot: str
    emphasis: Face | None = None
    largest_px: float = 260
    most_lines: int = 6
    upper_case: bool = False
    shadow: Shadow | None = None
    readable: bool = True


@dataclass(frozen=True, eq=False)
class Headline:
    """What was set: one sprite a line, the size chosen, and the rows it covers in px."""

    lines: tuple[Sprite, ...]
    size_px: float
    top_px: float
    bottom_px: float


def plain_words(text: str) -> tuple[Word, ...]:
    """Words of a text with no key word among them."""
    return tuple(Word(text=part, key=False, joins=False) for part in text.split())


def shown(word: Word, upper_case: bool) -> str:
    """The word as its letters are drawn."""
    return word.text.upper() if upper_case else word.text


def leading_of(words: Sequence[str], kind: Type) -> float:
    """The face's own leading, or more where tall writing would touch the line above."""
    tall = [word for word in words if typeset.TALL.search(word)]
    if not tall:
        return kind.face.leading
    em = kind.sized(1.0)
    extents = [typeset.extent(word, em) for word in tall]
    needed = max(e.rise_px for e in extents) + max(e.drop_px for e in extents)
    return max(kind.face.leading, needed + TALL_WRITING_GAP_EM)


def line_width(
    words: Sequence[Word], texts: Sequence[str], kind: Type, hot: Type, stretch: float = 1.0
) -> float:
    """The advance of words on one line; `stretch` widens the spaces between them."""
    space = typeset.space_width(kind) * stretch
    total = 0.0
    for place, (word, text) in enumerate(zip(words, texts, strict=True)):
        total += typeset.word_width(text, hot if word.key else kind)
        if place and not word.joins:
            total += space
    return total


def line_reach(
    words: Sequence[Word], texts: Sequence[str], kind: Type, hot: Type
) -> tuple[float, float]:
    """How far ink stands out to the left and to the right of a line's advance, in px."""
    order = typeset.visual_order(tuple(texts), kind.right_to_left)
    first, last = (
        typeset.extent(texts[place], hot if words[place].key else kind)
        for place in (order[0], order[-1])
    )
    return max(0.0, -first.bearing_px), max(0.0, last.overhang_px)


def ink_width(
    words: Sequence[Word], texts: Sequence[str], kind: Type, hot: Type, stretch: float = 1.0
) -> float:
    """The width of a line with the ink that stands out of its advance on both sides."""
    return line_width(words, texts, kind, hot, stretch) + sum(line_reach(words, texts, kind, hot))


def set_headline(
    stage: Stage, words: Sequence[Word], manner: Manner, box: tuple[float, float, float, float]
) -> Headline:
    """Words fitted to the box `left, top, width, height`, hanging from its top."""
    texts = [shown(word, manner.upper_case) for word in words]
    kind = stage.type(manner.face, 100)
    hot = stage.type(manner.emphasis or manner.face, 100)
    leading = leading_of(texts, kind)

    def measure(first: int, end: int, size: float) -> float:
        return ink_width(words[first:end], texts[first:end], kind.sized(size), hot.sized(size))

    block = layout.fit(
        texts,
        measure,
        width_px=box[2],
        height_px=box[3],
        leading=leading,
        largest_px=manner.largest_px,
        smallest_px=SMALLEST_PX,
        most_lines=manner.most_lines,
        small_words=stage.small_words,
    )
    return _drawn(stage, words, texts, manner, block, leading, box)


def _drawn(
    stage: Stage,
    words: Sequence[Word],
    texts: Sequence[str],
    manner: Manner,
    block: layout.Block,
    leading: float,
    box: tuple[float, float, float, float],
) -> Headline:
    kind = stage.type(manner.face, block.size_px)
    top_line = tuple(texts[slice(*block.lines.spans[0])])
    baseline = box[1] + typeset.rise_of(top_line, kind)
    sprites = []
    for first, end in block.lines.spans:
        sprite = set_line(stage, words[first:end], texts[first:end], kind, manner, box, baseline)
        if sprite:
            sprites.append(sprite)
        baseline += block.size_px * leading
    bottom = baseline - block.size_px * leading
    return Headline(tuple(sprites), block.size_px, box[1], bottom)


def set_line(
    stage: Stage,
    words: Sequence[Word],
    texts: Sequence[str],
    kind: Type,
    manner: Manner,
    box: tuple[float, float, float, float],
    baseline: float,
) -> Sprite | None:
    """One line of a headline as a sprite, hung from the stage's side of the box."""
    hot = stage.type(manner.emphasis or manner.face, kind.size_px)
    width = line_width(words, texts, kind, hot)
    order = typeset.visual_order(tuple(texts), kind.right_to_left)
    lead = typeset.extent(texts[order[0]], hot if words[order[0]].key else kind).bearing_px
    left_out, right_out = line_reach(words, texts, kind, hot)
    pen = {
        "left": box[0] - lead,
        "centre": box[0] + (box[2] - width - left_out - right_out) / 2 + left_out,
        "right": box[0] + box[2] - width - right_out,
    }[stage.anchor]
    canvas = Canvas(
        stage.scale,
        (
            pen - SHEET_PAD_PX,
            baseline - kind.size_px * 1.4,
            pen + width + SHEET_PAD_PX,
            baseline + kind.size_px * 0.8,
        ),
    )
    space = typeset.space_width(kind)
    for step, place in enumerate(order):
        word = words[place]
        gap = words[max(place, order[step - 1])] if step else word
        pen += space if step and not gap.joins else 0
        pen += canvas.word(
            pen,
            baseline,
            texts[place],
            hot if word.key else kind,
            manner.hot if word.key else manner.colour,
            readable=manner.readable,
            shadow=manner.shadow,
        )
    return canvas.sprite()
