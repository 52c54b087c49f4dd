"""HTTP as uvicorn reads it, with an end to how long the head of a request may be."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

# Address and headers together; a token, a cursor and a browser's cookies are far below.
# uvicorn's fast parser has no limit of its own: one request could fill the memory.
LARGEST_HEAD_BYTES = 64 * 2**10
TOO_LARGE = (
    b"HTTP/1.1 431 Request Header Fields Too Large\r\n"
    b"content-length: 0\r\nconnection: close\r\n\r\n"
)


class BoundedHttp(HttpToolsProtocol):
    """Ends a connection whose request does not come to its body."""

    _head_bytes = 0
    _is_in_head = True

    def data_received(self, data: bytes) -> None:
        """Count until the head is over; give the rest to the parser."""
        if self._is_in_head:
            if self._head_bytes > LARGEST_HEAD_BYTES:
                self.transport.write(TOO_LARGE)
                self.transport.close()
                return
            self._head_bytes += len(data)
        super().data_received(data)

    def on_headers_complete(self) -> None:
        """The head was short enough."""
        self._is_in_head, self._head_bytes = False, 0
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The next thing on this connection is a head."""
        self._is_in_head = True
        super().on_message_complete()
