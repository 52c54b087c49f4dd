"""A simulated device talks with the server: the steps that the contract says, one after another."""

from collections.abc import Sequence
from dataclasses import replace

from simulated import arrivals
from simulated.device import Device
from simulated.disk import AGAIN, FIRST, WHOLE, Disk, Waiting
from simulated.faults import Failed, as_wired
from simulated.reels import Wish, answer
from simulated.server import LIMITS, Server

from contract.problems import Code, Problem
from contract.syncing import memory as remembering
from contract.syncing.hello import HelloAnswer
from contract.syncing.memory import Next
from contract.syncing.ops import is_resend
from contract.syncing.push import PushAnswer, PushBody, batch_of
from contract.syncing.resync import renumbered, whole_state

PAGE = 4
# A talk with a server that is well ends long before.
MOST_STEPS = 60
READING = ("pull", "snapshot")


class Exchange:
    """One talk. It ends with "rest", or with whatever went wrong."""

    def __init__(self, device: Device, server: Server, *, is_wired: bool) -> None:
        self._device, self._server, self._is_wired = device, server, is_wired
        self._greeting: HelloAnswer | None = None
        self.conflicts: list[str] = []

    def run(self, *, is_cut_off: bool = False) -> None:
        """Go on until nothing is left to say, or, cut off, until all was sent and nothing read.

        Raises: Failed, DiskFull, Crashed.
        """
        step = "hello"
        for _ in range(MOST_STEPS):
            if step == "rest" or (is_cut_off and step in READING):
                return
            try:
                step = getattr(self, f"_{step}")()
            except Problem as problem:
                step = self._conflict(problem)
        raise AssertionError(f"{self._device.name} never came to rest: {self.conflicts}")

    def _hello(self) -> str:
        body = remembering.hello_of(self._presented())
        self._greeting = self._send(lambda: self._server.hello(body))
        known = self._device.disk.memory
        if not self._device.variant.has_mark:
            known = replace(known, acked_n=min(known.acked_n, self._greeting.last_n))
        clock_ms = self._device.clock_ms
        return self._remember(remembering.after_hello(known, self._greeting, clock_ms=clock_ms))

    def _fork(self) -> str:
        with self._device.storing() as disk:
            name = self._device.new_id()
            disk.outbox = _numbered(disk.outbox, 1)
            disk.memory = remembering.forked(disk.memory, name, len(disk.outbox))
        return "hello"

    def _resend(self) -> str:
        assert self._greeting is not None
        with self._device.storing() as disk:
            arrivals.keep_what_was_to_be_sent(disk)
            waiting = [_untried(one) for one in disk.outbox if not is_resend(one.op)]
            rows = disk.base.values() if disk.memory.resync == "history" else ()
            first = self._greeting.last_n + 1
            held = [Waiting(WHOLE, op) for op in whole_state(rows, disk.wholes, first)]
            disk.outbox = _numbered((*held, *waiting), first)
            disk.snapshot_seen = frozenset()
            disk.memory = remembering.resent(disk.memory, self._greeting.last_n, len(disk.outbox))
        return "push"

    def _push(self) -> str:
        skipped = 0
        while waiting := self._device.disk.outbox[skipped:]:
            try:
                self._push_some(waiting)
            except Failed:
                if self._device.variant.stops_at_failure:
                    raise
                skipped += LIMITS.ops
        self._send_wishes()
        return remembering.after_pushing(self._device.disk.memory).step

    def _push_some(self, waiting: Sequence[Waiting]) -> None:
        device = self._device
        ops = [one.op for one in waiting]
        if not device.variant.stops_at_failure:
            ops = list(renumbered(ops, device.disk.memory.acked_n + 1))
        batch = batch_of(ops, LIMITS)
        taken = {id(one) for one in waiting[: len(batch)]}
        known = self._presented()
        body = PushBody.model_construct(
            device=known.device, spoken=1, cursor=known.presented, mark=known.mark, ops=batch
        )
        if not device.variant.keeps_until_acked:
            with device.storing() as disk:
                disk.outbox = _without(disk.outbox, taken)
        got: PushAnswer = self._send(lambda: self._server.push(self._wired(body)))
        with device.storing() as disk:
            rest = _without(disk.outbox, taken)
            sent = [Waiting(one.place, op) for one, op in zip(waiting, batch, strict=False)]
            touched = arrivals.take_in_acks(disk, sent, rest, self._wired(got))
        for draft_id in touched:
            device.close(draft_id)

    def _send_wishes(self) -> None:
        """Those before which nothing waits; a refused one blocks nobody, one to wait waits."""
        is_behind = False
        for one in list(self._device.disk.unsent_wishes()):
            wish: Wish = one.wish
            try:
                made = self._send(lambda wish=wish: answer(self._server, wish))
            except Problem as problem:
                # What a wish is about may be what an earlier one will make.
                waits = problem.retryable or (is_behind and problem.code == Code.NOT_FOUND)
                is_behind = is_behind or waits
                if not waits:
                    with self._device.storing() as disk:
                        disk.wishes[wish.key] = replace(one, state="refused")
                continue
            with self._device.storing() as disk:
                arrivals.take_in_wish_answer(disk, one, made)

    def _pull(self) -> str:
        known = self._presented()
        page = self._send(lambda: self._server.pull(known.cursor, known.mark, PAGE))
        page = self._wired(page)
        with self._device.storing() as disk:
            arrived = arrivals.take_in(disk, page.changes)
            following = remembering.after_page(disk.memory, page)
            if following.step == "rest":
                arrivals.look_for_answered(disk)
            disk.memory = following.memory
        self._show(arrived)
        return self._once_more(following)

    def _snapshot(self) -> str:
        cursor = self._device.disk.memory.snapshot_cursor
        page = self._wired(self._send(lambda: self._server.snapshot(cursor)))
        with self._device.storing() as disk:
            arrived = arrivals.take_in(disk, page.changes)
            seen = {(change.of, change.id) for change in page.changes}
            disk.snapshot_seen = disk.snapshot_seen | seen
            following = remembering.after_snapshot(disk.memory, page)
            if following.step == "pull":
                arrivals.end_snapshot(disk)
            disk.memory = following.memory
        self._show(arrived)
        return following.step

    def _once_more(self, following: Next) -> str:
        """What arrived may have made something wait: a revived row, a wish to ask again."""
        if following.step == "rest" and self._device.disk.outbox:
            return "push"
        return following.step

    def _show(self, arrived: list) -> None:
        for draft_id, update in arrived:
            if update is None:
                self._device.close(draft_id)
            else:
                self._device.took_in(draft_id, update)

    def _conflict(self, problem: Problem) -> str:
        self.conflicts.append(problem.code)
        known = self._device.disk.memory
        if problem.code == Code.GAP and not self._device.variant.has_mark:
            return self._renumber(int(problem.facts["expected"]))
        following = remembering.after_conflict(known, problem.code, problem.facts.get("reason"))
        if following is None:
            raise problem
        return self._remember(following)

    def _renumber(self, expected: int) -> str:
        """What a device does that heeds no mark: it goes on where the server is."""
        with self._device.storing() as disk:
            disk.outbox = _numbered(disk.outbox, expected)
            disk.memory = replace(
                disk.memory, acked_n=expected - 1, last_n=expected - 1 + len(disk.outbox)
            )
        return "push"

    def _remember(self, following: Next) -> str:
        with self._device.storing() as disk:
            disk.memory = following.memory
        return following.step

    def _presented(self) -> remembering.Memory:
        known = self._device.disk.memory
        return known if self._device.variant.has_mark else replace(known, mark=None)

    def _send(self, ask):
        server = self._server

        def undo():
            store = server.store

            def back() -> None:
                server.store = store

            return back

        return self._device.faults.send(ask, undo)

    def _wired(self, body):
        return as_wired(body) if self._is_wired else body


def _untried(one: Waiting) -> Waiting:
    """What went before it is not sent now; it may be refused once more for want of that."""
    return replace(one, place=FIRST) if one.place == AGAIN else one


def _numbered(outbox: Sequence[Waiting], first_n: int) -> tuple[Waiting, ...]:
    ops = renumbered([one.op for one in outbox], first_n)
    return tuple(Waiting(one.place, op) for one, op in zip(outbox, ops, strict=True))


def _without(outbox: Sequence[Waiting], taken: set[int]) -> tuple[Waiting, ...]:
    return tuple(one for one in outbox if id(one) not in taken)


def unsent(disk: Disk) -> int:
    """How much waits."""
    return len(disk.outbox) + sum(one.state == "waiting" for one in disk.wishes.values())
