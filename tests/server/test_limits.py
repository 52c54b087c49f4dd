"""Every refusal, as a function of one reading: nothing else decides."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from contract.plans import PLANS, resolve_effective_plan
from contract.problems import Code, Problem
from server import limits
from server.limits import Allowance, refuse

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
MINUTE = 60_000


def ago(**since: float) -> datetime:
    return NOW - timedelta(**since)


def allowance(plan: str = "free", **other: object) -> Allowance:
    fresh = Allowance(
        now=NOW,
        plan=resolve_effective_plan(plan, None, NOW),
        exports_used=0,
        used_ms=0,
        reserved_ms=0,
        accepted_at=(),
        live=0,
        next_end_at=None,
        cooldown_until=None,
    )
    return replace(fresh, **other)


def refused(reading: Allowance, cost_ms: int = 1_000) -> Problem:
    with pytest.raises(Problem) as problem:
        refuse(reading, cost_ms)
    return problem.value


def test_who_has_used_nothing_is_let_in():
    refuse(allowance(), 20 * MINUTE)


def test_minutes_are_those_used_and_those_set_aside_and_the_last_one_counts():
    reading = allowance(used_ms=12 * MINUTE, reserved_ms=7 * MINUTE)
    refuse(reading, MINUTE)
    problem = refused(reading, MINUTE + 1)
    assert problem.code == Code.QUOTA_EXCEEDED
    assert not problem.retryable
    assert problem.retry_after_s is None
    assert problem.facts == {
        "pool": "minutes",
        "used": 12.0,
        "reserved": 7.0,
        "needed": 60_001 / 60_000,
        "limit": 20,
        "resets_at": "2026-12-01T00:00:00Z",
    }
    assert "1.0 min" in problem.says
    assert "20 min" in problem.says
    assert "1 December" in problem.remedy


def test_more_than_all_minutes_may_be_used_after_a_boost_and_none_is_left_then():
    assert "0.0 min are left" in refused(allowance(used_ms=100 * MINUTE)).says


def test_a_reel_that_could_not_be_saved_is_not_made():
    refuse(allowance(exports_used=9), 1)
    problem = refused(allowance(exports_used=10))
    assert problem.code == Code.QUOTA_EXCEEDED
    assert problem.facts == {
        "pool": "exports",
        "used": 10,
        "limit": 10,
        "resets_at": "2026-12-01T00:00:00Z",
    }


def test_an_hour_takes_as_many_as_the_plan_and_waiting_is_told_from_the_data():
    times = tuple(ago(minutes=10 * n + 5) for n in range(5))
    refuse(allowance(accepted_at=times[:4]), 1)
    problem = refused(allowance(accepted_at=times))
    assert (problem.code, problem.retryable) == (Code.BURST_LIMIT, True)
    assert problem.retry_after_s == 15 * 60
    # With more than the limit (the plan lapsed), that many must have gone first.
    more = (ago(minutes=1), *times)
    assert refused(allowance(accepted_at=more)).retry_after_s == 25 * 60


def test_a_wait_is_never_told_too_short():
    almost = ago(minutes=59, seconds=59.4)
    reading = allowance(accepted_at=(*[ago(minutes=1)] * 4, almost))
    assert refused(reading).retry_after_s == 1


def test_as_many_at_once_as_the_plan_makes():
    refuse(allowance("creator", live=1), 1)
    problem = refused(allowance("creator", live=2))
    assert (problem.code, problem.retryable) == (Code.CONCURRENCY_LIMIT, True)
    assert problem.facts == {"limit": 2, "live": 2}
    assert problem.retry_after_s == limits.USUAL_WAIT_S


@pytest.mark.parametrize(
    ("seconds", "told_s"), [(23.2, 24), (0, 1), (-5, 1), (4000, limits.LONGEST_WAIT_S)]
)
def test_the_wait_for_a_place_is_guessed_from_the_reel_that_ends_first(seconds, told_s):
    reading = allowance(live=1, next_end_at=NOW + timedelta(seconds=seconds))
    assert refused(reading).retry_after_s == told_s


def test_a_draft_rests_a_minute():
    refuse(allowance(cooldown_until=NOW), 1)
    problem = refused(allowance(cooldown_until=NOW + timedelta(seconds=12.1)))
    assert (problem.code, problem.retryable) == (Code.COOLDOWN, True)
    assert problem.retry_after_s == 13


def test_what_only_paying_cures_is_said_before_what_waiting_cures():
    everything = allowance(
        used_ms=20 * MINUTE,
        exports_used=10,
        accepted_at=(ago(minutes=1),) * 5,
        live=1,
        cooldown_until=NOW + timedelta(seconds=30),
    )
    cures = [
        ({"used_ms": 0}, ("quota-exceeded", "exports")),
        ({"exports_used": 0}, ("burst-limit", None)),
        ({"accepted_at": ()}, ("concurrency-limit", None)),
        ({"live": 0}, ("cooldown", None)),
    ]
    assert refused(everything).facts["pool"] == "minutes"
    for cure, (code, pool) in cures:
        everything = replace(everything, **cure)
        problem = refused(everything)
        assert (problem.code.value, problem.facts.get("pool")) == (code, pool)
    refuse(replace(everything, cooldown_until=None), 1)


def test_a_server_of_ones_own_counts_and_never_refuses():
    refuse(
        allowance(
            "own",
            used_ms=10**9,
            exports_used=10**6,
            accepted_at=(NOW,) * 60,
            live=50,
            cooldown_until=NOW + timedelta(seconds=60),
        ),
        10**9,
    )


def test_a_plan_of_nothing_still_says_when_to_come_again():
    plans = {**PLANS, "free": PLANS["free"].model_copy(update={"burst": 0})}
    reading = allowance(plan="free")
    reading = replace(reading, plan=resolve_effective_plan("free", None, NOW, plans))
    assert refused(reading).retry_after_s == 3600
