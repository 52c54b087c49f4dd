"""May this wish be accepted: one frozen reading, and each refusal a pure function of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    DateTime,
    ScalarSelect,
    Select,
    Uuid,
    and_,
    bindparam,
    func,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession

from contract.plans import EffectivePlan, Limits, PlanName
from contract.problems import Code, Problem
from contract.usage import MS_A_MINUTE, resets_at
from server import plans
from server.ready import Ready
from server.tables import Generation, Lease, UsagePeriod

BURST_WINDOW = timedelta(hours=1)
COOLDOWN = timedelta(seconds=60)
# Nobody knows how long a reel takes that has not begun; asking costs little, waiting bores.
USUAL_WAIT_S = 10
# A guess about a reel is worth no longer wait than this.
LONGEST_WAIT_S = 60


@dataclass(frozen=True)
class Allowance:
    """All that decides whether an owner's wish is accepted, as it stood at `now`.

    `accepted_at` are the moments of wishes accepted in the last hour, newest first; `live` how
    many generations have not ended; `next_end_at` when the first of those will, at the pace it
    has; `cooldown_until` belongs to the draft that the wish is for.
    """

    now: datetime
    plan: EffectivePlan
    exports_used: int
    used_ms: int
    reserved_ms: int
    accepted_at: tuple[datetime, ...]
    live: int
    next_end_at: datetime | None
    cooldown_until: datetime | None


Refusal = Callable[[Allowance, int], Problem | None]


def refuse(allowance: Allowance, cost_ms: int) -> None:
    """Pass when a wish of this price may be accepted.

    Raises: Problem QUOTA_EXCEEDED, BURST_LIMIT, CONCURRENCY_LIMIT, COOLDOWN; the first of these
    that applies.
    """
    if plans.never_refuses(allowance.plan):
        return
    for refusal in IN_ORDER:
        problem = refusal(allowance, cost_ms)
        if problem is not None:
            raise problem


def no_minutes(allowance: Allowance, cost_ms: int) -> Problem | None:
    """More than the month has left of minutes: used and set aside."""
    limit = allowance.plan.limits.minutes
    taken_ms = allowance.used_ms + allowance.reserved_ms
    if limit is None or taken_ms + cost_ms <= limit * MS_A_MINUTE:
        return None
    left_ms = max(0, limit * MS_A_MINUTE - taken_ms)
    return Problem(
        Code.QUOTA_EXCEEDED,
        f"This takes about {_minutes(cost_ms)} of video; of this month's {limit} min, "
        f"{_minutes(left_ms)} are left.",
        _until(allowance, "Make it shorter, ask for fewer variants, take a larger plan"),
        facts={
            "pool": "minutes",
            "used": allowance.used_ms / MS_A_MINUTE,
            "reserved": allowance.reserved_ms / MS_A_MINUTE,
            "needed": cost_ms / MS_A_MINUTE,
            "limit": limit,
            "resets_at": _told(resets_at(allowance.now)),
        },
    )


def no_exports(allowance: Allowance, _cost_ms: int = 0) -> Problem | None:
    """Nothing that is made now could be saved this month."""
    limit = allowance.plan.limits.exports
    if limit is None or allowance.exports_used < limit:
        return None
    return exports_exceeded(allowance.exports_used, limit, allowance.now)


def exports_exceeded(used: int, limit: int, now: datetime) -> Problem:
    """The problem of a month whose exports are used up."""
    return Problem(
        Code.QUOTA_EXCEEDED,
        f"All {limit} exports of this month are used.",
        f"Take a larger plan, or wait until {_day(resets_at(now))}.",
        facts={
            "pool": "exports",
            "used": used,
            "limit": limit,
            "resets_at": _told(resets_at(now)),
        },
    )


def too_many_in_an_hour(allowance: Allowance, _cost_ms: int = 0) -> Problem | None:
    """As many wishes as the plan takes were accepted within an hour."""
    limit = allowance.plan.limits.burst
    if limit is None or len(allowance.accepted_at) < limit:
        return None
    # One is free again once the oldest of the last `limit` is an hour old; with a limit of
    # none at all, an hour is as good an answer as any.
    oldest = allowance.accepted_at[limit - 1] if limit else allowance.now
    wait_s = _seconds(oldest + BURST_WINDOW - allowance.now)
    return Problem(
        Code.BURST_LIMIT,
        f"{limit} reels were asked for within an hour, as many as this plan makes.",
        f"Try again in {_spoken(wait_s)}.",
        retryable=True,
        retry_after_s=wait_s,
        facts={"limit": limit},
    )


def too_many_at_once(allowance: Allowance, _cost_ms: int = 0) -> Problem | None:
    """As many reels as the plan makes at a time are being made."""
    limit = allowance.plan.limits.at_once
    if limit is None or allowance.live < limit:
        return None
    wait_s = USUAL_WAIT_S
    if allowance.next_end_at is not None:
        wait_s = min(_seconds(allowance.next_end_at - allowance.now), LONGEST_WAIT_S)
    return Problem(
        Code.CONCURRENCY_LIMIT,
        "Another reel is being made, and this plan makes one at a time."
        if limit == 1
        else f"{allowance.live} reels are being made, and this plan makes {limit} at a time.",
        "Send it when one of them is done.",
        retryable=True,
        retry_after_s=wait_s,
        facts={"limit": limit, "live": allowance.live},
    )


def too_soon(allowance: Allowance, _cost_ms: int = 0) -> Problem | None:
    """A wish for the same draft was accepted just now."""
    until = allowance.cooldown_until
    if until is None or until <= allowance.now:
        return None
    wait_s = _seconds(until - allowance.now)
    return Problem(
        Code.COOLDOWN,
        "This draft was sent a moment ago.",
        f"Try again in {_spoken(wait_s)}.",
        retryable=True,
        retry_after_s=wait_s,
    )


# What only paying or next month cures comes first: waiting for the rest would be in vain.
IN_ORDER: tuple[Refusal, ...] = (
    no_minutes,
    no_exports,
    too_many_in_an_hour,
    too_many_at_once,
    too_soon,
)


async def read_allowance(
    session: AsyncSession,
    owner_id: UUID,
    period: str,
    draft_id: UUID | None,
    limits: Mapping[PlanName, Limits],
) -> Allowance:
    """The owner's allowance, in one query; call it under the locked row of the period.

    Its clock is read now, after any wait for that lock.
    """
    asked = {
        "owner_id": owner_id,
        "period": period,
        "draft_id": draft_id,
        "most": max(each.burst or 0 for each in limits.values()),
    }
    (found,) = await _ASKED.ask(session, **asked)
    return Allowance(
        now=found.now,
        plan=plans.resolve(found.plan, found.boost_expires_at, found.now, limits),
        exports_used=found.exports_used,
        used_ms=found.used_ms,
        reserved_ms=found.reserved_ms,
        accepted_at=tuple(found.accepted_at),
        live=found.live,
        next_end_at=found.next_end_at,
        cooldown_until=found.cooldown_until,
    )


def _accepted_at(now: ColumnElement[datetime]) -> ColumnElement[list[datetime]]:
    """When wishes were accepted within the hour, the newest first, no more than decide."""
    times = (
        select(Generation.created_at)
        .where(Generation.owner_id == plans.OWNER, Generation.created_at > now - BURST_WINDOW)
        .order_by(Generation.created_at.desc())
        .limit(bindparam("most"))
    )
    return func.array(times.scalar_subquery(), type_=ARRAY(DateTime(timezone=True)))


def _next_end(now: ColumnElement[datetime]) -> ScalarSelect[datetime]:
    """When the first of the owner's live generations ends, if it goes on as it began."""
    left = (100 - Generation.progress_pct) * 1.0 / Generation.progress_pct
    ends_at = now + (now - Generation.started_at) * left
    return (
        select(func.min(ends_at, type_=DateTime(timezone=True)))
        .where(
            Generation.id == Lease.generation_id,
            Lease.owner_id == plans.OWNER,
            Generation.status == "running",
            Generation.progress_pct > 0,
        )
        .scalar_subquery()
    )


