"""Meters: folded from entries, in any order; months as UTC counts them."""

from datetime import UTC, datetime, timedelta, timezone
from itertools import permutations
from uuid import UUID, uuid4

import pytest

from contract.usage import Entry, Meter, fold, months_back, period_of, resets_at

A, B = uuid4(), uuid4()


def entry(kind: str, ms: int = 0, generation_id: UUID | None = None) -> Entry:
    return Entry.model_validate(
        {
            "id": 1,
            "kind": kind,
            "ms": ms,
            "exports": int(kind == "export"),
            "generation_id": generation_id,
            "period": "202611",
            "created_at": datetime(2026, 11, 24, tzinfo=UTC),
        }
    )


def test_nothing_used_is_nothing():
    assert fold([]) == Meter(exports_used=0, used_ms=0, reserved_ms=0)


def test_a_month_folds_to_the_same_in_every_order():
    entries = [
        entry("reserve", 60_000, A),
        entry("reserve", 30_000, B),
        entry("settle", 55_000, A),
        entry("export", generation_id=A),
        entry("export", generation_id=A),
    ]
    for order in permutations(entries):
        assert fold(order) == Meter(exports_used=2, used_ms=55_000, reserved_ms=30_000)


def test_what_is_released_costs_nothing():
    entries = [entry("reserve", 60_000, A), entry("release", 0, A)]
    assert fold(entries) == Meter(exports_used=0, used_ms=0, reserved_ms=0)


EAST = timezone(timedelta(hours=14))
WEST = timezone(timedelta(hours=-12))


@pytest.mark.parametrize(
    ("moment", "period", "resets"),
    [
        (datetime(2026, 11, 30, 23, 59, 59, 999_999, UTC), "202611", datetime(2026, 12, 1, 0, 0)),
        (datetime(2026, 12, 1, tzinfo=UTC), "202612", datetime(2027, 1, 1, 0, 0)),
        (datetime(2026, 12, 1, 13, 59, tzinfo=EAST), "202611", datetime(2026, 12, 1, 0, 0)),
        (datetime(2026, 11, 30, 12, tzinfo=WEST), "202612", datetime(2027, 1, 1, 0, 0)),
        (datetime(2024, 2, 29, tzinfo=UTC), "202402", datetime(2024, 3, 1, 0, 0)),
    ],
)
def test_a_month_is_the_one_of_utc_wherever_somebody_looks_from(moment, period, resets):
    assert period_of(moment) == period
    assert resets_at(moment) == resets.replace(tzinfo=UTC)


def test_a_month_ends_where_the_next_one_begins():
    moment = datetime(2026, 1, 31, 8, tzinfo=UTC)
    for _ in range(30):
        after = resets_at(moment)
        assert period_of(after - timedelta(microseconds=1)) == period_of(moment)
        assert period_of(after) > period_of(moment)
        moment = after


def test_months_go_back_over_the_turn_of_the_year():
    assert months_back(datetime(2026, 2, 28, tzinfo=UTC), 4) == (
        "202602",
        "202601",
        "202512",
        "202511",
    )
