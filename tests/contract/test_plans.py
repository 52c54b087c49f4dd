"""Plans: what counts now, with every boost in it."""

from datetime import UTC, datetime, timedelta

import pytest

from contract.plans import PLANS, Limits, resolve_effective_plan

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
LATER = NOW + timedelta(seconds=1)
GIB = 2**30


@pytest.mark.parametrize("plan", PLANS)
def test_a_plan_without_a_boost_is_itself(plan):
    effective = resolve_effective_plan(plan, None, NOW)
    assert (effective.plan, effective.limits) == (plan, PLANS[plan])
    assert effective.boost_expires_at is None


def test_no_plan_is_the_free_one():
    assert resolve_effective_plan(None, None, NOW).plan == "free"


def test_a_boost_raises_every_limit_to_the_larger_of_both():
    effective = resolve_effective_plan("creator", LATER, NOW)
    assert effective.plan == "creator"
    assert effective.limits == PLANS["pro"]
    assert effective.boost_expires_at == LATER


def test_a_boost_never_lowers_a_limit():
    plans = {**PLANS, "creator": Limits(exports=1000, minutes=1, burst=None, at_once=9)}
    limits = resolve_effective_plan("creator", LATER, NOW, plans).limits
    assert limits == Limits(
        exports=1000, minutes=600, burst=None, at_once=9, storage_bytes=100 * GIB
    )


def test_what_never_refuses_does_not_begin_to_with_a_boost():
    assert resolve_effective_plan("own", LATER, NOW).limits == PLANS["own"]


@pytest.mark.parametrize("ends", [NOW, NOW - timedelta(microseconds=1)])
def test_a_boost_is_over_at_the_moment_that_it_ends(ends):
    effective = resolve_effective_plan("free", ends, NOW)
    assert (effective.limits, effective.boost_expires_at) == (PLANS["free"], None)
    assert resolve_effective_plan("free", ends + timedelta(days=1), NOW).limits == PLANS["pro"]


def test_the_plans_are_what_was_promised():
    promised = {
        "free": (10, 20, 5, 1, 2 * GIB),
        "creator": (60, 120, 20, 2, 20 * GIB),
        "pro": (300, 600, 60, 3, 100 * GIB),
        "own": (None, None, None, None, None),
    }
    kept = {name: tuple(dict(limits).values()) for name, limits in PLANS.items()}
    assert kept == promised
