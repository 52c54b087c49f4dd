"""The presets as moving pictures: at rest the catalogue's, under the pointer one's own words."""

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QFontMetrics,
    QImage,
    QPainter,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from contract.presets import Preset
from desktop.views.parts.elide import cut_lines
from desktop.views.parts.motion import Fade
from desktop.views.parts.painting import (
    cover_pixmap,
    from_start,
    mix,
    open_painter,
    paint_box,
    paint_disc,
    paint_icon,
    paint_words,
    token,
    with_alpha,
)
from desktop.views.theme.type_scale import role_font
from desktop.views.words import tr, tr_told
from reel.catalogue import picture_of

PICTURE_WIDE_PX, PICTURE_HIGH_PX = 72, 128
PAD_PX, RADIUS_PX, LEAST_WIDE_PX = 6, 12, 118
# Words stand beside the picture only where a short line of them fits.
LEAST_WORDS_PX = 64
LINES = 5
AT_START = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignTop


class PresetTiles(QWidget):
    """`chosen` tells the id of the preset a person took; `looked_at` the one that is under the
    pointer or has the focus by keyboard, "" when none is any more."""

    chosen = Signal(str)
    looked_at = Signal(str)

    def __init__(self, presets: tuple[Preset, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self._group = QButtonGroup(self)
        self.tiles: dict[str, PresetTile] = {}
        for preset in presets:
            tile = PresetTile(preset, self)
            tile.clicked.connect(lambda _=False, id=preset.id: self.chosen.emit(id))
            tile.looked_at.connect(
                lambda is_on, id=preset.id: self.looked_at.emit(id if is_on else "")
            )
            self._group.addButton(tile)
            self.tiles[preset.id] = tile
            row.addWidget(tile, 1)

    def set_value(self, preset: str) -> None:
        """Show this one as chosen, without telling."""
        if preset in self.tiles:
            self.tiles[preset].setChecked(True)

    def show_moving(self, preset: str, picture: QImage) -> None:
        """A frame of what it would be like."""
        if preset in self.tiles:
            self.tiles[preset].set_moving(picture)


class PresetTile(QRadioButton):
    """A preset's picture, its name, and what it is."""

    looked_at = Signal(bool)

    def __init__(self, preset: Preset, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._preset = preset
        self._still = QImage.fromData(picture_of(preset))
        self._still_drawn: tuple[float, QPixmap] | None = None
        self._moving: QImage | None = None
        self._hover = Fade(self, "hover")
        self._says = tr_told(preset.says)
        self.setText(tr_told(preset.name))
        self.setAccessibleName(f"{self.text()}. {self._says}")
        self.setToolTip(self._says)
        self.setFixedHeight(PICTURE_HIGH_PX + 2 * PAD_PX)
        self.setProperty("ring_radius", RADIUS_PX + 2)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def picture_px(self) -> QSize:
        """How big its picture is."""
        return QSize(PICTURE_WIDE_PX, PICTURE_HIGH_PX)

    @property
    def is_moving(self) -> bool:
        """Whether it shows frames of one's own words."""
        return self._moving is not None

    def set_moving(self, picture: QImage | None) -> None:
        """Show a frame; None is the catalogue's picture again."""
        self._moving = picture
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """A third of the form."""
        return QSize(190, self.height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """Its picture and its name."""
        return QSize(LEAST_WIDE_PX, self.height())

    def hitButton(self, pos: QPoint) -> bool:  # noqa: N802 Qt's name
        """All of it can be pressed."""
        return self.rect().contains(pos)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 Qt's name
        """Begin to play."""
        self._hover.to(1)
        self.looked_at.emit(True)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 Qt's name
        """Go back."""
        self._leave()
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 Qt's name
        """By keyboard it plays as well."""
        super().focusInEvent(event)
        if event.reason() in (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason):
            self.looked_at.emit(True)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 Qt's name
        """Go back."""
        super().focusOutEvent(event)
        if not self.underMouse():
            self._leave()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """Picture, name, words; a ring and a tick where it is chosen."""
        painter, box, is_on = open_painter(self), QRectF(self.rect()), self.isChecked()
        rest = token("soft") if is_on else token("raised")
        fill = mix(rest, token("soft" if is_on else "hover"), self._hover.share)
        border, wide = ("accent", 2) if is_on else ("line", 1)
        paint_box(painter, box, RADIUS_PX, fill, token(border), wide)
        picture = from_start(self, QRectF(PAD_PX, PAD_PX, PICTURE_WIDE_PX, PICTURE_HIGH_PX))
        painter.drawPixmap(picture.topLeft(), self._picture())
        if is_on:
            middle = QPointF(picture.right() - 12, picture.top() + 12)
            paint_disc(painter, middle, 9, token("primary"))
            tick = QRectF(middle.x() - 5.5, middle.y() - 5.5, 11, 11)
            paint_icon(painter, "check", token("primary_fg"), tick)
        elif self._hover.share > 0 and self._moving is None:
            paint_disc(painter, picture.center(), 14, with_alpha("#000000", 120))
            play = QRectF(picture.center().x() - 6, picture.center().y() - 7, 14, 14)
            paint_icon(painter, "play", "#FFFFFF", play, filled=True)
        self._paint_words(painter)

    def _paint_words(self, painter: QPainter) -> None:
        left = PAD_PX + PICTURE_WIDE_PX + 10
        room = self.width() - left - 10
        if room < LEAST_WORDS_PX // 2:
            return
        painter.setLayoutDirection(self.layoutDirection())
        strong, small = role_font("strong"), role_font("small")
        name = QFontMetrics(strong).elidedText(self.text(), Qt.TextElideMode.ElideRight, room)
        top = QRectF(left, 10, room, 20)
        paint_words(painter, from_start(self, top), name, strong, token("text"), AT_START)
        if room < LEAST_WORDS_PX:
            return
        high = QFontMetrics(small).lineSpacing()
        for at, line in enumerate(cut_lines(self._says, small, room, LINES)):
            below = QRectF(left, 32 + at * high, room, high)
            paint_words(painter, from_start(self, below), line, small, token("dim"), AT_START)

    def _picture(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        size = (PICTURE_WIDE_PX, PICTURE_HIGH_PX, 8.0, ratio)
        if self._moving is not None:
            return cover_pixmap(self._moving, *size)
        if self._still_drawn is None or self._still_drawn[0] != ratio:
            self._still_drawn = (ratio, cover_pixmap(self._still, *size))
        return self._still_drawn[1]

    def _leave(self) -> None:
        self._hover.to(0)
        self.set_moving(None)
        self.looked_at.emit(False)


def variants_words(count: int) -> str:
    """How many variants a preset makes."""
    return tr("{n} variant|{n} variants", n=count)
