"""Bodies that travel packed: gzip both ways, and never more than was allowed comes out."""

import asyncio
import gzip
import zlib
from typing import Any

from fastapi import Request, Response
from pydantic_core import to_json

from contract.problems import Code, Problem
from server.api.bodies import too_large, unreadable_body

GZIP = "gzip"
# 16 says that a gzip header stands before what was deflated.
GZIP_WINDOW = 16 + zlib.MAX_WBITS
# Smaller ones fit into a packet as they are.
WORTH_PACKING_BYTES = 1_000
# Packed in some milliseconds; more than that keeps nobody else waiting.
MOST_AT_ONCE_BYTES = 200_000
# Half the time of the usual level, a tenth larger.
LEVEL = 4


async def unpacked(request: Request, body: bytes, most_bytes: int) -> bytes:
    """A body as it was before it was packed, if it was.

    Raises: Problem BODY_TOO_LARGE, INVALID_BODY, UNSUPPORTED_MEDIA_TYPE.
    """
    how = encoding_of(request)
    if how == "identity":
        return body
    if how != GZIP:
        raise Problem(
            Code.UNSUPPORTED_MEDIA_TYPE,
            "This call reads bodies as they are, or packed by gzip.",
            "Send it with `Content-Encoding: gzip`, or without.",
        )
    if len(body) <= MOST_AT_ONCE_BYTES // 10:
        return _unpack(body, most_bytes)
    return await asyncio.to_thread(_unpack, body, most_bytes)


async def packed(request: Request, content: Any) -> Response:
    """Content as a JSON answer, packed if the caller takes that."""
    body = to_json(content)
    headers = {"Vary": "Accept-Encoding"}
    if len(body) < WORTH_PACKING_BYTES or not _takes_gzip(request):
        return Response(body, headers=headers, media_type="application/json")
    if len(body) <= MOST_AT_ONCE_BYTES:
        body = gzip.compress(body, LEVEL)
    else:
        body = await asyncio.to_thread(gzip.compress, body, LEVEL)
    headers["Content-Encoding"] = GZIP
    return Response(body, headers=headers, media_type="application/json")


def encoding_of(request: Request) -> str:
    """How a body is packed, `identity` when it is not."""
    return request.headers.get("Content-Encoding", "identity").strip().lower()


def _unpack(body: bytes, most_bytes: int) -> bytes:
    """Never more than allowed is unpacked, whatever is in it."""
    reader = zlib.decompressobj(GZIP_WINDOW)
    try:
        whole = reader.decompress(body, most_bytes + 1)
    except zlib.error as error:
        raise unreadable_body() from error
    if len(whole) > most_bytes:
        raise too_large(most_bytes)
    if not reader.eof or reader.unused_data:
        raise unreadable_body()
    return whole


def _takes_gzip(request: Request) -> bool:
    """Whether the caller says so, and does not say that it is worth nothing."""
    for one in request.headers.get("Accept-Encoding", "").lower().split(","):
        name, _, weight = one.partition(";")
        if name.strip() in (GZIP, "*"):
            return weight.replace(" ", "").rstrip("0.") != "q="
    return False
