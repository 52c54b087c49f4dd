"""API keys: how a machine is somebody, without a session."""

from uuid import UUID

from sqlalchemy import func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from contract.accounts import ApiKeyAnswer, NewApiKeyAnswer
from contract.problems import Code, Problem
from server import tokens
from server.tables import ApiKey, User

# One for each machine and script of a studio; a list that nobody can read helps nobody.
MOST_KEYS = 100

_SHOWN = (ApiKey.id, ApiKey.name, ApiKey.prefix, ApiKey.created_at, ApiKey.last_used_at)


async def create(
    session: AsyncSession, user_id: UUID, *, name: str, entropy: bytes
) -> NewApiKeyAnswer:
    """Make a key; what is returned is the only time that it is whole.

    Raises: Problem API_KEYS_TOO_MANY.
    """
    # Two creations at once would both see the last free place.
    await session.execute(select(User.id).where(User.id == user_id).with_for_update(key_share=True))
    good = select(func.count()).where(ApiKey.user_id == user_id, ApiKey.revoked_at.is_(None))
    if (await session.execute(good)).scalar_one() >= MOST_KEYS:
        raise Problem(
            Code.API_KEYS_TOO_MANY,
            f"There are {MOST_KEYS} API keys, which is the most.",
            "Delete one that is not needed any more.",
        )
    key = tokens.api_key_of(entropy)
    made = await insert_key(session, user_id, name=name, key=key)
    return NewApiKeyAnswer(**made.model_dump(), key=key)


async def insert_key(session: AsyncSession, user_id: UUID, *, name: str, key: str) -> ApiKeyAnswer:
    """Let a key be good from the commit on."""
    made = await session.execute(
        insert(ApiKey)
        .values(
            id=func.gen_random_uuid(),
            user_id=user_id,
            name=name,
            prefix=key[: tokens.SHOWN_CHARS],
            hash=tokens.hash_of(key),
        )
        .returning(*_SHOWN)
    )
    return ApiKeyAnswer(**made.one()._asdict())


async def list_good(session: AsyncSession, user_id: UUID) -> tuple[ApiKeyAnswer, ...]:
    """All keys that are good, the newest first."""
    found = await session.execute(
        select(*_SHOWN)
        .where(ApiKey.user_id == user_id, ApiKey.revoked_at.is_(None))
        .order_by(ApiKey.created_at.desc(), ApiKey.id)
    )
    return tuple(ApiKeyAnswer(**row._asdict()) for row in found)


async def find(session: AsyncSession, user_id: UUID, key_id: UUID) -> ApiKeyAnswer | None:
    """A good key of this user."""
    found = await session.execute(
        select(*_SHOWN).where(
            ApiKey.id == key_id, ApiKey.user_id == user_id, ApiKey.revoked_at.is_(None)
        )
    )
    row = found.one_or_none()
    return None if row is None else ApiKeyAnswer(**row._asdict())


async def is_good(session: AsyncSession, user_id: UUID, key: str) -> bool:
    """Whether this is a good key of this user."""
    found = await session.execute(
        select(ApiKey.id).where(
            ApiKey.hash == tokens.hash_of(key),
            ApiKey.user_id == user_id,
            ApiKey.revoked_at.is_(None),
        )
    )
    return found.first() is not None


async def revoke(session: AsyncSession, user_id: UUID, key_id: UUID) -> bool:
    """End a key of this user for good; false when there is no good one with this id."""
    ended = await session.execute(
        update(ApiKey)
        .where(ApiKey.id == key_id, ApiKey.user_id == user_id, ApiKey.revoked_at.is_(None))
        .values(revoked_at=func.reelyard_now())
        .returning(ApiKey.id)
    )
    return ended.first() is not None


async def revoke_held(session: AsyncSession, key: str) -> None:
    """End a key for whoever holds it: what was found lying about is made worthless."""
    await session.execute(
        update(ApiKey)
        .where(ApiKey.hash == tokens.hash_of(key), ApiKey.revoked_at.is_(None))
        .values(revoked_at=func.reelyard_now())
    )
