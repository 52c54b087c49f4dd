"""Times, lengths, sizes and numbers as the window writes them, in this computer's own time zone.

Digits are Western in every language: they stand beside timelines and file names, which are.
"""

from datetime import datetime, timedelta

from PySide6.QtCore import QLocale

from desktop.views.words import language, locale_of, tr

MS_PER_S, S_PER_MINUTE, MINUTES_PER_HOUR = 1000, 60, 60
KILO = 1000
UNITS = ("B", "KB", "MB", "GB", "TB")
# Up to here a day is called by its name.
NAMED_DAYS = 7


def clock_words(at_ms: int) -> str:
    """The time of day: 14:06."""
    return f"{_local(at_ms):%H:%M}"


def day_words(at_ms: int, now_ms: int) -> str:
    """The day as one says it: Today, Yesterday, Tuesday, 14 Nov, 14 Nov 2025."""
    day, today = _local(at_ms).date(), _local(now_ms).date()
    if day == today:
        return tr("Today")
    if day == today - timedelta(days=1):
        return tr("Yesterday")
    if today - timedelta(days=NAMED_DAYS) < day < today:
        return _locale().standaloneDayName(day.isoweekday(), QLocale.FormatType.LongFormat)
    month = month_words(day.month)
    if day.year == today.year:
        return tr("{day} {month}", day=day.day, month=month)
    return tr("{day} {month} {year}", day=day.day, month=month, year=day.year)


def moment_words(at_ms: int, now_ms: int) -> str:
    """Day and time of day: Today 14:02; 14 Nov 14:02."""
    return tr("{day} {time}", day=day_words(at_ms, now_ms), time=clock_words(at_ms))


def date_words(at_ms: int) -> str:
    """Day and month in full, with the time: 1 December, 01:00."""
    at = _local(at_ms)
    month = _locale().monthName(at.month, QLocale.FormatType.LongFormat)
    return tr("{day} {month}, {time}", day=at.day, month=month, time=clock_words(at_ms))


def month_words(month: int) -> str:
    """A month's short name: Nov."""
    return _locale().standaloneMonthName(month, QLocale.FormatType.ShortFormat)


def length_words(length_ms: int) -> str:
    """How long something plays, seconds rounded: 0:28, 12:03, 1:02:03."""
    seconds = round(length_ms / MS_PER_S)
    minutes, second = divmod(seconds, S_PER_MINUTE)
    if minutes < MINUTES_PER_HOUR:
        return f"{minutes}:{second:02}"
    hour, minute = divmod(minutes, MINUTES_PER_HOUR)
    return f"{hour}:{minute:02}:{second:02}"


def place_words(at_ms: int) -> str:
    """A place in something that plays, to a tenth: 0:06.5."""
    tenths = max(0, at_ms) * 10 // MS_PER_S
    minutes, rest = divmod(tenths, S_PER_MINUTE * 10)
    return f"{minutes}:{rest // 10:02}.{rest % 10}"


def number_words(value: float, digits: int = 1) -> str:
    """A number with at most so many digits behind the point: 12.6, 12."""
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def count_words(count: int) -> str:
    """A whole number, in groups of three: 2,200."""
    return f"{count:,}"


def size_words(size_bytes: int) -> str:
    """How big a file is, in steps of 1000: 940 B, 48 MB, 1.2 GB."""
    size = float(size_bytes)
    for unit in UNITS:
        if size < KILO or unit == UNITS[-1]:
            digits = 1 if size < 10 and unit != "B" else 0
            return f"{number_words(size, digits)} {unit}"
        size /= KILO
    raise AssertionError("the last unit takes every size")


def _local(at_ms: int) -> datetime:
    return datetime.fromtimestamp(at_ms / MS_PER_S)


def _locale() -> QLocale:
    return locale_of(language())
