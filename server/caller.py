"""Who is calling: the owner of an access token or of a machine's key."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, func, or_, select, update

from server.ready import Asked, Ready
from server.tables import AccessToken, ApiKey, Session
from server.tokens import ACCESS_PREFIX, KEY_PREFIX, hash_of

# When a key was last used is for people who tidy up; one write a minute tells them enough.
USED_EVERY_S = 60


@dataclass(frozen=True)
class Caller:
    """An authenticated request's owner. `session_id` and `device_id` None for an API key."""

    owner_id: UUID
    session_id: UUID | None
    device_id: UUID | None


_BY_ACCESS_TOKEN = Ready(
    select(Session.user_id, Session.id, Session.device_id)
    .join(AccessToken, AccessToken.session_id == Session.id)
    .where(
        AccessToken.hash == bindparam("hash"),
        AccessToken.expires_at > func.reelyard_now(),
        Session.revoked_at.is_(None),
    )
)
_UNNOTED = or_(
    ApiKey.last_used_at.is_(None),
    ApiKey.last_used_at < func.reelyard_now() - timedelta(seconds=USED_EVERY_S),
)
_BY_KEY = Ready(
    select(ApiKey.user_id, ApiKey.id, _UNNOTED.label("is_unnoted")).where(
        ApiKey.hash == bindparam("hash"), ApiKey.revoked_at.is_(None)
    )
)


async def find_caller(session: Asked, token: str) -> Caller | None:
    """The caller of a bearer token; None when it is unknown, expired or revoked.

    One query, whichever kind of token it is; none for what is no token of ours. Once a minute
    a second one notes that an API key is in use.
    """
    if token.startswith(ACCESS_PREFIX):
        found = await _BY_ACCESS_TOKEN.ask(session, hash=hash_of(token))
        return Caller(*found[0]) if found else None
    if token.startswith(KEY_PREFIX):
        return await _find_by_key(session, token)
    return None


async def _find_by_key(session: Asked, key: str) -> Caller | None:
    found = await _BY_KEY.ask(session, hash=hash_of(key))
    if not found:
        return None
    if found[0].is_unnoted:
        await _note_use(session, found[0].id)
    return Caller(found[0].user_id, session_id=None, device_id=None)


async def _note_use(session: Asked, key_id: UUID) -> None:
    """Whoever comes while another notes the same has nothing to wait for."""
    free = (
        select(ApiKey.id)
        .where(ApiKey.id == key_id, _UNNOTED)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    await session.execute(
        update(ApiKey).where(ApiKey.id == free).values(last_used_at=func.reelyard_now())
    )
