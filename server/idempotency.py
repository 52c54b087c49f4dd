"""Keys: the same wish asked twice happens once and is answered alike."""

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from pydantic import BaseModel
from sqlalchemy import BigInteger, bindparam, delete, func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from contract.problems import Code, Problem
from server.ready import Ready
from server.tables import IdempotencyKey

# Longer than a device may stay away with a wish in its outbox.
KEPT = timedelta(days=200)
# What holds the key right now is done within a few hundredths of a second.
IN_FLIGHT_S = 1


@dataclass(frozen=True)
class StoredAnswer:
    """An answer as it was given for a key; the body is JSON."""

    status: int
    headers: dict[str, str]
    body: str


def fingerprint_of(body: BaseModel) -> bytes:
    """What tells one body from another: its meaning, not its spelling.

    Names that hold their default are left out, so that a body means the same after a name was
    added to it.
    """
    plain = body.model_dump(mode="json", exclude_defaults=True)
    spelt = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(spelt.encode()).digest()


_WHICH = (
    IdempotencyKey.owner_id == bindparam("owner_id"),
    IdempotencyKey.route == bindparam("route"),
    IdempotencyKey.key == bindparam("key"),
    IdempotencyKey.created_at > func.reelyard_now() - KEPT,
)
_FIND = Ready(
    select(
        IdempotencyKey.fingerprint,
        IdempotencyKey.status,
        IdempotencyKey.headers,
        IdempotencyKey.body,
    ).where(*_WHICH)
)
_LOCK = Ready(
    select(func.pg_try_advisory_xact_lock(bindparam("number", type_=BigInteger())).label("is_ours"))
)
_ROW = insert(IdempotencyKey)
_STORE = Ready(
    # Only a row that `begin` found too old to count can be in the way.
    _ROW.on_conflict_do_update(
        index_elements=["owner_id", "route", "key"],
        set_={
            "fingerprint": _ROW.excluded.fingerprint,
            "status": _ROW.excluded.status,
            "headers": _ROW.excluded.headers,
            "body": _ROW.excluded.body,
            "created_at": func.reelyard_now(),
        },
    ),
    columns=("owner_id", "route", "key", "fingerprint", "status", "headers", "body"),
)


async def begin(
    session: AsyncSession, owner_id: UUID, route: str, key: str, fingerprint: bytes
) -> StoredAnswer | None:
    """The answer that was given for this key; None when it is ours to give, until the commit.

    Raises: Problem KEY_IN_FLIGHT while another transaction has the key, KEY_REUSED when it was
    given for another body.
    """
    answer = await _find(session, owner_id, route, key, fingerprint)
    if answer is not None:
        return answer
    number = lock_number(str(owner_id), route, key)
    (locked,) = await _LOCK.ask(session, number=number)
    if not locked.is_ours:
        raise Problem(
            Code.KEY_IN_FLIGHT,
            "A request with this Idempotency-Key is being answered right now.",
            "Send it again in a moment; the answer will be the same.",
            retryable=True,
            retry_after_s=IN_FLIGHT_S,
        )
    # Who had the key may have committed between our look and our lock.
    return await _find(session, owner_id, route, key, fingerprint)


async def store(
    session: AsyncSession,
    owner_id: UUID,
    route: str,
    key: str,
    fingerprint: bytes,
    answer: StoredAnswer,
) -> None:
    """Keep a 2xx answer for whoever asks again; call it under the lock of `begin`."""
    assert 200 <= answer.status < 300, "only what was done is remembered"
    await _STORE.ask(
        session,
        owner_id=owner_id,
        route=route,
        key=key,
        fingerprint=fingerprint,
        status=answer.status,
        headers=answer.headers,
        body=answer.body,
    )


async def forget_old(session: AsyncSession) -> int:
    """Delete the answers that nobody may ask for any more; how many they were."""
    gone = await session.execute(
        delete(IdempotencyKey)
        .where(IdempotencyKey.created_at <= func.reelyard_now() - KEPT)
        .returning(IdempotencyKey.key)
    )
    return len(gone.all())


def lock_number(*names: str) -> int:
    """The number of an advisory lock: the same for the same names, in every process."""
    digest = hashlib.sha256("\0".join(names).encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


def key_reused() -> Problem:
    """The problem of a key that already stands for something else."""
    return Problem(
        Code.KEY_REUSED,
        "This Idempotency-Key was used for another body.",
        "Take a new key for every new wish.",
    )


async def _find(
    session: AsyncSession, owner_id: UUID, route: str, key: str, fingerprint: bytes
) -> StoredAnswer | None:
    found = await _FIND.ask(session, owner_id=owner_id, route=route, key=key)
    if not found:
        return None
    (row,) = found
    if bytes(row.fingerprint) != fingerprint:
        raise key_reused()
    return StoredAnswer(row.status, dict(row.headers), row.body)
