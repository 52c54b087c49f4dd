"""The platforms as cards with their limits, and whether the reel fits the chosen one."""

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QRadioButton, QSizePolicy, QWidget

from contract.platforms import Platform
from desktop.views.figures import month_words, size_words
from desktop.views.parts.motion import Fade, LightsUp
from desktop.views.parts.painting import (
    from_start,
    mix,
    open_painter,
    paint_box,
    paint_icon,
    paint_words,
    token,
)
from desktop.views.theme.type_scale import make_font, role_font
from desktop.views.words import tr

HIGH_PX, RADIUS_PX, LEAST_WIDE_PX = 56, 12, 120
AT_START = Qt.AlignmentFlag.AlignLeading | Qt.AlignmentFlag.AlignVCenter
ICONS = {"tiktok": "tiktok", "reels": "reels", "shorts": "shorts"}


class PlatformTiles(QWidget):
    """`chosen` tells the id of the platform that a person took."""

    chosen = Signal(str)

    def __init__(self, platforms: tuple[Platform, ...], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        self._group = QButtonGroup(self)
        self.tiles: dict[str, PlatformTile] = {}
        for platform in platforms:
            tile = PlatformTile(platform, self)
            tile.clicked.connect(lambda _=False, id=platform.id: self.chosen.emit(id))
            self._group.addButton(tile)
            self.tiles[platform.id] = tile
            row.addWidget(tile, 1)

    def set_value(self, platform: str) -> None:
        """Show this one as chosen, without telling."""
        if platform in self.tiles:
            self.tiles[platform].setChecked(True)


class PlatformTile(LightsUp, QRadioButton):
    """A platform's name, and what it takes."""

    def __init__(self, platform: Platform, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._platform, self._limits = platform, limit_words(platform)
        self._hover = Fade(self, "hover")
        self.setText(platform.name)
        self.setAccessibleName(f"{platform.name}. {self._limits}")
        self.setToolTip(self._limits)
        self.setFixedHeight(HIGH_PX)
        self.setProperty("ring_radius", RADIUS_PX + 2)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """A third of the form."""
        return QSize(180, HIGH_PX)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """Its name."""
        return QSize(LEAST_WIDE_PX, HIGH_PX)

    def hitButton(self, pos: QPoint) -> bool:  # noqa: N802 Qt's name
        """All of it can be pressed."""
        return self.rect().contains(pos)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """Name over limits, a tick where it is chosen."""
        painter, box, is_on = open_painter(self), QRectF(self.rect()), self.isChecked()
        rest = token("soft") if is_on else token("raised")
        fill = mix(rest, token("soft" if is_on else "hover"), self._hover.share)
        border, wide = ("accent", 2) if is_on else ("line", 1)
        paint_box(painter, box, RADIUS_PX, fill, token(border), wide)
        icon = ICONS.get(self._platform.id, "smartphone")
        tint = token("accent_fg" if is_on else "dim")
        paint_icon(painter, icon, tint, from_start(self, QRectF(12, 11, 18, 18)))
        room = self.width() - 24
        name = QRectF(38, 9, self.width() - (68 if is_on else 48), 22)
        self._line(painter, name, self._platform.name, role_font("strong"), "text")
        self._line(painter, QRectF(12, 31, room, 18), self._limits, make_font(11, 400), "dim")
        if is_on:
            tick = from_start(self, QRectF(self.width() - 30, 11, 18, 18))
            paint_icon(painter, "circle-check", tint, tick, filled=True)

    def _line(self, painter: QPainter, box: QRectF, words: str, font: QFont, colour: str) -> None:
        shown = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, int(box.width()))
        painter.setLayoutDirection(self.layoutDirection())
        paint_words(painter, from_start(self, box), shown, font, token(colour), AT_START)


def limit_words(platform: Platform) -> str:
    """What a platform takes: "3 s to 10 min, up to 288 MB"."""
    return tr(
        "{shortest} to {longest}, up to {size}",
        shortest=span_words(platform.shortest_ms),
        longest=span_words(platform.longest_ms),
        size=size_words(platform.largest_bytes),
    )


def span_words(ms: int) -> str:
    """A length as one says it: 3 s, 10 min."""
    seconds = round(ms / 1000)
    if seconds >= 60 and seconds % 60 == 0:
        return tr("{n} min", n=seconds // 60)
    return tr("{n} s|{n} s", n=seconds)


def fit_words(platform: Platform, video_ms: int) -> tuple[str, str]:
    """An icon's tone, and whether a video of this length fits."""
    seconds = span_words(max(1000, round(video_ms / 1000) * 1000))
    checked = platform.checked_on
    day = tr("{day} {month}", day=checked.day, month=month_words(checked.month))
    if video_ms < platform.shortest_ms:
        least = span_words(platform.shortest_ms)
        return "warn", tr(
            "{seconds} is short: {platform} takes {least} and more",
            seconds=seconds,
            platform=platform.name,
            least=least,
        )
    if video_ms > platform.longest_ms:
        most = span_words(platform.longest_ms)
        return "err", tr(
            "{seconds} is long: {platform} takes {most} at most",
            seconds=seconds,
            platform=platform.name,
            most=most,
        )
    return "ok", tr(
        "{seconds} fits {platform}, limits checked {day}",
        seconds=seconds,
        platform=platform.name,
        day=day,
    )
