"""What a device does about what was refused, and about rows that the server has no more."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from contract.syncing.ops import Op, TextOp, is_resend
from contract.syncing.push import OpProblem, wants_whole_row
from contract.syncing.rows import RowOf

# "send": all that is held of it goes to the server again. "trash": it lies in this device's own
# trash, all of it still here. "remove": it goes.
Fate = Literal["send", "trash", "remove"]


@dataclass(frozen=True)
class Refusals:
    """Refused ops: `again` go behind all of their rows, which are sent (again) first; `given_up`
    lie with the dead letters. What is in neither is forgotten: nobody wrote it just now."""

    again: tuple[Op, ...]
    given_up: tuple[tuple[Op, OpProblem], ...]


def sort_refusals(rejected: Sequence[tuple[Op, OpProblem]], tried: Collection[int]) -> Refusals:
    """What becomes of refused ops. `tried` are the numbers of those that stood behind all of
    their row already: once is enough, else a row that this server never takes is sent for ever.

    Words that build upon refused ones are given up with them, for the same reason.
    """
    again: list[Op] = []
    given_up: list[tuple[Op, OpProblem]] = []
    refused: dict[UUID, OpProblem] = {}
    for op, problem in rejected:
        if goes_along(op, refused):
            given_up.append((op, refused[op.id]))
        elif wants_whole_row(op, problem) and op.n not in tried:
            again.append(op)
        elif op.of == "asset" and is_resend(op):
            # The wish that saved it is asked again, and the row takes this along then.
            continue
        else:
            given_up.append((op, problem))
            if isinstance(op, TextOp):
                refused[op.id] = problem
    return Refusals(tuple(again), tuple(given_up))


def goes_along(op: Op, refused: Collection[UUID]) -> bool:
    """Whether an op builds upon a text that was refused before it, in a draft of these."""
    return isinstance(op, TextOp) and op.id in refused


def fate_of_missing(of: RowOf, *, is_waited_for: bool, is_emptied: bool) -> Fate:
    """What becomes of a row that the server has no more. `is_waited_for` when an edit of it
    waits; `is_emptied` when it lay in the trash here as well, and that was emptied there.

    No edit makes an asset anew: its edits are refused, and lie with the dead letters.
    """
    if is_waited_for and of != "asset":
        return "send"
    return "remove" if is_emptied and not is_waited_for else "trash"
