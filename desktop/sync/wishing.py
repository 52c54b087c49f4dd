"""Wishes on their way: each after the edits and files it needs, under its own key, until it is
answered or refused. One that must wait or was refused never holds up an edit or another wish."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from contract.problems import Code, Problem
from desktop.models import wishes
from desktop.models.session import Session
from desktop.models.storage import Storage
from desktop.models.wishes import Ready
from desktop.sync import refusals
from desktop.sync.async_client import AsyncApiClient
from desktop.sync.patience import LIMITS
from desktop.sync.reaching import NEVER_LEFT

# When the server does not say how long: what it fails at may be this one wish.
HELD_S = 60
# What surely was not accepted; everything else may have been, and is asked about again.
NOT_ACCEPTED = LIMITS | {Code.NOT_SIGNED_IN}


@dataclass(frozen=True)
class Held:
    """A wish that could go and must wait: what for, and until when (ms since 1970)."""

    wish_id: UUID
    why: Problem
    until_ms: int


class Wishing:
    """Sends the wishes of one store; `clock_ms` is this device's clock."""

    def __init__(self, api: AsyncApiClient, storage: Storage, clock_ms: Callable[[], int]) -> None:
        self._api, self._storage, self._clock_ms = api, storage, clock_ms
        self._held: dict[UUID, Held] = {}

    @property
    def held(self) -> tuple[Held, ...]:
        """Those that wait for a limit to pass, the next one first."""
        return tuple(sorted(self._held.values(), key=lambda one: one.until_ms))

    async def send_all(self) -> int:
        """True on return: no wish is left that can go now. Return how many were answered.

        Raises: Problem NOT_SIGNED_IN, SERVER_UNREACHABLE: nothing can go now.
        """
        answered = 0
        while (ready := await self._next()) is not None:
            answered += await self._send(ready)
        return answered

    def look_for_room(self) -> None:
        """Something of this owner may have ended: who waited for a place need not any longer."""
        for held in self.held:
            if held.why.code is Code.CONCURRENCY_LIMIT:
                del self._held[held.wish_id]

    async def _next(self) -> Ready | None:
        now_ms = self._clock_ms()
        self._held = {id: held for id, held in self._held.items() if held.until_ms > now_ms}
        return await self._storage.run(wishes.next_ready, skip=frozenset(self._held))

    async def _send(self, ready: Ready) -> bool:
        """Whether it was answered, one way or the other."""
        wish_id = ready.wish.id
        if not await self._storage.run(_mark_sent, wish_id):
            return False
        headers = {} if ready.key is None else {"Idempotency-Key": f'"{ready.key}"'}
        try:
            answer = await self._api.ask("POST", ready.path, body=ready.body, headers=headers)
        except Problem as problem:
            return await self._not_accepted(wish_id, problem)
        if not isinstance(answer.body, dict):
            raise refusals.no_answer_of_ours(self._api.server)
        await self._storage.run(wishes.take_in_answer, wish_id, answer.body)
        return True

    async def _not_accepted(self, wish_id: UUID, problem: Problem) -> bool:
        if problem.code in NOT_ACCEPTED or problem.facts.get(NEVER_LEFT):
            await self._storage.run(wishes.mark_unsent, wish_id)
        if problem.code is Code.NOT_SIGNED_IN:
            raise problem
        if not refusals.is_later(problem):
            await self._storage.run(wishes.take_in_answer, wish_id, problem)
            return True
        if problem.code in (Code.SERVER_UNREACHABLE, Code.SERVER_BUSY):
            # Not this wish is the matter: the others would fare no better.
            raise problem
        wait_s = max(problem.retry_after_s or HELD_S, 1)
        self._held[wish_id] = Held(wish_id, problem, self._clock_ms() + 1000 * wait_s)
        return False


def _mark_sent(session: Session, wish_id: UUID) -> bool:
    """False when a person took it back meanwhile."""
    try:
        wishes.mark_sent(session, wish_id)
    except Problem as problem:
        if problem.code is not Code.NOT_FOUND:
            raise
        return False
    return True
