"""How it stands between this device and its server, as values for a screen."""

from dataclasses import dataclass
from typing import Literal

from contract.problems import Problem
from desktop.models.outbox import Waiting
from desktop.sync.proof import Proof
from desktop.sync.wishing import Held

# "resting": all that could go was answered, all that was heard of is here. "paused": a person is
# asked something first.
State = Literal["resting", "exchanging", "waiting", "signed-out", "outdated", "paused"]
NOTHING_WAITS = Waiting(0, 0, 0, None)


@dataclass(frozen=True)
class Status:
    """`why` is what keeps it from resting, `until_ms` when it is tried again (both moments in ms
    since 1970); `waiting` how much the server has not got; `held` wishes that wait for a limit;
    `is_live` whether news comes by itself; `proof` the last comparison with the server."""

    state: State = "resting"
    why: Problem | None = None
    until_ms: int | None = None
    waiting: Waiting = NOTHING_WAITS
    held: tuple[Held, ...] = ()
    last_exchange_ms: int | None = None
    is_live: bool = False
    proof: Proof | None = None

    @property
    def says(self) -> str:
        """One line for a person."""
        unsent = self.waiting.ops + self.waiting.wishes + self.waiting.files
        match self.state:
            case "exchanging":
                return "Syncing ..."
            case "waiting":
                return f"Offline: {unsent:,} waiting." if unsent else "Offline."
            case "signed-out":
                return f"Signed out: {unsent:,} waiting." if unsent else "Signed out."
            case "outdated":
                return "Needs an update to sync."
            case "paused":
                return "Paused: a question for you."
            case "resting" if self.last_exchange_ms is None:
                return "Not synced yet."
            case "resting":
                return f"{unsent:,} waiting." if unsent else "Everything is on the server."
