"""A field for words that other devices may edit too: it tells what was typed, takes splices, and
leaves undo to the models, so that nobody takes back another person's words."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QMenu, QPlainTextEdit, QWidget

from contract.rebasing import Splices
from contract.splices import chars_before
from contract.text import tidy
from desktop.views.create.brought import files_in
from desktop.views.theme.type_scale import role_font
from desktop.views.words import tr

# A drop or a paste beyond this takes Qt seconds; no text may be longer.
MOST_PASTED_CHARS = 100_000


class WordsEdit(QPlainTextEdit):
    """`typed` at each change a person makes, `undo_asked` and `redo_asked` instead of Qt's own,
    `composed` when an input method has finished what it was putting together, `media_brought` the
    data of a paste or a drop that is no words."""

    typed = Signal()
    undo_asked = Signal()
    redo_asked = Signal()
    composed = Signal()
    media_brought = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_taking = False
        self._is_composing = False
        self.setAccessibleName(name)
        self.setFont(role_font("editor"))
        self.setUndoRedoEnabled(False)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setProperty("ring_radius", 12)
        self._align()
        self.document().contentsChange.connect(self._changed)
        self.document().contentsChanged.connect(self._align)

    @property
    def is_composing(self) -> bool:
        """Whether an input method is in the middle of a word: what arrives must wait."""
        return self._is_composing

    @property
    def caret_utf16(self) -> int:
        """Where the caret is."""
        return self.textCursor().position()

    def words(self) -> str:
        """What stands in it, line ends as LF; a no-break space stays one."""
        return self.document().toRawText().replace("\u2029", "\n").replace("\u2028", "\n")

    def show_words(self, text: str, caret_utf16: int = 0) -> None:
        """Put another text in, without telling."""
        with self._taking():
            self.setPlainText(text)
        self.set_caret(caret_utf16)

    def set_caret(self, at_utf16: int) -> None:
        """Put the caret there, or at the end."""
        cursor = self.textCursor()
        cursor.setPosition(min(max(at_utf16, 0), self.document().characterCount() - 1))
        self.setTextCursor(cursor)

    def take(self, splices: Splices) -> None:
        """Do what happened elsewhere, without telling: caret, selection and what is in sight stay
        with their words."""
        if not splices:
            return
        before, top = self.words(), self.firstVisibleBlock()
        at_top = QTextCursor(top)
        mine = self.textCursor()
        mine.setKeepPositionOnInsert(True)
        self.setTextCursor(mine)
        with self._taking():
            cursor = QTextCursor(self.document())
            cursor.beginEditBlock()
            for start, end, inserted in reversed(splices):
                cursor.setPosition(_utf16(before, start))
                cursor.setPosition(_utf16(before, end), QTextCursor.MoveMode.KeepAnchor)
                cursor.insertText(inserted)
            cursor.endEditBlock()
        mine = self.textCursor()
        mine.setKeepPositionOnInsert(False)
        self.setTextCursor(mine)
        moved = at_top.block().firstLineNumber() - top.firstLineNumber() if top.isValid() else 0
        if moved:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + moved)

    def go_to_end_of(self, splices: Splices) -> None:
        """The caret stands behind what these put in last; nothing put in moves nothing."""
        if splices:
            shift = sum(len(one.inserted) - (one.end - one.start) for one in splices[:-1])
            last = splices[-1]
            end = last.start + shift + len(last.inserted)
            self.set_caret(_utf16(self.words(), end))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's name
        """Undo and redo are asked for; a line end is a line end, with or without Shift."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self.undo_asked.emit()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self.redo_asked.emit()
        elif event.matches(QKeySequence.StandardKey.InsertLineSeparator):
            self.textCursor().insertBlock()
            self.ensureCursorVisible()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Undo and redo here are ours, not a menu's."""
        if event.type() == QEvent.Type.ShortcutOverride:
            keys = event
            assert isinstance(keys, QKeyEvent)
            undo, redo = QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo
            if keys.matches(undo) or keys.matches(redo):
                event.accept()
                return True
        return super().event(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:  # noqa: N802 Qt's name
        """Know while a word is being put together."""
        super().inputMethodEvent(event)
        was, self._is_composing = self._is_composing, bool(event.preeditString())
        if was and not self._is_composing:
            self.composed.emit()

    def insertFromMimeData(self, source: QMimeData) -> None:  # noqa: N802 Qt's name
        """Paste plain words, tidied, at most as long as a text may be; files and pictures are
        no words."""
        if files_in(source) or (source.hasImage() and not source.hasText()):
            self.media_brought.emit(source)
        elif source.hasText():
            self.textCursor().insertText(self.pasted(source.text()))
            self.ensureCursorVisible()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:  # noqa: N802 Qt's name
        """Words, and media for whoever takes it."""
        return source.hasText() or source.hasUrls() or source.hasImage()

    def pasted(self, text: str) -> str:
        """What is put in when this is pasted."""
        return tidy(text[:MOST_PASTED_CHARS])

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 Qt's name
        """Qt's menu, with the models' undo."""
        menu = self.createStandardContextMenu(event.pos())
        # The first two of Qt's are its own undo and redo, which are off.
        for action in menu.actions()[:2]:
            menu.removeAction(action)
        self._add_steps(menu)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(event.globalPos())

    def _add_steps(self, menu: QMenu) -> None:
        first = menu.actions()[0] if menu.actions() else None
        undo = menu.addAction(tr("Undo"))
        undo.triggered.connect(self.undo_asked)
        redo = menu.addAction(tr("Redo"))
        redo.triggered.connect(self.redo_asked)
        if first is not None:
            menu.insertActions(first, [undo, redo])

    @contextmanager
    def _taking(self) -> Iterator[None]:
        self._is_taking = True
        try:
            yield
        finally:
            self._is_taking = False

    def _align(self) -> None:
        """A script is read from its own side, whatever the window's: decided by its first word."""
        direction = self.document().firstBlock().textDirection()
        if self.document().isEmpty():
            direction = self.layoutDirection()
        is_from_right = direction == Qt.LayoutDirection.RightToLeft
        # Absolute, for it is worked out here: Qt's own way looks at the window alone.
        side = Qt.AlignmentFlag.AlignRight if is_from_right else Qt.AlignmentFlag.AlignLeft
        option = self.document().defaultTextOption()
        if option.alignment() == side | Qt.AlignmentFlag.AlignAbsolute:
            return
        option.setAlignment(side | Qt.AlignmentFlag.AlignAbsolute)
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        self.document().setDefaultTextOption(option)

    def _changed(self, _at: int, removed: int, added: int) -> None:
        if not self._is_taking and (removed or added):
            self.typed.emit()


def _utf16(text: str, chars: int) -> int:
    """Where Qt counts a place in code points."""
    if text.isascii():
        return chars
    return len(text[:chars].encode("utf-16-le")) // 2


def chars_at(text: str, utf16: int) -> int:
    """Where Python counts a place of Qt's."""
    return chars_before(text, utf16, is_end=False)
