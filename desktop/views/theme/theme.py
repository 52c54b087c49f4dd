"""The theme: which colours are on, and everything that is made from them."""

from functools import lru_cache
from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from desktop.views.theme.font_files import load_fonts
from desktop.views.theme.icon_files import icon_pixmap
from desktop.views.theme.style_sheet import make_palette, make_style_sheet
from desktop.views.theme.tokens import (
    DARK,
    HIGH_CONTRAST_DARK,
    HIGH_CONTRAST_LIGHT,
    LIGHT,
    Tokens,
)
from desktop.views.theme.type_scale import FontRole, role_font

Choice = Literal["system", "light", "dark", "high-contrast"]
Moment = Literal["press", "hover", "view", "open", "toast_in", "toast", "meter"]
DURATIONS_MS = {
    "press": 60,
    "hover": 90,
    "view": 120,
    "open": 160,
    "toast_in": 180,
    "toast": 8_000,
    "meter": 400,
}
# How long a toast stays is time to read, and no movement.
STAYS = frozenset({"toast"})
# Scales of the screens there are; Qt takes the next one up for those between.
RATIOS = (1.0, 2.0)


class Theme(QObject):
    """`changed` when colours or movement are others than before; the widgets have then been told
    by Qt itself (a change of palette)."""

    changed = Signal()

    def __init__(
        self,
        choice: str = "system",
        *,
        reduce_motion: bool = False,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._choice = choice
        self._reduce_motion = reduce_motion
        self._app: QApplication | None = None
        self._tokens = _tokens_of(choice)

    @property
    def tokens(self) -> Tokens:
        """The colours that are on."""
        return self._tokens

    @property
    def choice(self) -> str:
        """What was asked for: a theme, or what the system has."""
        return self._choice

    @property
    def is_dark(self) -> bool:
        """Whether light letters stand on a dark ground."""
        return QColor(self._tokens.bg).lightness() < 128

    @property
    def reduce_motion(self) -> bool:
        """Whether nothing may move by itself."""
        return self._reduce_motion

    def set_choice(self, choice: str) -> None:
        """Put on the theme of that name."""
        self._choice = choice
        self._follow()

    def set_reduce_motion(self, reduce_motion: bool) -> None:
        """Say whether things may move by themselves."""
        if reduce_motion != self._reduce_motion:
            self._reduce_motion = reduce_motion
            self.changed.emit()

    def duration_ms(self, moment: Moment) -> int:
        """How long a movement takes; 0 where nothing may move."""
        if self._reduce_motion and moment not in STAYS:
            return 0
        return DURATIONS_MS[moment]

    def colour(self, token: str) -> QColor:
        """The colour of a token."""
        return QColor(getattr(self._tokens, token))

    def font(self, role: FontRole) -> QFont:
        """The letters of a role."""
        return role_font(role)

    def icon(
        self, name: str, color_token: str = "dim", size_px: int = 20, *, filled: bool = False
    ) -> QIcon:
        """An icon in the colour of a token, sharp on every screen, faint where disabled."""
        tint: str = getattr(self._tokens, color_token)
        return _icon(name, tint, self._tokens.faint, size_px, filled)

    def apply(self, app: QApplication) -> None:
        """Make this the look of the app: style, fonts, colours; and follow the system from here."""
        global _worn  # noqa: PLW0603 as Qt's palette, one look is on in a process
        load_fonts()
        _worn = self
        if self._app is None:
            self._app = app
            app.setStyle("Fusion")
            app.styleHints().colorSchemeChanged.connect(self._follow)
        app.setFont(role_font("body"))
        self._paint()

    def _follow(self, *_: object) -> None:
        tokens = _tokens_of(self._choice)
        if tokens != self._tokens:
            self._tokens = tokens
            self._paint()
            self.changed.emit()

    def _paint(self) -> None:
        if self._app is not None:
            self._app.setPalette(make_palette(self._tokens))
            self._app.setStyleSheet(make_style_sheet(self._tokens))


_worn: Theme | None = None


def worn_theme() -> Theme:
    """The theme that is on, as every part asks when it paints; the light one before any is."""
    global _worn  # noqa: PLW0603 as above
    if _worn is None:
        _worn = Theme("light")
    return _worn


def _tokens_of(choice: str) -> Tokens:
    """The colours for a choice, as the system is now."""
    hints = QGuiApplication.styleHints()
    is_dark = hints.colorScheme() == Qt.ColorScheme.Dark
    wants_contrast = (
        hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast
    )
    if choice == "high-contrast" or (choice == "system" and wants_contrast):
        return HIGH_CONTRAST_DARK if is_dark else HIGH_CONTRAST_LIGHT
    if choice == "system":
        return DARK if is_dark else LIGHT
    return DARK if choice == "dark" else LIGHT


@lru_cache(maxsize=512)  # about 100 icons in a few colours
def _icon(name: str, tint: str, disabled: str, size_px: int, filled: bool) -> QIcon:
    icon = QIcon()
    for ratio in RATIOS:
        icon.addPixmap(icon_pixmap(name, tint, size_px, ratio, filled))
        icon.addPixmap(icon_pixmap(name, disabled, size_px, ratio, filled), QIcon.Mode.Disabled)
    return icon
