"""Promises of the load: what is sent, at which pace, and how its figures are told."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.load import Orders, Shot, Told, carry_out, percentile, spelled


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0, 1))
def test_a_percentile_is_a_value_that_its_share_of_all_does_not_pass(values, share):
    found = percentile(values, share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values) - 1e-6
    below = [value for value in values if value < found]
    assert not below or len(below) < share * len(values) + 1e-6


def test_the_99th_of_a_hundred_is_the_last_but_one():
    told = Told(latencies_ms=tuple(float(n) for n in range(100, 0, -1)), statuses={}, per_s=1.0)
    assert told.percentile_ms(0.99) == 99.0
    assert told.percentile_ms(0.5) == 50.0
    assert told.percentile_ms(1.0) == 100.0


def test_a_request_is_spelled_with_the_bytes_of_its_body_counted():
    shot = Shot(method="POST", path="/v1/create", headers={"Idempotency-Key": "1"}, body="é")
    assert spelled(shot) == (
        b"POST /v1/create HTTP/1.1\r\nHost: bench\r\nIdempotency-Key: 1\r\nContent-Length: 2"
        b"\r\n\r\n\xc3\xa9"
    )


class Counting:
    """A server that answers in turn with these statuses, and keeps what it was asked."""

    def __init__(self, *statuses: int) -> None:
        self.statuses, self.asked = statuses, list[bytes]()
        self.lines = list[asyncio.Task[None]]()

    def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.lines.append(asyncio.create_task(self._answer(reader, writer)))

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while head := await reader.read(4096):
            status = self.statuses[len(self.asked) % len(self.statuses)]
            self.asked.append(head.split(b"\r\n", 1)[0])
            writer.write(b"HTTP/1.1 %d OK\r\nContent-Length: 2\r\n\r\n{}" % status)
        writer.close()
        await writer.wait_closed()


async def carried_out(server: Counting, per_s: float | None, seconds: float) -> Told:
    async with await asyncio.start_server(server.take, "127.0.0.1", 0) as listening:
        port = listening.sockets[0].getsockname()[1]
        shots = tuple(Shot(method="GET", path=f"/{n}", headers={}, body="") for n in range(3))
        orders = Orders(port=port, shots=shots, per_s=per_s, seconds=seconds, connections=2)
        told = await carry_out(orders)
        await asyncio.gather(*server.lines)
        return told


@pytest.mark.anyio
async def test_at_a_pace_as_many_are_sent_as_were_ordered_in_turn():
    server = Counting(200, 200, 503)
    told = await carried_out(server, per_s=1000.0, seconds=0.03)
    assert len(told.latencies_ms) == 30
    assert told.statuses == {200: 20, 503: 10}
    assert sorted(server.asked) == sorted(b"GET /%d HTTP/1.1" % (n % 3) for n in range(30))


@pytest.mark.anyio
async def test_without_a_pace_each_answer_brings_the_next_request():
    server = Counting(200)
    told = await carried_out(server, per_s=None, seconds=0.05)
    assert len(told.latencies_ms) == told.statuses[200] == len(server.asked) > 2
