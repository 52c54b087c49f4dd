"""One request out, one answer or one problem back, for an app that goes on meanwhile.

A request is let go of the moment its task is cancelled: no thread waits for a dead line.
"""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol, Self
from urllib.parse import urlsplit

import httpx
from pydantic import BaseModel

from contract.problems import Code
from contract.version import PRODUCT_VERSION
from desktop.sync import refusals
from desktop.sync.api_client import Reply
from desktop.sync.reaching import (
    ANSWER_WITHIN_S,
    CONNECT_WITHIN_S,
    LARGEST_ANSWER_BYTES,
    RENEWED_ONCE,
    checked,
    is_this_computer,
    too_slow,
    unreachable,
)

# A whole batch over the slowest line that is worth the name, 10 kB/s, there and back; whoever
# sends a byte now and then for ever is let go.
WHOLE_ANSWER_WITHIN_S = 240.0
# A stream beats every 20 s; after two beats that did not come it is dead.
SILENT_AFTER_S = 45.0
# Below this, packing costs more than it saves.
PACKED_FROM_BYTES = 1024
# Texts shrink to a third at the lowest level already, and others cost the battery more.
PACKED_LEVEL = 1


@dataclass(frozen=True)
class OpenStream:
    """An answer that goes on: `pieces` come as they are sent, none later than
    `SILENT_AFTER_S` after the one before."""

    status: int
    headers: Mapping[str, str]
    pieces: AsyncIterator[bytes]


class Signer(Protocol):
    """Says whose requests they are."""

    async def token(self) -> str | None:
        """The token to send; None to ask as nobody."""

    async def renewed(self, refused: str | None) -> str | None:
        """Another token after the server refused this one; None when there is no other.

        Raises: Problem when that cannot be found out now.
        """


class Nobody:
    """A signer for what needs no sign-in."""

    async def token(self) -> str | None:
        """None."""
        return None

    async def renewed(self, refused: str | None) -> str | None:
        """None."""
        return None


