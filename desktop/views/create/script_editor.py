"""The script, its scenes marked in a margin: a disc with the number, the seconds, a bar."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextCursor,
)
from PySide6.QtWidgets import QWidget

from desktop.preview.reading import SceneMark
from desktop.views.create.scene_moves import moved
from desktop.views.create.words_edit import WordsEdit, chars_at
from desktop.views.parts.painting import (
    from_start,
    is_mirrored,
    open_painter,
    paint_box,
    paint_words,
    token,
)
from desktop.views.theme.type_scale import make_font
from desktop.views.words import tr

MARGIN_PX = 60
DISC_PX, BAR_PX = 18, 3
# Before any block was read, and for blank lines.
NO_SCENE = -1
AT_END = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True)
class Span:
    """Where a scene lies in the margin now."""

    scene: int
    top_px: float
    bottom_px: float


class ScriptEditor(WordsEdit):
    """`scene_entered` tells the number, from 0, of the scene the caret came into."""

    scene_entered = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Script. A blank line starts a new scene."), parent)
        self.setPlaceholderText(tr("What the reel says. A blank line starts a new scene."))
        self.document().setDocumentMargin(8)
        self._marks: tuple[SceneMark, ...] = ()
        self._scene = NO_SCENE
        self._margin = SceneMargin(self)
        self.updateRequest.connect(lambda *_: self._margin.update())
        self.cursorPositionChanged.connect(self._look_where_the_caret_is)
        self._lay_margin()

    @property
    def scene(self) -> int:
        """The scene the caret is in, from 0; NO_SCENE before there is one."""
        return self._scene

    def set_marks(self, marks: Sequence[SceneMark]) -> None:
        """Mark these scenes; while somebody types on, the marks stay with their lines."""
        self._marks = tuple(marks)
        starts = {mark.line: scene for scene, mark in enumerate(marks)}
        scene, block = NO_SCENE, self.document().firstBlock()
        while block.isValid():
            scene = starts.get(block.blockNumber(), scene)
            block.setUserState(scene)
            block = block.next()
        self._look_where_the_caret_is()
        self._margin.update()

    def seconds_of(self, scene: int) -> int:
        """How long a scene is spoken, in whole seconds."""
        return max(1, round(self._marks[scene].spoken_ms / 1000))

    def move_scene(self, by: int) -> None:
        """The caret's scene changes places with its neighbour, and the caret goes with it."""
        words, lines = self.words(), [mark.line for mark in self._marks]
        change = moved(words, lines, self._scene, by, chars_at(words, self.caret_utf16))
        if change is None:
            return
        splice, caret = change
        start, end, inserted = splice
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.setPosition(_units(words, start))
        cursor.setPosition(_units(words, end), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(inserted)
        cursor.endEditBlock()
        self.set_caret(_units(self.words(), caret))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 Qt's name
        """Alt and arrows move a scene; Ctrl+Enter is somebody else's."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        is_alt = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == (
            Qt.KeyboardModifier.AltModifier
        )
        if is_alt and event.key() in steps:
            self.move_scene(steps[Qt.Key(event.key())])
            event.accept()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and (
            event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's name
        """The margin goes with it."""
        super().resizeEvent(event)
        self._lay_margin()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 Qt's name
        """The margin changes sides with the window."""
        super().changeEvent(event)
        if hasattr(self, "_margin"):
            self._lay_margin()
            self._margin.update()

    def spans(self) -> Iterator[Span]:
        """The scenes in sight."""
        block, offset = self.firstVisibleBlock(), self.contentOffset()
        open_span: Span | None = None
        while block.isValid():
            box = self.blockBoundingGeometry(block).translated(offset)
            if box.top() > self.viewport().height():
                break
            scene = self._scene_of(block)
            if scene != NO_SCENE and block.text().strip():
                if open_span is not None and open_span.scene == scene:
                    open_span = Span(scene, open_span.top_px, box.bottom())
                else:
                    if open_span is not None:
                        yield open_span
                    open_span = Span(scene, box.top(), box.bottom())
            block = block.next()
        if open_span is not None:
            yield open_span

    def go_to_scene(self, at: QPoint) -> None:
        """The caret goes to the end of the scene at this height of the margin."""
        cursor = self.cursorForPosition(QPoint(0, at.y()))
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        self.setTextCursor(cursor)
        self.setFocus()

    def _scene_of(self, block: QTextBlock) -> int:
        """The scene of a block; one that was just made is its upper neighbour's."""
        state = block.userState()
        if state == NO_SCENE and block.previous().isValid():
            state = block.previous().userState()
        return state if state < len(self._marks) else NO_SCENE

    def _look_where_the_caret_is(self) -> None:
        scene = self._scene_of(self.textCursor().block())
        if scene != self._scene:
            self._scene = scene
            self._margin.update()
            self.scene_entered.emit(scene)

    def _lay_margin(self) -> None:
        mirrored = is_mirrored(self)
        self.setViewportMargins(0 if mirrored else MARGIN_PX, 0, MARGIN_PX if mirrored else 0, 0)
        inside = self.contentsRect()
        left = inside.right() + 1 - MARGIN_PX if mirrored else inside.left()
        self._margin.setGeometry(QRect(left, inside.top(), MARGIN_PX, inside.height()))


class SceneMargin(QWidget):
    """Numbers and seconds beside the script. Who cannot see it hears of them from the editor."""

    def __init__(self, editor: ScriptEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """As wide as the margin."""
        return QSize(MARGIN_PX, 0)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 Qt's name
        """A press goes to that scene."""
        self._editor.go_to_scene(event.position().toPoint())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """One mark a scene, the caret's in accent."""
        painter = open_painter(self)
        for span in self._editor.spans():
            self._paint(painter, span, span.scene == self._editor.scene)

    def _paint(self, painter: QPainter, span: Span, is_current: bool) -> None:
        top, high = span.top_px + 1, span.bottom_px - span.top_px
        bar = from_start(self, QRectF(MARGIN_PX - 6, top + 1, BAR_PX, max(high - 4, 8)))
        disc = from_start(self, QRectF(7, top - 1, DISC_PX, DISC_PX))
        seconds = from_start(self, QRectF(24, top - 1, 25, DISC_PX))
        paint_box(painter, bar, 1.5, token("accent" if is_current else "edge"))
        paint_box(painter, disc, DISC_PX / 2, token("primary" if is_current else "card"))
        number = "primary_fg" if is_current else "text"
        paint_words(painter, disc, str(span.scene + 1), make_font(11, 700), token(number))
        told = tr("{n} s|{n} s", n=self._editor.seconds_of(span.scene))
        tint = token("accent_fg" if is_current else "dim")
        paint_words(painter, seconds, told, make_font(11, 600), tint, AT_END)


def _units(text: str, chars: int) -> int:
    return len(text[:chars].encode("utf-16-le")) // 2
