"""What a device remembers of its talk with the server, and what each answer makes of that.

Every function returns the next memory and the next step; the device stores the one in the
transaction of what it took in, and goes on with the other.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal
from uuid import UUID

from contract.clocks import NEVER, clamped, tick
from contract.problems import Code, Problem
from contract.syncing.hello import HelloAnswer, HelloBody, Place
from contract.syncing.ops import SCHEMA
from contract.syncing.pull import Change, PullAnswer, SnapshotAnswer
from contract.syncing.push import PushAnswer

# "fork": take a new device id (`forked`). "resend": put all that is held before what waits
# (`resent`). "hello": greet (again). The others are requests of these names.
Step = Literal["hello", "fork", "resend", "push", "snapshot", "pull", "rest"]
# "history": the server has another past than this device. "horizon": it has forgotten too much.
Resync = Literal["none", "history", "horizon"]


@dataclass(frozen=True)
class Memory:
    """`cursor` is how far the log was read, `mark` the latest place that anything here is of: of
    an acknowledged push, or of rows that came newer than their page's end. `last_n` is the last
    number that this device gave to an op, `acked_n` the last one that was answered. `hlc` is the
    latest that was seen or written, `offset_ms` how far the device's clock is ahead of the
    server's. While a resync goes on, `is_resent` says that what is held stands in the outbox, and
    `snapshot_cursor`, `snapshot_at` how far the snapshot was read."""

    device: UUID
    server: UUID | None = None
    epoch: UUID | None = None
    cursor: Place | None = None
    mark: Place | None = None
    last_n: int = 0
    acked_n: int = 0
    hlc: str = NEVER
    offset_ms: int = 0
    resync: Resync = "none"
    is_resent: bool = False
    snapshot_cursor: str | None = None
    snapshot_at: Place | None = None

    @property
    def presented(self) -> Place | None:
        """The cursor that hello and push show: while a first snapshot is still read, the place
        that it was taken at, for what was read of it must have the server's past as well."""
        return self.cursor or self.snapshot_at


@dataclass(frozen=True)
class Next:
    """What a device remembers from now on, and what it does next."""

    memory: Memory
    step: Step


def hello_of(memory: Memory) -> HelloBody:
    """The greeting of a device."""
    return HelloBody.model_validate(
        {
            "device": memory.device,
            "schema": (SCHEMA, SCHEMA),
            "cursor": memory.presented,
            "mark": memory.mark,
        }
    )


def ticked(memory: Memory, clock_ms: int) -> Memory:
    """The same with a later hlc, for a write at this moment of the device's clock."""
    return replace(memory, hlc=tick(memory.hlc, clock_ms - memory.offset_ms))


def after_hello(memory: Memory, answer: HelloAnswer, *, clock_ms: int) -> Next:
    """Who answered, and what to do with what waits. `clock_ms` is the device's clock now.

    Raises: Problem OTHER_SERVER.
    """
    if memory.server not in (None, answer.server):
        raise _other_server()
    greeted = replace(
        memory,
        server=answer.server,
        epoch=answer.epoch,
        offset_ms=clock_ms - answer.now_ms,
        hlc=clamped(memory.hlc, answer.now_ms),
    )
    if memory.epoch not in (None, answer.epoch) and memory.resync == "none":
        greeted = _resyncing(greeted, "history")
    if answer.last_n > memory.last_n:
        # This device was restored from a copy: under its own name it said more than it knows of.
        return Next(greeted, "fork")
    if answer.last_n < memory.acked_n:
        # It forgot what it acknowledged, whatever else it forgot.
        return Next(_resyncing(greeted, "history"), "resend")
    if greeted.resync != "none":
        return Next(greeted, "push" if greeted.is_resent else "resend")
    return Next(greeted, "push")


def forked(memory: Memory, device: UUID, waiting: int) -> Memory:
    """A new name; all that waits in the outbox is numbered anew, from 1."""
    return replace(memory, device=device, last_n=waiting, acked_n=0)


