"""What was used: the meter, the entries behind it, earlier months, and whether they agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import structlog
from sqlalchemy import (
    Select,
    and_,
    exists,
    func,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from contract.plans import Limits, PlanName
from contract.usage import (
    MS_A_MINUTE,
    Entry,
    Meter,
    MonthAnswer,
    UsageAnswer,
    fold,
    months_back,
    resets_at,
)
from server import database, ledger, limits, plans
from server.changes import News
from server.ready import Asked, Ready
from server.tables import LedgerEntry, UsagePeriod

log = structlog.stdlib.get_logger("reelyard.usage")

NOTHING = Meter(exports_used=0, used_ms=0, reserved_ms=0)

_moment = select(func.reelyard_now().label("now")).cte("moment")
_now = _moment.c.now
_ASKED = Ready(
    select(
        _now,
        plans.plan_at(_now).label("plan"),
        plans.last_boost().label("boost_expires_at"),
        func.coalesce(UsagePeriod.exports_used, 0).label("exports_used"),
        func.coalesce(UsagePeriod.used_ms, 0).label("used_ms"),
        func.coalesce(UsagePeriod.reserved_ms, 0).label("reserved_ms"),
    )
    .select_from(_moment)
    .outerjoin(
        UsagePeriod,
        and_(
            UsagePeriod.owner_id == plans.OWNER,
            UsagePeriod.period == func.to_char(func.timezone("UTC", _now), "YYYYMM"),
        ),
    )
)


@dataclass(frozen=True)
class Mismatch:
    """A month's row that was not what its entries say; it is now."""

    owner_id: UUID
    period: str
    stood: Meter
    folded: Meter


async def get_user_usage(
    session: Asked, owner_id: UUID, all_plans: Mapping[PlanName, Limits]
) -> UsageAnswer:
    """This month's meter beside what the owner's plan allows, by one statement."""
    (found,) = await _ASKED.ask(session, owner_id=owner_id)
    plan = plans.resolve(found.plan, found.boost_expires_at, found.now, all_plans)
    return UsageAnswer(
        plan=plan.plan,
        exports_used=found.exports_used,
        exports_limit=plan.limits.exports,
        minutes_used=found.used_ms / MS_A_MINUTE,
        minutes_limit=plan.limits.minutes,
        minutes_reserved=found.reserved_ms / MS_A_MINUTE,
        boost_expires_at=plan.boost_expires_at,
        resets_at=resets_at(found.now),
    )


async def list_entries(
    session: AsyncSession, owner_id: UUID, *, limit: int, before: int | None
) -> tuple[tuple[Entry, ...], int | None]:
    """A page of the owner's ledger, newest first, from below this id on; and where the next
    page begins, None after the last."""
    asked = select(*ledger.ENTRY).where(LedgerEntry.owner_id == owner_id)
    if before is not None:
        asked = asked.where(LedgerEntry.id < before)
    found = await session.execute(asked.order_by(LedgerEntry.id.desc()).limit(limit + 1))
    entries = tuple(Entry.model_validate(row._asdict()) for row in found)
    return entries[:limit], entries[limit - 1].id if len(entries) > limit else None


async def list_months(
    session: AsyncSession, owner_id: UUID, months: int
) -> tuple[MonthAnswer, ...]:
    """This month and those before it, whole, as many as asked for; nothing used is 0."""
    periods = months_back(await database.now(session), months)
    found = await session.execute(
        select(UsagePeriod.period, UsagePeriod.exports_used, UsagePeriod.used_ms).where(
            UsagePeriod.owner_id == owner_id, UsagePeriod.period.in_(periods)
        )
    )
    used = {period: (exports, ms) for period, exports, ms in found}
    return tuple(
        MonthAnswer(period=period, exports_used=exports, minutes_used=ms / MS_A_MINUTE)
        for period in periods
        for exports, ms in [used.get(period, (0, 0))]
    )


