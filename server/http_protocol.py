"""HTTP as uvicorn reads it, with an end to how much may come that is no body."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# Address and headers together; a token, a cursor and a browser's cookies are far below.
# The same for what follows a body in pieces, and between them. uvicorn's fast parser has no limit
# of its own: one request could fill the memory, whoever sends it.
LARGEST_HEAD_BYTES = 64 * 2**10
TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class BoundedHttp(HttpToolsProtocol):
    """Ends a connection that sends and sends, and no head comes to its end and no body on."""

    _idle_bytes = 0

    def data_received(self, data: bytes) -> None:
        """Count what comes; give it to the parser, which says when it got anywhere."""
        if self._idle_bytes > LARGEST_HEAD_BYTES:
            self.transport.write(TOO_LARGE)
            self.transport.close()
            return
        self._idle_bytes += len(data)
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """The head was short enough."""
        self._idle_bytes = 0
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """Some of a body; how long that may be is for the API to say."""
        self._idle_bytes = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The next thing on this connection is a head."""
        self._idle_bytes = 0
        super().on_message_complete()
