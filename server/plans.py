"""Which plan counts for an owner now, and what that means beside its limits."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    DateTime,
    ScalarSelect,
    Uuid,
    bindparam,
    func,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncSession

from contract.plans import BOOSTED, EffectivePlan, Limits, PlanName, resolve_effective_plan
from server.tables import Boost, Subscription

# Work of these plans is taken up as if it had been asked for so much earlier; whoever waits
# longer than that still comes first, so nobody waits for ever.
HEAD_START_S: dict[PlanName, int] = {"free": 0, "creator": 300, "pro": 900, "own": 900}
# A server on one's own computer counts what is used and refuses nothing.
NEVER_REFUSES: PlanName = "own"

# Whose plan it is, in every query that asks for one: queries are built once.
OWNER = bindparam("owner_id", type_=Uuid())


async def get_effective_plan(
    session: AsyncSession, owner_id: UUID, now: datetime, plans: Mapping[PlanName, Limits]
) -> EffectivePlan:
    """What this owner's plan and boosts allow at a moment."""
    found = await session.execute(_ASKED, {"owner_id": owner_id, "moment": now})
    plan, boost_expires_at = found.one()
    return resolve(plan, boost_expires_at, now, plans)


def resolve(
    plan: str | None,
    boost_expires_at: datetime | None,
    now: datetime,
    plans: Mapping[PlanName, Limits],
) -> EffectivePlan:
    """The plan that counts, of what the tables hold; a plan that is no longer sold is free."""
    known = {str(name): name for name in plans}
    return resolve_effective_plan(known.get(plan or ""), boost_expires_at, now, dict(plans))


def plan_at(moment: ColumnElement[datetime]) -> ScalarSelect[str]:
    """The plan that `owner_id` pays for at a moment, null without one, as a column of a query."""
    return (
        select(Subscription.plan)
        .where(
            Subscription.user_id == OWNER,
            or_(Subscription.expires_at.is_(None), Subscription.expires_at > moment),
        )
        .scalar_subquery()
    )


def last_boost() -> ScalarSelect[datetime]:
    """When the last of all boosts of `owner_id` ends or ended, null without any, as a column."""
    return select(func.max(Boost.expires_at)).where(Boost.user_id == OWNER).scalar_subquery()


def never_refuses(plan: EffectivePlan) -> bool:
    """Whether this plan only counts."""
    return plan.plan == NEVER_REFUSES


def head_start_s(plan: EffectivePlan) -> int:
    """How much earlier than it was, its work counts as asked for; a boost is worth its plan's."""
    own = HEAD_START_S[plan.plan]
    return own if plan.boost_expires_at is None else max(own, HEAD_START_S[BOOSTED])


_ASKED = select(plan_at(bindparam("moment", type_=DateTime(timezone=True))), last_boost())
