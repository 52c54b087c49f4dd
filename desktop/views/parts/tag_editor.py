"""Tags as chips, and a line to add another."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QSizePolicy, QWidget

from desktop.views.parts.chip import Chip
from desktop.views.parts.flow_layout import FlowLayout
from desktop.views.words import tr

ADD_WIDE_PX = 132
# What ends a tag besides Enter: how people write lists, on Latin and Arabic and Asian keyboards.
SEPARATORS = ",;\u060c\u3001\uff0c"


class TagEditor(QWidget):
    """`tags_changed` tells all tags after a person changed them. `tidy` makes a tag of what was
    typed, or None where none can be made; `most` is how many there may be."""

    tags_changed = Signal(tuple)

    def __init__(
        self,
        tags: Sequence[str] = (),
        *,
        most: int = 20,
        tidy: Callable[[str], str | None] | None = None,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._tags: tuple[str, ...] = ()
        self._chips: dict[str, Chip] = {}
        self._most = most
        self._tidy = tidy or _plain
        self._flow = FlowLayout(self, gap_px=6)
        self.field = QLineEdit(self)
        self.field.setFixedWidth(ADD_WIDE_PX)
        self.field.setPlaceholderText(tr("Add a tag"))
        self.field.setAccessibleName(name or tr("Add a tag"))
        self.field.setProperty("ring_radius", 12)
        self.field.returnPressed.connect(self._take)
        self.field.textEdited.connect(self._typed)
        self.field.editingFinished.connect(self._take)
        self.field.installEventFilter(self)
        self._flow.addWidget(self.field)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusProxy(self.field)
        self.set_tags(tags)

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags in the order they stand."""
        return self._tags

    def set_tags(self, tags: Sequence[str]) -> None:
        """Show these without telling anybody; what is being typed stays."""
        wanted = tuple(dict.fromkeys(tags))
        if wanted == self._tags:
            return
        for gone in set(self._tags) - set(wanted):
            self._drop(gone)
        for at, tag in enumerate(wanted):
            chip = self._chips.get(tag) or self._make(tag)
            self._flow.insert_widget(at, self._lifted(chip))
        self._tags = wanted
        self._show_room()

    def set_suggestions(self, words: Sequence[str]) -> None:
        """Offer these while typing."""
        completer = QCompleter(list(words), self.field)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.activated.connect(lambda _: QTimer.singleShot(0, self.field, self._take))
        # The one before is the field's own: Qt deletes it here.
        self.field.setCompleter(completer)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's name
        """Backspace in an empty line takes the last tag away."""
        is_back = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Backspace
        if is_back and event.type() == QEvent.Type.KeyPress and not self.field.text():
            if self._tags:
                self._remove(self._tags[-1])
            return True
        return super().eventFilter(watched, event)

    def _make(self, tag: str) -> Chip:
        chip = Chip(tag, removable=True, parent=self)
        chip.removed.connect(lambda: self._remove(tag))
        chip.show()
        self._chips[tag] = chip
        return chip

    def _lifted(self, chip: Chip) -> Chip:
        self._flow.removeWidget(chip)
        return chip

    def _drop(self, tag: str) -> None:
        chip = self._chips.pop(tag)
        self._flow.removeWidget(chip)
        if chip.hasFocus():
            self.field.setFocus()
        chip.hide()
        chip.deleteLater()

    def _typed(self, text: str) -> None:
        if text and text[-1] in SEPARATORS:
            self._take()

    def _take(self) -> None:
        tag = self._tidy(self.field.text().strip().strip(SEPARATORS))
        self.field.clear()
        if tag and tag not in self._tags and len(self._tags) < self._most:
            self._change((*self._tags, tag))

    def _remove(self, tag: str) -> None:
        self._change(tuple(other for other in self._tags if other != tag))

    def _change(self, tags: tuple[str, ...]) -> None:
        self.set_tags(tags)
        self.tags_changed.emit(tags)

    def _show_room(self) -> None:
        is_full = len(self._tags) >= self._most
        self.field.setEnabled(not is_full)
        self.field.setToolTip(
            tr("{n} tag is the most|{n} tags are the most", n=self._most) if is_full else ""
        )
        self.updateGeometry()


def _plain(typed: str) -> str | None:
    return " ".join(typed.split()) or None
