"""A load from a process of its own: requests at a steady pace, or as fast as they are answered.

`python -m bench.load` reads an `Orders` from standard input and writes a `Told` to standard
output, both as JSON. At a steady pace a request is timed from when it was due, not from when
a connection was free: a server that stalls is charged for everybody who waits.
"""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Sequence
from itertools import cycle
from math import ceil
from time import perf_counter

from contract.values import Value

# As many as a hundred apps polling at once hold open between their requests.
CONNECTIONS = 32


class Shot(Value):
    """One request; the connection's own headers are added."""

    method: str
    path: str
    headers: dict[str, str]
    body: str


class Orders(Value):
    """What to send where: in turn, `per_s` of them each second, or as fast as `connections`
    carry them when None; for so many seconds."""

    port: int
    shots: tuple[Shot, ...]
    per_s: float | None
    seconds: float
    connections: int = CONNECTIONS


class Told(Value):
    """What came back: how long each answer took, how often each status came, answers a second."""

    latencies_ms: tuple[float, ...]
    statuses: dict[int, int]
    per_s: float

    def percentile_ms(self, share: float) -> float:
        """The latency that this share of all answers keeps."""
        return percentile(self.latencies_ms, share)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of these values that this share of all does not pass."""
    return sorted(values)[max(0, ceil(share * len(values)) - 1)]


def spelled(shot: Shot) -> bytes:
    """A request as it goes over the line, in one piece."""
    body = shot.body.encode()
    headers = {"Host": "bench", **shot.headers, "Content-Length": str(len(body))}
    lines = [f"{shot.method} {shot.path} HTTP/1.1", *(f"{k}: {v}" for k, v in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + body


class _Line:
    """One kept-alive connection."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def send(self, request: bytes) -> int:
        """Send one request, read its whole answer, return the status."""
        self._writer.write(request)
        head = (await self._reader.readuntil(b"\r\n\r\n")).lower()
        _, _, rest = head.partition(b"content-length:")
        if rest:
            await self._reader.readexactly(int(rest.split(b"\r\n", 1)[0]))
        return int(head[9:12])

    async def close(self) -> None:
        self._writer.close()
        await self._writer.wait_closed()


async def carry_out(orders: Orders) -> Told:
    """Send what is ordered and tell how it went."""
    requests = [spelled(shot) for shot in orders.shots]
    lines = [_Line(*await _connected(orders.port)) for _ in range(orders.connections)]
    latencies: list[float] = []
    statuses: Counter[int] = Counter()
    began = perf_counter()
    try:
        if orders.per_s is None:
            await _saturate(lines, requests, began + orders.seconds, latencies, statuses)
        else:
            await _keep_pace(lines, requests, orders.per_s, orders.seconds, latencies, statuses)
    finally:
        for line in lines:
            await line.close()
    took_s = perf_counter() - began
    return Told(
        latencies_ms=tuple(latencies), statuses=dict(statuses), per_s=len(latencies) / took_s
    )


async def _connected(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    return await asyncio.open_connection("127.0.0.1", port)


async def _saturate(
    lines: Sequence[_Line],
    requests: Sequence[bytes],
    until: float,
    latencies: list[float],
    statuses: Counter[int],
) -> None:
    waiting = cycle(requests)

    async def repeat(line: _Line) -> None:
        while (sent := perf_counter()) < until:
            statuses[await line.send(next(waiting))] += 1
            latencies.append(1000 * (perf_counter() - sent))

    await asyncio.gather(*(repeat(line) for line in lines))


async def _keep_pace(
    lines: Sequence[_Line],
    requests: Sequence[bytes],
    per_s: float,
    seconds: float,
    latencies: list[float],
    statuses: Counter[int],
) -> None:
    free: asyncio.Queue[_Line] = asyncio.Queue()
    for line in lines:
        free.put_nowait(line)

    async def send(request: bytes, due: float) -> None:
        line = await free.get()
        statuses[await line.send(request)] += 1
        latencies.append(1000 * (perf_counter() - due))
        free.put_nowait(line)

    began = perf_counter()
    async with asyncio.TaskGroup() as group:
        for place, request in zip(range(int(per_s * seconds)), cycle(requests)):
            due = began + place / per_s
            await asyncio.sleep(max(0.0, due - perf_counter()))
            group.create_task(send(request, due))


if __name__ == "__main__":
    told = asyncio.run(carry_out(Orders.model_validate_json(sys.stdin.read())))
    print(json.dumps(told.model_dump()))
