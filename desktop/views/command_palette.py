"""The palette: all that can be done or opened, found by its words, with the keyboard alone."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QVBoxLayout,
    QWidget,
)

from desktop.views.actions import ActionRegistry
from desktop.views.palette_entries import EntriesModel, Entry, fitting
from desktop.views.palette_lines import PaletteLines
from desktop.views.parts.label import Icon, KeyCap, Label, Rule
from desktop.views.parts.painting import open_painter, paint_box, token, with_alpha
from desktop.views.theme.type_scale import make_font
from desktop.views.words import tr

WIDE_PX, TOP_PX, LIST_PX = 620, 110, 330
SCRIM_ALPHA = 140
# A person who types does not want an answer to each letter.
ASKED_AFTER_MS = 120
# What one would not look for in the palette.
NOT_OFFERED = frozenset({"palette", "menu", "pane"})

Finder = Callable[[str], None]


class CommandPalette(QWidget):
    """Covers its parent while it is open. `finder` is asked for drafts and items with the typed
    words; whoever answers calls `show_found`."""

    def __init__(self, actions: ActionRegistry, parent: QWidget) -> None:
        super().__init__(parent)
        self.finder: Finder = lambda typed: None
        self._actions, self._over = actions, parent
        self._places: tuple[str, ...] = ("everywhere",)
        self._found: tuple[str, Sequence[Entry]] = ("", ())
        self._before: QWidget | None = None
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(ASKED_AFTER_MS)
        self._soon.timeout.connect(lambda: self.finder(self.typed))
        self._model = EntriesModel()
        self._lay_out()
        parent.installEventFilter(self)
        self.hide()

    @property
    def typed(self) -> str:
        """What is looked for."""
        return self.line.text().strip()

    @property
    def model(self) -> EntriesModel:
        """What is offered now."""
        return self._model

    def open_commands(self, places: Sequence[str]) -> None:
        """Cover the window, empty; pressed once more it closes. `places` are where actions
        count now."""
        if self.isVisible():
            self.close_commands()
            return
        self._places = tuple(places)
        self._before = QApplication.focusWidget()
        self._found = ("", ())
        self.line.clear()
        self._offer()
        self.setGeometry(self._over.rect())
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_commands(self) -> None:
        """The keyboard goes back to where it was."""
        if not self.isVisible():
            return
        self._soon.stop()
        self.hide()
        if self._before is not None and self._before.isVisible():
            self._before.setFocus(Qt.FocusReason.PopupFocusReason)

    def show_found(self, typed: str, entries: Sequence[Entry]) -> None:
        """What was found for words; an answer to former words comes too late."""
        if typed == self.typed:
            self._found = (typed, entries)
            self._offer()

    def move_by(self, step: int) -> None:
        """Choose the next entry, or the one before."""
        row = self._model.next_row(self._list.currentIndex().row(), step)
        if row >= 0:
            self._choose(row)

    def take(self, index: QModelIndex | None = None) -> None:
        """Do what is chosen; what cannot be done now says why and stays."""
        entry = self._model.entry_at(index or self._list.currentIndex())
        if entry is not None and entry.reason is None:
            self.close_commands()
            entry.run()

    def chosen_words(self) -> str | None:
        """What Enter would do."""
        entry = self._model.entry_at(self._list.currentIndex())
        return entry.words if entry else None

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 Qt's name
        """A press beside it closes it."""
        if not self._card.geometry().contains(event.position().toPoint()):
            self.close_commands()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 Qt's name
        """Grow with the window."""
        if event.type() == QEvent.Type.Resize and self.isVisible():
            self.setGeometry(self._over.rect())
        return False

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """The window steps back."""
        open_painter(self).fillRect(self.rect(), with_alpha("#000000", SCRIM_ALPHA))

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(20, TOP_PX, 20, 20)
        self._card = PaletteCard(self)
        outer.addWidget(self._card, 0, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self._card)
        column.setContentsMargins(10, 10, 10, 10)
        column.setSpacing(6)
        column.addLayout(self._lay_out_head())
        column.addWidget(Rule(self._card))
        column.addWidget(self._lay_out_list())
        self._nothing = Label(tr("Nothing is called that."), "body", "dim", parent=self._card)
        self._nothing.setContentsMargins(12, 14, 12, 18)
        column.addWidget(self._nothing)
        column.addWidget(Rule(self._card))
        column.addLayout(self._lay_out_foot())

    def _lay_out_head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setContentsMargins(8, 2, 8, 2)
        head.setSpacing(10)
        head.addWidget(Icon("search", "dim", 18, parent=self._card))
        self.line = PaletteLine(self)
        self.line.textChanged.connect(self._typed)
        head.addWidget(self.line, 1)
        return head

    def _lay_out_list(self) -> QListView:
        self._list = QListView(self._card)
        self._list.setModel(self._model)
        self._list.setItemDelegate(PaletteLines(self._list, lambda: self.typed))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setAccessibleName(tr("Found"))
        self._list.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._list.setMouseTracking(True)
        self._list.setUniformItemSizes(False)
        self._list.clicked.connect(self.take)
        return self._list

    def _lay_out_foot(self) -> QHBoxLayout:
        foot = QHBoxLayout()
        foot.setContentsMargins(6, 4, 6, 2)
        foot.setSpacing(6)
        for keys, words in (("↑ ↓", tr("move")), ("↵", tr("do it")), ("Esc", tr("close"))):
            for key in keys.split():
                foot.addWidget(KeyCap(key, self._card))
            foot.addWidget(Label(words, "small", "dim", parent=self._card))
            foot.addSpacing(8)
        foot.addStretch(1)
        return foot

    def _typed(self, text: str) -> None:
        if not text.strip():
            self._found = ("", ())
            self._soon.stop()
        else:
            self._soon.start()
        self._offer()

    def _offer(self) -> None:
        does, goes = self._entries()
        found = fitting(self._found[1], self.typed) if self.typed else []
        self._model.set_groups(
            (
                (tr("Do"), fitting(does, self.typed)),
                (tr("Open"), found),
                (tr("Go"), fitting(goes, self.typed)),
            )
        )
        rows = self._model.rowCount()
        self._nothing.setVisible(rows == 0)
        self._list.setVisible(rows > 0)
        if rows:
            high = sum(self._list.sizeHintForRow(row) for row in range(rows))
            self._list.setFixedHeight(min(LIST_PX, high + 4))
            self._choose(self._model.next_row(-1, 1))

    def _entries(self) -> tuple[list[Entry], list[Entry]]:
        """What can be done here, and where one can go."""
        does: list[Entry] = []
        goes: list[Entry] = []
        for place in self._places:
            for action in self._actions:
                if action.where != place or action.id in NOT_OFFERED:
                    continue
                entry = Entry(
                    action.words,
                    lambda id=action.id: self._actions.run(id),  # type: ignore[misc]
                    note=action.reason or "",
                    icon=action.icon,
                    keys=action.shortcut,
                    reason=action.reason,
                )
                (goes if action.id.startswith("go.") else does).append(entry)
        return does, goes

    def _choose(self, row: int) -> None:
        index = self._model.index(row, 0)
        self._list.setCurrentIndex(index)
        # The keyboard stays in the line: a screen reader is told what Enter would do.
        words = str(index.data(Qt.ItemDataRole.AccessibleTextRole) or "")
        if words and QAccessible.isActive() and self.isVisible():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.line, words))


class PaletteCard(QWidget):
    """The sheet of the palette."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFixedWidth(WIDE_PX)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """Round, with an edge that is seen on the dark behind it."""
        paint_box(open_painter(self), QRectF(self.rect()), 16, token("card"), token("edge"))


class PaletteLine(QLineEdit):
    """Where one types; what moves in the list is handed on."""

    def __init__(self, palette: CommandPalette) -> None:
        super().__init__(palette)
        self._of = palette
        self.setProperty("bare", "true")
        self.setProperty("ring_radius", -1)
        self.setFont(make_font(17, 400))
        self.setMinimumHeight(36)
        self.setPlaceholderText(tr("Find a command, a draft or a reel"))
        self.setAccessibleName(tr("Find a command, a draft or a reel"))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's name
        """Arrows and Tab choose, Enter does it, Escape closes."""
        key = event.key()
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Tab: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Backtab: -1,
        }
        if key in steps:
            self._of.move_by(steps[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._of.take()
        elif key == Qt.Key.Key_Escape:
            self._of.close_commands()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, next: bool) -> bool:  # noqa: N802 Qt's names
        """The keyboard stays here until the palette closes."""
        return False
