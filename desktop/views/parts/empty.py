"""What a view says where there is nothing to show."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.views.parts.buttons import Button
from desktop.views.parts.label import Icon, Label

# Lines longer than this are hard to follow from one to the next.
MOST_WIDE_PX = 640
ICON_PX = 36
# The middle takes what it may before the sides take any.
WIDER_THAN_SIDES = 1000


class EmptyState(QWidget):
    """What is missing, what would bring it, and the buttons for that, in the middle."""

    def __init__(
        self,
        icon: str,
        title: str,
        sentence: str = "",
        *buttons: Button,
        tone: str = "faint",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._icon = Icon(icon, tone, ICON_PX, parent=self)
        self.title = Label("", "h2", wrap=True, parent=self)
        self.sentence = Label("", "body", "dim", wrap=True, parent=self)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(10)
        self._lay_out()
        self.set_words(icon, title, sentence, *buttons, tone=tone)

    def set_words(
        self, icon: str, title: str, sentence: str = "", *buttons: Button, tone: str = "faint"
    ) -> None:
        """Say something else; buttons that were there and are not now, are gone."""
        self._icon.set_icon(icon, tone)
        self.title.setText(title)
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        while (item := self._buttons.takeAt(0)) is not None:
            former = item.widget()
            if former is not None and former not in buttons:
                former.hide()
                former.deleteLater()
        self._buttons.addStretch(1)
        for button in buttons:
            self._buttons.addWidget(button)
        self._buttons.addStretch(1)

    def _lay_out(self) -> None:
        middle = QWidget(self)
        middle.setMaximumWidth(MOST_WIDE_PX)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addStretch(1)
        column.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(4)
        for label in (self.title, self.sentence):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(label)
        column.addSpacing(8)
        column.addLayout(self._buttons)
        column.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(20, 20, 20, 20)
        row.addStretch(1)
        row.addWidget(middle, WIDER_THAN_SIDES)
        row.addStretch(1)
