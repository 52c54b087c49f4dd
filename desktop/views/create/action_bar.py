"""The bar at the foot of Create: what is saved, what it takes, and Generate."""

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop.views.create.offers import Offer, Press
from desktop.views.create.saved_words import SavedWords
from desktop.views.parts.bar import Bar
from desktop.views.parts.buttons import Button
from desktop.views.parts.elide import ElidedLabel
from desktop.views.parts.label import Icon, Keys, Label
from desktop.views.parts.painting import open_painter, token
from desktop.views.words import tr

HIGH_PX = 68
BAR_PX = 290
PROMISE_PX, NARROW_PROMISE_PX = 190, 150
TONE_ICONS = {"err": "ban", "warn": "clock", "dim": "info"}


class ActionBar(QWidget):
    """`pressed` tells what a person wants: "generate", or what the other button offers."""

    pressed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._other: Press | None = None
        self._is_narrow = False
        self.setFixedHeight(HIGH_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(28, 8, 28, 8)
        row.setSpacing(12)
        row.addLayout(self._saved())
        row.addSpacing(16)
        row.addLayout(self._price(), 1)
        self.promise = Label("", "small", "dim", wrap=True, parent=self)
        self.promise.setFixedWidth(PROMISE_PX)
        self.promise.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.promise)
        self.other = Button("", parent=self)
        self.other.clicked.connect(self._press_other)
        self.generate = Button(tr("Generate"), "primary", "sparkles", big=False, parent=self)
        self.generate.clicked.connect(lambda: self.pressed.emit("generate"))
        self.keys = Keys("Ctrl+Return", self)
        for widget in (self.other, self.generate, self.keys):
            row.addWidget(widget)
        self.other.hide()

    def set_narrow(self, is_narrow: bool) -> None:
        """Fit a small window, or not."""
        side = 20 if is_narrow else 28
        self._row.setContentsMargins(side, 8, side, 8)
        self.keys.setVisible(not is_narrow)
        self.promise.setFixedWidth(NARROW_PROMISE_PX if is_narrow else PROMISE_PX)
        self._is_narrow = is_narrow
        self._fit_promise()

    def say_saved(self, words: SavedWords) -> None:
        """Where what was written is now."""
        self._saved_icon.set_icon(words.icon, words.tone)
        self._saved_bold.setText(words.bold)
        self._saved_dim.setText(words.dim)

    def show_offer(self, offer: Offer) -> None:
        """What Generate would do now."""
        self._bold.setText(offer.bold)
        # Beside the bold words where a bar lies below them, else below them.
        has_bar = offer.fraction is not None
        self._aside.setText(offer.dim)
        self._aside.setVisible(bool(offer.dim) and has_bar)
        self._dim.setText(offer.dim)
        self._dim.setVisible(bool(offer.dim) and not has_bar)
        self._bar.setVisible(has_bar)
        self._bar.set_fraction(offer.fraction)
        icon = TONE_ICONS.get(offer.tone)
        self._tone_icon.setVisible(icon is not None and bool(offer.bold))
        if icon is not None:
            self._tone_icon.set_icon(icon, offer.tone)
        self.promise.setText(offer.promise)
        self._show_buttons(offer)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """A sheet of the side's colour under a fine line."""
        painter = open_painter(self)
        painter.fillRect(self.rect(), token("side"))
        painter.fillRect(QRectF(0, 0, self.width(), 1), token("line"))

    def _show_buttons(self, offer: Offer) -> None:
        self.generate.setText(offer.words)
        self.generate.set_reason(offer.reason)
        self.generate.updateGeometry()
        self._other = offer.other[0] if offer.other else None
        if offer.other is not None:
            self.other.setText(offer.other[1])
            # One primary a view: where Generate cannot be pressed, what can takes its place.
            self.other.set_kind("primary" if offer.other[0] == "make-one" else "quiet")
            self.other.updateGeometry()
        self.other.setVisible(offer.other is not None)
        self._fit_promise()

    def _fit_promise(self) -> None:
        """Two buttons leave no room for more words in a small window."""
        has_room = not (self._is_narrow and self._other is not None)
        self.promise.setVisible(bool(self.promise.text()) and has_room)

    def _press_other(self) -> None:
        if self._other is not None:
            self.pressed.emit(self._other)

    def _saved(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(1)
        line = QHBoxLayout()
        line.setSpacing(6)
        self._saved_icon = Icon("circle-check", "ok", parent=self)
        self._saved_bold = Label(tr("Saved"), "strong", parent=self)
        self._saved_dim = ElidedLabel("", "small", "dim", parent=self)
        self._saved_dim.setFixedWidth(158)
        line.addWidget(self._saved_icon)
        line.addWidget(self._saved_bold)
        line.addStretch(1)
        column.addStretch(1)
        column.addLayout(line)
        column.addWidget(self._saved_dim)
        column.addStretch(1)
        return column

    def _price(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(3)
        line = QHBoxLayout()
        line.setSpacing(6)
        self._tone_icon = Icon("info", "dim", parent=self)
        self._bold = ElidedLabel("", "strong", parent=self)
        self._dim = ElidedLabel("", "small", "dim", parent=self)
        self._bar = Bar(tr("What this takes of what is left"), parent=self)
        self._bar.setMaximumWidth(BAR_PX)
        line.addWidget(self._tone_icon)
        self._aside = ElidedLabel("", "small", "dim", parent=self)
        line.addWidget(self._bold)
        line.addWidget(self._aside)
        line.addStretch(1)
        column.addStretch(1)
        column.addLayout(line)
        column.addWidget(self._bar)
        column.addWidget(self._dim)
        column.addStretch(1)
        return column
