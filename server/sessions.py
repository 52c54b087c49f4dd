"""Sessions: a sign-in and the tokens that follow from it, each turn's from the one before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from server import database, tokens
from server.sign_in_attempts import WINDOW_S
from server.tables import AccessToken, RefreshToken, Session, SignInFailure
from server.tokens import ACCESS_S, GRACE_S, REFRESH_IDLE_S

FIRST_TURN = 0
# A sweep after a long pause must not hold a transaction open for long.
SWEPT_AT_ONCE = 10_000


@dataclass(frozen=True)
class Granted:
    """What a sign-in or a refresh gives; `expires_in_s` is what is left of the access token."""

    user_id: UUID
    device_id: UUID | None
    access_token: str
    refresh_token: str
    expires_in_s: int


@dataclass(frozen=True)
class Turn:
    """A refresh token that is presented, read under its session's lock."""

    session_id: UUID
    user_id: UUID
    device_id: UUID | None
    turn: int
    rotated_at: datetime | None
    expires_at: datetime
    revoked_at: datetime | None


@dataclass(frozen=True)
class After:
    """What became of the turn after it, and what time it is."""

    now: datetime
    is_waiting: bool | None
    access_expires_at: datetime | None


class Verdict(Enum):
    """What a presented refresh token is worth."""

    ROTATE = auto()
    REPEAT = auto()
    REFUSE = auto()
    REVOKE = auto()


def judge(turn: Turn, after: After) -> Verdict:
    """What to do with a refresh token.

    A token that was rotated is answered as before for `GRACE_S`, as long as nobody has used
    that answer: they who did have heard it. Any other use of it means that two hold the same
    session, and nobody can say which of them is its owner. Under another secret than the
    answer was made with, it cannot be given again, and nobody has done wrong.
    """
    if turn.revoked_at is not None:
        return Verdict.REFUSE
    if turn.rotated_at is not None:
        is_in_grace = after.now - turn.rotated_at <= timedelta(seconds=GRACE_S)
        if not (is_in_grace and after.is_waiting):
            return Verdict.REVOKE
        return Verdict.REFUSE if after.access_expires_at is None else Verdict.REPEAT
    return Verdict.ROTATE if turn.expires_at > after.now else Verdict.REFUSE


async def start(
    session: AsyncSession, secret: str, *, session_id: UUID, user_id: UUID, device_id: UUID | None
) -> Granted:
    """Sign a user in: a new session in its first turn."""
    await session.execute(
        insert(Session).values(id=session_id, user_id=user_id, device_id=device_id)
    )
    pair = await _insert_turn(session, secret, session_id, FIRST_TURN, await database.now(session))
    return Granted(user_id, device_id, pair.access, pair.refresh, ACCESS_S)


async def refresh(session: AsyncSession, secret: str, token: str) -> Granted | None:
    """The next turn's tokens for this turn's refresh token, however many ask at once.

    None when the token is unknown, expired, of a revoked session, or used again too late: that
    revokes its session, so commit either way.
    """
    turn = await _find_turn(session, token)
    if turn is None:
        return None
    pair = tokens.pair_of(secret, turn.session_id, turn.turn + 1)
    after = await _look_after(session, turn, pair.access)
    match judge(turn, after):
        case Verdict.ROTATE:
            await session.execute(
                update(RefreshToken)
                .where(RefreshToken.hash == tokens.hash_of(token))
                .values(rotated_at=after.now)
            )
            await _insert_turn(session, secret, turn.session_id, turn.turn + 1, after.now)
            left_s = ACCESS_S
        case Verdict.REPEAT:
            left_s = _left_s(after)
        case Verdict.REVOKE:
            await _revoke(session, Session.id == turn.session_id, because="refresh-reused")
            return None
        case Verdict.REFUSE:
            return None
    return Granted(turn.user_id, turn.device_id, pair.access, pair.refresh, left_s)


async def revoke_held(session: AsyncSession, token: str) -> None:
    """End the session of an access or refresh token, of whichever turn; unknown ones: nothing."""
    known = tokens.hash_of(token)
    by_access = select(AccessToken.session_id).where(AccessToken.hash == known)
    by_refresh = select(RefreshToken.session_id).where(RefreshToken.hash == known)
    await _revoke(session, Session.id.in_(by_access.union_all(by_refresh)), because="signed-out")


