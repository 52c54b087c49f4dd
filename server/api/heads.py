"""HEAD wherever GET is answered: what GET would say, its head alone."""

from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class Heads:
    """Has GET answer a HEAD that no route answers itself, and keeps the body back.

    A stream is ended as soon as it has begun. The document tells nothing of these: they are
    part of HTTP (RFC 9110, section 9.3.2).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; whatever is no such HEAD passes through."""
        if scope["type"] != "http" or scope["method"] != "HEAD" or _is_answered(scope):
            await self._app(scope, receive, send)
            return
        asked = {**scope, "method": "GET"}
        try:
            await self._app(asked, receive, _HeadOnly(send))
        except _SaidAll:
            pass
        finally:
            # For the log, which tells a HEAD and the route that answered it.
            scope["route"] = asked.get("route")


class _SaidAll(Exception):  # noqa: N818 - no error: the head is all that was asked for
    """There is more to come, and nobody wants it."""


class _HeadOnly:
    """Sends the head of an answer and nothing behind it."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._is_ended = False

    async def __call__(self, message: Message) -> None:
        """Raises: _SaidAll where a body goes on."""
        if message["type"] != "http.response.body":
            await self._send(message)
            return
        if not self._is_ended:
            self._is_ended = True
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})
        if message.get("more_body"):
            raise _SaidAll


def _is_answered(scope: Scope) -> bool:
    """Whether a route knows HEAD by itself, and what it costs to answer it."""
    return any(route.matches(scope)[0] is Match.FULL for route in scope["app"].routes)
