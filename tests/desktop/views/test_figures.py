import time
from collections.abc import Iterator
from datetime import datetime

import pytest

from desktop.views.figures import (
    clock_words,
    count_words,
    date_words,
    day_words,
    length_words,
    moment_words,
    number_words,
    place_words,
    size_words,
)
from desktop.views.words import speak


@pytest.fixture(autouse=True)
def berlin(qapp, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    speak(qapp, "en")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()
    speak(qapp, "en")


def ms(*parts: int) -> int:
    return round(datetime(*parts).timestamp() * 1000)


NOW = (2026, 11, 18, 14, 6)


def test_the_time_is_this_computer_s():
    assert clock_words(0) == "01:00"
    assert clock_words(ms(*NOW)) == "14:06"


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ((2026, 11, 18, 0, 0), "Today"),
        ((2026, 11, 17, 23, 59), "Yesterday"),
        ((2026, 11, 16, 8, 0), "Monday"),
        ((2026, 11, 12, 8, 0), "Thursday"),
        ((2026, 11, 11, 8, 0), "11 Nov"),
        ((2025, 12, 31, 8, 0), "31 Dec 2025"),
        ((2026, 11, 20, 8, 0), "20 Nov"),
    ],
)
def test_a_day_is_called_as_one_calls_it(day, said):
    assert day_words(ms(*day), ms(*NOW)) == said


def test_a_moment_has_its_day_and_its_time():
    assert moment_words(ms(2026, 11, 18, 14, 2), ms(*NOW)) == "Today 14:02"
    assert date_words(ms(2026, 12, 1, 1, 0)) == "1 December, 01:00"


@pytest.mark.parametrize(
    ("length_ms", "said"),
    [(0, "0:00"), (28_400, "0:28"), (59_600, "1:00"), (723_000, "12:03"), (3_723_000, "1:02:03")],
)
def test_a_length_is_minutes_and_seconds(length_ms, said):
    assert length_words(length_ms) == said


@pytest.mark.parametrize(("at_ms", "said"), [(0, "0:00.0"), (6_590, "0:06.5"), (-5, "0:00.0")])
def test_a_place_is_never_ahead_of_itself(at_ms, said):
    assert place_words(at_ms) == said


@pytest.mark.parametrize(
    ("size", "said"),
    [
        (0, "0 B"),
        (940, "940 B"),
        (1_200, "1.2 KB"),
        (48_000_000, "48 MB"),
        (1_240_000_000, "1.2 GB"),
        (5 * 10**15, "5000 TB"),
    ],
)
def test_a_size_is_read_at_a_glance(size, said):
    assert size_words(size) == said


def test_numbers_have_no_more_digits_than_they_need():
    assert [number_words(n) for n in (12.6, 12.0, 0.85, 100)] == ["12.6", "12", "0.8", "100"]
    assert count_words(2200) == "2,200"


def test_arabic_has_its_own_months_and_western_digits(qapp):
    speak(qapp, "ar")
    said = date_words(ms(2026, 12, 1, 1, 0))
    assert "01:00" in said
    assert any("\u0600" <= letter <= "\u06ff" for letter in said)
