"""A variant among its neighbours: its cover, its letter, how long it is, whether it is saved."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from desktop.models.generations import Variant
from desktop.views.catalogue_words import apart_words
from desktop.views.figures import length_words
from desktop.views.parts.motion import Fade, LightsUp
from desktop.views.parts.painting import (
    cover_pixmap,
    from_start,
    open_painter,
    paint_box,
    paint_icon,
    paint_words,
    token,
    with_alpha,
    words_width_px,
)
from desktop.views.review.differences import letter_of
from desktop.views.theme.type_scale import role_font
from desktop.views.words import tr

WIDE_PX, PICTURE_HIGH_PX, LABEL_PX = 84, 149, 22
RADIUS_PX, BADGE_PX = 9, 18
_STATES = {"waiting": "clock", "drawing": "loader-circle", "failed": "circle-alert"}


class VariantTile(LightsUp, QAbstractButton):
    """Pressed, it is watched."""

    def __init__(self, variant: Variant, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.variant = variant
        self._cover: QImage | None = None
        self._hover = Fade(self, "hover")
        self.setCheckable(True)
        # By a click the keys stay with the player: Space plays, and does not press the tile again.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setFixedSize(WIDE_PX, PICTURE_HIGH_PX + LABEL_PX)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setProperty("ring_radius", RADIUS_PX + 2)
        self.set_variant(variant)

    def set_variant(self, variant: Variant) -> None:
        """Show how it stands now."""
        self.variant = variant
        self.setAccessibleName(self._name())
        apart = apart_words(variant.differs_by or "")
        self.setAccessibleDescription(apart)
        self.setToolTip(apart or self._name())
        self.update()

    def set_cover(self, cover: QImage | None) -> None:
        """Its picture, once there is one."""
        if cover is not self._cover:
            self._cover = cover
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """Always the same."""
        return self.size()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """The cover with what is laid over it, and the letter below."""
        painter = open_painter(self)
        box = QRectF(0, 0, self.width(), PICTURE_HIGH_PX)
        self._paint_picture(painter, box)
        if self.variant.duration_ms:
            self._paint_badge(painter, box, length_words(self.variant.duration_ms))
        if self.variant.is_saved:
            self._paint_saved(painter, box)
        if self.isChecked():
            paint_box(painter, box, RADIUS_PX, None, token("focus"), 3)
        elif self._hover.share > 0:
            paint_box(painter, box, RADIUS_PX, None, with_alpha(token("edge"), 255), 2)
        font = role_font("strong" if self.isChecked() else "small")
        label = QRectF(2, PICTURE_HIGH_PX, self.width() - 4, LABEL_PX)
        colour = token("text" if self.isChecked() else "dim")
        paint_words(painter, label, self._label(), font, colour, Qt.AlignmentFlag.AlignCenter)

    def _label(self) -> str:
        return letter_of(self.variant.index)

    def _name(self) -> str:
        letter = letter_of(self.variant.index)
        match self.variant.status:
            case "waiting":
                return tr("Variant {letter}, not begun", letter=letter)
            case "drawing":
                return tr("Variant {letter}, being drawn", letter=letter)
            case "failed":
                return tr("Variant {letter}, failed", letter=letter)
            case "ready" if self.variant.is_saved:
                return tr("Variant {letter}, saved", letter=letter)
            case "ready":
                return tr("Variant {letter}", letter=letter)

    def _paint_picture(self, painter: QPainter, box: QRectF) -> None:
        if self._cover is not None and not self._cover.isNull():
            ratio = self.devicePixelRatioF()
            size = (round(box.width()), round(box.height()))
            painter.drawPixmap(0, 0, cover_pixmap(self._cover, *size, RADIUS_PX, ratio))
            return
        paint_box(painter, box, RADIUS_PX, token("track"))
        icon = _STATES.get(self.variant.status, "film")
        middle = QRectF(box.center().x() - 11, box.center().y() - 11, 22, 22)
        paint_icon(painter, icon, token("faint"), middle)

    def _paint_badge(self, painter: QPainter, box: QRectF, words: str) -> None:
        font = role_font("micro")
        wide = words_width_px(font, words) + 12
        badge = QRectF(box.right() - wide - 6, box.bottom() - BADGE_PX - 6, wide, BADGE_PX)
        badge = from_start(self, badge)
        paint_box(painter, badge, 5, with_alpha("#000000", 190))
        paint_words(painter, badge, words, font, "#FFFFFF")

    def _paint_saved(self, painter: QPainter, box: QRectF) -> None:
        disc = from_start(self, QRectF(box.right() - 26, 6, 20, 20))
        paint_box(painter, disc, 10, with_alpha("#000000", 190))
        paint_icon(painter, "bookmark", "#FFFFFF", disc.adjusted(4, 4, -4, -4), filled=True)
