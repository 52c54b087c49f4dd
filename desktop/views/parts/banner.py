"""What everybody should know now, across the top of a view."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Literal

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QWidget

from desktop.views.parts.buttons import Button, IconButton
from desktop.views.parts.label import Icon
from desktop.views.parts.painting import open_painter, paint_box, token
from desktop.views.theme.type_scale import role_font
from desktop.views.words import tr

BannerTone = Literal["info", "ok", "warn", "err"]
Action = tuple[str, Callable[[], object]]
COATS: dict[BannerTone, tuple[str, str, str]] = {
    "info": ("soft", "accent_fg", "info"),
    "ok": ("ok_soft", "ok", "circle-check"),
    "warn": ("warn_soft", "warn", "triangle-alert"),
    "err": ("err_soft", "err", "circle-alert"),
}
HIGH_PX, RADIUS_PX = 52, 12
MOST_ACTIONS = 2


class Banner(QWidget):
    """One bold sentence, one dim one, at most two actions. `closed` when somebody put it away,
    which is offered only where `closable`."""

    closed = Signal()

    def __init__(
        self,
        tone: BannerTone,
        bold: str,
        dim: str = "",
        actions: Sequence[Action] = (),
        *,
        icon: str | None = None,
        closable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tone: BannerTone = tone
        self._icon_name = icon
        self.setMinimumHeight(HIGH_PX)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 10, 8)
        row.setSpacing(12)
        self._icon = Icon("info", size_px=20, parent=self)
        self.words = BannerWords(self)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(8)
        row.addWidget(self._icon)
        row.addWidget(self.words, 1)
        row.addLayout(self._actions)
        self.close_button = IconButton("x", tr("Close"), "Esc", parent=self)
        self.close_button.setVisible(closable)
        self.close_button.clicked.connect(self.closed)
        row.addWidget(self.close_button)
        self.set_words(tone, bold, dim, actions)

    def set_words(
        self, tone: BannerTone, bold: str, dim: str = "", actions: Sequence[Action] = ()
    ) -> None:
        """Say something else."""
        assert len(actions) <= MOST_ACTIONS, "a banner that asks for more is a dialog"
        self._tone = tone
        _ground, colour, name = COATS[tone]
        self._icon.set_icon(self._icon_name or name, colour)
        self.words.say(bold, dim)
        self.setAccessibleName(f"{bold} {dim}".strip())
        self._set_actions(actions)
        self.update()

    def _set_actions(self, actions: Sequence[Action]) -> None:
        while (item := self._actions.takeAt(0)) is not None:
            if (former := item.widget()) is not None:
                former.hide()
                former.deleteLater()
        for words, act in actions:
            button = Button(words, "quiet", parent=self)
            button.clicked.connect(lambda _=False, act=act: act())
            self._actions.addWidget(button)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """Its colour, with a border that is seen."""
        ground, colour, _name = COATS[self._tone]
        border = token("accent" if self._tone == "info" else colour)
        paint_box(open_painter(self), QRectF(self.rect()), RADIUS_PX, token(ground), border)


class BannerWords(QLabel):
    """Two sentences, one after the other, going on in the next line where they must."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = ("", "")
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setFont(role_font("body"))
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def say(self, bold: str, dim: str) -> None:
        """Show the two; the second may be empty."""
        self._said = (bold, dim)
        dim_html = f'&ensp;<span style="color:{token("dim").name()}">{escape(dim)}</span>'
        weight = role_font("strong").weight().value
        bold_html = f'<span style="font-weight:{weight}">{escape(bold)}</span>'
        self.setText(bold_html + (dim_html if dim else ""))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 Qt's name
        """The dim sentence has the dim of the theme that is on."""
        if event.type() == QEvent.Type.PaletteChange:
            self.say(*self._said)
        super().changeEvent(event)
