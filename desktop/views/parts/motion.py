"""A value that goes from one number to another in the time the theme gives it."""

from collections.abc import Callable

from PySide6.QtCore import QEasingCurve, QVariantAnimation
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
