"""A transparent sheet to draw type and shapes on, in px of a 1080 wide frame, cut into sprites."""

import math
from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from contract.platforms import Box
from reel.pixels import typeset
from reel.pixels.planes import Bytes, Floats, half, ycc
from reel.pixels.sprites import Sprite
from reel.pixels.typeset import Ink, Type

# Shapes are drawn with sixteenths of a pixel, the finest that the rasteriser knows.
SUBPIXEL_BITS = 4
CORNER_STEPS = 14
CIRCLE_STEPS = 120
# A shadow is made on a copy so small that its blur spans this many pixels.
SHADOW_BLUR_KEPT = 3.5

Point = tuple[float, float]


class Canvas:
    """A sheet over the box `left, top, right, bottom`; what is drawn outside of it is lost.

    `scale` is output pixels per px. Readable ink (type, unless said otherwise) is remembered.
    """

    def __init__(
        self, scale: float, box: tuple[float, float, float, float] = (0, 0, 1080, 1920)
    ) -> None:
        self.scale = scale
        self._x = math.floor(box[0] * scale / 2) * 2
        self._y = math.floor(box[1] * scale / 2) * 2
        right, bottom = math.ceil(box[2] * scale / 2) * 2, math.ceil(box[3] * scale / 2) * 2
        self._sheet = np.zeros((bottom - self._y, right - self._x, 4), np.float32)
        self._drawn: list[tuple[int, int, int, int]] = []
        self._readable: list[tuple[float, ...]] = []

    # ------------------------------------------------------------------ type

    def word(
        self,
        x: float,
        baseline: float,
        text: str,
        kind: Type,
        colour: str,
        *,
        readable: bool = True,
        shadow: "Shadow | None" = None,
    ) -> float:
        """Set one word with its pen at x; returns its advance in px."""
        pieces = typeset.word_ink(text, kind, self.scale)
        pen, line = round(x * self.scale) - self._x, round(baseline * self.scale) - self._y
        if shadow:
            for piece in pieces:
                self._cast(piece, pen, line, shadow)
        for piece in pieces:
            self._stamp(piece, pen, line, colour, readable)
        return typeset.word_width(text, kind)

    def text(
        self,
        x: float,
        baseline: float,
        words: str,
        kind: Type,
        colour: str,
        *,
        anchor: str = "left",
        optical: bool = True,
        readable: bool = True,
        shadow: "Shadow | None" = None,
    ) -> float:
        """Set one line; x is its left, centre or right (`anchor`). Returns its width in px.

        `optical` lets the first ink, not its side bearing, stand at a left x.
        """
        parts = tuple(words.split())
        if not parts:
            return 0.0
        space = typeset.space_width(kind)
        widths = [typeset.word_width(part, kind) for part in parts]
        width = sum(widths) + space * (len(parts) - 1)
        pen = x - {"left": 0.0, "centre": width / 2, "right": width}[anchor]
        order = typeset.visual_order(parts, kind.right_to_left)
        if anchor == "left" and optical:
            pen -= typeset.extent(parts[order[0]], kind).bearing_px
        for place in order:
            self.word(pen, baseline, parts[place], kind, colour, readable=readable, shadow=shadow)
            pen += widths[place] + space
        return width

    def _stamp(self, piece: Ink, pen: int, line: int, colour: str, readable: bool) -> None:
        x, y = pen + piece.left, line + piece.top
        if piece.colours is None:
            self._blend(piece.mask, x, y, colour)
        else:
            self._paste(piece.mask, piece.colours, x, y)
        if readable:
            self._remember(piece.mask, x, y)

    def _remember(self, mask: Bytes, x: int, y: int) -> None:
        seen = mask > typeset.INK_FROM
        columns, rows = np.flatnonzero(seen.any(axis=0)), np.flatnonzero(seen.any(axis=1))
        if len(columns):
            left, top = x + self._x, y + self._y
            self._readable.append(
                (
                    left + int(columns[0]),
                    top + int(rows[0]),
                    left + int(columns[-1]) + 1,
                    top + int(rows[-1]) + 1,
                )
            )

    def _cast(self, piece: Ink, pen: int, line: int, shadow: "Shadow") -> None:
        blur = shadow.blur_px * self.scale
        pad = int(blur * 3)
        mask = _blurred(np.pad(piece.mask, pad), blur)
        x, y = pen + piece.left - pad, line + piece.top - pad
        self._blend(mask, x, y + round(shadow.drop_px * self.scale), shadow.colour, shadow.opacity)

    # ---------------------------------------------------------------- shapes

    def polygon(self, points: Sequence[Point], colour: str, opacity: float = 1.0) -> None:
        """Fill a polygon."""
        self._draw(points, colour, opacity, 0.0, closed=True)

    def line(
        self, points: Sequence[Point], colour: str, width_px: float, opacity: float = 1.0
    ) -> None:
        """Draw a line through the points."""
        self._draw(points, colour, opacity, width_px, closed=False)

    def outline(
        self, points: Sequence[Point], colour: str, width_px: float, opacity: float = 1.0
    ) -> None:
        """Draw a closed line through the points."""
        self._draw(points, colour, opacity, width_px, closed=True)

    def rounded(
        self,
        left: float,
        top: float,
        right: float,
        bottom: float,
        radius: float,
        colour: str,
        opacity: float = 1.0,
    ) -> None:
        """Fill a box with round corners."""
        self.polygon(rounded_corners(left, top, right, bottom, radius), colour, opacity)

    def circle(
        self,
        x: float,
        y: float,
        radius: float,
        colour: str,
        *,
        width_px: float = 0.0,
        opacity: float = 1.0,
    ) -> None:
        """Fill a circle, or draw its line when a width is given."""
        points = circle_points(x, y, radius)
        if width_px:
            self.outline(points, colour, width_px, opacity)
        else:
            self.polygon(points, colour, opacity)

    def mark_readable(self, left: float, top: float, right: float, bottom: float) -> None:
        """Count a drawn area (a box behind a lit word, say) as something to be read."""
        edges = (left, top, right, bottom)
        self._readable.append(tuple(edge * self.scale for edge in edges))

    def _draw(
        self,
        points: Sequence[Point],
        colour: str,
        opacity: float,
        width_px: float,
        *,
        closed: bool,
    ) -> None:
        scaled = np.asarray(points, np.float64) * self.scale
        width = width_px * self.scale
        pad = 4 + int(width)
        x, y = (int(v) - pad for v in np.floor(scaled.min(axis=0)))
        across, down = (int(v) + 2 * pad + 2 for v in np.ceil(np.ptp(scaled, axis=0)))
        mask = np.zeros((down, across), np.uint8)
        fixed = np.round((scaled - (x, y)) * 2**SUBPIXEL_BITS).astype(np.int32)
        if width:
            thick = max(1, round(width))
            cv2.polylines(mask, [fixed], closed, 255, thick, cv2.LINE_AA, SUBPIXEL_BITS)
        else:
            cv2.fillPoly(mask, [fixed], 255, cv2.LINE_AA, SUBPIXEL_BITS)
        self._blend(mask, x - self._x, y - self._y, colour, opacity)

    # -------------------------------------------------------------- blending

    def stamp_mask(self, mask: Bytes, x: int, y: int, colour: str, opacity: float = 1.0) -> None:
        """Lay a colour through a mask whose first pixel is output pixel (x, y)."""
        self._blend(mask, x - self._x, y - self._y, colour, opacity)

    def _blend(self, mask: Bytes, x: int, y: int, colour: str, opacity: float = 1.0) -> None:
        area = self._area(mask, x, y)
        if area is None:
            return
        there, cover = area
        share = cover.astype(np.float32)[..., None] * np.float32(opacity / 255)
        ink = np.array([*ycc(colour), 1.0], np.float32)
        there += (ink - there) * share

    def _paste(self, mask: Bytes, colours: Floats, x: int, y: int) -> None:
        area = self._area(mask, x, y)
        if area is None:
            return
        there, cover = area
        left, top = max(-x, 0), max(-y, 0)
        part = colours[top : top + cover.shape[0], left : left + cover.shape[1]]
        share = cover.astype(np.float32)[..., None] / np.float32(255)
        there *= 1 - share
        there[..., :3] += part
        there[..., 3:] += share

    def _area(self, mask: Bytes, x: int, y: int) -> tuple[NDArray[np.float32], Bytes] | None:
        height, width = self._sheet.shape[:2]
        x0, y0 = max(x, 0), max(y, 0)
        x1, y1 = min(x + mask.shape[1], width), min(y + mask.shape[0], height)
        if x1 <= x0 or y1 <= y0:
            return None
        self._drawn.append((x0, y0, x1, y1))
        return self._sheet[y0:y1, x0:x1], mask[y0 - y : y1 - y, x0 - x : x1 - x]

    # --------------------------------------------------------------- results

    def sprite(self) -> Sprite | None:
        """What was drawn, cut to its even bounds; None when nothing was."""
        if not self._drawn:
            return None
        boxes = np.array(self._drawn)
        x0, y0 = boxes[:, 0].min() // 2 * 2, boxes[:, 1].min() // 2 * 2
        x1, y1 = (boxes[:, 2].max() + 1) // 2 * 2, (boxes[:, 3].max() + 1) // 2 * 2
        sheet = self._sheet[y0:y1, x0:x1]
        height, width = sheet.shape[:2]
        luma, cover = sheet[..., 0], sheet[..., 3]
        small = half(np.ascontiguousarray(sheet), width, height)
        return Sprite(
            x=self._x + int(x0),
            y=self._y + int(y0),
            luma=_bytes(luma),
            blue=_bytes(small[..., 1]),
            red=_bytes(small[..., 2]),
            keep_luma=_bytes(255 * (1 - cover)),
            keep_chroma=_bytes(255 * (1 - small[..., 3])),
            ink=self._ink(),
        )

    def _ink(self) -> Box | None:
        if not self._readable:
            return None
        boxes = np.array(self._readable) / self.scale
        return Box(
            left_px=math.floor(boxes[:, 0].min() + 1e-6),
            top_px=math.floor(boxes[:, 1].min() + 1e-6),
            right_px=math.ceil(boxes[:, 2].max() - 1e-6),
            bottom_px=math.ceil(boxes[:, 3].max() - 1e-6),
        )


