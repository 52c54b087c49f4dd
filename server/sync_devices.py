"""Devices that sync: what each has sent, and what it was answered."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from contract.problems import Code, Problem
from contract.syncing.hello import HelloAnswer, HelloBody, Place, SyncLimits
from contract.syncing.ops import MOST_BATCH_BYTES, MOST_OPS, SCHEMA
from contract.syncing.push import Ack, OpProblem, StoredAck
from contract.text import LONGEST_UPDATE_BYTES
from server import changes, database, rows
from server.idempotency import lock_number
from server.ready import Ready
from server.tables import ServerFact, SyncAck, SyncDevice

LIMITS = SyncLimits(ops=MOST_OPS, bytes=MOST_BATCH_BYTES, update_bytes=LONGEST_UPDATE_BYTES)

# Pushes of one owner come one after the other: each locks rows in an order of its own before it
# locks the end of the log, and makes rows that nobody could have locked.
_LOCK = Ready(
    text(
        """
    WITH held AS MATERIALIZED (SELECT pg_advisory_xact_lock(:number))
    INSERT INTO sync_devices AS mine (owner_id, id, last_n)
    SELECT :owner, :id, 0 FROM held
    ON CONFLICT (owner_id, id) DO UPDATE SET last_n = mine.last_n
    RETURNING last_n, mark_seq, mark_hash, reelyard_now() AS now
    """
    )
)
_MOVE = Ready(
    update(SyncDevice).where(
        SyncDevice.owner_id == bindparam("owner"), SyncDevice.id == bindparam("device")
    ),
    columns=("last_n", "mark_seq", "mark_hash"),
)
_KEEP_ACKS = Ready(
    text(
        """
    INSERT INTO sync_acks (owner_id, device_id, n, fingerprint, seq, hash, problem)
    SELECT :owner, :device, n, decode(fingerprint, 'hex'), seq, decode(hash, 'hex'),
           nullif(problem, 'null')
      FROM jsonb_to_recordset(CAST(:acks AS jsonb)) AS one (
             n bigint, fingerprint text, seq bigint, hash text, problem jsonb)
    """
    )
)


@dataclass(frozen=True)
class Known:
    """What is known of a device: its last op, and its highest acknowledged place; and when
    that was read."""

    last_n: int
    mark: Place | None
    now: datetime


async def greet(session: AsyncSession, owner_id: UUID, body: HelloBody) -> HelloAnswer:
    """Who this server is, and where it and the device stand.

    Raises: Problem OUTDATED, RESYNC.
    """
    first, last = body.spoken
    if not first <= SCHEMA <= last:
        raise outdated()
    end = await changes.read_head(session, owner_id)
    await changes.check_past(session, owner_id, end, body.cursor, body.mark)
    asked = select(SyncDevice.last_n).where(
        SyncDevice.owner_id == owner_id, SyncDevice.id == body.device
    )
    last_n = (await session.execute(asked)).scalar_one_or_none()
    facts = (await session.execute(select(ServerFact.server_id, ServerFact.epoch))).one()
    return HelloAnswer(
        server=facts.server_id,
        epoch=facts.epoch,
        **{"schema": SCHEMA},
        head=end.seq,
        last_n=last_n or 0,
        now_ms=rows.ms_of(await database.now(session)),
        limits=LIMITS,
    )


async def lock(session: AsyncSession, owner_id: UUID, device: UUID) -> Known:
    """What is known of a device, which is now the only one of its owner's that pushes."""
    number = lock_number("pushes", str(owner_id))
    (row,) = await _LOCK.ask(session, number=number, owner=owner_id, id=device)
    mark = None if row.mark_seq is None else Place(seq=row.mark_seq, h=row.mark_hash.hex())
    return Known(row.last_n, mark, row.now)


async def read_acks(
    session: AsyncSession, owner_id: UUID, device: UUID, numbers: Sequence[int]
) -> dict[int, StoredAck]:
    """What was answered to those of these ops that came before."""
    if not numbers:
        return {}
    found = await session.execute(
        select(SyncAck).where(
            SyncAck.owner_id == owner_id,
            SyncAck.device_id == device,
            SyncAck.n.between(min(numbers), max(numbers)),
        )
    )
    return {row.n: StoredAck(row.fingerprint, _ack_of(row)) for row in found.scalars()}


async def keep(
    session: AsyncSession,
    owner_id: UUID,
    device: UUID,
    known: Known,
    acks: Sequence[tuple[bytes, Ack]],
) -> None:
    """Remember how far a locked device has come, and what it is answered: the ops' fingerprints
    with their acks."""
    told = [
        {
            "n": ack.n,
            "fingerprint": fingerprint.hex(),
            "seq": ack.seq,
            "hash": ack.h,
            "problem": ack.problem.model_dump() if ack.problem else None,
        }
        for fingerprint, ack in acks
    ]
    await _KEEP_ACKS.ask(session, owner=owner_id, device=device, acks=json.dumps(told))
    await _MOVE.ask(
        session,
        owner=owner_id,
        device=device,
        last_n=known.last_n,
        mark_seq=known.mark.seq if known.mark else None,
        mark_hash=bytes.fromhex(known.mark.h) if known.mark else None,
    )


def outdated() -> Problem:
    """The problem of a device that speaks no schema of ours."""
    return Problem(
        Code.OUTDATED,
        f"This server speaks schema {SCHEMA} of sync, and the device does not.",
        "Take a newer version of the app; what is on the device stays there.",
    )


def _ack_of(row: SyncAck) -> Ack:
    if row.problem is not None:
        return Ack(n=row.n, status="rejected", problem=OpProblem.model_validate(row.problem))
    h = row.hash.hex() if row.hash is not None else None
    return Ack(n=row.n, status="applied", seq=row.seq, h=h)
