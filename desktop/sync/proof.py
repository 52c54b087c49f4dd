"""The proof: both sides hold the same, compared by one number a table at one place of the log."""

from collections.abc import Callable
from dataclasses import dataclass

from contract.syncing.pull import DigestAnswer
from desktop.models import holdings
from desktop.models.storage import Storage
from desktop.sync import refusals
from desktop.sync.async_client import AsyncApiClient

DIGEST_PATH = "/v1/sync/digest"


@dataclass(frozen=True)
class Proof:
    """The server's log had `changes` lines, and at its end `rows` rows were the same on both
    sides; `differing` names the tables that were not. `at_ms` is when, in ms since 1970."""

    changes: int
    rows: int
    differing: tuple[str, ...]
    at_ms: int

    @property
    def holds(self) -> bool:
        """Whether all of it is the same."""
        return not self.differing

    @property
    def says(self) -> str:
        """One line for a person."""
        if self.holds:
            return f"The server holds all {self.changes:,} changes."
        return f"This device and the server differ in: {', '.join(self.differing)}."


async def prove(api: AsyncApiClient, storage: Storage, clock_ms: Callable[[], int]) -> Proof | None:
    """Compare; None when there is nothing to compare yet: something waits here, or came there.

    Raises: Problem SERVER_UNREACHABLE ...
    """
    answer = await api.ask("GET", DIGEST_PATH)
    told = refusals.read_answer(DigestAnswer, answer.body, api.server)
    held = await storage.run_long(holdings.digests)
    if held is None or held.cursor != told.head:
        return None
    ours = {name: (one.count, one.xor) for name, one in held.tables.items() if one.count}
    theirs = {name: (one.count, one.xor) for name, one in told.tables.items() if one.count}
    names = sorted(ours.keys() | theirs.keys())
    return Proof(
        changes=told.head.seq if told.head else 0,
        rows=sum(one.count for one in held.tables.values()),
        differing=tuple(name for name in names if ours.get(name) != theirs.get(name)),
        at_ms=clock_ms(),
    )
