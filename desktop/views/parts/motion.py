"""A value that goes from one number to another in the time the theme gives it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QEvent, QVariantAnimation
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QWidget

from desktop.views.theme.theme import Moment, worn_theme


class Fade(QVariantAnimation):
    """`share` moves to where it is sent; the widget is painted again on the way. Where motion is
    reduced, and while nobody sees the widget, it is there at once."""

    def __init__(
        self,
        widget: QWidget,
        moment: Moment,
        share: float = 0.0,
        on_step: Callable[[], object] | None = None,
    ) -> None:
        super().__init__(widget)
        self.share = share
        self._widget = widget
        self._moment: Moment = moment
        self._on_step = on_step or widget.update
        self.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.valueChanged.connect(self._step)

    def to(self, end: float) -> None:
        """Go to `end` from where it is."""
        self.stop()
        time_ms = worn_theme().duration_ms(self._moment)
        if time_ms == 0 or not self._widget.isVisible():
            self._step(end)
            return
        self.setDuration(time_ms)
        self.setStartValue(self.share)
        self.setEndValue(float(end))
        self.start()

    def jump(self, end: float) -> None:
        """Be at `end` at once."""
        self.stop()
        self._step(end)

    def _step(self, value: float) -> None:
        self.share = float(value)
        self._on_step()


if TYPE_CHECKING:
    _Beside = QWidget
else:
    # Qt's classes do not stand beside each other; this one stands before one of them.
    _Beside = object


class LightsUp(_Beside):
    """A widget that lights up under the pointer: `_hover` is how far it has."""

    _hover: Fade

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802 Qt's name
        """Light up."""
        self._hover.to(1)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 Qt's name
        """Go back."""
        self._hover.to(0)
        super().leaveEvent(event)
