"""Generations brought as far as a test wants them, by the verbs that a worker uses."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from accepted_reels import WORDS, body
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncSession

from contract.generations import ErrorAnswer, RegenerateBody
from contract.problems import Code
from contract.usage import Entry, Meter, fold
from server import changes, claiming, ending, ledger
from server.accepting import Outcome, create, regenerate
from server.claiming import MadeFacts
from server.database import transaction
from server.parts import Parts
from server.tables import Boost, Generation, LedgerEntry, Subscription, UsagePeriod, Variant

__all__ = ["WORDS", "body"]

LEASE_S = 60.0
OURS = ErrorAnswer(code=Code.ENCODING_FAILED.value, says="It broke.", remedy="Try again.")
THEIRS = ErrorAnswer(code=Code.LETTERS_NOT_COVERED.value, says="No font.", remedy="Other words.")


async def wish(parts: Parts, owner_id: UUID, key: str, **more: object) -> Outcome:
    """A create of this owner under this key, as the route carries it out."""
    async with transaction(parts.engine) as session:
        outcome = await create(session, parts, owner_id, key, body(**more))
        await changes.append(session, owner_id, outcome.news)
    return outcome


async def wish_again(parts: Parts, owner_id: UUID, key: str, **more: object) -> Outcome:
    """A regenerate likewise."""
    async with transaction(parts.engine) as session:
        asked = RegenerateBody.model_validate(more)
        outcome = await regenerate(session, parts, owner_id, key, asked)
        await changes.append(session, owner_id, outcome.news)
    return outcome


async def take_up(parts: Parts, generation_id: UUID) -> int:
    """Claim a generation; the fence."""
    async with transaction(parts.engine) as session:
        claim = await claiming.claim(session, generation_id, LEASE_S)
    assert claim is not None
    return claim.fence


async def finish(
    parts: Parts,
    generation_id: UUID,
    fence: int,
    durations_ms: Sequence[int | None],
    made_ms: int | None = None,
) -> bool:
    """Have variants become ready, failed where None, and end the generation."""
    await make_ready(parts, generation_id, fence, durations_ms, made_ms)
    async with transaction(parts.engine) as session:
        return await ending.succeed(session, generation_id, fence)


async def make_ready(
    parts: Parts,
    generation_id: UUID,
    fence: int,
    durations_ms: Sequence[int | None],
    made_ms: int | None = None,
) -> None:
    """Variants that are ready, failed where None; their files are of no matter here."""
    async with transaction(parts.engine) as session:
        for index, ms in enumerate(durations_ms):
            if ms is None:
                await claiming.variant_failed(session, generation_id, fence, index)
                continue
            facts = MadeFacts("Blue?", "Opens so", ms, 1080, 1920, {}, made_ms)
            assert await claiming.variant_ready(session, generation_id, fence, index, facts)


async def break_down(
    parts: Parts, generation_id: UUID, fence: int | None = None, error: ErrorAnswer = OURS
) -> bool:
    """End a generation that cannot go on."""
    async with transaction(parts.engine) as session:
        return await ending.fail(session, generation_id, fence, error)


async def cancel(parts: Parts, owner_id: UUID, generation_id: UUID) -> None:
    """Cancel, as the route carries it out."""
    async with transaction(parts.engine) as session:
        news = await ending.cancel(session, owner_id, generation_id)
        await parts.queue.cancel(session, generation_id)
        await changes.append(session, owner_id, news)


async def subscribe(session: AsyncSession, owner_id: UUID, plan: str) -> None:
    """Have an owner pay for a plan."""
    await session.execute(insert(Subscription).values(user_id=owner_id, plan=plan))


async def boost(session: AsyncSession, owner_id: UUID, boost_id: UUID, until: datetime) -> None:
    """Raise an owner's limits until then."""
    await session.execute(insert(Boost).values(id=boost_id, user_id=owner_id, expires_at=until))


async def meters(session: AsyncSession, owner_id: UUID) -> dict[str, Meter]:
    """What an owner's months say, once their entries were seen to say the same."""
    rows = await session.execute(
        select(
            UsagePeriod.period,
            UsagePeriod.exports_used,
            UsagePeriod.used_ms,
            UsagePeriod.reserved_ms,
        ).where(UsagePeriod.owner_id == owner_id)
    )
    stand = {
        period: Meter(exports_used=exports, used_ms=used, reserved_ms=reserved)
        for period, exports, used, reserved in rows
    }
    entries = await session.execute(select(*ledger.ENTRY).where(LedgerEntry.owner_id == owner_id))
    by_period: dict[str, list[Entry]] = {period: [] for period in stand}
    for row in entries:
        by_period[row.period].append(Entry.model_validate(row._asdict()))
    assert stand == {period: fold(found) for period, found in by_period.items()}
    return stand


async def meter(session: AsyncSession, owner_id: UUID) -> Meter:
    """What an owner's only month says."""
    (found,) = (await meters(session, owner_id)).values()
    return found


async def row_of(session: AsyncSession, generation_id: UUID) -> Generation:
    """A generation's row."""
    found = await session.execute(select(Generation).where(Generation.id == generation_id))
    return found.scalar_one()


async def variant_statuses(session: AsyncSession, generation_id: UUID) -> list[str]:
    """What became of a generation's variants, in order."""
    found = await session.execute(
        select(Variant.status).where(Variant.generation_id == generation_id).order_by(Variant.index)
    )
    return list(found.scalars())
