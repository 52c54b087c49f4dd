"""Step 2, push: ops on their way, what the server makes of them, what its answer means."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from contract.syncing.hello import Place
from contract.syncing.ops import MOST_OPS, Op
from contract.values import Answer, Value, Whole


class PushBody(Value):
    """`POST /v1/sync/push`: ops with contiguous `n`."""

    device: UUID
    spoken: Annotated[Whole, Field(alias="schema")]
    cursor: Place | None
    mark: Place | None
    ops: Annotated[tuple[Op, ...], Field(min_length=1, max_length=MOST_OPS)]


class OpProblem(Answer):
    """Why an op was refused; it has used up its `n`."""

    code: str
    says: str
    remedy: str


class Ack(Answer):
    """What became of one op: `seq` and `h` when it was applied, else a problem."""

    n: int
    status: Literal["applied", "rejected"]
    seq: int | None = None
    h: str | None = None
    problem: OpProblem | None = None


class PushAnswer(Answer):
    """An ack for each op; `mark` is the highest acknowledged place of this device,
    `offset_ms` how far its clock is ahead of the server's (None when no op told)."""

    acks: tuple[Ack, ...]
    last_n: int
    mark: Place | None
    offset_ms: int | None
