"""Plans and boosts: what a month allows, as plain data and one rule."""

from datetime import datetime
from typing import Literal

from contract.values import Value

PlanName = Literal["free", "creator", "pro", "own"]

# Some twenty short clips and all the pictures for a year of reels; also where an operator's own
# plan says nothing about it.
USUAL_STORAGE_BYTES = 2 * 2**30


class Limits(Value):
    """What a plan allows; None counts and never refuses.

    `exports` and `minutes` a UTC calendar month, `burst` accepted wishes in any 60 minutes,
    `at_once` live generations, `storage_bytes` of the creator's own files.
    """

    exports: int | None
    minutes: int | None
    burst: int | None
    at_once: int | None
    storage_bytes: int | None = USUAL_STORAGE_BYTES


class EffectivePlan(Value):
    """The plan that counts now, with every boost in it; `boost_expires_at` None without one."""

    plan: PlanName
    limits: Limits
    boost_expires_at: datetime | None


# An operator may configure others; these are what PRODUCT promises.
PLANS: dict[PlanName, Limits] = {
    "free": Limits(exports=10, minutes=20, burst=5, at_once=1),
    "creator": Limits(exports=60, minutes=120, burst=20, at_once=2, storage_bytes=20 * 2**30),
    "pro": Limits(exports=300, minutes=600, burst=60, at_once=3, storage_bytes=100 * 2**30),
    "own": Limits(exports=None, minutes=None, burst=None, at_once=None, storage_bytes=None),
}
BOOSTED: PlanName = "pro"


def resolve_effective_plan(
    plan: PlanName | None,
    boost_expires_at: datetime | None,
    now: datetime,
    plans: dict[PlanName, Limits] = PLANS,
) -> EffectivePlan:
    """Return what is allowed at `now`: each limit the larger of the plan's and a live boost's.

    No plan is the free one. A boost counts while its end lies strictly after `now`.
    """
    name: PlanName = plan or "free"
    if boost_expires_at is None or boost_expires_at <= now:
        return EffectivePlan(plan=name, limits=plans[name], boost_expires_at=None)
    own, boosted = plans[name], plans[BOOSTED]
    limits = Limits(
        exports=_larger(own.exports, boosted.exports),
        minutes=_larger(own.minutes, boosted.minutes),
        burst=_larger(own.burst, boosted.burst),
        at_once=_larger(own.at_once, boosted.at_once),
        storage_bytes=_larger(own.storage_bytes, boosted.storage_bytes),
    )
    return EffectivePlan(plan=name, limits=limits, boost_expires_at=boost_expires_at)


def _larger(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else max(one, other)
