"""Where this device stands with its server: one row, read and written with what it came with."""

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from contract.syncing.hello import Place
from contract.syncing.memory import Memory, ticked
from desktop.models.session import Session
from desktop.models.tables import PROFILE, SYNC_STATE

# What every edit moves stands in columns; the rest is one text.
_HOT = ("device", "last_n", "hlc", "offset_ms")
_PLACES = ("cursor", "mark", "snapshot_at")
_IDS = ("server", "epoch")


def begin(session: Session) -> None:
    """A new store has a device of its own, and nobody's owner id until it is told one."""
    if session.execute(select(SYNC_STATE.c.id)).first() is not None:
        return
    memory = Memory(device=session.new_id())
    row = {"id": 1, "last_rank": 0, "last_wish": 0, **_columns_of(memory)}
    session.execute(insert(SYNC_STATE).values(row))
    session.execute(
        insert(PROFILE).values(
            id=1, store_id=session.new_id(), owner_id=session.new_id(), made_at_ms=session.now_ms()
        )
    )


def load(session: Session) -> Memory:
    """What this device remembers of its talk with the server."""
    if session.memory is None:
        row = session.execute(_ASKED).one()
        session.memory = _memory_of(row)
    return session.memory


def save(session: Session, memory: Memory) -> None:
    """Remember this from now on, once the transaction is committed."""
    session.execute(update(SYNC_STATE).values(_columns_of(memory)))
    session.memory = memory
    session.tell("sync")


def tick(session: Session) -> str:
    """The hlc of a write at this moment, later than all that was seen; it is remembered."""
    memory = ticked(load(session), session.now_ms())
    session.execute(update(SYNC_STATE).values(hlc=memory.hlc))
    session.memory = memory
    return memory.hlc


def give_numbers(session: Session, count: int) -> range:
    """The next numbers for ops, never given again to others."""
    memory = load(session)
    first = memory.last_n + 1
    session.memory = replace(memory, last_n=memory.last_n + count)
    session.execute(update(SYNC_STATE).values(last_n=session.memory.last_n))
    return range(first, first + count)


def next_rank(session: Session) -> int:
    """The place in lists of a row that was edited just now: above all others."""
    raised = update(SYNC_STATE).values(last_rank=SYNC_STATE.c.last_rank + 1)
    rank: int = session.execute(raised.returning(SYNC_STATE.c.last_rank)).scalar_one()
    return PENDING_RANK + rank


def device_of(session: Session) -> UUID:
    """Who writes here."""
    return load(session).device


# Above any number that a server's log may ever reach.
PENDING_RANK = 2**52
_ASKED = select(*(SYNC_STATE.c[name] for name in (*_HOT, "memory")))


def _columns_of(memory: Memory) -> dict[str, Any]:
    rest: dict[str, Any] = {
        name: value for name, value in memory.__dict__.items() if name not in _HOT
    }
    for name in _PLACES:
        rest[name] = rest[name].model_dump() if rest[name] else None
    for name in _IDS:
        rest[name] = str(rest[name]) if rest[name] else None
    return {name: getattr(memory, name) for name in _HOT} | {"memory": json.dumps(rest)}


def _memory_of(row: Any) -> Memory:
    rest = json.loads(row.memory)
    for name in _PLACES:
        rest[name] = Place(**rest[name]) if rest.get(name) else None
    for name in _IDS:
        rest[name] = UUID(rest[name]) if rest.get(name) else None
    return Memory(**{name: getattr(row, name) for name in _HOT}, **rest)
