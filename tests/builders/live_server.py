"""The real API on a real socket, in this process: for what only a connection shows."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import uvicorn
from fastapi import FastAPI

from server.api.events import HEARTBEAT_S
from server.app import create_app, end_streams
from server.parts import Parts

# Long enough for a busy machine; nothing waits for it unless something is broken.
PATIENCE_S = 30.0


@asynccontextmanager
async def live_server(parts: Parts, *, heartbeat_s: float = HEARTBEAT_S) -> AsyncIterator[str]:
    """The address of the API of these parts, answering on a port of its own."""
    async with serving(create_app(parts, heartbeat_s=heartbeat_s)) as url:
        yield url


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[str]:
    """The address of this app, answering on a port of its own."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False)
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:
        assert not serving.done(), "the server did not start"
        await asyncio.sleep(0)
    host, port = server.servers[0].sockets[0].getsockname()[:2]
    try:
        yield f"http://{host}:{port}"
    finally:
        end_streams(app)
        server.should_exit = True
        await serving


class Stream:
    """What came of an event stream, one event or comment after the other."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.aiter_lines()

    async def next(self) -> dict[str, str]:
        """The next event as its fields; a comment is the field "" and `retry` a field, too.

        Raises: StopAsyncIteration when the stream has ended.
        """
        fields: dict[str, str] = {}
        async with asyncio.timeout(PATIENCE_S):
            async for line in self._lines:
                if not line:
                    return fields
                name, _, value = line.partition(":")
                fields[name] = value.removeprefix(" ")
        raise StopAsyncIteration

    async def next_named(self, name: str) -> dict[str, str]:
        """The next event of this name, whatever comes before it."""
        while True:
            event = await self.next()
            if event.get("event") == name:
                return event


@asynccontextmanager
async def stream(url: str, token: str, last_id: str | None = None) -> AsyncIterator[Stream]:
    """An open event stream, past its greeting."""
    headers = {"Authorization": f"Bearer {token}"}
    if last_id is not None:
        headers["Last-Event-ID"] = last_id
    async with (
        httpx.AsyncClient(timeout=PATIENCE_S) as client,
        client.stream("GET", f"{url}/v1/events", headers=headers) as response,
    ):
        opened = Stream(response)
        if response.status_code == 200:
            assert "retry" in await opened.next()
        yield opened
