"""Icons: line drawings as SVG, given a colour and a size."""

from functools import cache, lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

FOLDERS = (Path(__file__).parent / "icons" / "own", Path(__file__).parent / "icons" / "lucide")
# Lucide draws 2 on a field of 24; a little lighter sits better beside 13 px letters.
STROKE = 'stroke-width="1.8"'
# What is on a window at once, twice over; a fade asks for a colour it never asks for again.
MOST_KEPT = 256
# Names that say what is meant where Lucide's has a number or another word.
ALIASES = {
    "undo": "undo-2",
    "redo": "redo-2",
    "trash": "trash-2",
    "volume": "volume-2",
    "wand": "wand-sparkles",
    "help": "circle-question-mark",
    "grid": "layout-grid",
    "refresh": "refresh-cw",
    "retry": "rotate-ccw",
    "close": "x",
    "gear": "settings",
    "chart": "chart-column",
    "warning": "triangle-alert",
    "error": "circle-alert",
}


@cache
def icon_source(name: str, filled: bool = False) -> str:
    """The drawing of an icon, with `currentColor` where its colour goes.

    Raises KeyError for a name that nothing is drawn for."""
    name = ALIASES.get(name, name)
    if filled and (own := _find(f"{name}-filled")) is not None:
        return own.read_text("utf-8")
    path = _find(name)
    if path is None:
        raise KeyError(name)
    source = path.read_text("utf-8").replace('stroke-width="2"', STROKE)
    return source.replace('fill="none"', 'fill="currentColor"') if filled else source


def _find(name: str) -> Path | None:
    return next((path for folder in FOLDERS if (path := folder / f"{name}.svg").exists()), None)


@lru_cache(MOST_KEPT)
def renderer_of(name: str, colour: str, filled: bool) -> QSvgRenderer:
    """What draws it."""
    source = icon_source(name, filled).replace("currentColor", colour)
    return QSvgRenderer(QByteArray(source.encode()))


def draw_icon(painter: QPainter, name: str, colour: str, box: QRectF, filled: bool = False) -> None:
    """Draw it sharp at any scale into `box`."""
    renderer_of(name, colour, filled).render(painter, box)


def icon_pixmap(
    name: str, colour: str, size_px: int, ratio: float = 1.0, filled: bool = False
) -> QPixmap:
    """It on nothing, `size_px` of the window's pixels wide and high."""
    pixmap = QPixmap(round(size_px * ratio), round(size_px * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    draw_icon(painter, name, colour, QRectF(0, 0, size_px, size_px), filled)
    painter.end()
    return pixmap
