"""Promises of the HTTP we read: heads and trailers have an end, bodies are no part of them, and
nobody keeps a connection by saying nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
import uvicorn

from server import http_protocol
from server.http_protocol import LARGEST_HEAD_BYTES, BoundedHttp
from server.listening_socket import bind

pytestmark = pytest.mark.anyio


async def count_body(scope, receive, send) -> None:
    """Answers how long the body was."""
    size, more = 0, True
    while more:
        message = await receive()
        size += len(message.get("body", b""))
        more = message.get("more_body", False)
    content = str(size).encode()
    headers = [(b"content-length", str(len(content)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": content})


@asynccontextmanager
async def connected() -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """A connection to a server that reads as ours does."""
    config = uvicorn.Config(
        count_body, http=BoundedHttp, lifespan="off", log_config=None, ws="none"
    )
    server = uvicorn.Server(config)
    with bind("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        try:
            yield reader, writer
        finally:
            writer.close()
            server.should_exit = True
            await serving


async def answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """The status and body of the next answer."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = int(head.partition(b"content-length: ")[2].partition(b"\r\n")[0])
    return int(head.split()[1]), await reader.readexactly(length)


def request(head_bytes: int, body: bytes = b"") -> bytes:
    """A request whose head is so long."""
    begin = f"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: {len(body)}\r\nx: ".encode()
    return begin + b"y" * (head_bytes - len(begin) - 4) + b"\r\n\r\n" + body


async def test_a_long_body_behind_a_short_head_is_read_again_and_again():
    body = b"z" * (4 * LARGEST_HEAD_BYTES)
    async with connected() as (reader, writer):
        for _ in range(3):
            writer.write(request(1000, body))
            assert await answer(reader) == (200, str(len(body)).encode())


async def test_many_heads_on_one_connection_are_each_counted_for_themselves():
    async with connected() as (reader, writer):
        for _ in range(5):
            writer.write(request(LARGEST_HEAD_BYTES // 2))
            assert await answer(reader) == (200, b"0")


@pytest.mark.parametrize("begin", [b"GET /", b"GET / HTTP/1.1\r\nx: ", b"GET / HTTP/1.1\r\n"])
async def test_a_head_without_an_end_is_refused(begin):
    endless = b"x: y\r\n" if begin.endswith(b"\r\n") else b"y" * 6
    async with connected() as (reader, writer):
        writer.write(begin + endless * LARGEST_HEAD_BYTES)
        said = b""
        # Cut off in the middle of what we send, the refusal itself may not reach us.
        with suppress(ConnectionError):
            async with asyncio.timeout(60):
                said = await reader.read()
        assert said == b"" or said.startswith(b"HTTP/1.1 431 ")


CHUNKED = b"POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n"


async def test_a_long_body_in_small_pieces_is_read():
    async with connected() as (reader, writer):
        writer.write(CHUNKED + b"1\r\nz\r\n" * LARGEST_HEAD_BYTES + b"0\r\nx: y\r\n\r\n")
        assert await answer(reader) == (200, str(LARGEST_HEAD_BYTES).encode())


@pytest.mark.parametrize("endless", [b"0\r\n%s", b"1;%s"], ids=["trailers", "extension"])
async def test_what_stands_around_a_body_in_pieces_has_an_end(endless):
    async with connected() as (reader, writer):
        writer.write(CHUNKED)
        begin, _, _ = endless.partition(b"%s")
        writer.write(begin)
        with suppress(ConnectionError):
            async with asyncio.timeout(60):
                for _ in range(50):
                    writer.write((b"x: y\r\n" if b"0" in begin else b"xyzxyz") * 1000)
                    await writer.drain()
        # Cut off: what we sent is neither kept nor ever answered.
        with suppress(ConnectionError):
            async with asyncio.timeout(60):
                said = await reader.read()
            assert b" 200 " not in said


@pytest.mark.parametrize(
    "begin",
    [b"", b"GET / HT", b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\nz", CHUNKED],
    ids=["nothing", "half a head", "half a body", "no piece of a body"],
)
async def test_who_does_not_go_on_is_let_go(begin, monkeypatch):
    monkeypatch.setattr(http_protocol, "GOES_ON_WITHIN_S", 0.05)
    async with connected() as (reader, writer):
        writer.write(begin)
        async with asyncio.timeout(60):
            assert await reader.read() == b""


async def test_each_piece_of_a_slow_body_is_waited_for_anew(monkeypatch):
    loop, waits = asyncio.get_running_loop(), []
    async with connected() as (reader, writer):
        call_later = loop.call_later

        def note(delay_s, act, *rest, **more):
            if act.__name__ == "_lose_patience":
                waits.append(delay_s)
            return call_later(delay_s, act, *rest, **more)

        monkeypatch.setattr(loop, "call_later", note)
        for piece in (b"POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 3\r\n\r\n", b"a", b"b"):
            before = len(waits)
            writer.write(piece)
            while len(waits) == before:
                await asyncio.sleep(0)
        writer.write(b"c")
        assert await answer(reader) == (200, b"3")
        assert len(waits) == 3, "nobody is waited for once all is there"