def resent(memory: Memory, last_n: int, in_outbox: int) -> Memory:
    """What is held stands in the outbox before what waited, numbered from `last_n` + 1, the last
    number that the server knows; in the horizon's case only what waited does."""
    return replace(memory, last_n=last_n + in_outbox, acked_n=last_n, is_resent=True)


def repacked(memory: Memory, in_outbox: int) -> Memory:
    """The outbox was numbered anew, from `acked_n` + 1: an op that was never sent left it, or
    others came before. What was sent and not answered keeps its number, else it is a fork."""
    return replace(memory, last_n=memory.acked_n + in_outbox)


def after_push(memory: Memory, answer: PushAnswer) -> Next:
    """The mark moves to what the server acknowledged; go on pushing until nothing waits.

    Where all was refused, the answer's mark is of an earlier push, and perhaps of one whose line
    the server has swept away since.
    """
    is_applied = any(ack.status == "applied" for ack in answer.acks)
    mark = _later(memory.mark, answer.mark) if is_applied else memory.mark
    acked_n = max(memory.acked_n, min(answer.last_n, memory.last_n))
    return Next(replace(memory, mark=mark, acked_n=acked_n), "push")


def after_pushing(memory: Memory) -> Next:
    """Nothing waits any more, or what waits must wait on: what others did comes now. A device
    that has read nothing yet, or must begin anew, reads all rows instead of the whole log."""
    return Next(memory, "snapshot" if memory.cursor is None else "pull")


def after_page(memory: Memory, page: PullAnswer) -> Next:
    """The cursor moves to the end of a page that was taken in."""
    mark = _later(memory.mark, page.as_of)
    seen = replace(_seen(memory, page.changes), cursor=page.next or memory.cursor, mark=mark)
    return Next(seen, "pull" if page.more else "rest")


def after_snapshot(memory: Memory, page: SnapshotAnswer) -> Next:
    """A page of the snapshot was taken in; after the last one the resync is over, and reading
    goes on from where the snapshot was taken. (In a resync, what was in none of its pages and
    does not wait in the outbox goes to the local trash with the last one.)"""
    at = memory.snapshot_at if memory.snapshot_cursor is not None else page.at
    seen = replace(
        _seen(memory, page.changes),
        mark=_later(memory.mark, page.as_of),
        snapshot_cursor=page.next_cursor,
        snapshot_at=at,
    )
    if page.next_cursor is not None:
        return Next(seen, "snapshot")
    over = replace(seen, cursor=at, resync="none", is_resent=False, snapshot_at=None)
    return Next(over, "pull")


def after_conflict(memory: Memory, code: str, reason: str | None = None) -> Next | None:
    """What a 409 of hello, push or pull means; None when it is none of sync.

    `resync` drops cursor and mark. So does `gap`: only a server that forgot what it acknowledged
    misses a number, for a device numbers without gaps and sends in order.
    """
    if code == Code.DEVICE_FORK:
        return Next(memory, "fork")
    if code == Code.RESYNC:
        kind: Resync = "horizon" if reason == "horizon" else "history"
        return Next(_resyncing(memory, kind), "hello")
    if code == Code.GAP:
        return Next(_resyncing(memory, "history"), "hello")
    return None


def _resyncing(memory: Memory, kind: Resync) -> Memory:
    """All from the beginning. What is only horizon so far may turn out to be history."""
    return replace(
        memory,
        cursor=None,
        mark=None,
        resync=kind,
        is_resent=False,
        snapshot_cursor=None,
        snapshot_at=None,
    )


def _later(one: Place | None, other: Place | None) -> Place | None:
    """The later of two places of one log."""
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda place: place.seq)


def _seen(memory: Memory, changes: Iterable[Change]) -> Memory:
    """Whatever this device writes next is later than all that it saw."""
    stamps = (one.hlc for change in changes for one in (change.fields or {}).values())
    return replace(memory, hlc=max(memory.hlc, *stamps, NEVER))


def _other_server() -> Problem:
    return Problem(
        Code.OTHER_SERVER,
        "Another server answers at this address than the one these drafts belong to.",
        "Sign in there to use it; what is here stays, and is sent once the first one answers.",
    )
