"""What an operator decides about people: their plans and boosts."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession

from contract.plans import PlanName
from contract.problems import Code, Problem
from server.changes import News
from server.database import now
from server.tables import Boost, Subscription, User


@dataclass(frozen=True)
class Subscriber:
    """A user with the plan that is paid for, if any, and the end of the last boost, if any."""

    email: str
    plan: str | None
    plan_expires_at: datetime | None
    boost_expires_at: datetime | None
    created_at: datetime


async def set_plan(session: AsyncSession, user_id: UUID, plan: PlanName) -> News:
    """Have a user on this plan from now on, without an end; the line that tells them."""
    await session.execute(
        upsert(Subscription)
        .values(user_id=user_id, plan=plan, expires_at=None)
        .on_conflict_do_update(
            index_elements=[Subscription.user_id], set_={"plan": plan, "expires_at": None}
        )
    )
    return News("usage", str(user_id), {"plan": plan})


async def grant_boost(
    session: AsyncSession, boost_id: UUID, user_id: UUID, expires_at: datetime
) -> News:
    """Raise a user's limits until that moment; of several boosts the latest end counts. Return
    the line that tells them.

    Raises: Problem SETTING_INVALID when it has passed.
    """
    if expires_at <= await now(session):
        raise Problem(
            Code.SETTING_INVALID,
            f"{expires_at:%Y-%m-%d %H:%M} UTC has passed.",
            "Name a day to come with --until.",
        )
    await session.execute(insert(Boost).values(id=boost_id, user_id=user_id, expires_at=expires_at))
    return News("usage", str(user_id), {"boost_expires_at": expires_at.isoformat()})


async def list_subscribers(session: AsyncSession) -> list[Subscriber]:
    """Every user, the newest last."""
    last_boost = (
        select(func.max(Boost.expires_at)).where(Boost.user_id == User.id).scalar_subquery()
    )
    found = await session.execute(
        select(User.email, Subscription.plan, Subscription.expires_at, last_boost, User.created_at)
        .outerjoin(Subscription, Subscription.user_id == User.id)
        .order_by(User.created_at, User.id)
    )
    return [Subscriber(*row) for row in found]