class AsyncApiClient:
    """Speaks with one server, as whoever `signer` says; every request ends within
    `within_s`, whatever comes of it."""

    def __init__(
        self,
        server: str,
        signer: Signer | None = None,
        *,
        transport: httpx.AsyncBaseTransport | None = None,
        within_s: float = WHOLE_ANSWER_WITHIN_S,
    ) -> None:
        self.server = checked(server)
        self.signer: Signer = signer or Nobody()
        self._within_s = within_s
        self._http = httpx.AsyncClient(
            transport=transport,
            timeout=httpx.Timeout(ANSWER_WITHIN_S, connect=CONNECT_WITHIN_S),
            headers={"User-Agent": f"reelyard/{PRODUCT_VERSION}", "Accept": "application/json"},
            trust_env=not is_this_computer(self.server),
        )

    async def ask(
        self,
        method: str,
        path: str,
        *,
        body: Any = None,
        form: Mapping[str, str] | None = None,
        query: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        is_packed: bool = False,
        raw: bytes | None = None,
        kind: type[BaseModel] | None = None,
    ) -> Reply:
        """Return the answer to one request; a long body travels packed where that is wanted, and
        `raw` as it is, of the type that `headers` say. With a `kind`, the body of a success is
        one of these.

        Raises: Problem, as the server words it; SERVER_UNREACHABLE when it cannot be asked,
        or somebody else answers.
        """
        content, more = (raw, {}) if raw is not None else _content_of(body, is_packed)
        asked = {**more, **(headers or {})}
        token = await self.signer.token()
        for attempt in range(RENEWED_ONCE):
            signed = _signed_by(token, asked)
            sent = {"content": content, "data": form, "params": query, "headers": signed}
            answer = await self._once(method, path, kind, **sent)
            if not _is_our_401(answer) or attempt:
                break
            token = await self.signer.renewed(token)
            if token is None:
                break
        if answer.status >= httpx.codes.BAD_REQUEST:
            raise refusals.our_problem_of(answer.status, answer.headers, answer.body, self.server)
        return answer

    @asynccontextmanager
    async def listen(self, path: str, headers: Mapping[str, str]) -> AsyncIterator[OpenStream]:
        """An answer that does not end by itself.

        Raises: Problem, as `ask`; SERVER_UNREACHABLE also while it is read.
        """
        token = await self.signer.token()
        asked = {"Accept": "text/event-stream", "Accept-Encoding": "identity", **headers}
        timeout = httpx.Timeout(SILENT_AFTER_S, connect=CONNECT_WITHIN_S)
        for attempt in range(RENEWED_ONCE):
            signed = _signed_by(token, asked)
            async with self._sent(
                "GET", self.server + path, headers=signed, timeout=timeout
            ) as response:
                if response.status_code < httpx.codes.BAD_REQUEST:
                    yield OpenStream(response.status_code, response.headers, response.aiter_bytes())
                    return
                async with self._in_time():
                    answer = await self._read(response)
            if not _is_our_401(answer) or attempt:
                break
            token = await self.signer.renewed(token)
            if token is None:
                break
        raise refusals.our_problem_of(answer.status, answer.headers, answer.body, self.server)

    @asynccontextmanager
    async def fetch(
        self, address: str, headers: Mapping[str, str], *, is_signed: bool = False
    ) -> AsyncIterator[OpenStream]:
        """A file by its address, of this server or of the store that it names, whatever the
        answer's status. Where `is_signed`, it is a path of our own server and asked for as whoever
        we are; a store may be a stranger.

        Raises: Problem SERVER_UNREACHABLE, also while the pieces are read.
        """
        token = await self.signer.token() if is_signed else None
        join = httpx.URL(self.server).join
        url = self.server + address if is_signed else str(join(address))
        wanted = {"Accept": "*/*", "Accept-Encoding": "identity", **headers}
        for attempt in range(RENEWED_ONCE):
            async with self._sent("GET", url, headers=_signed_by(token, wanted)) as response:
                is_refused = response.status_code == httpx.codes.UNAUTHORIZED
                if not (is_signed and is_refused) or attempt:
                    # As they come: pieces of one size would keep the last before a break back.
                    yield OpenStream(response.status_code, response.headers, response.aiter_raw())
                    return
            token = await self.signer.renewed(token)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def _once(
        self, method: str, path: str, kind: type[BaseModel] | None, **what: Any
    ) -> Reply:
        async with self._in_time(), self._sent(method, self.server + path, **what) as response:
            return await self._read(response, kind)

    @asynccontextmanager
    async def _in_time(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._within_s):
                yield
        except TimeoutError as error:
            raise too_slow(self.server) from error

    @asynccontextmanager
    async def _sent(self, method: str, url: str, **what: Any) -> AsyncIterator[httpx.Response]:
        try:
            async with self._http.stream(method, url, **what) as response:
                yield response
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise unreachable(urlsplit(url), error) from error

    async def _read(self, response: httpx.Response, kind: type[BaseModel] | None = None) -> Reply:
        content = bytearray()
        async for piece in response.aiter_bytes():
            content += piece
            if len(content) > LARGEST_ANSWER_BYTES:
                raise refusals.no_answer_of_ours(self.server)
        status, headers = response.status_code, response.headers
        told = bytes(content)
        if kind is not None and status == httpx.codes.OK:
            return Reply(
                status, headers, refusals.read_as(kind, status, headers, told, self.server)
            )
        return Reply(status, headers, refusals.read_json(status, headers, told, self.server))


def _content_of(body: Any, is_packed: bool) -> tuple[bytes | None, dict[str, str]]:
    """A body as it travels, with the headers that say so."""
    if body is None:
        return None, {}
    content = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    headers = {"Content-Type": "application/json"}
    if is_packed and len(content) >= PACKED_FROM_BYTES:
        return gzip.compress(content, PACKED_LEVEL, mtime=0), {
            **headers,
            "Content-Encoding": "gzip",
        }
    return content, headers


def _signed_by(token: str | None, headers: Mapping[str, str]) -> dict[str, str]:
    signature = {} if token is None else {"Authorization": f"Bearer {token}"}
    return {**signature, **headers}


def _is_our_401(answer: Reply) -> bool:
    """Whether our server refuses the token; a proxy that wants a password of its own is none."""
    told = answer.body if isinstance(answer.body, dict) else {}
    is_refused = answer.status == httpx.codes.UNAUTHORIZED
    return is_refused and told.get("code") == Code.NOT_SIGNED_IN