async def record_export(
    session: AsyncSession,
    owner_id: UUID,
    variant_id: UUID,
    generation_id: UUID,
    all_plans: Mapping[PlanName, Limits],
) -> News | None:
    """Count the first save of a variant; the line that tells it. None when it was counted
    before, in whichever month: saving again is free for ever.

    Raises: Problem QUOTA_EXCEEDED when no export is left this month.
    """
    # Of two last exports at once one is refused, and of two of the same variant one is free.
    period = await ledger.lock_period(session, owner_id)
    counted = exists().where(
        LedgerEntry.owner_id == owner_id,
        LedgerEntry.variant_id == variant_id,
        LedgerEntry.kind == "export",
    )
    if (await session.execute(select(counted))).scalar_one():
        return None
    allowance = await limits.read_allowance(session, owner_id, period, None, all_plans)
    problem = limits.no_exports(allowance)
    if problem is not None:
        raise problem
    return await ledger.export(session, owner_id, period, variant_id, generation_id)


async def rederive(session: AsyncSession) -> tuple[Mismatch, ...]:
    """Compare every month's row with its entries; mend, log and return those that differ."""
    mended = []
    for owner_id, period in (await session.execute(_disagreeing())).all():
        mismatch = await _mend(session, owner_id, period)
        if mismatch is not None:
            mended.append(mismatch)
            log.error(
                "a month's row was not what its entries say",
                owner_id=str(owner_id),
                period=period,
                stood=mismatch.stood.model_dump(),
                folded=mismatch.folded.model_dump(),
            )
    return tuple(mended)


async def _mend(session: AsyncSession, owner_id: UUID, period: str) -> Mismatch | None:
    """Make one row what its entries say, under its lock; None when it is so already."""
    is_month = and_(UsagePeriod.owner_id == owner_id, UsagePeriod.period == period)
    await session.execute(
        upsert(UsagePeriod)
        .values(owner_id=owner_id, period=period, **NOTHING.model_dump())
        .on_conflict_do_nothing()
    )
    locked = await session.execute(
        select(UsagePeriod.exports_used, UsagePeriod.used_ms, UsagePeriod.reserved_ms)
        .where(is_month)
        .with_for_update()
    )
    stood = Meter.model_validate(locked.one()._asdict())
    entries = await session.execute(
        select(*ledger.ENTRY).where(LedgerEntry.owner_id == owner_id, LedgerEntry.period == period)
    )
    folded = fold(Entry.model_validate(row._asdict()) for row in entries)
    if stood == folded:
        return None
    await session.execute(update(UsagePeriod).where(is_month).values(**folded.model_dump()))
    return Mismatch(owner_id, period, stood, folded)


def _disagreeing() -> Select[UUID, str]:
    """Months whose row and entries do not give the same sums, those without a row, too; in one
    order, as rows are locked one after the other."""
    ended = aliased(LedgerEntry)
    is_open = and_(
        LedgerEntry.kind == "reserve",
        not_(
            exists().where(
                ended.generation_id == LedgerEntry.generation_id,
                ended.kind.in_(("settle", "release")),
            )
        ),
    )
    is_end = LedgerEntry.kind.in_(("settle", "release"))
    sums = (
        select(
            LedgerEntry.owner_id,
            LedgerEntry.period,
            func.sum(LedgerEntry.exports).label("exports_used"),
            func.coalesce(func.sum(LedgerEntry.ms).filter(is_end), 0).label("used_ms"),
            func.coalesce(func.sum(LedgerEntry.ms).filter(is_open), 0).label("reserved_ms"),
        )
        .group_by(LedgerEntry.owner_id, LedgerEntry.period)
        .subquery()
    )
    names = ("exports_used", "used_ms", "reserved_ms")
    differs = or_(
        *(
            func.coalesce(getattr(UsagePeriod, name), 0) != func.coalesce(sums.c[name], 0)
            for name in names
        )
    )
    owner_id = func.coalesce(UsagePeriod.owner_id, sums.c.owner_id).label("owner_id")
    period = func.coalesce(UsagePeriod.period, sums.c.period).label("period")
    return (
        select(owner_id, period)
        .select_from(UsagePeriod)
        .join(
            sums,
            and_(UsagePeriod.owner_id == sums.c.owner_id, UsagePeriod.period == sums.c.period),
            full=True,
        )
        .where(differs)
        .order_by(owner_id, period)
    )
