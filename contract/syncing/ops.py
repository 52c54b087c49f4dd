"""Ops: what a device wants, numbered without gaps, as it travels and waits in the outbox."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, JsonValue

from contract.clocks import Hlc
from contract.drafts import Sha256
from contract.tags import LONGEST_TAG_CHARS, MOST_TAGS
from contract.text import LONGEST_DOCUMENT_BYTES
from contract.values import Value, Whole

# Raised when what travels changes its meaning; a device says which ones it speaks.
SCHEMA = 1
# A batch is one transaction: what a phone uploads in a second, and Postgres writes in a moment.
MOST_OPS = 256
MOST_BATCH_BYTES = 2**20
# Base64 of a whole document, which is what a resync sends.
LONGEST_UPDATE_CHARS = 4 * (LONGEST_DOCUMENT_BYTES + 2) // 3
MOST_FIELDS = 64

Edited = Literal["draft", "asset", "placement"]
Number = Annotated[int, Field(ge=1, le=2**53 - 1, strict=True)]
FieldName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
OpTags = Annotated[
    tuple[Annotated[str, Field(max_length=LONGEST_TAG_CHARS)], ...],
    Field(max_length=10 * MOST_TAGS),
]


class SetOp(Value):
    """Fields of a row, last writer wins. The first one makes the row; `deleted_at` null
    restores it. `by` names whose write it was when a device re-sends what it holds."""

    n: Number
    kind: Literal["set"] = "set"
    of: Edited
    id: UUID
    hlc: Hlc
    fields: Annotated[dict[FieldName, JsonValue], Field(min_length=1, max_length=MOST_FIELDS)]
    by: UUID | None = None


class TextOp(Value):
    """A Yjs update (v1, base64) of a draft's two texts, with its sha256. `whole` when it is
    all that a device holds of them."""

    n: Number
    kind: Literal["text"] = "text"
    of: Literal["draft"] = "draft"
    id: UUID
    update: Annotated[str, Field(max_length=LONGEST_UPDATE_CHARS)]
    sha256: Sha256
    whole: bool = False


class TagsOp(Value):
    """Tags put on and taken off. `remove` erases what was put on up to `seen`, and what this
    device itself put on before. `whole` when it is all that a device holds of them."""

    n: Number
    kind: Literal["tags"] = "tags"
    of: Literal["draft", "asset"]
    id: UUID
    add: OpTags = ()
    remove: OpTags = ()
    seen: Whole = 0
    whole: bool = False


Op = Annotated[SetOp | TextOp | TagsOp, Field(discriminator="kind")]


def is_resend(op: Op) -> bool:
    """Whether an op only repeats what a device holds; a resync that begins anew drops it."""
    return op.by is not None if isinstance(op, SetOp) else op.whole
