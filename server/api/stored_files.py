"""Stored files as HTTP serves them: whole, in part, or not again."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Header, Request, Response
from fastapi.responses import StreamingResponse

from contract.problems import Code, Problem
from server.api.conditions import is_known
from server.api.problems import problem_response, request_id_of
from server.api.ranges import Slice, read_range
from server.parts import Parts

BYTES: dict[str, Any] = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
WHOLE_OR_PART: dict[int | str, dict[str, Any]] = {
    200: {"description": "The whole file.", "content": BYTES},
    206: {"description": "The part that `Range` asks for.", "content": BYTES},
}

Range = Annotated[str | None, Header(description="One part, such as `bytes=0-1023`.")]
IfRange = Annotated[str | None, Header(description="Only if the ETag is still this.")]


@dataclass(frozen=True)
class Found:
    """A stored file that somebody may read, what it is, and what all answers about it say."""

    sha256: str
    size: int
    media_type: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Asked:
    """What a request wants of a file."""

    range: str | None = None
    if_range: str | None = None
    if_none_match: str | None = None


def found_file(sha256: str, size: int, media_type: str, *, caching: str, disposition: str) -> Found:
    """A stored file with its headers; its ETag is its sha256."""
    headers = {
        "ETag": f'"{sha256}"',
        "Accept-Ranges": "bytes",
        "Cache-Control": caching,
        "Content-Disposition": disposition,
    }
    return Found(sha256, size, media_type, headers)


def answer_get(request: Request, parts: Parts, found: Found, asked: Asked) -> Response:
    """The file, a part of it, or that it is the same as before; several ranges get the whole."""
    etag = found.headers["ETag"]
    if is_known(asked.if_none_match, etag):
        return Response(status_code=304, headers=found.headers)
    part = read_range(asked.range, asked.if_range, etag, found.size)
    if part is None:
        return _stream(parts, found, Slice(0, found.size), 200)
    if part.start == part.end:
        return _no_such_part(request, found)
    return _stream(parts, found, part, 206)


def answer_head(found: Found, if_none_match: str | None) -> Response:
    """What GET would say of the whole file, without its bytes."""
    if is_known(if_none_match, found.headers["ETag"]):
        return Response(status_code=304, headers=found.headers)
    headers = {**found.headers, "Content-Length": str(found.size)}
    return Response(headers=headers, media_type=found.media_type)


def _stream(parts: Parts, found: Found, part: Slice, status: int) -> Response:
    """Bytes of a file as they are read: no file is ever held whole."""
    headers = {**found.headers, "Content-Length": str(part.end - part.start)}
    if status == 206:
        headers["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{found.size}"
    pieces = parts.blobs.read(found.sha256, part.start, part.end)
    return StreamingResponse(pieces, status, headers, found.media_type)


def _no_such_part(request: Request, found: Found) -> Response:
    """416: what is asked for begins behind the last byte."""
    problem = Problem(
        Code.RANGE_UNSATISFIABLE,
        f"This file has {found.size:,} bytes; none of them lies in the range.",
        "Ask for a part that begins before its end.",
        facts={"size_bytes": found.size},
    )
    response = problem_response(problem, request_id_of(request))
    response.headers["Content-Range"] = f"bytes */{found.size}"
    return response
