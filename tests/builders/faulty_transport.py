"""A network between a client and a server in one process, that does to requests what it is told."""

import json
from collections.abc import Callable
from typing import Literal

import httpx

Fault = Literal[
    "none",
    "lost",
    "answer-lost",
    "half",
    "twice",
    "401",
    "408",
    "429",
    "500",
    "503",
    "html",
    "redirect",
    "crash-before",
    "crash-after",
]
FAULTS: tuple[Fault, ...] = Fault.__args__  # type: ignore[attr-defined]


class Crash(BaseException):
    """The device's process ended here; whoever drives the test starts it again."""


class FaultyTransport(httpx.AsyncBaseTransport):
    """Asks `plan` about each request; what arrives goes to `server`, which may be exchanged."""

    def __init__(
        self,
        server: httpx.AsyncBaseTransport,
        plan: Callable[[httpx.Request], Fault] = lambda request: "none",
    ) -> None:
        self.server = server
        self.plan = plan
        self.requests: list[tuple[str, str]] = []

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """One request and what becomes of it."""
        await request.aread()
        self.requests.append((request.method, request.url.path))
        fault = self.plan(request)
        if fault == "lost":
            raise httpx.ConnectError("lost on the way there", request=request)
        if fault == "crash-before":
            raise Crash
        if fault in _STRANGERS:
            return _STRANGERS[fault](request)
        answer = await self._arrives(request)
        if fault == "twice":
            answer = await self._arrives(request)
        if fault == "answer-lost":
            raise httpx.ReadError("lost on the way back", request=request)
        if fault == "crash-after":
            raise Crash
        if fault == "half":
            return httpx.Response(
                answer.status_code, headers=_kind(answer), content=answer.content[:-1]
            )
        return answer

    async def _arrives(self, request: httpx.Request) -> httpx.Response:
        again = httpx.Request(
            request.method, request.url, headers=request.headers, content=request.content
        )
        answer = await self.server.handle_async_request(again)
        await answer.aread()
        return httpx.Response(
            answer.status_code, headers=_whole(answer), content=answer.content, request=request
        )


def _kind(answer: httpx.Response) -> dict[str, str]:
    return {"Content-Type": answer.headers.get("content-type", "")}


def _whole(answer: httpx.Response) -> list[tuple[str, str]]:
    """The headers of an answer that was unpacked meanwhile."""
    dropped = ("content-encoding", "content-length", "transfer-encoding")
    return [(name, value) for name, value in answer.headers.items() if name not in dropped]


def _refused(status: int, code: str, **headers: str) -> Callable[[httpx.Request], httpx.Response]:
    content = json.dumps({"code": code, "detail": "No.", "remedy": "Later.", "status": status})
    kind = {"Content-Type": "application/problem+json"}
    return lambda request: httpx.Response(status, headers={**kind, **headers}, content=content)


_STRANGERS: dict[str, Callable[[httpx.Request], httpx.Response]] = {
    "401": _refused(401, "not-signed-in"),
    "408": lambda request: httpx.Response(408, content=b""),
    "429": _refused(429, "server-busy", **{"Retry-After": "1"}),
    "500": _refused(500, "internal-error"),
    "503": _refused(503, "server-busy"),
    "html": lambda request: httpx.Response(
        200, headers={"Content-Type": "text/html"}, content=b"<html>Sign in to this network"
    ),
    "redirect": lambda request: httpx.Response(302, headers={"Location": "http://192.0.2.1/"}),
}
