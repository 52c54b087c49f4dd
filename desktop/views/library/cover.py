"""A cover beside words: the same picture as on its tile, in another size."""

from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget

from desktop.models.tiles import Tile
from desktop.views.catalogue_words import platform_icon
from desktop.views.figures import length_words
from desktop.views.library.thumbnails import Look, Thumbnails
from desktop.views.parts.painting import is_mirrored, open_painter, paint_box, paint_words, token
from desktop.views.theme.icon_files import draw_icon
from desktop.views.theme.type_scale import role_font


class Cover(QWidget):
    """A picture of a reel; with its length at the foot, and its platform at the head, if wanted."""

    def __init__(
        self,
        thumbnails: Thumbnails,
        wide_px: int,
        *,
        radius_px: int = 10,
        has_platform: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._thumbnails, self._radius_px = thumbnails, radius_px
        self._has_platform = has_platform
        self._of: tuple[UUID, UUID, Path | None] | None = None
        self._platform, self._length, self._preset = "", "", QPixmap()
        self.setFixedSize(QSize(wide_px, wide_px * 16 // 9))
        thumbnails.came.connect(self._came)

    def show_tile(self, tile: Tile) -> None:
        """The cover of an item."""
        self._platform, self._length = tile.platform, length_words(tile.duration_ms)
        self.show_variant(tile.generation_id, tile.variant_id, tile.cover)

    def show_variant(self, generation_id: UUID, variant_id: UUID, cover: Path | None) -> None:
        """The cover of a variant, if there is one."""
        self._of = (generation_id, variant_id, cover)
        self.update()

    def show_look(self, picture: QPixmap) -> None:
        """What its preset looks like, as long as nothing is made."""
        self._preset = picture
        self._of = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """The picture, or the place where it comes."""
        painter, box = open_painter(self), QRectF(self.rect())
        look = Look(self.width(), self.height(), self._radius_px, self.devicePixelRatioF())
        pixmap = self._preset if self._of is None else self._thumbnails.find_cover(*self._of, look)
        if pixmap is None or pixmap.isNull():
            paint_box(painter, box, self._radius_px, token("raised"), token("line"))
            size = min(20.0, box.width() / 2)
            middle = box.center()
            place = QRectF(middle.x() - size / 2, middle.y() - size / 2, size, size)
            draw_icon(painter, "film", token("faint").name(), place)
        else:
            painter.drawPixmap(0, 0, pixmap)
        if self._length:
            self._paint_length(painter, box)
        if self._has_platform and self._platform:
            disc = QRectF(box.right() - 30 if is_mirrored(self) else 6, 6, 24, 24)
            paint_box(painter, disc, 12, QColor(0, 0, 0, 150))
            sign = disc.adjusted(5.5, 5.5, -5.5, -5.5)
            draw_icon(painter, platform_icon(self._platform), "#FFFFFF", sign)

    def _paint_length(self, painter: QPainter, box: QRectF) -> None:
        font = role_font("micro")
        wide = QFontMetricsF(font).horizontalAdvance(self._length) + 12
        left = 6 if is_mirrored(self) else box.right() - wide - 6
        label = QRectF(left, box.bottom() - 25, wide, 19)
        paint_box(painter, label, 5, QColor(0, 0, 0, 190))
        paint_words(painter, label, self._length, font, "#FFFFFF")

    def _came(self, variant_id: object) -> None:
        if self._of is not None and variant_id in (None, self._of[1]):
            self.update()
