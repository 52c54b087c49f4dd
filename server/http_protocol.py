"""HTTP as uvicorn reads it, with an end to how much may come that is no body, and how slowly."""

import asyncio

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# Address and headers together; a token, a cursor and a browser's cookies are far below.
# The same for what follows a body in pieces, and between them. uvicorn's fast parser has no limit
# of its own: one request could fill the memory, whoever sends it.
LARGEST_HEAD_BYTES = 64 * 2**10
# A telephone with one bar sends a head, or any of a body, in less; whoever never does would keep
# a connection, of which a process has some thousands, for ever.
GOES_ON_WITHIN_S = 30.0
TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class BoundedHttp(HttpToolsProtocol):
    """Ends a connection that sends and sends, and no head comes to its end and no body on; and
    one on which that takes too long."""

    _idle_bytes = 0
    _is_between = False
    _progress = 0
    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Whoever connects has something to say."""
        super().connection_made(transport)  # type: ignore[arg-type]
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is waited for any more."""
        self._wait_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count what comes; give it to the parser, which says when it got anywhere."""
        if self._idle_bytes > LARGEST_HEAD_BYTES:
            self.transport.write(TOO_LARGE)
            self.transport.close()
            return
        self._idle_bytes += len(data)
        before = self._progress
        super().data_received(data)
        # Most requests come in one piece and need no patience.
        if self._is_between:
            self._wait_no_more()
        elif self._progress != before or self._patience is None:
            self._wait()

    def on_message_begin(self) -> None:
        """A head begins."""
        self._is_between = False
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        """The head was short enough."""
        self._note_progress()
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Some of a body; how long that may be is for the API to say."""
        self._note_progress()
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The next thing on this connection is a head; how long until then is uvicorn's."""
        self._note_progress()
        self._is_between = True
        super().on_message_complete()

    def _note_progress(self) -> None:
        self._idle_bytes = 0
        self._progress += 1

    def _wait(self) -> None:
        self._wait_no_more()
        self._patience = self.loop.call_later(GOES_ON_WITHIN_S, self._lose_patience)

    def _wait_no_more(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _lose_patience(self) -> None:
        self._patience = None
        if self.flow.read_paused:
            # It is we who do not read on.
            self._wait()
        else:
            self.transport.close()
