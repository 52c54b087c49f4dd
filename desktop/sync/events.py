"""Hints as they happen: what the server sends on `GET /v1/events`, read piece by piece.

Nothing relies on them: what counts comes from pulling, which is also done without any.
"""

import json
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from desktop.sync import refusals
from desktop.sync.async_client import AsyncApiClient

EVENTS_PATH = "/v1/events"
STREAM_TYPE = "text/event-stream"
# Ours have below 300 bytes; what is longer is something else.
LONGEST_EVENT_BYTES = 64 * 1024


@dataclass(frozen=True)
class Event:
    """One event of a stream; `id` is the last one that was told, on this event or before."""

    name: str
    data: str
    id: str | None


class EventReader:
    """Makes events of bytes, however they are cut (WHATWG HTML, section 9.2.6)."""

    def __init__(self) -> None:
        self._rest = b""
        self._name, self._data = "", list[str]()
        self._data_size = 0
        self._id: str | None = None

    def feed(self, piece: bytes) -> Iterator[Event]:
        """The events that are whole with this piece.

        Raises: ValueError when one is longer than any of ours.
        """
        *lines, self._rest = (self._rest + piece).replace(b"\r\n", b"\n").split(b"\n")
        if len(self._rest) + self._data_size > LONGEST_EVENT_BYTES:
            raise ValueError("no event of ours is that long")
        for line in lines:
            if line.strip(b"\r"):
                self._take(line.strip(b"\r").decode("utf-8", "replace"))
            elif self._data:
                yield Event(self._name or "message", "\n".join(self._data), self._id)
                self._name, self._data, self._data_size = "", [], 0

    def _take(self, line: str) -> None:
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "event":
            self._name = value
        elif field == "data":
            self._data.append(value)
            # And the end of its line: even of empty ones there may not be any number.
            self._data_size += len(value) + 1
        elif field == "id" and "\0" not in value:
            self._id = value


class Hints:
    """What is heard of an owner's log and of what is being made for them.

    `on_open` is called once the stream stands, `on_change` with the number that the log has
    reached, `on_progress` with a bar as the server tells it.
    """

    def __init__(
        self,
        api: AsyncApiClient,
        *,
        on_open: Callable[[], None],
        on_change: Callable[[int], None],
        on_progress: Callable[[dict[str, Any]], None],
    ) -> None:
        self._api = api
        self._on_open, self._on_change, self._on_progress = on_open, on_change, on_progress
        self.last_id: str | None = None

    async def listen(self) -> None:
        """Hand on what comes until the stream ends, which it may do at any time.

        Raises: Problem when there is none, or it was lost; SERVER_UNREACHABLE when something
        else than a stream of ours comes.
        """
        headers = {} if self.last_id is None else {"Last-Event-ID": self.last_id}
        async with self._api.listen(EVENTS_PATH, headers) as stream:
            kind = stream.headers.get("content-type", "").partition(";")[0].strip().lower()
            if stream.status != refusals.OK or kind != STREAM_TYPE:
                raise refusals.no_answer_of_ours(self._api.server)
            self._on_open()
            await self._hand_on(stream.pieces)

    async def _hand_on(self, pieces: AsyncIterator[bytes]) -> None:
        reader = EventReader()
        async for piece in pieces:
            try:
                for event in reader.feed(piece):
                    self._tell(event)
            except ValueError as error:
                raise refusals.no_answer_of_ours(self._api.server) from error

    def _tell(self, event: Event) -> None:
        self.last_id = event.id if event.id is not None else self.last_id
        # What came after this program is no error, and neither is what nobody can read.
        with suppress(json.JSONDecodeError, KeyError, TypeError):
            told = json.loads(event.data)
            if event.name == "change":
                self._on_change(int(told["seq"]))
            elif event.name == "progress" and isinstance(told, dict):
                self._on_progress(told)
