"""What became of wishes, as far as a device can tell once it has read all that the server has."""

from typing import Literal

from contract.generations import LIVE, Status

Wanted = Literal["create", "regenerate", "save", "cancel"]


def is_undone(kind: Wanted, *, is_there: bool, status: Status | None) -> bool:
    """Whether what an answered wish had made is not so: the server was put back to a moment
    between its answer and this, which no place of a device shows. Then it is asked again, under
    its own key. `is_there` when what it made was read, `status` is that of its generation."""
    return not is_there or (kind == "cancel" and status in LIVE)
