"""Where this device stands with its server: one row, read and written with what it came with."""

import json
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from contract.syncing.hello import Place
from contract.syncing.memory import Memory, ticked
from desktop.models.session import Session
from desktop.models.tables import PROFILE, SYNC_STATE

# Above any number that a server's log may ever reach.
PENDING_RANK = 2**52
# What every edit moves stands in columns; the rest is one text.
_HOT = ("device", "last_n", "hlc", "offset_ms")
_PLACES = ("cursor", "mark", "snapshot_at")
_IDS = ("server", "epoch")
_UPDATE = update(SYNC_STATE)
_ASKED = select(*(SYNC_STATE.c[name] for name in (*_HOT, "memory", "last_rank")))


@dataclass(frozen=True)
class Stamp:
    """When an edit was made: its hlc, its place in lists (above all others), the clock."""

    hlc: str
    rank: int
    now_ms: int


def begin(session: Session) -> None:
    """A new store has a device id of its own, and an owner id of its own until it is told one."""
    if session.execute(select(SYNC_STATE.c.id)).first() is not None:
        return
    memory = Memory(device=session.new_id())
    row = {"id": 1, "last_rank": 0, "deletions": 0, "may_delete": False, **_columns_of(memory)}
    session.execute(insert(SYNC_STATE).values(row))
    store_id, owner_id = session.new_id(), session.new_id()
    session.execute(
        insert(PROFILE).values(
            id=1, store_id=store_id, owner_id=owner_id, made_at_ms=session.now_ms()
        )
    )


def load(session: Session) -> Memory:
    """What this device remembers of its talk with the server."""
    return _read(session)[0]


def save(session: Session, memory: Memory) -> None:
    """Remember this from now on, once the transaction is committed."""
    session.execute(update(SYNC_STATE).values(_columns_of(memory)))
    session.state = (memory, _read(session)[1])
    session.tell("sync")


def stamp(session: Session) -> Stamp:
    """The moment of an edit, later than all that was seen; it is remembered."""
    memory, last_rank = _read(session)
    now_ms, rank = session.now_ms(), last_rank + 1
    memory = ticked(memory, now_ms)
    session.execute(_UPDATE, {"hlc": memory.hlc, "last_rank": rank})
    session.state = (memory, rank)
    return Stamp(memory.hlc, PENDING_RANK + rank, now_ms)


def give_numbers(session: Session, count: int) -> range:
    """The next numbers for ops, never given again to others."""
    memory, last_rank = _read(session)
    first = memory.last_n + 1
    memory = replace(memory, last_n=memory.last_n + count)
    session.execute(update(SYNC_STATE).values(last_n=memory.last_n))
    session.state = (memory, last_rank)
    return range(first, first + count)


def device_of(session: Session) -> UUID:
    """Who writes here."""
    return load(session).device


def _read(session: Session) -> tuple[Memory, int]:
    if session.state is None:
        row = session.execute(_ASKED).one()
        session.state = (_memory_of(row), row.last_rank)
    return session.state


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