def _cooldown() -> ScalarSelect[datetime | None]:
    """Until when the draft's last wish asks for patience; null for a draft without any."""
    return (
        select(Generation.cooldown_until)
        .where(
            Generation.owner_id == plans.OWNER,
            Generation.draft_id == bindparam("draft_id", type_=Uuid()),
        )
        .order_by(Generation.created_at.desc(), Generation.id)
        .limit(1)
        .scalar_subquery()
    )


def _asked() -> Select[Any]:
    moment = select(func.reelyard_now().label("now")).cte("moment")
    now = moment.c.now
    live = select(func.count()).where(Lease.owner_id == plans.OWNER).scalar_subquery()
    return (
        select(
            now,
            plans.plan_at(now).label("plan"),
            plans.last_boost().label("boost_expires_at"),
            UsagePeriod.exports_used,
            UsagePeriod.used_ms,
            UsagePeriod.reserved_ms,
            _accepted_at(now).label("accepted_at"),
            live.label("live"),
            _next_end(now).label("next_end_at"),
            _cooldown().label("cooldown_until"),
        )
        .select_from(moment)
        .join(
            UsagePeriod,
            and_(UsagePeriod.owner_id == plans.OWNER, UsagePeriod.period == bindparam("period")),
        )
    )


_ASKED = Ready(_asked())


def _seconds(wait: timedelta) -> int:
    """Whole seconds after which it is surely over."""
    return max(1, ceil(wait.total_seconds()))


def _minutes(ms: int) -> str:
    return f"{ms / MS_A_MINUTE:.1f} min"


def _spoken(seconds: int) -> str:
    return f"{seconds} s" if seconds < 120 else f"{ceil(seconds / 60)} min"


def _until(allowance: Allowance, remedy: str) -> str:
    return f"{remedy}, or wait until {_day(resets_at(allowance.now))}."


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B}"


def _told(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
