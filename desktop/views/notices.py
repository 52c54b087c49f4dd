"""Notices outside of the window, where the system shows them."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu, QSystemTrayIcon, QWidget

from desktop.views.theme.theme import Theme
from desktop.views.words import tr

# The system decides in the end; a person who was away reads it later anyway.
SHOWN_FOR_MS = 10_000


class Notices(QObject):
    """An icon in the tray, only where there is a tray. Without one nothing is shown out there,
    and `has_tray` says so."""

    def __init__(self, window: QWidget, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._on_click: Callable[[], object] | None = None
        self._tray: QSystemTrayIcon | None = None
        if QSystemTrayIcon.isSystemTrayAvailable():
            self._tray = self._put_up(theme)

    @property
    def has_tray(self) -> bool:
        """Whether the system shows notices of ours."""
        return self._tray is not None

    def tell(self, title: str, text: str, on_click: Callable[[], object]) -> bool:
        """Show it, unless somebody looks at the window anyway; whether it was shown."""
        if self._tray is None or self._window.isActiveWindow():
            return False
        self._on_click = on_click
        self._tray.showMessage(title, text, QSystemTrayIcon.MessageIcon.Information, SHOWN_FOR_MS)
        return True

    def _put_up(self, theme: Theme) -> QSystemTrayIcon:
        tray = QSystemTrayIcon(theme.icon("reelyard", "accent", filled=True), self)
        menu = QMenu(self._window)
        menu.addAction(tr("Open Reelyard")).triggered.connect(self._bring)
        menu.addAction(tr("Quit")).triggered.connect(self._window.close)
        tray.setContextMenu(menu)
        tray.setToolTip("Reelyard")
        tray.messageClicked.connect(self._clicked)
        tray.activated.connect(self._activated)
        tray.show()
        return tray

    def _clicked(self) -> None:
        self._bring()
        if self._on_click is not None:
            self._on_click()

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason == QSystemTrayIcon.ActivationReason.Trigger:
            self._bring()

    def _bring(self) -> None:
        window = self._window
        window.showNormal() if window.isMinimized() else window.show()
        window.raise_()
        window.activateWindow()
