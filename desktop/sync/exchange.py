"""One talk with the server: hello, push, then pull or a snapshot.

What is decided is decided by `contract.syncing`; here it is only loaded, asked, stored. Every step
is one request and then one transaction, so that it may break off anywhere and begin again.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from pydantic import BaseModel

from contract.problems import Code, Problem
from contract.syncing import memory as memories
from contract.syncing.hello import HelloAnswer, Place, SyncLimits
from contract.syncing.memory import Memory, Next, Step
from contract.syncing.ops import SCHEMA, Op
from contract.syncing.pull import USUAL_CHANGES, PullAnswer, SnapshotAnswer
from contract.syncing.push import Ack, OpProblem, PushAnswer, PushBody
from desktop.models import arrivals, outbox, sync_state, wishes
from desktop.models.arrivals import GENTLE_CHANGES, HeldBack
from desktop.models.session import Session
from desktop.models.storage import Storage
from desktop.sync import garbage, refusals
from desktop.sync.async_client import AsyncApiClient

Told = TypeVar("Told", bound=BaseModel)

HELLO_PATH, PUSH_PATH = "/v1/sync/hello", "/v1/sync/push"
PULL_PATH, SNAPSHOT_PATH = "/v1/sync/pull", "/v1/sync/snapshot"
# A fork, a resync and a second one on top of it are five; a server that goes on like this for
# longer does not know what it wants, and is asked again later.
MOST_CONFLICTS = 8
# What is refused for what it is, however often it is sent.
FINAL = frozenset({Code.INVALID_BODY, Code.BODY_TOO_LARGE})


@dataclass(frozen=True)
class Moved:
    """How much a talk has moved: ops that were answered, rows that came."""

    answered: int = 0
    came: int = 0


class Exchange:
    """The talk of one store with its server; one at a time. `clock_ms` is this device's clock."""

    def __init__(self, api: AsyncApiClient, storage: Storage, clock_ms: Callable[[], int]) -> None:
        self.moved = Moved()
        self._api, self._storage, self._clock_ms = api, storage, clock_ms
        # What hello said; None when it is to be said (again).
        self._limits: SyncLimits | None = None
        self._last_n = 0
        # Of a batch that failed half is sent the next time: a slow line carries it, and what
        # cannot be taken is found.
        self._most_ops: int | None = None
        self._conflicts = 0

    async def send(self) -> Moved:
        """True on return: what waited and can go was answered. Return how much moved.

        Raises: Problem, as the server words it, SERVER_UNREACHABLE, OTHER_SERVER, OUTDATED ...
        """
        self.moved, self._conflicts = Moved(), 0
        await self._go_on("push", until=("pull", "snapshot", "rest"))
        return self.moved

    async def read(self) -> Moved:
        """True on return: all that others did stands in the store, and what waited was sent.

        Raises: as `send`; CONFIRM_DELETIONS.
        """
        self.moved, self._conflicts = Moved(), 0
        memory = await self._storage.run(sync_state.load)
        await self._go_on(memories.after_pushing(memory).step, until=("rest",))
        # What came may make something wait here: a row of which this device knows more.
        while (await self._storage.run(outbox.count_waiting)).ops:
            before = self.moved.answered
            await self._go_on("push", until=("rest",))
            if self.moved.answered == before:
                break
        return self.moved

    async def _go_on(self, step: Step, until: tuple[Step, ...]) -> None:
        if self._limits is None:
            step = "hello"
        try:
            while step not in until:
                step = await self._take(step)
        except BaseException:
            # Whatever it was: who begins again says hello.
            self._limits = None
            raise

    async def _take(self, step: Step) -> Step:
        try:
            match step:
                case "hello":
                    return await self._hello()
                case "fork":
                    await self._storage.run(arrivals.fork)
                    return "hello"
                case "resend":
                    await self._storage.run_long(arrivals.put_whole_state, self._last_n)
                    return "push"
                case "push":
                    return await self._push()
                case "pull":
                    with garbage.looked_for_rarely():
                        return await self._pull()
                case "snapshot":
                    with garbage.looked_for_rarely():
                        return await self._snapshot()
                case "rest":
                    raise AssertionError("nobody goes on from there")
        except Problem as problem:
            return await self._after(problem)

    async def _hello(self) -> Step:
        memory = await self._storage.run(sync_state.load)
        body = memories.hello_of(memory).model_dump(mode="json", by_alias=True)
        try:
            answer = await self._post(HELLO_PATH, body, HelloAnswer)
        except Problem as problem:
            raise _server_too_old() if problem.code is Code.NOT_FOUND else problem from problem
        self._limits, self._last_n = answer.limits, answer.last_n
        return await self._storage.run(_greet, answer, self._clock_ms())

    async def _push(self) -> Step:
        assert self._limits is not None
        most_ops = min(self._limits.ops, self._most_ops or self._limits.ops)
        limits = self._limits.model_copy(update={"ops": most_ops})
        memory, batch = await self._storage.run(_load_batch, limits)
        if not batch:
            return await self._after_pushing(memory)
        try:
            answer = await self._post(
                PUSH_PATH, _body_of(memory, batch), PushAnswer, is_packed=True
            )
        except Problem as problem:
            return await self._not_pushed(batch, problem)
        answered = {ack.n for ack in answer.acks} & {op.n for op in batch}
        if not answered:
            raise refusals.no_answer_of_ours(self._api.server)
        self._most_ops = None if self._most_ops is None else 2 * self._most_ops
        step = (await self._storage.run(arrivals.take_in_acks, batch, answer)).step
        self.moved = replace(self.moved, answered=self.moved.answered + len(answered))
        return step

    async def _not_pushed(self, batch: tuple[Op, ...], problem: Problem) -> Step:
        """Nothing of a batch was taken. What is refused for good is looked for, one by one."""
        if problem.code not in FINAL:
            if refusals.is_later(problem):
                self._most_ops = max(1, len(batch) // 2)
            raise problem
        if len(batch) > 1:
            self._most_ops = 1
        else:
            await self._storage.run(_put_aside, batch[0], problem)
        return "push"

    async def _after_pushing(self, memory: Memory) -> Step:
        unread = await self._storage.run(arrivals.drafts_to_read_anew)
        if unread and memory.resync == "none":
            return await self._storage.run(_read_all_anew)
        return memories.after_pushing(memory).step

    async def _pull(self) -> Step:
        memory = await self._storage.run(sync_state.load)
        # Somebody may be typing: little at first, and much once there turns out to be more.
        is_first = self.moved.came == 0 and memory.cursor is not None
        asked: dict[str, Any] = {"limit": GENTLE_CHANGES if is_first else USUAL_CHANGES}
        if memory.cursor is not None:
            asked |= {"after": memory.cursor.seq, "h": memory.cursor.h}
        if memory.mark is not None:
            asked["mark"] = _spelled(memory.mark)
        page = await self._get(PULL_PATH, asked, PullAnswer)
        if page.more and not page.changes:
            raise refusals.no_answer_of_ours(self._api.server)
        taken = await self._storage.run_long(arrivals.take_in_page, page)
        return self._taken(taken, len(page.changes))

    async def _snapshot(self) -> Step:
        memory = await self._storage.run(sync_state.load)
        asked: dict[str, Any] = {"limit": USUAL_CHANGES}
        if memory.snapshot_cursor is not None:
            asked["cursor"] = memory.snapshot_cursor
        try:
            page = await self._get(SNAPSHOT_PATH, asked, SnapshotAnswer)
        except Problem as problem:
            if problem.code is not Code.INVALID_CURSOR or memory.snapshot_cursor is None:
                raise
            return await self._storage.run(_begin_snapshot_anew)
        taken = await self._storage.run_long(arrivals.take_in_snapshot, page)
        step = self._taken(taken, len(page.changes))
        if step != "snapshot" and memory.resync == "history":
            await self._storage.run(wishes.send_again_unknown)
        return step

    def _taken(self, taken: Next | HeldBack, came: int) -> Step:
        if isinstance(taken, HeldBack):
            raise _asked_first(taken)
        self.moved = replace(self.moved, came=self.moved.came + came)
        return taken.step

    async def _after(self, problem: Problem) -> Step:
        """What a refusal means, if it is one of the protocol's own.

        Raises: the same problem, when it is not.
        """
        self._conflicts += 1
        step = await self._storage.run(_note_conflict, problem)
        if step is None:
            raise problem
        if self._conflicts > MOST_CONFLICTS:
            raise _no_end_of_it(self._api.server) from problem
        return step

    async def _post(
        self, path: str, body: dict[str, Any], kind: type[Told], *, is_packed: bool = False
    ) -> Told:
        answer = await self._api.ask("POST", path, body=body, is_packed=is_packed)
        return refusals.read_answer(kind, answer.body, self._api.server)

    async def _get(self, path: str, asked: dict[str, Any], kind: type[Told]) -> Told:
        answer = await self._api.ask("GET", path, query=asked, kind=kind)
        return refusals.read_answer(kind, answer.body, self._api.server)


def _greet(session: Session, answer: HelloAnswer, clock_ms: int) -> Step:
    greeted = memories.after_hello(sync_state.load(session), answer, clock_ms=clock_ms)
    sync_state.save(session, greeted.memory)
    return greeted.step


def _load_batch(session: Session, limits: SyncLimits) -> tuple[Memory, tuple[Op, ...]]:
    batch = outbox.next_batch(session, limits)
    return sync_state.load(session), batch


def _note_conflict(session: Session, problem: Problem) -> Step | None:
    reason = problem.facts.get("reason")
    found = memories.after_conflict(
        sync_state.load(session), problem.code, reason if isinstance(reason, str) else None
    )
    if found is None:
        return None
    sync_state.save(session, found.memory)
    return found.step


def _put_aside(session: Session, op: Op, problem: Problem) -> None:
    """An op that the server does not even number goes where refused ones go, and leaves no gap."""
    refused = OpProblem(code=problem.code, says=problem.says, remedy=problem.remedy)
    acked_n = sync_state.load(session).acked_n
    ack = Ack(n=op.n, status="rejected", problem=refused)
    answer = PushAnswer(acks=(ack,), last_n=acked_n, mark=None, offset_ms=None)
    arrivals.take_in_acks(session, (op,), answer)
    outbox.forget_numbers(session)
    sync_state.save(session, memories.repacked(sync_state.load(session), 0))


def _read_all_anew(session: Session) -> Step:
    """A snapshot is read for the documents that the server did not take an edit of."""
    memory = sync_state.load(session)
    sync_state.save(session, replace(memory, cursor=None, resync="horizon", is_resent=True))
    return "snapshot"


def _begin_snapshot_anew(session: Session) -> Step:
    memory = sync_state.load(session)
    sync_state.save(session, replace(memory, snapshot_cursor=None, snapshot_at=None))
    return "snapshot"


def _body_of(memory: Memory, batch: tuple[Op, ...]) -> dict[str, Any]:
    return PushBody.model_construct(
        device=memory.device,
        spoken=SCHEMA,
        cursor=memory.presented,
        mark=memory.mark,
        ops=batch,
    ).model_dump(mode="json", by_alias=True, exclude_defaults=False)


def _spelled(place: Place) -> str:
    return f"{place.seq}:{place.h}"


def _asked_first(held: HeldBack) -> Problem:
    return Problem(
        Code.CONFIRM_DELETIONS,
        f"{held.deleted:,} of {held.held:,} {held.of}s here were deleted elsewhere.",
        "Say whether that was meant; until then they stay.",
        facts={"of": held.of, "deleted": held.deleted, "held": held.held},
    )


def _server_too_old() -> Problem:
    return Problem(
        Code.OUTDATED,
        "This server is older than Reelyard here and cannot keep devices alike.",
        "Have it brought up to date; you can go on working here.",
    )


def _no_end_of_it(server: str) -> Problem:
    return Problem(
        Code.SERVER_BUSY,
        f"{server} remembers something else each time it is asked.",
        "It is asked again later; if it stays, tell whoever runs it.",
        retryable=True,
    )
