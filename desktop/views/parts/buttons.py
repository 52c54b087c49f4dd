"""Buttons: what a press does stands on it, and why it cannot be pressed beside it."""

from typing import Literal, NamedTuple

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from desktop.views.parts.label import key_words
from desktop.views.parts.motion import Fade, LightsUp
from desktop.views.parts.painting import (
    CLEAR,
    from_start,
    is_mirrored,
    mix,
    open_painter,
    paint_box,
    paint_icon,
    paint_words,
    token,
    words_width_px,
)
from desktop.views.theme.type_scale import make_font, role_font
from desktop.views.words import tr

Kind = Literal["primary", "quiet", "ghost", "danger", "link", "waiting"]
HIGH_PX, BIG_PX, LINK_PX = 36, 46, 24
SIDE_PX, BIG_SIDE_PX, GAP_PX = 14, 22, 8
ICON_PX, BIG_ICON_PX = 18, 20
RADIUS_PX = 10
# How the icons that mean a direction turn when the window is read from the right.
MIRRORED = {
    "arrow-left": "arrow-right",
    "arrow-right": "arrow-left",
    "chevron-left": "chevron-right",
    "chevron-right": "chevron-left",
    "undo": "redo",
    "redo": "undo",
    "undo-2": "redo-2",
    "redo-2": "undo-2",
}


class Coat(NamedTuple):
    """The tokens of one kind: fill, with the pointer over it, pressed; border; words, and icon."""

    fill: str | None
    hover: str
    pressed: str
    border: str | None
    words: str
    icon: str


COATS: dict[Kind, Coat] = {
    "primary": Coat(
        "primary", "primary_hover", "primary_pressed", None, "primary_fg", "primary_fg"
    ),
    "quiet": Coat("raised", "hover", "pressed", "line", "text", "dim"),
    "ghost": Coat(None, "raised", "hover", None, "dim", "dim"),
    "danger": Coat(None, "err_soft", "err_soft", "line", "err", "err"),
    "link": Coat(None, "card", "card", None, "accent_fg", "accent_fg"),
    "waiting": Coat("warn_soft", "warn_soft", "warn_soft", "warn", "warn", "warn"),
}


class Pressable(LightsUp, QPushButton):
    """What all buttons share: fades under the pointer, a reason where it cannot be pressed."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._hover = Fade(self, "hover")
        self._press = Fade(self, "press")
        self._reason: str | None = None
        self._tip = ""
        self.setAutoDefault(False)
        self.pressed.connect(lambda: self._press.to(1))
        self.released.connect(lambda: self._press.to(0))

    @property
    def reason(self) -> str | None:
        """Why it cannot be pressed, in a sentence."""
        return self._reason

    def set_reason(self, reason: str | None) -> None:
        """With a sentence it cannot be pressed, and says why; with None it can."""
        self._reason = reason
        self.setEnabled(reason is None)
        self.setAccessibleDescription(reason or "")
        self._show_tip()

    def set_tip(self, words: str, shortcut: str | None = None) -> None:
        """What the pointer and a screen reader hear besides its words."""
        keys = f" ({' '.join(key_words(shortcut))})" if shortcut else ""
        self._tip = words + keys
        self._show_tip()

    def _show_tip(self) -> None:
        self.setToolTip(self._reason or self._tip)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 Qt's name
        """A hand over what can be pressed."""
        if event.type() == QEvent.Type.EnabledChange:
            if not self.isEnabled():
                self._hover.jump(0)
                self._press.jump(0)
            self.update()
        super().changeEvent(event)

    def fill_colour(self, coat: Coat) -> QColor:
        """The fill as the pointer has it now."""
        rest = token(coat.fill) if coat.fill else CLEAR
        lit = mix(rest, token(coat.hover), self._hover.share)
        return mix(lit, token(coat.pressed), self._press.share)


class Button(Pressable):
    """Words, with an icon before them. One "primary" a view."""

    def __init__(
        self,
        text: str,
        kind: Kind = "quiet",
        icon: str | None = None,
        big: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, parent)
        self._kind: Kind = kind
        self._icon = icon
        self._icon_filled = False
        self._big = big
        self._refont()
        self.setProperty("ring_radius", 4 if kind == "link" else RADIUS_PX + 2)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_kind(self, kind: Kind) -> None:
        """Become another kind of button."""
        self._kind = kind
        self._refont()
        self.updateGeometry()
        self.update()

    def set_icon(self, name: str | None, *, filled: bool = False) -> None:
        """Another icon, or none."""
        self._icon, self._icon_filled = name, filled
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """Room for all its words."""
        side = 0 if self._kind == "link" else BIG_SIDE_PX if self._big else SIDE_PX
        wide = words_width_px(self.font(), self._shown()) + self._icon_room() + 2 * side
        high = LINK_PX if self._kind == "link" else BIG_PX if self._big else HIGH_PX
        return QSize(round(wide) + 1, high)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """The same: a row wraps before a button is cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """Draw it as it is now."""
        painter, coat = open_painter(self), COATS[self._kind]
        box = QRectF(self.rect())
        if self._kind != "link":
            self._paint_ground(painter, box, coat)
        self._paint_face(painter, box, coat)

    def _refont(self) -> None:
        self.setFont(make_font(14, 600) if self._big else role_font("strong"))

    def _shown(self) -> str:
        return self.text().replace("&&", "\0").replace("&", "").replace("\0", "&")

    def _icon_px(self) -> int:
        return BIG_ICON_PX if self._big else ICON_PX

    def _icon_room(self) -> float:
        if self._icon is None:
            return 0
        return self._icon_px() + (GAP_PX if self._shown() else 0)

    def _paint_ground(self, painter: QPainter, box: QRectF, coat: Coat) -> None:
        if not self.isEnabled():
            if self._kind != "ghost":
                paint_box(painter, box, RADIUS_PX, None, token("edge"), 1, dashed=True)
            return
        border = token(coat.border) if coat.border else None
        paint_box(painter, box, RADIUS_PX, self.fill_colour(coat), border)

    def _paint_face(self, painter: QPainter, box: QRectF, coat: Coat) -> None:
        enabled = self.isEnabled()
        words = mix(
            token(coat.words),
            token("text") if self._kind == "ghost" else token(coat.words),
            self._hover.share,
        )
        colour = words if enabled else token("faint")
        metrics = QFontMetricsF(self.font())
        room = box.width() - self._icon_room()
        shown = metrics.elidedText(self._shown(), Qt.TextElideMode.ElideRight, room + 1)
        wide = metrics.horizontalAdvance(shown)
        start = 0 if self._kind == "link" else max(0, (room - wide) / 2)
        if self._icon is not None:
            size = self._icon_px()
            icon_box = QRectF(start, (box.height() - size) / 2, size, size)
            tint = token(coat.icon) if self._kind != "ghost" else words
            name = MIRRORED.get(self._icon, self._icon) if is_mirrored(self) else self._icon
            paint_icon(
                painter,
                name,
                tint if enabled else token("faint"),
                from_start(self, icon_box),
                self._icon_filled,
            )
        text_box = from_start(self, QRectF(start + self._icon_room(), 0, wide + 1, box.height()))
        font = self.font()
        font.setUnderline(self._kind == "link" and self._hover.share > 0.5)
        paint_words(painter, text_box, shown, font, colour, _CENTRED)


