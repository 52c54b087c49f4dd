"""The outbox: ops in the order they were made, until each one's own acknowledgement.

An op gets its number when it is first put into a batch. So one that waits for a file never leaves
a gap, and a device that has to number anew only forgets what it had given.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import JsonValue

from contract.syncing.hello import SyncLimits
from contract.syncing.ops import Op
from contract.syncing.rows import RowOf
from desktop.models.session import Session


@dataclass(frozen=True)
class Waiting:
    """How much this device has that the server has not: ops, wishes, files that must come
    first, and since when the oldest of them waits (ms since 1970)."""

    ops: int
    wishes: int
    files: int
    since_ms: int | None


@dataclass(frozen=True)
class WaitingOp:
    """An op in words a screen can use: what it is about, how it stands."""

    position: int
    of: RowOf
    of_id: UUID
    kind: str
    names: tuple[str, ...]
    at_ms: int
    is_sent: bool
    waits_for_media: str | None


def add_set(
    session: Session, of: RowOf, of_id: UUID, hlc: str, fields: Mapping[str, JsonValue]
) -> Op:
    """Fields were written. The op is stored with the transaction; it is returned as sent later,
    but for its number."""
    raise NotImplementedError


def add_text(session: Session, draft_id: UUID, update: bytes) -> Op:
    """A draft's text was edited by this update."""
    raise NotImplementedError


def add_tags(
    session: Session, of: RowOf, of_id: UUID, add: Sequence[str], remove: Sequence[str], seen: int
) -> Op:
    """Tags were put on and taken off."""
    raise NotImplementedError


def next_batch(session: Session, limits: SyncLimits) -> tuple[Op, ...]:
    """The oldest ops that can go, numbered without gaps; empty when none can.

    What was numbered before comes again, word for word. An op that mentions a file the server
    does not hold waits for it, and with it what else is about the same row.
    """
    raise NotImplementedError


def pending(session: Session, of: RowOf, of_id: UUID) -> tuple[Op, ...]:
    """What waits about one row, in order; one without a number has the largest there is."""
    raise NotImplementedError


def count_waiting(session: Session) -> Waiting:
    """How much is unsent: what a person is told before signing out."""
    raise NotImplementedError


def list_waiting(session: Session, *, limit: int = 200) -> tuple[WaitingOp, ...]:
    """What waits, the oldest first."""
    raise NotImplementedError


def forget_numbers(session: Session) -> int:
    """All ops get new numbers when they are next sent; return how many wait."""
    raise NotImplementedError


def remove(session: Session, ns: Iterable[int]) -> None:
    """These were acknowledged."""
    raise NotImplementedError
