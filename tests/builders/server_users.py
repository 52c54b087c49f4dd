"""Users for tests: rows as sign-up and sign-in leave them, without the work of hashing."""

from uuid import UUID, uuid4

from server_client import SECRET
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncSession

from server import devices, sessions
from server.sessions import Granted
from server.tables import User

PASSWORD = "correct horse battery staple"
# Its hash, made once: each costs 180 ms.
PASSWORD_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4$b2BSZElNlbKGokNMR"
    "k2KmA$YvEWW3IuZ7k6ZTEb3aS1g0+dop4dTb+N/r7PvNNKkg4"
)


async def make_user(session: AsyncSession, email: str | None = None) -> UUID:
    """A user who has signed up with `PASSWORD`; without an address given, with one of their own."""
    user_id = uuid4()
    given = email or f"{user_id.hex}@example.com"
    await session.execute(
        insert(User).values(
            id=user_id, email=given, email_folded=given.casefold(), password_hash=PASSWORD_HASH
        )
    )
    return user_id


async def make_grant(
    session: AsyncSession, owner_id: UUID, device_id: UUID | None = None
) -> Granted:
    """Both tokens of a new session."""
    if device_id is not None:
        await devices.see(session, owner_id, device_id, "A test's device")
    return await sessions.start(
        session, SECRET, session_id=uuid4(), user_id=owner_id, device_id=device_id
    )


async def make_token(session: AsyncSession, owner_id: UUID, device_id: UUID | None = None) -> str:
    """A good access token of this user, in a new session."""
    return (await make_grant(session, owner_id, device_id)).access_token
