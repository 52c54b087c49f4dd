"""What a person types or picks: a label above, a sentence below where it is wrong."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QWheelEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QStyledItemDelegate,
    QVBoxLayout,
    QWidget,
)

from desktop.views.parts.label import Icon, Label
from desktop.views.parts.motion import Fade, LightsUp
from desktop.views.parts.painting import (
    from_start,
    mix,
    open_painter,
    paint_box,
    paint_icon,
    paint_words,
    token,
    words_width_px,
)
from desktop.views.parts.reading_side import ReadingSide
from desktop.views.parts.tinted_action import TintedAction
from desktop.views.theme.theme import worn_theme
from desktop.views.theme.type_scale import role_font
from desktop.views.words import tr

RING_RADIUS_PX = 12
HIGH_PX, SIDE_PX, ICON_PX, ARROW_PX = 36, 12, 18, 16
LEAST_SELECT_PX = 110


class Labelled(QWidget):
    """A field with its label, a note at the end of the label's line, and the sentence below."""

    def __init__(self, label: str, note: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(6)
        self.head = QHBoxLayout()
        self.head.setSpacing(8)
        self.label = Label(label, "label", "dim", parent=self)
        self.note = Label(note, "small", "dim", parent=self)
        self.head.addWidget(self.label)
        self.head.addStretch(1)
        self.head.addWidget(self.note)
        self.label.setVisible(bool(label))
        self.note.setVisible(bool(note))
        self.column.addLayout(self.head)

    def set_field(self, field: QWidget) -> None:
        """Put the field in, bound to its label, and the place for a sentence below it."""
        self._field = field
        self.column.addWidget(field)
        self.label.setBuddy(field)
        field.setAccessibleName(self.label.text())
        field.setProperty("ring_radius", RING_RADIUS_PX)
        self.setFocusProxy(field)
        self._error = ErrorLine(self)
        self.column.addWidget(self._error)
        if field.sizePolicy().verticalPolicy() == QSizePolicy.Policy.Fixed:
            # Beside a taller neighbour the labels stay in one line.
            self.column.addStretch(1)

    def set_note(self, note: str) -> None:
        """What stands at the end of the label's line: a count, a limit."""
        self.note.setText(note)
        self.note.setVisible(bool(note))

    def set_error(self, sentence: str | None) -> None:
        """Say what is wrong with it; None when nothing is."""
        self._error.say(sentence)
        self._field.setProperty("wrong", "true" if sentence else "false")
        self._field.setAccessibleDescription(sentence or "")
        self._field.style().polish(self._field)

    def error(self) -> str | None:
        """What is said to be wrong with it."""
        return self._error.words.text() or None


class ErrorLine(QWidget):
    """An icon and what is wrong; not there while nothing is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 0, 2, 0)
        row.setSpacing(6)
        self.words = Label("", "small", "err", wrap=True, parent=self)
        row.addWidget(
            Icon("circle-alert", "err", 14, filled=True, parent=self), 0, Qt.AlignmentFlag.AlignTop
        )
        row.addWidget(self.words, 1)
        self.hide()

    def say(self, sentence: str | None) -> None:
        """Show it, or go."""
        self.words.setText(sentence or "")
        self.setVisible(bool(sentence))


class LineInput(Labelled):
    """One line. `edited` at each letter of a person's, `submitted` on Enter."""

    edited = Signal(str)
    submitted = Signal()

    def __init__(
        self,
        label: str,
        placeholder: str = "",
        *,
        note: str = "",
        secret: bool = False,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(label, note, parent)
        self.field = QLineEdit(self)
        self.set_field(self.field)
        self.field.setPlaceholderText(placeholder)
        self.field.setAccessibleName(name or label or placeholder)
        self.field.textEdited.connect(self.edited)
        self.field.returnPressed.connect(self.submitted)
        if secret:
            Secrecy(self.field)

    def text(self) -> str:
        """What stands in it."""
        return self.field.text()

    def set_text(self, text: str) -> None:
        """Put that in it, caret at the end, unless it is there already."""
        if text != self.field.text():
            self.field.setText(text)


class Secrecy(TintedAction):
    """Dots for letters, and the eye that shows them."""

    def __init__(self, field: QLineEdit) -> None:
        super().__init__("eye", tr("Show"), field)
        self._field = field
        self.triggered.connect(lambda: self._show(field.echoMode() == QLineEdit.EchoMode.Password))
        field.addAction(self, QLineEdit.ActionPosition.TrailingPosition)
        self._show(False)

    def _show(self, seen: bool) -> None:
        echo = QLineEdit.EchoMode
        self._field.setEchoMode(echo.Normal if seen else echo.Password)
        self.set_icon("eye-off" if seen else "eye")
        self.setText(tr("Hide") if seen else tr("Show"))


class SearchInput(QLineEdit):
    """A line to search with: a glass before it, Escape or the cross empties it."""

    def __init__(self, placeholder: str, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name or placeholder)
        self.setProperty("ring_radius", RING_RADIUS_PX)
        glass = TintedAction("search", self.accessibleName(), self)
        self.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        self._cross = TintedAction("x", tr("Clear"), self)
        self._cross.triggered.connect(self._empty)
        self.addAction(self._cross, QLineEdit.ActionPosition.TrailingPosition)
        self.textChanged.connect(lambda text: self._cross.setVisible(bool(text)))
        self._cross.setVisible(False)

    def _empty(self) -> None:
        self.clear()
        self.textEdited.emit("")


class TextInput(Labelled):
    """Several lines. `edited` when a person or the program changed them."""

    edited = Signal(str)

    def __init__(
        self,
        label: str,
        placeholder: str = "",
        *,
        note: str = "",
        lines: int = 4,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(label, note, parent)
        self.field = QPlainTextEdit(self)
        self.set_field(self.field)
        self.field.setPlaceholderText(placeholder)
        self.field.setAccessibleName(name or label or placeholder)
        self.field.setTabChangesFocus(True)
        ReadingSide(self.field)
        line = self.field.fontMetrics().lineSpacing()
        self.field.setMinimumHeight(line * lines + 22)
        self.field.textChanged.connect(lambda: self.edited.emit(self.text()))

    def text(self) -> str:
        """What stands in it."""
        return self.field.toPlainText()

    def set_text(self, text: str) -> None:
        """Put that in it without telling, unless it is there already."""
        if text != self.text():
            was = self.field.blockSignals(True)
            self.field.setPlainText(text)
            self.field.blockSignals(was)


class Select(Labelled):
    """One of many, as (value, words) or (value, words, icon). `chosen` tells what a person took."""

    chosen = Signal(str)

    def __init__(
        self,
        label: str,
        options: Sequence[tuple[str, ...]] = (),
        value: str | None = None,
        *,
        icon: str | None = None,
        note: str = "",
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(label, note, parent)
        self.field = SelectBox(icon, self)
        self.set_field(self.field)
        self.field.setAccessibleName(name or label)
        self.field.view().setAccessibleName(name or label)
        self.field.activated.connect(lambda: self.chosen.emit(self.value()))
        self.set_options(options, value)

    def value(self) -> str:
        """The value that is taken; empty while there is nothing to take."""
        return str(self.field.currentData() or "")

    def set_value(self, value: str) -> None:
        """Take it without telling anybody; one that is not offered is not taken."""
        at = self.field.findData(value)
        if at >= 0:
            self.field.setCurrentIndex(at)

    def set_options(self, options: Sequence[tuple[str, ...]], value: str | None = None) -> None:
        """Offer others; what was taken stays taken where it is still offered."""
        wanted = self.value() if value is None else value
        self.field.clear()
        for given, words, *icon in options:
            picture = worn_theme().icon(icon[0]) if icon else QIcon()
            self.field.addItem(picture, words, given)
        self.set_value(wanted)


class SelectBox(LightsUp, QComboBox):
    """The field of a Select."""

    def __init__(self, icon: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._hover = Fade(self, "hover")
        self.setFont(role_font("body"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMaxVisibleItems(12)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.view().setTextElideMode(Qt.TextElideMode.ElideRight)
        # The delegate Qt puts there does not ask the style sheet how high a line is.
        self.view().setItemDelegate(QStyledItemDelegate(self.view()))

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """Room for its longest option."""
        words = [self.itemText(i) for i in range(self.count())]
        widest = max((words_width_px(self.font(), each) for each in words), default=60.0)
        return QSize(round(widest) + self._icon_room() + 2 * SIDE_PX + ARROW_PX + 12, HIGH_PX)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """Narrower than its longest option, which is cut then."""
        return QSize(min(LEAST_SELECT_PX, self.sizeHint().width()), HIGH_PX)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 Qt's name
        """The page scrolls, and nothing is chosen by passing over it."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """The option that is taken, an arrow, and its icon."""
        painter, box = open_painter(self), QRectF(self.rect())
        enabled = self.isEnabled()
        ground = mix(token("raised"), token("hover"), self._hover.share) if enabled else None
        border = token("focus" if self.hasFocus() else "edge")
        if self.property("wrong") == "true":
            border = token("err")
        paint_box(painter, box, 10, ground, border, 1, dashed=not enabled)
        dim = token("dim" if enabled else "faint")
        middle = (box.height() - ARROW_PX) / 2
        arrow = QRectF(box.right() - SIDE_PX - ARROW_PX, middle, ARROW_PX, ARROW_PX)
        paint_icon(painter, "chevron-down", dim, from_start(self, arrow))
        if self._icon:
            icon = QRectF(SIDE_PX, (box.height() - ICON_PX) / 2, ICON_PX, ICON_PX)
            paint_icon(painter, self._icon, dim, from_start(self, icon))
        self._paint_option(painter, box)

    def _paint_option(self, painter: QPainter, box: QRectF) -> None:
        start = SIDE_PX + self._icon_room()
        room = QRectF(start, 0, box.width() - start - SIDE_PX - ARROW_PX - 6, box.height())
        shown = self.fontMetrics().elidedText(
            self.currentText(), Qt.TextElideMode.ElideRight, round(room.width())
        )
        flag = Qt.AlignmentFlag
        colour = token("text" if self.isEnabled() else "faint")
        flags = flag.AlignLeading | flag.AlignVCenter
        paint_words(painter, from_start(self, room), shown, self.font(), colour, flags)

    def _icon_room(self) -> int:
        return ICON_PX + 8 if self._icon else 0

    def showPopup(self) -> None:  # noqa: N802 Qt's name
        """Open below the field, at least as wide as it and as its words."""
        wide = self.view().sizeHintForColumn(0) + 40
        self.view().setMinimumWidth(max(wide, self.width()))
        super().showPopup()
