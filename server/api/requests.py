"""What happens around every request: its id, its line in the log, the last net for bugs."""

import re
import time
from uuid import uuid4

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.api.problems import internal_error, problem_response
from server.metrics import Metrics

# What a proxy or a client may call its request; anything else is not repeated in our logs.
SANE_REQUEST_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{7,63}")
# Nobody waited for the answer: what nginx writes then, and no client ever sees.
GONE_STATUS = 499
NO_ROUTE = "(none)"
LONGEST_METHOD_CHARS = 16
STREAM_TYPE = "text/event-stream"

log = structlog.stdlib.get_logger("reelyard.requests")


class AroundRequests:
    """Gives each request its id, adds the headers that all answers have, writes one line, and
    turns a bug into a 500 that says nothing about it."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; other kinds of connection pass through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = _request_id(scope)
        scope.setdefault("state", {})["request_id"] = request_id
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            await self._answer(scope, receive, send, request_id)

    async def _answer(self, scope: Scope, receive: Receive, send: Send, request_id: str) -> None:
        started_s = time.perf_counter()
        status = GONE_STATUS
        started = is_stream = False

        async def send_on(message: Message) -> None:
            nonlocal status, started, is_stream
            if message["type"] == "http.response.start":
                status, started = message["status"], True
                headers = MutableHeaders(scope=message)
                is_stream = headers.get("Content-Type", "").startswith(STREAM_TYPE)
                _add_headers(headers, request_id)
            await send(message)

        try:
            await self._app(scope, receive, send_on)
        except ClientDisconnect:
            status = GONE_STATUS
        except Exception as error:
            # The last net of the API: a bug costs one request, is told to the operator in full
            # and to the caller by its id alone.
            log.error("bug", exc_info=error, method=scope["method"], route=route_of(scope))
            if started:
                raise
            await problem_response(internal_error(), request_id)(scope, receive, send_on)
        finally:
            self._note(scope, status, time.perf_counter() - started_s, is_stream)

    def _note(self, scope: Scope, status: int, took_s: float, is_stream: bool) -> None:
        """One line in the log and one more in the figures."""
        method, route = scope["method"][:LONGEST_METHOD_CHARS], route_of(scope)
        self._metrics.count(method, route, status, None if is_stream else took_s)
        log.info("answered", method=method, route=route, status=status, ms=round(took_s * 1000, 1))


def route_of(scope: Scope) -> str:
    """The template of the route that answers, such as `/v1/jobs`; never the path itself, which
    may hold a signature."""
    return getattr(scope.get("route"), "path_format", NO_ROUTE)


def _request_id(scope: Scope) -> str:
    given = Headers(scope=scope).get("X-Request-Id", "")
    return given if SANE_REQUEST_ID.fullmatch(given) else uuid4().hex


def _add_headers(headers: MutableHeaders, request_id: str) -> None:
    headers["X-Request-Id"] = request_id
    headers.setdefault("Cache-Control", "private, no-store")
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "no-referrer")
    if headers.get("Content-Type", "").endswith("json"):
        # Data is no page: should a browser be talked into showing it as one, nothing in it runs.
        headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
