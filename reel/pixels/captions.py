"""The caption block: a card of words, the spoken one lit, always inside the safe box."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from contract.presets import Highlight
from contract.storyboards import Shot, ShotTiming, Word
from reel import layout
from reel.pixels import typeset
from reel.pixels.canvas import Canvas, Shadow
from reel.pixels.headline import ink_width, leading_of, line_reach, line_width, shown
from reel.pixels.sprites import Sprite
from reel.pixels.stage import LEFT_PX, RIGHT_PX, WIDTH_PX, Stage
from reel.pixels.typeset import Type

# Room around the lit word: a box must take less than 40 % of the space beside it.
SPACE_STRETCH: dict[Highlight, float] = {"underline": 1.0, "colour": 1.0, "box": 1.45}
UNDERLINE_DROP_EM = 0.17
UNDERLINE_THICK_PX = 8
UNDERLINE_TALL_DROP_EM = 0.40
BOX_PAD_X_PX = 10
BOX_TOP_PX = 18
BOX_BOTTOM_PX = 22
BOX_RADIUS_PX = 10
SHEET_PAD_PX = 48


@dataclass(frozen=True)
class Dress:
    """Colours of a caption block; `on_hot` is for words standing on a highlight box."""

    ink: str
    hot: str
    box: str
    on_box: str
    shadow: Shadow | None = None


@dataclass(frozen=True)
class Lit:
    """What a caption shows in a frame: a card of the shot, and its lit word, if any yet."""

    card: int
    word: int | None


@dataclass(frozen=True)
class _Spot:
    word: int
    pen_px: float
    baseline_px: float
    width_px: float


class Captions:
    """The caption block of one shot."""

    def __init__(self, stage: Stage, shot: Shot, times: ShotTiming, dress: Dress) -> None:
        self._stage = stage
        self._shot = shot
        self._times = times
        self._dress = dress
        self._style = stage.storyboard.style.caption
        self._texts = tuple(shown(word, self._style.upper_case) for word in shot.words)
        self._starts = [times.word_frames[span.first] for span in shot.cards]
        self.sprite = lru_cache(maxsize=4)(self._sprite)
        self._layout = lru_cache(maxsize=4)(self._lay_out)

    def lit(self, frame: int) -> Lit | None:
        """The card and the lit word of a frame on the scene's clock, None outside the shot."""
        if not self._times.first_frame <= frame < self._times.end_frame or not self._shot.cards:
            return None
        card = max(bisect_right(self._starts, frame) - 1, 0)
        span = self._shot.cards[card]
        word = bisect_right(self._times.word_frames, frame, span.first, span.end) - 1
        return Lit(card, word if word >= span.first else None)

    def _sprite(self, lit: Lit) -> Sprite | None:
        kind, spots = self._layout(lit.card)
        canvas = Canvas(
            self._stage.scale,
            (
                LEFT_PX - SHEET_PAD_PX,
                min(spot.baseline_px for spot in spots) - kind.size_px * 1.4,
                RIGHT_PX + SHEET_PAD_PX,
                max(spot.baseline_px for spot in spots) + kind.size_px * 0.8,
            ),
        )
        for spot in spots:
            if spot.word == lit.word:
                self._highlight(canvas, spot, kind)
            else:
                self._write(canvas, spot, kind, self._dress.ink)
        return canvas.sprite()

    def _write(
        self, canvas: Canvas, spot: _Spot, kind: Type, colour: str, *, on_box: bool = False
    ) -> None:
        text = self._texts[spot.word]
        shadow = None if on_box else self._dress.shadow
        canvas.word(spot.pen_px, spot.baseline_px, text, kind, colour, shadow=shadow)

    def _highlight(self, canvas: Canvas, spot: _Spot, kind: Type) -> None:
        if self._style.highlight == "box":
            self._box(canvas, spot, kind)
            self._write(canvas, spot, kind, self._dress.on_box, on_box=True)
            return
        self._write(canvas, spot, kind, self._dress.hot)
        if self._style.highlight == "underline":
            tall = typeset.WHOLE.search(self._texts[spot.word]) is not None
            drop = UNDERLINE_TALL_DROP_EM if tall else UNDERLINE_DROP_EM
            top = spot.baseline_px + drop * kind.size_px
            extent = typeset.extent(self._texts[spot.word], kind)
            left = spot.pen_px + extent.bearing_px
            right = spot.pen_px + spot.width_px + extent.overhang_px
            edges = (left, top, right, top + UNDERLINE_THICK_PX)
            canvas.rounded(*edges, radius=4, colour=self._dress.hot)
            canvas.mark_readable(*edges)

    def _box(self, canvas: Canvas, spot: _Spot, kind: Type) -> None:
        extent = typeset.extent(self._texts[spot.word], kind)
        rise = max(typeset.cap_height(kind) + BOX_TOP_PX, extent.rise_px + BOX_PAD_X_PX)
        drop = max(BOX_BOTTOM_PX, extent.drop_px + 6)
        edges = (
            spot.pen_px - BOX_PAD_X_PX,
            spot.baseline_px - rise,
            spot.pen_px + spot.width_px + BOX_PAD_X_PX,
            spot.baseline_px + drop,
        )
        canvas.rounded(*edges, radius=BOX_RADIUS_PX, colour=self._dress.box)
        canvas.mark_readable(*edges)

    def _lay_out(self, card: int) -> tuple[Type, tuple[_Spot, ...]]:
        span = self._shot.cards[card]
        words, texts = self._shot.words[span.first : span.end], self._texts[span.first : span.end]
        stretch = SPACE_STRETCH[self._style.highlight]
        face = self._stage.storyboard.style.faces.caption
        kind = self._stage.type(face, self._style.size_px)
        leading = leading_of(texts, kind)

        def measure(first: int, end: int, size: float) -> float:
            sized = kind.sized(size)
            return ink_width(words[first:end], texts[first:end], sized, sized, stretch)

        block = layout.shrink(
            texts,
            measure,
            width_px=WIDTH_PX - 2 * BOX_PAD_X_PX * (self._style.highlight == "box"),
            height_px=self._style.most_lines * leading * self._style.size_px,
            leading=leading,
            size_px=self._style.size_px,
            most_lines=self._style.most_lines,
            small_words=self._stage.small_words,
        )
        return self._placed(words, texts, span.first, kind.sized(block.size_px), block, leading)

    def _placed(
        self,
        words: Sequence[Word],
        texts: Sequence[str],
        offset: int,
        kind: Type,
        block: layout.Block,
        leading: float,
    ) -> tuple[Type, tuple[_Spot, ...]]:
        stretch = SPACE_STRETCH[self._style.highlight]
        space = typeset.space_width(kind) * stretch
        step = block.size_px * leading
        baseline = self._style.bottom_px - self._drop(texts, kind)
        baseline -= step * (len(block.lines.spans) - 1)
        spots: list[_Spot] = []
        for first, end in block.lines.spans:
            line = texts[first:end]
            order = typeset.visual_order(tuple(line), kind.right_to_left)
            pen = self._pen(words[first:end], line, kind, stretch, line[order[0]])
            for turn, place in enumerate(order):
                later = words[first + max(place, order[turn - 1])] if turn else None
                pen += space if later is not None and not later.joins else 0.0
                width = typeset.word_width(line[place], kind)
                spots.append(_Spot(offset + first + place, pen, baseline, width))
                pen += width
            baseline += step
        return kind, tuple(spots)

    def _drop(self, texts: Sequence[str], kind: Type) -> float:
        """Room below the last baseline: the same for every card unless its writing is deep."""
        deepest = max(typeset.extent(text, kind).drop_px for text in (*texts, "gp"))
        if self._style.highlight == "box":
            return max(deepest + 6, float(BOX_BOTTOM_PX))
        if self._style.highlight == "underline":
            tall = any(typeset.WHOLE.search(text) for text in texts)
            drop = UNDERLINE_TALL_DROP_EM if tall else UNDERLINE_DROP_EM
            return max(deepest, drop * kind.size_px + UNDERLINE_THICK_PX)
        return deepest

    def _pen(
        self, words: Sequence[Word], line: Sequence[str], kind: Type, stretch: float, leftmost: str
    ) -> float:
        width = line_width(words, line, kind, kind, stretch)
        inset = BOX_PAD_X_PX if self._style.highlight == "box" else 0
        left_out, right_out = line_reach(words, line, kind, kind)
        x = self._stage.anchor_px
        return {
            "left": x + inset - typeset.extent(leftmost, kind).bearing_px,
            "centre": x - (width + left_out + right_out) / 2 + left_out,
            "right": x - inset - width - right_out,
        }[self._stage.anchor]
