"""Accounts: who may sign in, by which address; and the one that this computer has by itself."""

import re
import unicodedata
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from contract.accounts import LONGEST_EMAIL_CHARS, UserAnswer
from contract.problems import Code, Problem
from server import api_keys, tokens
from server.tables import ApiKey, Subscription, User

# No address that can sign up: a domain there has a dot. It has no password, so nobody signs in.
LOCAL_EMAIL = "local@localhost"
LOCAL_PLAN = "own"
LOCAL_KEY_NAME = "This computer"

# Sanity, not the grammar of RFC 5322: what a typo or an attack would be is refused.
_LOCAL_PART = r"[^@\"(),:;<>\\\[\].]+(?:\.[^@\"(),:;<>\\\[\].]+)*"
# Letters of any writing system with their marks, digits, hyphens inside.
_LABEL = r"(?!-)[^\x00-\x2c\x2e\x2f\x3a-\x40\x5b-\x60\x7b-\x7f]{1,63}(?<!-)"
_EMAIL = re.compile(rf"(?P<local>{_LOCAL_PART})@(?:{_LABEL}\.)+(?P<last>{_LABEL})")
LONGEST_LOCAL_PART_CHARS = 64  # RFC 5321


@dataclass(frozen=True)
class Credentials:
    """What a sign-in is checked against."""

    user_id: UUID
    password_hash: str | None


def fold_email(email: str) -> str:
    """The one spelling of an address by which accounts are compared; folding twice is once.

    Mail is only ever sent to the address as it was typed at sign-up, so that nobody gets
    another's by a letter that folds alike.
    """
    once = unicodedata.normalize("NFKC", email).casefold()
    return unicodedata.normalize("NFKC", once).casefold().strip()


def read_email(email: str) -> str:
    """The folded spelling of an address that looks like one.

    Raises: Problem EMAIL_INVALID.
    """
    folded = fold_email(email)
    found = _EMAIL.fullmatch(folded)
    is_sane = (
        found is not None
        and _EMAIL.fullmatch(email) is not None
        and len(found["local"]) <= LONGEST_LOCAL_PART_CHARS
        and not found["last"].isdigit()
        # Folding can make a letter eighteen; an index row has an end.
        and max(len(email), len(folded)) <= LONGEST_EMAIL_CHARS
        # Controls, invisible marks and spaces, in either spelling.
        and not any(unicodedata.category(char)[0] in "CZ" for char in email + folded)
    )
    if not is_sane:
        raise Problem(
            Code.EMAIL_INVALID,
            "This does not look like an e-mail address.",
            "Check it for typing errors: it has a name, an @ and a domain with a dot.",
        )
    return folded


async def refuse_taken(session: AsyncSession, email: str) -> None:
    """Raises: Problem EMAIL_INVALID, EMAIL_TAKEN; else the address is free at this moment."""
    taken = select(User.id).where(User.email_folded == read_email(email))
    if (await session.execute(taken)).first() is not None:
        raise _taken()


async def sign_up(
    session: AsyncSession, *, user_id: UUID, email: str, password_hash: str
) -> UserAnswer:
    """Make an account, unverified, which may sign in at once.

    Raises: Problem EMAIL_INVALID, EMAIL_TAKEN.
    """
    made = await session.execute(
        insert(User)
        .values(
            id=user_id, email=email, email_folded=read_email(email), password_hash=password_hash
        )
        .on_conflict_do_nothing(index_elements=[User.email_folded])
        .returning(User.id)
    )
    if made.first() is None:
        raise _taken()
    return await get(session, user_id)


async def find_credentials(session: AsyncSession, email: str) -> Credentials | None:
    """What to check a password against; None when nobody has this address."""
    found = await session.execute(
        select(User.id, User.password_hash).where(User.email_folded == fold_email(email))
    )
    row = found.one_or_none()
    return None if row is None else Credentials(row.id, row.password_hash)


async def store_hash(session: AsyncSession, user_id: UUID, password_hash: str) -> None:
    """Keep another hash of the same password."""
    await session.execute(
        update(User).where(User.id == user_id).values(password_hash=password_hash)
    )


async def get(session: AsyncSession, user_id: UUID) -> UserAnswer:
    """An account that exists, as it is told to its owner."""
    found = await session.execute(
        select(User.id, User.email, User.verified_at, User.created_at).where(User.id == user_id)
    )
    row = found.one()
    return UserAnswer(
        id=row.id,
        email=row.email,
        verified=row.verified_at is not None,
        created_at=row.created_at,
    )


async def get_by_email(session: AsyncSession, email: str) -> User:
    """The row of an account, by its address in any spelling.

    Raises: Problem USER_UNKNOWN.
    """
    found = await session.execute(select(User).where(User.email_folded == fold_email(email)))
    user = found.scalar_one_or_none()
    if user is None:
        raise Problem(
            Code.USER_UNKNOWN,
            "Nobody has signed up with this address.",
            "Check it for typing errors; `reelyard admin users` lists all.",
        )
    return user


async def ensure_local(session: AsyncSession) -> UUID:
    """The account of this computer: without a password, on plan `own`; made if need be.

    True on return, however many call at once: there is one, and it has a subscription.
    """
    await session.execute(
        insert(User)
        .values(id=func.gen_random_uuid(), email=LOCAL_EMAIL, email_folded=LOCAL_EMAIL)
        .on_conflict_do_nothing(index_elements=[User.email_folded])
    )
    found = await session.execute(select(User.id).where(User.email_folded == LOCAL_EMAIL))
    owner_id = found.scalar_one()
    await session.execute(
        insert(Subscription).values(user_id=owner_id, plan=LOCAL_PLAN).on_conflict_do_nothing()
    )
    return owner_id


async def local_key(session: AsyncSession, held: str | None, entropy: bytes) -> str:
    """The API key by which programs on this computer are its local account.

    `held` is the key that was kept from last time; it stays as long as it is good. Otherwise
    a new one is spelled from `entropy` (`tokens.KEY_ENTROPY_BYTES` of chance), and whatever
    was kept elsewhere is good no more: there is one at a time.
    """
    owner_id = await ensure_local(session)
    await session.execute(select(User.id).where(User.id == owner_id).with_for_update())
    if held is not None and await api_keys.is_good(session, owner_id, held):
        return held
    await session.execute(
        update(ApiKey)
        .where(ApiKey.user_id == owner_id, ApiKey.name == LOCAL_KEY_NAME)
        .where(ApiKey.revoked_at.is_(None))
        .values(revoked_at=func.reelyard_now())
    )
    fresh = tokens.api_key_of(entropy)
    await api_keys.insert_key(session, owner_id, name=LOCAL_KEY_NAME, key=fresh)
    return fresh


def _taken() -> Problem:
    return Problem(
        Code.EMAIL_TAKEN,
        "There is an account with this e-mail address.",
        "Sign in with it, or sign up with another address.",
    )
