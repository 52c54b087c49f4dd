"""`GET /v1/events`: hints as they happen. What counts comes from reading, never from here."""

import asyncio
import json
import re
from contextlib import suppress
from typing import Any

from fastapi import APIRouter, Request, Response
from sqlalchemy.exc import SQLAlchemyError
from starlette.types import Receive, Scope, Send

from contract.problems import Code
from server import changes
from server.api.answers import answers
from server.api.order import Signed, SignedRoute, Wired, token_of
from server.caller import Caller, find_caller
from server.database import reading
from server.listening import Listening, Mailbox
from server.parts import Parts

# Shorter than the 30 s after which the first proxies close what is silent.
HEARTBEAT_S = 20.0
# A thousand streams must not take the whole pool to ask whether they may go on.
CHECKS_AT_ONCE = 2
RETRY_MS = 2_000
LAST_ID = re.compile(r"[0-9]{1,18}")

router = APIRouter(route_class=SignedRoute, tags=["events"])


class EventStream(Response):
    """Events for one caller until they leave, their token ends, or the process does.

    Holds no database connection while it waits. `last_seq` is what the caller has seen.
    """

    media_type = "text/event-stream"

    def __init__(self, parts: Parts, hub: "Hub", caller: Caller, token: str, last_seq: int) -> None:
        super().__init__(headers={"X-Accel-Buffering": "no", "Cache-Control": "private, no-store"})
        del self.headers["Content-Length"]
        self._parts, self._hub = parts, hub
        self._caller, self._token = caller, token
        self._seen = last_seq

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the stream."""
        with self._hub.listening.hear(self._caller.owner_id) as mailbox:
            # The mailbox is there before the head is read: nothing falls between.
            await self._look_at_head(mailbox)
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            leaving = asyncio.create_task(_close_when_gone(receive, mailbox))
            try:
                await _send_some(send, f"retry: {RETRY_MS}\n\n", self._hub.heartbeat_s)
                await self._send_events(mailbox, send)
                await send({"type": "http.response.body", "body": b"", "more_body": False})
            except TimeoutError:
                # They do not even take a heartbeat; an unfinished answer cuts the line.
                return
            finally:
                leaving.cancel()
                with suppress(asyncio.CancelledError):
                    await leaving

    async def _send_events(self, mailbox: Mailbox, send: Send) -> None:
        loop = asyncio.get_running_loop()
        beat_at = loop.time() + self._hub.heartbeat_s
        while not mailbox.is_closed:
            with suppress(TimeoutError):
                async with asyncio.timeout_at(beat_at):
                    await mailbox.wait()
            text = self._words_of(mailbox)
            if loop.time() >= beat_at:
                if not await self._may_go_on():
                    return
                text += ": beat\n\n"
                beat_at = loop.time() + self._hub.heartbeat_s
            if text:
                await _send_some(send, text, self._hub.heartbeat_s)

    def _words_of(self, mailbox: Mailbox) -> str:
        seq, bars = mailbox.take()
        text = "".join(_event("progress", bar) for bar in bars)
        if seq is not None and seq > self._seen:
            self._seen = seq
            text += _event("change", {"seq": seq}, seq)
        return text

    async def _look_at_head(self, mailbox: Mailbox) -> None:
        owner_id = self._caller.owner_id
        async with self._parts.gate.through(owner_id), reading(self._parts.engine) as session:
            head = await changes.head(session, owner_id)
        if self._seen > head:
            # Of a log that is no more: this one was brought back from a backup.
            self._seen = 0
        mailbox.put_seq(head)

    async def _may_go_on(self) -> bool:
        """Whether the token still counts; a database that is away changes nothing yet."""
        try:
            async with self._hub.checks, reading(self._parts.engine) as session:
                return await find_caller(session, self._token) is not None
        except SQLAlchemyError:
            return True


class Hub:
    """What all streams of a process share."""

    def __init__(self, listening: Listening, heartbeat_s: float = HEARTBEAT_S) -> None:
        self.listening = listening
        self.heartbeat_s = heartbeat_s
        self.checks = asyncio.Semaphore(CHECKS_AT_ONCE)


@router.get(
    "/v1/events",
    status_code=200,
    response_class=EventStream,
    responses=answers(Code.STREAMS_TOO_MANY),
)
async def listen_to_events(request: Request, parts: Wired, caller: Signed) -> EventStream:
    """Server-sent events: `change` (its id and `data.seq` are how far your log has come) and
    `progress` of what is being made. With `Last-Event-ID` it begins with what you missed. A user
    may have 20 open at one process."""
    given = request.headers.get("Last-Event-ID", "")
    last_seq = int(given) if LAST_ID.fullmatch(given) else 0
    hub: Hub = request.app.state.hub
    return EventStream(parts, hub, caller, token_of(request) or "", last_seq)


async def _close_when_gone(receive: Receive, mailbox: Mailbox) -> None:
    """True on return: the caller has gone, and whoever fills a stream for them was told."""
    while (await receive())["type"] != "http.disconnect":
        pass
    mailbox.close()


async def _send_some(send: Send, text: str, within_s: float) -> None:
    """Raises: TimeoutError when the caller takes nothing for so long."""
    async with asyncio.timeout(within_s):
        await send({"type": "http.response.body", "body": text.encode(), "more_body": True})


def _event(name: str, data: dict[str, Any], seq: int | None = None) -> str:
    number = "" if seq is None else f"id: {seq}\n"
    return f"event: {name}\n{number}data: {json.dumps(data)}\n\n"
