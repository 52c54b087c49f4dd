"""Words that may be longer than their room."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPaintEvent, QResizeEvent, QTextLayout
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from desktop.views.parts.label import Label
from desktop.views.parts.painting import open_painter
from desktop.views.theme.type_scale import FontRole

# The least that is shown of it, in letters of middle width.
LEAST_LETTERS = 5


class ElidedLabel(Label):
    """As many lines as it is given, the last one cut with an ellipsis; the whole is in its
    tooltip then, and always in its text."""

    def __init__(
        self,
        text: str = "",
        role: FontRole = "body",
        tone: str = "text",
        *,
        lines: int = 1,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(text, role, tone, parent=parent)
        self._lines = lines
        self._shown = [text]
        wide = QSizePolicy.Policy.Expanding if lines > 1 else QSizePolicy.Policy.Preferred
        self.setSizePolicy(wide, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:  # noqa: N802 Qt's name
        """Say something else."""
        super().setText(text)
        self._fit()
        self.updateGeometry()

    def sizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """Room for all of it in one line; several lines take what width there is."""
        metrics = QFontMetrics(self.font())
        wide = metrics.horizontalAdvance(self.text()) + 2 if self._lines == 1 else 80
        return QSize(wide, metrics.height() * self._lines)

    def minimumSizeHint(self) -> QSize:  # noqa: N802 Qt's name
        """A few letters."""
        metrics = QFontMetrics(self.font())
        least = metrics.averageCharWidth() * LEAST_LETTERS
        wide = min(metrics.horizontalAdvance(self.text()) + 2, least)
        return QSize(wide, metrics.height() * self._lines)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 Qt's name
        """Cut it anew."""
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 Qt's name
        """Line below line."""
        painter = open_painter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        high = QFontMetrics(self.font()).height()
        aligned = self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask
        aligned = QStyle.visualAlignment(self.layoutDirection(), aligned)
        flags = Qt.AlignmentFlag.AlignVCenter | aligned
        top = (self.height() - high) // 2 if self._lines == 1 else 0
        # A title runs its own way, whatever language the window speaks.
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)
        for i, line in enumerate(self._shown):
            painter.drawText(QRect(0, top + i * high, self.width(), high), int(flags), line)

    def _fit(self) -> None:
        self._shown = cut_lines(self.text(), self.font(), self.width(), self._lines)
        is_whole = "".join(self._shown).split() == self.text().split() or (
            "".join("".join(self._shown).split()) == "".join(self.text().split())
        )
        self.setToolTip("" if is_whole else self.text())
        self.update()


def cut_lines(text: str, font: QFont, wide_px: int, lines: int) -> list[str]:
    """`text` in at most so many lines of that width, what is left over behind an ellipsis."""
    metrics = QFontMetrics(font)
    text = " ".join(text.split())
    layout = QTextLayout(text, font)
    found: list[str] = []
    start = 0
    layout.beginLayout()
    while len(found) < lines - 1 and (line := layout.createLine()).isValid():
        line.setLineWidth(max(1, wide_px))
        start = line.textStart() + line.textLength()
        found.append(text[line.textStart() : start])
    layout.endLayout()
    if start < len(text) or not found:
        found.append(metrics.elidedText(text[start:], Qt.TextElideMode.ElideRight, wide_px))
    return found
