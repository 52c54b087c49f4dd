"""How a tile of the library looks: its cover, what stands in the corners, its title and day."""

from collections.abc import Callable
from functools import lru_cache

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.models.tiles import Tile
from desktop.views.catalogue_words import platform_icon, platform_words
from desktop.views.figures import day_words, length_words
from desktop.views.library.scrubbing import Scrubbing
from desktop.views.library.thumbnails import Look, Thumbnails
from desktop.views.library.tile_model import TILE
from desktop.views.parts.painting import paint_box, paint_disc, token, with_alpha
from desktop.views.theme.icon_files import draw_icon
from desktop.views.theme.type_scale import role_font
from desktop.views.words import END_ISOLATE, ISOLATE, tr

WORDS_HIGH_PX = 42
RADIUS_PX = 10
CORNER_PX = 6
BADGE_PX, ICON_PX = 24, 13
# On pictures of any colour white is read on black let through.
SHADE = 150
RING_PX = 3
# Titles as they were cut for a width: some screens of them.
MOST_CUT = 1024
# "Today" is no longer true after midnight, which comes at a full or half hour of UTC.
SAID_FOR_MS = 900_000
# As a number once: a screen of tiles paints a hundred texts, and Qt takes no flags here.
_START = int(
    (Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter).value
    | Qt.TextFlag.TextSingleLine.value
)
_MIDDLE = int(Qt.AlignmentFlag.AlignCenter.value)

Index = QModelIndex | QPersistentModelIndex


