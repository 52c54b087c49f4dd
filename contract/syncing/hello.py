"""Step 1, hello: who speaks, which schema, where each of them stands."""

from collections.abc import Mapping
from typing import Annotated
from uuid import UUID

from pydantic import Field

from contract.drafts import Sha256
from contract.problems import Code, Problem
from contract.values import Answer, Value, Whole


class Place(Value):
    """A place in an owner's log: a number, and the hash of all lines up to it."""

    seq: Whole
    h: Sha256


class HelloBody(Value):
    """`POST /v1/sync/hello`; `schema` is the first and the last one that the device speaks."""

    device: UUID
    spoken: Annotated[tuple[Whole, Whole], Field(alias="schema")]
    cursor: Place | None
    mark: Place | None


class SyncLimits(Answer):
    """What one request may hold: ops, bytes of a batch, bytes of one update."""

    ops: int
    bytes: int
    update_bytes: int


class HelloAnswer(Answer):
    """`server` is which one this is, `last_n` the last op of this device that it knows."""

    server: UUID
    epoch: UUID
    spoken: Annotated[int, Field(alias="schema")]
    head: int
    last_n: int
    now_ms: int
    limits: SyncLimits


# The hash of a log without a line.
START_HASH = bytes(32)


def refuse_other_past(
    cursor: Place | None,
    mark: Place | None,
    *,
    head: int,
    kept_from: int,
    hash_at: Mapping[int, str],
) -> None:
    """Both places of a device lie in this log: its past is the server's.

    `kept_from` is the first number that was not swept away, `hash_at` knows the hashes at the
    numbers of both places, as far as they are kept. A mark older than that says nothing, for a
    cursor that matches vouches for all before it. Another past counts more than a forgotten one.

    Raises: Problem RESYNC, with the reason `history` or `horizon`.
    """
    kept = [place for place in (cursor, mark) if place and place.seq >= kept_from]
    if any(_is_elsewhere(place, head, hash_at) for place in kept):
        raise _resync("history")
    vouching = cursor or mark
    if vouching is not None and vouching.seq < kept_from:
        raise _resync("horizon")


def _is_elsewhere(place: Place, head: int, hash_at: Mapping[int, str]) -> bool:
    known = START_HASH.hex() if place.seq == 0 else hash_at.get(place.seq)
    return place.seq > head or known != place.h


def _resync(reason: str) -> Problem:
    return Problem(
        Code.RESYNC,
        "This server and this device remember different things.",
        "Send what you hold, then read everything.",
        facts={"reason": reason},
    )
