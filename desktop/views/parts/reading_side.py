"""Which side the words of a field stand at: the one they are read from."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QPlainTextEdit

from desktop.views.words import reads_left_to_right


class ReadingSide(QObject):
    """Keeps a field of several lines as a field of one line is by itself: Arabic at the right,
    whatever language the window speaks; an empty one as the window is."""

    def __init__(self, field: QPlainTextEdit) -> None:
        super().__init__(field)
        self._field = field
        option = field.document().defaultTextOption()
        # Each line runs its own way; Qt leaves all of them at the left.
        option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        field.document().setDefaultTextOption(option)
        field.document().contentsChanged.connect(self._align)
        self._align()

    def _align(self) -> None:
        words = self._field.document().toRawText()
        side = Qt.AlignmentFlag.AlignLeft
        if not reads_left_to_right(words):
            side = Qt.AlignmentFlag.AlignRight
        option = self._field.document().defaultTextOption()
        if option.alignment() != side:
            option.setAlignment(side)
            self._field.document().setDefaultTextOption(option)
