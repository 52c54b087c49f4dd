"""Six months of what was used, and the plan. The last answer is kept, and said to be as of then."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from contract.usage import MonthAnswer
from desktop.models.overview import Overview
from desktop.views.dashboard.left_words import as_of_words, plan_words
from desktop.views.figures import month_words, number_words
from desktop.views.parts.card import Card
from desktop.views.parts.elide import ElidedLabel
from desktop.views.parts.empty import EmptyState
from desktop.views.parts.history_chart import HistoryChart, Month
from desktop.views.parts.label import Icon, Label
from desktop.views.parts.segmented import Segmented
from desktop.views.words import tr

MINUTES, EXPORTS = "minutes", "exports"


class HistoryCard(Card):
    """Months are shown newest last; the running one as the meter has it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(14, 8, parent)
        self._months: tuple[MonthAnswer, ...] = ()
        self._overview: Overview | None = None
        self._is_unknown = False
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label(tr("Six months"), "h2", parent=self), 1)
        options = [(MINUTES, tr("Minutes")), (EXPORTS, tr("Exports"))]
        self.unit = Segmented(options, MINUTES, tr("What is counted"), parent=self)
        self.unit.chosen.connect(lambda _: self._draw())
        head.addWidget(self.unit)
        self.body.addLayout(head)
        self._stack = QStackedWidget(self)
        self.chart = HistoryChart(tr("Six months"), self)
        self.nothing = EmptyState("chart", "", "", parent=self)
        self._stack.addWidget(self.chart)
        self._stack.addWidget(self.nothing)
        self.body.addWidget(self._stack, 1)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(Icon("zap", "accent_fg", 14, parent=self))
        self.plan = ElidedLabel("", "small", "dim", parent=self)
        foot.addWidget(self.plan, 1)
        self.as_of = Label("", "small", "dim", parent=self)
        foot.addWidget(self.as_of)
        self.body.addLayout(foot)
        self._draw()

    def show_overview(self, overview: Overview, now_ms: int) -> None:
        """The running month and the plan."""
        self._overview = overview
        self.plan.setText(plan_words(overview.meter.told, now_ms))
        self._draw()

    def show_months(self, months: Sequence[MonthAnswer]) -> None:
        """What the server told just now, this month first."""
        self._months, self._is_unknown = tuple(months), False
        self.as_of.setText("")
        self._draw()

    def show_as_of(self, as_of_ms: int | None, now_ms: int) -> None:
        """It could not be asked: what is shown is of earlier, if anything is."""
        self.as_of.setText(as_of_words(as_of_ms, now_ms) if self._months and as_of_ms else "")
        self._is_unknown = not self._months
        self._draw()

    # --- inside

    def _draw(self) -> None:
        is_used = any(month.minutes_used or month.exports_used for month in self._months)
        self._stack.setCurrentWidget(self.chart if is_used else self.nothing)
        if not is_used:
            self._say_nothing()
            return
        told = self._overview.meter.told if self._overview else None
        is_minutes = self.unit.value == MINUTES
        months = [self._month(month, is_minutes) for month in reversed(self._months)]
        limit = (told.minutes_limit if is_minutes else told.exports_limit) if told else None
        words = ""
        if limit is not None:
            words = (
                tr("Plan limit {limit} min", limit=limit)
                if is_minutes
                else tr("Plan limit {n} export|Plan limit {n} exports", n=limit)
            )
        self.chart.set_months(months, float(limit or 0), words)

    def _say_nothing(self) -> None:
        if self._is_unknown:
            self.nothing.set_words(
                "cloud-off", tr("Comes from the server"), tr("Shown as soon as it is reached.")
            )
        else:
            self.nothing.set_words("chart", tr("Your first month starts with the first reel"))

    def _month(self, month: MonthAnswer, is_minutes: bool) -> Month:
        name = month_words(int(month.period[-2:]))
        value = month.minutes_used if is_minutes else float(month.exports_used)
        if month is self._months[0] and self._overview and self._overview.meter.told:
            meter = self._overview.meter
            value = meter.told.minutes_used if is_minutes else float(meter.exports_used)  # type: ignore[union-attr]
        return Month(name, value, number_words(value))
