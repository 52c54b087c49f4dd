import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QColor, QImage
from PySide6.QtWidgets import QWidget

from desktop.views.parts.bar import Bar
from desktop.views.parts.history_chart import HistoryChart, Month
from desktop.views.parts.meter_ring import MeterRing
from desktop.views.theme.tokens import DARK, Tokens


def picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def close_to(image: QImage, x: float, y: float, colour: str) -> bool:
    """Whether the pixel there is that colour, give or take what smoothing does."""
    found = image.pixelColor(int(x), int(y)).getRgb()
    return all(abs(a - b) <= 10 for a, b in zip(found, QColor(colour).getRgb(), strict=True))


@pytest.fixture
def tokens() -> Tokens:
    return DARK


def test_a_ring_runs_from_the_top_and_says_its_percent(show, tokens):
    ring = MeterRing("Exports")
    show(ring)
    ring.set_fraction(0.3)
    seen = picture(ring)
    assert close_to(seen, 38 + 33, 38, tokens.accent) is False
    assert not close_to(seen, 38 + 33, 38, tokens.track), "a quarter of the way is filled"
    assert close_to(seen, 38, 38 + 33, tokens.track), "half of the way is not"
    assert ring._percent == "30%"
    assert ring.value() == 300
    told = QAccessible.queryAccessibleInterface(ring)
    assert told.role() == QAccessible.Role.ProgressBar
    assert told.text(QAccessible.Text.Name) == "Exports"


def test_a_ring_warns_before_it_is_full_and_is_grey_when_it_is_old(show, tokens):
    ring = MeterRing("Minutes")
    show(ring)
    ring.set_fraction(0.85)
    assert close_to(picture(ring), 38, 38 + 33, tokens.warn_g)
    ring.set_fraction(0.85, stale=True)
    assert close_to(picture(ring), 38, 38 + 33, tokens.edge)
    ring.set_fraction(0.84)
    assert not close_to(picture(ring), 38, 38 + 33, tokens.warn_g)


@pytest.mark.parametrize(
    ("fraction", "percent"), [(0, "0%"), (0.996, "99%"), (0.29, "29%"), (1, "100%"), (1.2, "120%")]
)
def test_a_percent_is_never_rounded_up_to_all(fraction, percent):
    ring = MeterRing("Exports")
    ring.set_fraction(fraction)
    assert ring._percent == percent
    assert 0 <= ring.value() <= 1000


def test_a_ring_turns_the_other_way_where_one_reads_from_the_right(show, tokens):
    ring = MeterRing("Exports")
    show(ring)
    ring.set_fraction(0.3)
    right = picture(ring)
    ring.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    left = picture(ring)
    assert not close_to(right, 38 + 33, 38, tokens.track)
    assert close_to(left, 38 + 33, 38, tokens.track)
    assert not close_to(left, 38 - 33, 38, tokens.track)


def test_a_bar_fills_from_where_one_starts_to_read(show, tokens):
    bar = Bar("3 cuts")
    show(bar)
    bar.set_fraction(0.5)
    seen = picture(bar)
    assert not close_to(seen, bar.width() * 0.25, 3, tokens.track)
    assert close_to(seen, bar.width() * 0.75, 3, tokens.track)
    bar.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    seen = picture(bar)
    assert close_to(seen, bar.width() * 0.25, 3, tokens.track)
    bar.set_fraction(None)
    assert close_to(picture(bar), bar.width() * 0.75, 3, tokens.track)


def test_only_a_meter_warns_for_progress_that_is_nearly_there_is_good(show, tokens):
    meter, progress = Bar("Minutes", meter=True), Bar("3 cuts")
    show(meter, progress)
    for bar in (meter, progress):
        bar.set_fraction(0.9)
    assert close_to(picture(meter), 20, 3, tokens.warn_g)
    assert not close_to(picture(progress), 20, 3, tokens.warn_g)


MONTHS = [Month("Oct", 96, "96"), Month("Nov", 107.4, "107.4")]


def test_a_chart_is_told_in_words(show):
    chart = HistoryChart("Minutes in six months")
    show(chart)
    chart.set_months(MONTHS, 120, "Plan limit 120 min")
    assert chart.accessibleName() == "Minutes in six months: Oct 96; Nov 107.4"
    chart.set_months([])
    assert chart.accessibleName() == "Minutes in six months"
    picture(chart)  # nothing to show is no reason to fall


def test_the_running_month_is_last_and_stands_first_where_one_reads_from_the_right(show, tokens):
    chart = HistoryChart("Minutes")
    show(chart, wide=440)
    chart.set_months(MONTHS, 120, "")
    foot = chart.height() - 30
    quarter, three = chart.width() * 0.25, chart.width() * 0.75
    assert close_to(picture(chart), quarter, foot, tokens.edge)
    assert not close_to(picture(chart), three, foot, tokens.edge)
    chart.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert close_to(picture(chart), three, foot, tokens.edge)


def test_a_month_over_the_limit_stays_in_the_chart(show, tokens):
    chart = HistoryChart("Minutes")
    show(chart, wide=440)
    chart.set_months([Month("Oct", 300, "300"), Month("Nov", 1, "1")], 120, "limit")
    assert close_to(picture(chart), chart.width() * 0.25, 60, tokens.edge)
    assert chart._y(300, 300) >= 34
