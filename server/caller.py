"""Who is calling: the owner of an access token or of a machine's key."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession


@dataclass(frozen=True)
class Caller:
    """An authenticated request's owner. `session_id` and `device_id` None for an API key."""

    owner_id: UUID
    session_id: UUID | None
    device_id: UUID | None


async def find_caller(session: AsyncSession, token: str) -> Caller | None:
    """The caller of a bearer token; None when it is unknown, expired or revoked.

    One query, whichever kind of token it is.
    """
    raise NotImplementedError
