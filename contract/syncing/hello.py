"""Step 1, hello: who speaks, which schema, where each of them stands."""

from typing import Annotated
from uuid import UUID

from pydantic import Field

from contract.drafts import Sha256
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