async def revoke_of_devices(
    session: AsyncSession, user_id: UUID, device_ids: Sequence[UUID]
) -> None:
    """End all sessions that a user has on these devices."""
    await _revoke(
        session,
        and_(Session.user_id == user_id, Session.device_id.in_(device_ids)),
        because="device-forgotten",
    )


async def sweep(session: AsyncSession) -> int:
    """Delete what can no longer matter: expired tokens, sessions without any, old failures.

    At most `SWEPT_AT_ONCE` rows of a kind; returns how many, so that a caller may go on.
    """
    now = await database.now(session)
    gone = 0
    for key, is_dead in (
        (AccessToken.hash, AccessToken.expires_at <= now),
        (RefreshToken.hash, RefreshToken.expires_at <= now),
        (Session.id, ~exists().where(RefreshToken.session_id == Session.id)),
        (SignInFailure.id, SignInFailure.failed_at <= now - timedelta(seconds=WINDOW_S)),
    ):
        # Whatever somebody is at work on goes next time: a sweep waits for nobody.
        dead = select(key).where(is_dead).limit(SWEPT_AT_ONCE).with_for_update(skip_locked=True)
        swept = await session.execute(
            delete(key.class_).where(key.in_(dead)).returning(key),
            execution_options={"synchronize_session": False},
        )
        gone += len(swept.all())
    return gone


def _left_s(after: After) -> int:
    """Whole seconds that the access token of an answer given again still holds."""
    assert after.access_expires_at is not None
    return max(0, int((after.access_expires_at - after.now).total_seconds()))


async def _find_turn(session: AsyncSession, token: str) -> Turn | None:
    """The turn of a refresh token, its session locked until the commit.

    Both rows are locked, so that who waited reads both as the one before has left them.
    """
    found = await session.execute(
        select(
            RefreshToken.session_id,
            Session.user_id,
            Session.device_id,
            RefreshToken.turn,
            RefreshToken.rotated_at,
            RefreshToken.expires_at,
            Session.revoked_at,
        )
        .join(Session, Session.id == RefreshToken.session_id)
        .where(RefreshToken.hash == tokens.hash_of(token))
        .with_for_update(of=[Session, RefreshToken], key_share=True)
    )
    row = found.one_or_none()
    return None if row is None else Turn(**row._asdict())


async def _look_after(session: AsyncSession, turn: Turn, next_access: str) -> After:
    """What came after a locked turn; the time is that after the wait for the lock."""
    clock = select(func.reelyard_now().label("now")).subquery()
    successor = aliased(RefreshToken)
    found = await session.execute(
        select(
            clock.c.now,
            successor.rotated_at.is_(None) & successor.hash.is_not(None),
            AccessToken.expires_at,
        )
        .select_from(clock)
        .outerjoin(
            successor,
            and_(successor.session_id == turn.session_id, successor.turn == turn.turn + 1),
        )
        .outerjoin(AccessToken, AccessToken.hash == tokens.hash_of(next_access))
    )
    now, is_waiting, access_expires_at = found.one()
    return After(now, is_waiting, access_expires_at)


async def _insert_turn(
    session: AsyncSession, secret: str, session_id: UUID, turn: int, now: datetime
) -> tokens.Pair:
    pair = tokens.pair_of(secret, session_id, turn)
    await session.execute(
        insert(RefreshToken).values(
            hash=tokens.hash_of(pair.refresh),
            session_id=session_id,
            turn=turn,
            expires_at=now + timedelta(seconds=REFRESH_IDLE_S),
        )
    )
    await session.execute(
        insert(AccessToken).values(
            hash=tokens.hash_of(pair.access),
            session_id=session_id,
            expires_at=now + timedelta(seconds=ACCESS_S),
        )
    )
    return pair


async def _revoke(session: AsyncSession, which: ColumnElement[bool], *, because: str) -> None:
    await session.execute(
        update(Session)
        .where(which, Session.revoked_at.is_(None))
        .values(revoked_at=func.reelyard_now(), revoked_because=because)
    )
