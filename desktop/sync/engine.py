"""The sync engine: when the talk with the server goes on, and what keeps it from doing so.

            news here, hints, a minute passed
    resting ────────────────────────────────▶ exchanging ──▶ resting
                                               │  │  │
       no network, busy, a stranger's answer   │  │  └─▶ paused      until a person has answered
    waiting ◀──────────────────────────────────┘  └────▶ signed-out  until somebody signs in
       until its time, a hint, the network is back       outdated    until it is looked at again

Everything here is one task of an event loop: cancelled, it leaves nothing behind, and what it was
doing begins again from the store.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from random import Random
from typing import Any, Literal, Protocol

from contract.problems import Code, Problem
from desktop.models import arrivals, outbox, sync_state
from desktop.models.news import Changed
from desktop.models.storage import Storage
from desktop.sync.async_client import AsyncApiClient
from desktop.sync.backoff import Backoff
from desktop.sync.events import Hints
from desktop.sync.exchange import Exchange, Moved
from desktop.sync.pausing import Sleep, happens
from desktop.sync.proof import Proof, prove
from desktop.sync.status import State, Status
from desktop.sync.wishing import Wishing

# Without a stream the app asks this often; with one only to be sure that none was missed.
ASK_EVERY_S, ASK_BESIDE_STREAM_EVERY_S = 60.0, 900.0
# Devices that began together do not go on asking together.
JITTER_SHARE = 0.1
# A server is seldom brought up to date while somebody waits for it.
LOOK_AT_OUTDATED_EVERY_S = 3600.0
# The stream of a server that just restarted comes back within seconds.
STREAM_FIRST_S = 2.0

# "send": something waits here. "read": something may have come there. "reached": the server can
# be reached. "asked": a person has answered, or signed in, or does not want to wait.
Reason = Literal["send", "read", "reached", "asked"]
SENDS = frozenset({"outbox", "wish", "media"})


class Transfers(Protocol):
    """Files on their way, beside the talk: it never waits for them, they may wait for it."""

    async def run(self) -> None:
        """Bring files up and down until cancelled."""

    async def bring_once(self) -> None:
        """Bring what waits now."""

    def wake(self) -> None:
        """There may be more to bring."""

    def look_now(self) -> None:
        """A person does not want to wait, or the network is back."""


def system_clock_ms() -> int:
    """This computer's clock, in ms since 1970."""
    return time.time_ns() // 1_000_000