_CENTRED = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter


class IconButton(Pressable):
    """An icon alone: its name is said by the tooltip, with its key, and to screen readers."""

    def __init__(
        self,
        icon: str,
        name: str,
        shortcut: str | None = None,
        *,
        tone: str = "dim",
        size_px: int = HIGH_PX,
        checkable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("", parent)
        self._drawn = (icon, False)
        self._tone = tone
        self.setFixedSize(size_px, size_px)
        self.setCheckable(checkable)
        self.setProperty("ring_radius", RADIUS_PX + 2)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_name(name, shortcut)

    def set_name(self, name: str, shortcut: str | None = None) -> None:
        """What it does, in a word or two."""
        self.setAccessibleName(name)
        self.set_tip(name, shortcut)

    def set_icon(self, icon: str, *, filled: bool = False) -> None:
        """Another icon: it now does something else."""
        self._drawn = (icon, filled)
        self.update()

    def set_tone(self, tone: str) -> None:
        """Draw it in another colour."""
        self._tone = tone
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """Lit under the pointer; on the colour of what is chosen while checked."""
        painter, box = open_painter(self), QRectF(self.rect())
        coat, (name, filled) = COATS["ghost"], self._drawn
        if self.isChecked():
            paint_box(painter, box, RADIUS_PX, token("soft"))
        paint_box(painter, box, RADIUS_PX, self.fill_colour(coat))
        tint = token("accent_fg") if self.isChecked() else token(self._tone)
        if not self.isEnabled():
            # Faint alone could pass for a colour; half of it cannot.
            tint = mix(token("card"), token("faint"), 0.55)
        elif self._tone == "dim" and not self.isChecked():
            tint = mix(tint, token("text"), self._hover.share)
        icon_px = 18 if self.width() <= HIGH_PX else 20
        edge = (self.width() - icon_px) / 2
        shown = MIRRORED.get(name, name) if is_mirrored(self) else name
        paint_icon(painter, shown, tint, QRectF(edge, edge, icon_px, icon_px), filled)


class PlayButton(Pressable):
    """The round button of a player: a press plays, another pauses."""

    def __init__(self, size_px: int = 42, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._playing = False
        self.setFixedSize(size_px, size_px)
        self.setProperty("ring_radius", size_px // 2 + 2)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_playing(False)

    @property
    def is_playing(self) -> bool:
        """Whether it shows that something plays."""
        return self._playing

    def set_playing(self, playing: bool) -> None:
        """Show what a press would do now."""
        self._playing = playing
        name = tr("Pause") if playing else tr("Play")
        self.setAccessibleName(name)
        self.set_tip(name, "Space")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """A disc with what a press does."""
        painter, box = open_painter(self), QRectF(self.rect())
        enabled = self.isEnabled()
        fill = self.fill_colour(COATS["primary"]) if enabled else None
        border = None if enabled else token("edge")
        paint_box(painter, box, box.height() / 2, fill, border, 1, dashed=not enabled)
        size = round(self.height() * 0.44)
        name = "pause" if self._playing else "play"
        # A triangle stands in the middle when its weight does: a little further on.
        shift = 0.0 if self._playing else size * 0.06
        edge = (self.height() - size) / 2
        tint = token("primary_fg") if enabled else token("faint")
        paint_icon(painter, name, tint, QRectF(edge + shift, edge, size, size), filled=True)
