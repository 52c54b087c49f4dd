"""What a person types or picks: a label above, a sentence below where it is wrong."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QPaintEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop.views.parts.label import Icon, Label
from desktop.views.parts.painting import from_start, open_painter, paint_icon, token
from desktop.views.theme.theme import worn_theme
from desktop.views.theme.type_scale import role_font
from desktop.views.words import tr

RING_RADIUS_PX = 12


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


class Secrecy(QAction):
    """Dots for letters, and the eye that shows them."""

    def __init__(self, field: QLineEdit) -> None:
        super().__init__(field)
        self._field = field
        self.triggered.connect(lambda: self._show(field.echoMode() == QLineEdit.EchoMode.Password))
        field.addAction(self, QLineEdit.ActionPosition.TrailingPosition)
        self._show(False)

    def _show(self, seen: bool) -> None:
        echo = QLineEdit.EchoMode
        self._field.setEchoMode(echo.Normal if seen else echo.Password)
        self.setIcon(worn_theme().icon("eye-off" if seen else "eye", size_px=18))
        self.setToolTip(tr("Hide") if seen else tr("Show"))


class SearchInput(QLineEdit):
    """A line to search with: a glass before it, Escape or the cross empties it."""

    def __init__(self, placeholder: str, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPlaceholderText(placeholder)
        self.setAccessibleName(name or placeholder)
        self.setProperty("ring_radius", RING_RADIUS_PX)
        glass = QAction(worn_theme().icon("search", size_px=18), "", self)
        self.addAction(glass, QLineEdit.ActionPosition.LeadingPosition)
        self._cross = QAction(worn_theme().icon("x", size_px=18), tr("Clear"), self)
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


class SelectBox(QComboBox):
    """The field of a Select."""

    def __init__(self, icon: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.setMaxVisibleItems(12)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.view().setTextElideMode(Qt.TextElideMode.ElideRight)
        if icon:
            self.setProperty("icon", "true")

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """Narrower than its longest option, which is cut then."""
        return QSize(110, 36)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """What Qt draws, and our arrow and icon on it."""
        super().paintEvent(event)
        painter = open_painter(self)
        colour = token("dim" if self.isEnabled() else "faint")
        middle = (self.height() - 16) / 2
        arrow = QRectF(self.width() - 27, middle, 16, 16)
        paint_icon(painter, "chevron-down", colour, from_start(self, arrow))
        if self._icon:
            box = QRectF(12, (self.height() - 18) / 2, 18, 18)
            paint_icon(painter, self._icon, colour, from_start(self, box))

    def showPopup(self) -> None:  # noqa: N802 Qt's name
        """Open below the field, as wide as its words need."""
        self.view().setFont(role_font("body"))
        wide = max(self.view().sizeHintForColumn(0) + 40, self.width())
        self.view().setMinimumWidth(wide)
        super().showPopup()
