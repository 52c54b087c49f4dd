"""An action whose icon takes on the colours of each theme."""

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction

from desktop.views.theme.theme import worn_theme

ICON_PX = 18


class TintedAction(QAction):
    """Drawn dim, as what stands inside a field is."""

    def __init__(self, icon: str, words: str, parent: QObject) -> None:
        super().__init__(words, parent)
        self._icon = icon
        self._tint()
        worn_theme().changed.connect(self._tint)

    def set_icon(self, icon: str) -> None:
        """Another icon: it now does something else."""
        self._icon = icon
        self._tint()

    def _tint(self) -> None:
        self.setIcon(worn_theme().icon(self._icon, size_px=ICON_PX))
