"""News: what a committed transaction changed, told to whoever draws or sends it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Of = Literal[
    "draft",
    "placement",
    "media",
    "generation",
    "asset",
    "usage",
    "outbox",
    "wish",
    "dead_letter",
    "sync",
    "file",
]


@dataclass(frozen=True)
class Changed:
    """Rows of one kind that are no longer what they were. A draft counts as changed when its
    placements did. Without ids: any of them may have changed (usage and sync have none)."""

    of: Of
    ids: frozenset[UUID] = frozenset()


# Called on the storage thread right after the commit: hand it on, and return at once.
Listener = Callable[[tuple[Changed, ...]], None]
