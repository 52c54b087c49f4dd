"""What a variant is made of: the frozen wish, and for one scene made anew, what it was before."""

from typing import Any
from uuid import UUID

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncSession

from contract.drafts import Draft
from server import frozen
from server.claiming import Claim
from server.tables import Generation, Variant
from server.work.orders import Recipe


async def get(session: AsyncSession, claim: Claim, index: int) -> Recipe:
    """The recipe of a claimed variant.

    Raises: Problem, as frozen.thaw does.
    """
    asked = select(Generation.seed, Generation.remake).where(Generation.id == claim.generation_id)
    seed, remake = (await session.execute(asked)).one()
    if remake is None:
        return Recipe(draft=claim.draft, seed=seed, variant=index)
    return Recipe(
        draft=claim.draft,
        seed=remake["seed"],
        variant=remake["index"],
        base=await _first_draft(session, UUID(remake["variant_id"])),
        scene_seeds={int(place): seed for place, seed in remake["scene_seeds"].items()},
        scene=remake["scene"],
    )


async def _first_draft(session: AsyncSession, variant_id: UUID) -> Draft:
    """The draft of the whole video from which a variant came, one scene after the other."""
    row = await _made_of(session, variant_id)
    while row.remake is not None:
        row = await _made_of(session, UUID(row.remake["variant_id"]))
    return frozen.thaw(row.frozen)


async def _made_of(
    session: AsyncSession, variant_id: UUID
) -> Row[dict[str, Any], dict[str, Any] | None]:
    found = await session.execute(
        select(Generation.frozen, Generation.remake)
        .join(Variant, Variant.generation_id == Generation.id)
        .where(Variant.id == variant_id)
    )
    return found.one()