class Engine:
    """Keeps one store and its server alike, for as long as `run` runs.

    `chance` spreads what devices do in time; `sleep` waits that many seconds; `on_status` and
    `on_progress` are called on the loop, the first one whenever `status` is another.
    """

    def __init__(
        self,
        api: AsyncApiClient,
        storage: Storage,
        *,
        chance: Random,
        clock_ms: Callable[[], int] = system_clock_ms,
        sleep: Sleep = asyncio.sleep,
        transfers: Transfers | None = None,
        on_status: Callable[[Status], None] = lambda status: None,
        on_progress: Callable[[dict[str, Any]], None] = lambda bar: None,
    ) -> None:
        self.status = Status()
        self._api, self._storage, self._transfers = api, storage, transfers
        self._chance, self._clock_ms, self._sleep = chance, clock_ms, sleep
        self._on_status = on_status
        self._exchange = Exchange(api, storage, clock_ms)
        self._wishing = Wishing(api, storage, clock_ms)
        self._backoff = Backoff(chance)
        self._hints = Hints(
            api, on_open=self._stream_opened, on_change=self._heard, on_progress=on_progress
        )
        self._reasons: set[Reason] = {"send", "read"}
        self._woken, self._has_news = asyncio.Event(), asyncio.Event()
        self._may_listen, self._listen_now = asyncio.Event(), asyncio.Event()
        self._seen_seq = 0
        self._wait_s: float | None = 0.0

    async def run(self) -> None:
        """Go on until cancelled. On return no task of it is left."""
        loop = asyncio.get_running_loop()

        def hand_over(news: tuple[Changed, ...]) -> None:
            loop.call_soon_threadsafe(self._on_news, news)

        unsubscribe = self._storage.subscribe(hand_over)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._talk_for_ever())
                tasks.create_task(self._listen_for_ever())
                tasks.create_task(self._count_for_ever())
                if self._transfers is not None:
                    tasks.create_task(self._carry_for_ever(self._transfers))
        finally:
            unsubscribe()
            self._show(is_live=False)

    async def sync_once(self) -> Status:
        """One whole talk: all that waits and can go is sent, files first; all that came is here.

        Raises: Problem, whatever kept it from that.
        """
        if self._transfers is not None:
            await self._transfers.bring_once()
        await self._talk({"send", "read", "asked"})
        self._show(state="resting", why=None, last_exchange_ms=self._clock_ms())
        await self._count_waiting()
        return self.status

    async def prove(self) -> Proof | None:
        """Compare with the server; None when there is nothing to compare yet.

        Raises: Problem SERVER_UNREACHABLE ...
        """
        proof = await prove(self._api, self._storage, self._clock_ms)
        if proof is not None:
            self._show(proof=proof)
        return proof

    async def confirm_deletions(self) -> None:
        """A person said yes to what is asked while paused."""
        await self._storage.run(arrivals.confirm_deletions)
        self.look_now()

    def look_now(self) -> None:
        """Somebody signed in, the network is back, a person does not want to wait."""
        self._wake("asked")
        self._listen_now.set()
        if self._transfers is not None:
            self._transfers.look_now()

    def _on_news(self, news: tuple[Changed, ...]) -> None:
        if any(change.of in SENDS for change in news):
            self._has_news.set()
            self._wake("send")
        if self._transfers is not None and any(change.of in ("media", "file") for change in news):
            self._transfers.wake()

    def _heard(self, seq: int) -> None:
        if seq != self._seen_seq:
            self._wake("read")

    def _stream_opened(self) -> None:
        self._show(is_live=True)
        # What happened before it stood was not told.
        self._wake("reached")

    def _wake(self, reason: Reason) -> None:
        self._reasons.add(reason)
        if self._is_heard(reason):
            self._woken.set()

    def _is_heard(self, reason: Reason) -> bool:
        """Whether a reason ends a wait: edits do not make a lost network come back."""
        match self.status.state:
            case "waiting":
                why = self.status.why
                has_asked = why is not None and why.retry_after_s is not None
                return reason == "asked" or (reason == "reached" and not has_asked)
            case "paused":
                return reason in ("send", "asked")
            case "signed-out" | "outdated":
                return reason == "asked"
            case _:
                return True

    async def _talk_for_ever(self) -> None:
        while True:
            self._woken.clear()
            reasons, self._reasons = self._reasons, set()
            await self._count_waiting()
            waiting = self.status.waiting
            # What an answer takes out of the outbox is news, too.
            if reasons != {"send"} or waiting.ops or waiting.wishes:
                await self._try(reasons)
                await self._count_waiting()
            if not any(self._is_heard(reason) for reason in self._reasons):
                await self._pause()

    async def _try(self, reasons: set[Reason]) -> None:
        """Talk, and note how that ended."""
        try:
            await self._talk(reasons)
        except Problem as problem:
            self._not_now(problem)
        except Exception as error:  # noqa: BLE001 - one of the three nets: a bug costs one talk, never the sync
            self._not_now(_bug(error))
        else:
            self._rested(reasons)

    async def _talk(self, reasons: set[Reason]) -> None:
        self._show(state="exchanging")
        sent = await self._exchange.send()
        # A wish that was answered before a resync is over may be one that is sent again.
        memory = await self._storage.run(sync_state.load)
        answered = 0 if memory.resync != "none" else await self._wishing.send_all()
        if reasons - {"send"} or sent != Moved() or answered:
            came = await self._exchange.read()
            if came.came:
                self._wishing.look_for_room()
                await self._wishing.send_all()
        memory = await self._storage.run(sync_state.load)
        self._seen_seq = memory.cursor.seq if memory.cursor else 0

    def _rested(self, reasons: set[Reason]) -> None:
        self._backoff.reset()
        self._may_listen.set()
        every_s = ASK_BESIDE_STREAM_EVERY_S if self.status.is_live else ASK_EVERY_S
        self._wait_s = every_s * (1 + self._chance.uniform(-JITTER_SHARE, JITTER_SHARE))
        now_ms = self._clock_ms()
        for held in self._wishing.held[:1]:
            self._wait_s = min(self._wait_s, max(held.until_ms - now_ms, 0) / 1000)
        last_ms = now_ms if reasons - {"send"} else self.status.last_exchange_ms
        self._show(state="resting", why=None, until_ms=None, last_exchange_ms=last_ms)

    def _not_now(self, problem: Problem) -> None:
        """Note what keeps the talk from going on, and how long."""
        state: State = _STATES.get(problem.code, "waiting")
        match state:
            case "waiting":
                asked_s = problem.retry_after_s
                self._wait_s = self._backoff.next_s(None if asked_s is None else float(asked_s))
            case "outdated":
                self._wait_s = LOOK_AT_OUTDATED_EVERY_S
            case _:
                self._wait_s = None
        if state in ("signed-out", "outdated") or problem.code is Code.OTHER_SERVER:
            self._may_listen.clear()
        else:
            self._may_listen.set()
        until_ms = None if self._wait_s is None else self._clock_ms() + int(1000 * self._wait_s)
        self._show(state=state, why=problem, until_ms=until_ms)

    async def _pause(self) -> None:
        """Until it is time, or somebody has a reason that counts now."""
        if not await happens(self._woken, self._wait_s, self._sleep):
            self._reasons.add("read")

    async def _listen_for_ever(self) -> None:
        backoff = Backoff(self._chance, first_s=STREAM_FIRST_S)
        while True:
            await self._may_listen.wait()
            self._listen_now.clear()
            asked_s = await self._listen()
            if self.status.is_live:
                backoff.reset()
                self._show(is_live=False)
                # From here on nobody tells: the wait is another.
                self._wake("read")
            await happens(self._listen_now, backoff.next_s(asked_s), self._sleep)

    async def _listen(self) -> float | None:
        """Hear a stream to its end, however it ends; return how long the server wants us away."""
        try:
            await self._hints.listen()
        except Problem as problem:
            if problem.code is Code.NOT_SIGNED_IN:
                # The talk finds out what that means.
                self._may_listen.clear()
                self._wake("read")
            return None if problem.retry_after_s is None else float(problem.retry_after_s)
        except Exception:  # noqa: BLE001 - the same net: without a stream the app asks every minute
            return ASK_EVERY_S
        return None

    async def _carry_for_ever(self, transfers: Transfers) -> None:
        while True:
            with suppress(Exception):  # the same net: files are carried again, and edits beside
                await transfers.run()
            await self._sleep(ASK_EVERY_S)

    async def _count_for_ever(self) -> None:
        """What waits is shown as it is, also while nothing can be sent."""
        while True:
            await self._has_news.wait()
            self._has_news.clear()
            await self._count_waiting()

    async def _count_waiting(self) -> None:
        with suppress(Problem):
            waiting = await self._storage.run(outbox.count_waiting)
            self._show(waiting=waiting, held=self._wishing.held)

    def _show(self, **news: Any) -> None:
        status = replace(self.status, **news)
        if status != self.status:
            self.status = status
            self._on_status(status)


_STATES: dict[Code, State] = {
    Code.NOT_SIGNED_IN: "signed-out",
    Code.OUTDATED: "outdated",
    Code.CONFIRM_DELETIONS: "paused",
    Code.OTHER_SERVER: "paused",
}


def _bug(error: Exception) -> Problem:
    problem = Problem(
        Code.INTERNAL_ERROR,
        "Something went wrong in Reelyard itself while it was syncing.",
        "It tries again; what is here is safe. If it stays, report it.",
        retryable=True,
    )
    problem.__cause__ = error
    return problem
