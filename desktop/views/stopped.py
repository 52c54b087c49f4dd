"""What the window shows when nothing can be opened: why, and what helps."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from contract.problems import Problem
from desktop.views.parts.buttons import Button
from desktop.views.parts.label import Icon, Label
from desktop.views.problem_words import words_of
from desktop.views.words import tr

WIDE_PX = 560


class Stopped(QWidget):
    """A problem that keeps the store from being opened; the press tries once more."""

    def __init__(
        self, problem: Problem, try_again: Callable[[], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        words = words_of(problem)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addStretch(1)
        column.addWidget(Icon("warning", "warn", 36, parent=self), 0, Qt.AlignmentFlag.AlignCenter)
        for text, role, tone in ((words.says, "h1", "text"), (words.remedy, "body", "dim")):
            label = Label(text, role, tone, wrap=True, parent=self)  # type: ignore[arg-type]
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setFixedWidth(WIDE_PX)
            column.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(10)
        self.again = Button(tr("Try again"), "primary", "retry", big=True, parent=self)
        self.again.clicked.connect(try_again)
        column.addWidget(self.again, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(2)
        self.setFocusProxy(self.again)