class TileDelegate(QStyledItemDelegate):
    """Paints tiles; `hover` is the row under the pointer and how far along it is (0..1)."""

    def __init__(
        self,
        thumbnails: Thumbnails,
        scrubbing: Scrubbing,
        now_ms: Callable[[], int],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.hover: tuple[int, float] | None = None
        self.is_picking = False
        self._thumbnails, self._scrubbing, self._now_ms = thumbnails, scrubbing, now_ms
        self._strong, self._small = role_font("strong"), role_font("small")
        self._micro = role_font("micro")
        self._cut: dict[tuple[str, int], str] = {}
        self._below: dict[tuple[str, int], str] = {}
        self._wide: dict[str, float] = {}
        self._today = 0

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802 Qt's name
        """As the grid lays it out."""
        return option.rect.size()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Picture, corners, words, in this order."""
        tile: Tile = index.data(TILE)
        if tile is None:
            return
        box = picture_box(option)
        is_selected = bool(option.state & QStyle.StateFlag.State_Selected)
        along = self.hover[1] if self.hover and self.hover[0] == index.row() else None
        self._paint_picture(painter, option, box, tile, along)
        if is_selected:
            edge = RING_PX / 2
            paint_box(painter, box, RADIUS_PX, with_alpha(token("primary"), 36))
            ring = box.adjusted(edge, edge, -edge, -edge)
            paint_box(painter, ring, RADIUS_PX - edge, None, token("focus"), RING_PX)
        self._paint_corners(painter, option, box, tile, along)
        if is_selected or self.is_picking or along is not None:
            self._paint_disc(painter, disc_box(option), is_selected)
        self._paint_words(painter, option, box, tile)
        if option.state & QStyle.StateFlag.State_HasFocus:
            around = QRectF(option.rect).adjusted(-4, -4, 4, 4)
            paint_box(painter, around, RADIUS_PX + 3, None, token("focus"), 2)

    def look(self, option: QStyleOptionViewItem) -> Look:
        """How big the picture of a tile is."""
        box = picture_box(option)
        ratio = option.widget.devicePixelRatioF() if option.widget else 1.0
        return Look(round(box.width()), round(box.height()), RADIUS_PX, ratio)

    def helpEvent(self, event: QEvent, view: object, option: object, index: object) -> bool:  # noqa: N802 Qt's name
        """The title is read below; a tooltip would hide the neighbour."""
        return False

    # --- inside

    def _paint_picture(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        box: QRectF,
        tile: Tile,
        along: float | None,
    ) -> None:
        moving = None if along is None else self._scrubbing.picture(tile, along)
        pixmap = moving or self._thumbnails.find(tile, self.look(option))
        if pixmap is not None:
            painter.drawPixmap(box.topLeft(), pixmap)
        else:
            paint_box(painter, box, RADIUS_PX, token("raised"), token("line"))
            middle = box.center()
            size = 28
            place = QRectF(middle.x() - size / 2, middle.y() - size / 2, size, size)
            draw_icon(painter, "film", token("faint").name(), place)
        if along is not None and moving is not None:
            self._paint_way(painter, box, tile, along)

    def _paint_way(self, painter: QPainter, box: QRectF, tile: Tile, along: float) -> None:
        """A line to see how far along it is, and the time of that."""
        shade = QLinearGradient(0, box.bottom() - 70, 0, box.bottom())
        shade.setColorAt(0, QColor(0, 0, 0, 0))
        shade.setColorAt(1, QColor(0, 0, 0, 190))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        painter.drawRoundedRect(box, RADIUS_PX, RADIUS_PX)
        line = QRectF(box.left() + 8, box.bottom() - 12, box.width() - 16, 4)
        paint_box(painter, line, 2, QColor(255, 255, 255, 90))
        gone = QRectF(line)
        gone.setWidth(line.width() * along)
        paint_box(painter, gone, 2, QColor("#FFFFFF"))
        paint_disc(painter, QPointF(gone.right(), line.center().y()), 5, QColor("#FFFFFF"))
        time = length_words(round(along * tile.duration_ms))
        left = min(max(gone.right() - 20, box.left() + 6), box.right() - 46)
        self._paint_label(painter, QRectF(left, box.bottom() - 40, 40, 19), time)

    def _paint_corners(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        box: QRectF,
        tile: Tile,
        along: float | None,
    ) -> None:
        ratio = option.widget.devicePixelRatioF() if option.widget else 1.0
        top = box.top() + CORNER_PX
        start = _from_start(option, box, CORNER_PX, BADGE_PX)
        badge = _badge(platform_icon(tile.platform), "#FFFFFF", False, ratio)
        painter.drawPixmap(QPointF(start, top), badge)
        if along is not None:
            return
        standing = _standing(tile)
        if standing is not None:
            foot = box.bottom() - CORNER_PX - BADGE_PX
            painter.drawPixmap(QPointF(start, foot), _badge(*standing, ratio))
        time = length_words(tile.duration_ms)
        wide = self._wide.get(time)
        if wide is None:
            wide = QFontMetricsF(self._micro).horizontalAdvance(time) + 12
            self._wide[time] = wide
        end = _from_end(option, box, CORNER_PX, wide)
        self._paint_label(painter, QRectF(end, box.bottom() - 25, wide, 19), time)

    def _paint_label(self, painter: QPainter, box: QRectF, words: str) -> None:
        paint_box(painter, box, 5, QColor(0, 0, 0, 190))
        painter.setFont(self._micro)
        painter.setPen(QColor("#FFFFFF"))
        painter.drawText(box, _MIDDLE, words)

    def _paint_disc(self, painter: QPainter, box: QRectF, is_selected: bool) -> None:
        if not is_selected:
            painter.setPen(QPen(QColor("#FFFFFF"), 1.5))
            painter.setBrush(QColor(0, 0, 0, 120))
            painter.drawEllipse(box.adjusted(1, 1, -1, -1))
            return
        painter.setPen(QPen(QColor("#FFFFFF"), 1.2))
        painter.setBrush(token("primary"))
        painter.drawEllipse(box)
        draw_icon(painter, "check", "#FFFFFF", box.adjusted(5, 5, -5, -5))

    def _paint_words(
        self, painter: QPainter, option: QStyleOptionViewItem, box: QRectF, tile: Tile
    ) -> None:
        title = QRectF(box.left(), box.bottom() + 4, box.width(), 18)
        painter.setLayoutDirection(option.direction)
        painter.setFont(self._strong)
        painter.setPen(token("text"))
        painter.drawText(title, _START, self._short(tile.title, box))
        painter.setFont(self._small)
        painter.setPen(token("dim"))
        second = QRectF(box.left(), box.bottom() + 22, box.width(), 16)
        painter.drawText(second, _START, self._said_below(tile))

    def _said_below(self, tile: Tile) -> str:
        """Platform and day; on another day they are said anew."""
        today = self._now_ms() // SAID_FOR_MS
        if today != self._today or len(self._below) > MOST_CUT:
            self._today = today
            self._below.clear()
        key = (tile.platform, tile.created_ms)
        if key not in self._below:
            self._below[key] = tr(
                "{platform} · {day}",
                platform=platform_words(tile.platform),
                day=day_words(tile.created_ms, self._now_ms()),
            )
        return self._below[key]

    def _short(self, title: str, box: QRectF) -> str:
        key = (title, round(box.width()))
        if key not in self._cut:
            if len(self._cut) > MOST_CUT:
                self._cut.clear()
            metrics = QFontMetricsF(self._strong)
            cut = metrics.elidedText(title, Qt.TextElideMode.ElideRight, box.width())
            # Its own direction, wherever the window is read from.
            self._cut[key] = f"{ISOLATE}{cut}{END_ISOLATE}"
        return self._cut[key]


def picture_box(option: QStyleOptionViewItem) -> QRectF:
    """Where the picture of a tile lies."""
    box = QRectF(option.rect)
    box.setHeight(box.height() - WORDS_HIGH_PX)
    return box


def disc_box(option: QStyleOptionViewItem) -> QRectF:
    """Where a tile is ticked."""
    box = picture_box(option)
    return QRectF(_from_end(option, box, CORNER_PX, 22), box.top() + CORNER_PX, 22, 22)


def _standing(tile: Tile) -> tuple[str, str, bool] | None:
    """The sign of how it stands with the file: kept, here, waiting, lost."""
    if tile.is_lost:
        return "warning", "#F5B94A", True
    if tile.is_waiting:
        return "cloud-upload", "#FFFFFF", False
    if tile.is_kept:
        return "pin", "#3DD68C", False
    return ("circle-check", "#3DD68C", True) if tile.video is not None else None


def _from_start(option: QStyleOptionViewItem, box: QRectF, gap: float, wide: float) -> float:
    is_mirrored = option.direction == Qt.LayoutDirection.RightToLeft
    return box.right() - gap - wide if is_mirrored else box.left() + gap


def _from_end(option: QStyleOptionViewItem, box: QRectF, gap: float, wide: float) -> float:
    is_mirrored = option.direction == Qt.LayoutDirection.RightToLeft
    return box.left() + gap if is_mirrored else box.right() - gap - wide


@lru_cache(maxsize=64)  # a handful of signs on a handful of screens
def _badge(icon: str, colour: str, filled: bool, ratio: float) -> QPixmap:
    pixmap = QPixmap(round(BADGE_PX * ratio), round(BADGE_PX * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    paint_box(painter, QRectF(0, 0, BADGE_PX, BADGE_PX), BADGE_PX / 2, QColor(0, 0, 0, SHADE))
    gap = (BADGE_PX - ICON_PX) / 2
    draw_icon(painter, icon, colour, QRectF(gap, gap, ICON_PX, ICON_PX), filled)
    painter.end()
    return pixmap