class Shadow:
    """A soft shadow under type: for captions over pictures and skies only."""

    def __init__(self, drop_px: float, blur_px: float, opacity: float, colour: str) -> None:
        self.drop_px = drop_px
        self.blur_px = blur_px
        self.opacity = opacity
        self.colour = colour


def _blurred(mask: Bytes, blur: float) -> Bytes:
    """A mask made soft; wide blurs are done on a smaller copy, at a tenth of the cost."""
    step = max(1, int(blur / SHADOW_BLUR_KEPT))
    height, width = mask.shape
    size = (max(1, round(width / step)), max(1, round(height / step)))
    small = cv2.resize(mask, size, interpolation=cv2.INTER_AREA) if step > 1 else mask
    soft = cv2.GaussianBlur(small, (0, 0), max(blur / step, 0.1))
    return np.asarray(cv2.resize(soft, (width, height)) if step > 1 else soft, np.uint8)


def _bytes(values: NDArray[np.float32]) -> Bytes:
    return np.asarray(np.clip(values + 0.5, 0, 255), np.uint8)


@lru_cache(maxsize=512)
def rounded_corners(
    left: float, top: float, right: float, bottom: float, radius: float
) -> tuple[Point, ...]:
    """The outline of a box with round corners."""
    r = min(radius, (right - left) / 2, (bottom - top) / 2)
    quarter = np.linspace(0, math.pi / 2, CORNER_STEPS)
    corners = (
        (right - r, bottom - r, 0),
        (left + r, bottom - r, 1),
        (left + r, top + r, 2),
        (right - r, top + r, 3),
    )
    return tuple(
        (x + r * math.cos(angle + turn * math.pi / 2), y + r * math.sin(angle + turn * math.pi / 2))
        for x, y, turn in corners
        for angle in quarter
    )


def circle_points(x: float, y: float, radius: float) -> tuple[Point, ...]:
    """The outline of a circle."""
    return tuple(
        (x + radius * math.cos(angle), y + radius * math.sin(angle))
        for angle in np.linspace(0, 2 * math.pi, CIRCLE_STEPS, endpoint=False)
    )
