"""A thousand listeners on one process: are all told, how soon, and what does that weigh?

The listeners and the bell live in this process, the API in its own; a ring is timed from the
moment it is rung to the moment its line was read.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack
from time import perf_counter
from uuid import UUID

from bench.load import percentile
from bench.memory import can_measure, held_bytes
from bench.populated import Person
from bench.table import Row, at_most
from server.bell import NotifyBell

LISTENERS = 1_000
MOST_P99_MS, MOST_MEMORY_MB = 250.0, 200.0
# One ring an owner and round: every listener is told this often.
ROUNDS = 20
# Owners ring one after the other, as saves of different people do.
BETWEEN_RINGS_S = 0.02
# Far above what the numbers of `populate` have come to.
FIRST_SEQ = 1_000_000
PATIENCE_S = 60.0


class _Ears:
    """What all listeners heard: for each, the numbers with the moments they came."""

    def __init__(self) -> None:
        self.heard: list[dict[int, float]] = []
        self.rung: dict[tuple[UUID, int], float] = {}

    async def listen(self, port: int, person: Person, opened: asyncio.Event) -> None:
        """Read one stream until cancelled."""
        mine: dict[int, float] = {}
        self.heard.append(mine)
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            b"GET /v1/events HTTP/1.1\r\nHost: bench\r\n"
            b"Authorization: Bearer %s\r\n\r\n" % person.token.encode()
        )
        try:
            async for line in reader:
                if line.startswith(b"retry:"):
                    opened.set()
                elif line.startswith(b"id: "):
                    mine[int(line[4:])] = perf_counter()
        finally:
            writer.close()


def measure_events(url: str, port: int, pid: int, people: Sequence[Person]) -> Iterator[Row]:
    """p99 of a ring's way to its listeners, rings that were not told, memory of the process."""
    latencies_ms, missing, memory_mb = asyncio.run(_ring(url, port, pid, people))
    p99_ms = percentile(latencies_ms, 0.99) if latencies_ms else None
    yield at_most("events_p99", p99_ms, "ms", MOST_P99_MS)
    yield at_most("events_missing", float(missing), "events", 0)
    yield at_most("events_memory", memory_mb, "MB", MOST_MEMORY_MB)


async def _ring(
    url: str, port: int, pid: int, people: Sequence[Person]
) -> tuple[list[float], int, float | None]:
    ears, bell = _Ears(), NotifyBell(url)
    owners = [people[number % len(people)] for number in range(LISTENERS)]
    async with AsyncExitStack() as stack:
        stack.push_async_callback(bell.close)
        listening = [await _open(ears, port, person) for person in owners]
        for seq in range(FIRST_SEQ, FIRST_SEQ + ROUNDS):
            for person in people:
                ears.rung[person.id, seq] = perf_counter()
                bell.ring(person.id, seq)
                await asyncio.sleep(BETWEEN_RINGS_S)
        await _until_told(ears)
        memory_mb = held_bytes(frozenset({pid})) / 1e6 if can_measure() else None
        for task in listening:
            task.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
    latencies_ms = [
        (at - ears.rung[owner.id, seq]) * 1000
        for owner, heard in zip(owners, ears.heard, strict=True)
        for seq, at in heard.items()
        if seq >= FIRST_SEQ
    ]
    return latencies_ms, LISTENERS * ROUNDS - len(latencies_ms), memory_mb


async def _open(ears: _Ears, port: int, person: Person) -> "asyncio.Task[None]":
    opened = asyncio.Event()
    task = asyncio.create_task(ears.listen(port, person, opened))
    async with asyncio.timeout(PATIENCE_S):
        await opened.wait()
    return task


async def _until_told(ears: _Ears) -> None:
    """Wait for the last round; what has not come after that is missing."""
    last = FIRST_SEQ + ROUNDS - 1
    waited_s = 0.0
    while waited_s < PATIENCE_S and not all(last in heard for heard in ears.heard):
        await asyncio.sleep(BETWEEN_RINGS_S)
        waited_s += BETWEEN_RINGS_S
