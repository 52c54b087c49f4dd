"""Finished files by signed addresses: whole, in part, or not again."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from contract.problems import Code, Problem
from server.absence import nothing_here
from server.api.answers import answers
from server.api.conditions import IfNoneMatch, is_known
from server.api.order import OpenRoute, Wired
from server.api.problems import problem_response, request_id_of
from server.api.ranges import Slice, read_range
from server.database import now, reading
from server.file_urls import GOOD_FOR, Address, disposition_of, is_ours, media_type_of
from server.parts import Parts

router = APIRouter(route_class=OpenRoute, tags=["files"])

# What an address leads to never changes, and nobody but its owner was given it.
CACHED = f"private, max-age={int(GOOD_FOR.total_seconds())}, immutable"
BYTES: dict[str, Any] = {"*/*": {"schema": {"type": "string", "format": "binary"}}}
RESPONSES = {
    200: {"description": "The whole file.", "content": BYTES},
    206: {"description": "The part that `Range` asks for.", "content": BYTES},
    **answers(Code.RANGE_UNSATISFIABLE, sends=("ETag", "Accept-Ranges"), not_modified=True),
}

Expires = Annotated[str, Query(description="Until when the address is good, in Unix seconds.")]
Signature = Annotated[str, Query(description="What proves that the address is ours.")]
Range = Annotated[str | None, Header(description="One part, such as `bytes=0-1023`.")]
IfRange = Annotated[str | None, Header(description="Only if the ETag is still this.")]


@dataclass(frozen=True)
class Found:
    """A stored file behind a good address."""

    sha256: str
    name: str
    size: int
    headers: dict[str, str]


@router.get("/v1/files/{sha256}/{name}", response_class=StreamingResponse, responses=RESPONSES)
async def get_file(
    request: Request,
    parts: Wired,
    sha256: str,
    name: str,
    expires: Expires = "",
    signature: Signature = "",
    range: Range = None,
    if_range: IfRange = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """A finished file, by an address out of another answer; no token is needed.

    Several ranges at once get the whole file.
    """
    found = await _find(parts, sha256, name, expires, signature)
    etag = found.headers["ETag"]
    if is_known(if_none_match, etag):
        return Response(status_code=304, headers=found.headers)
    part = read_range(range, if_range, etag, found.size)
    if part is None:
        return _stream(parts, found, Slice(0, found.size), 200)
    if part.start == part.end:
        return _no_such_part(request, found)
    return _stream(parts, found, part, 206)


@router.head(
    "/v1/files/{sha256}/{name}",
    response_class=Response,
    responses=answers(sends=("ETag", "Accept-Ranges"), not_modified=True),
)
async def head_file(
    parts: Wired,
    sha256: str,
    name: str,
    expires: Expires = "",
    signature: Signature = "",
    if_none_match: IfNoneMatch = None,
) -> Response:
    """What GET would say of the whole file, without its bytes."""
    found = await _find(parts, sha256, name, expires, signature)
    if is_known(if_none_match, found.headers["ETag"]):
        return Response(status_code=304, headers=found.headers)
    headers = {**found.headers, "Content-Length": str(found.size)}
    return Response(headers=headers, media_type=media_type_of(name))


async def _find(parts: Parts, sha256: str, name: str, expires: str, signature: str) -> Found:
    """The file behind an address.

    Raises: Problem NOT_FOUND when the address is not ours, has expired, or the file is gone.
    """
    address = Address(sha256, name, expires, signature)
    if not is_ours(parts.settings.secret, address):
        raise nothing_here()
    async with reading(parts.engine) as session:
        if await now(session) >= address.expires_at:
            raise nothing_here()
    size = await parts.blobs.size_of(sha256)
    if size is None:
        raise nothing_here()
    headers = {
        "ETag": f'"{sha256}"',
        "Accept-Ranges": "bytes",
        "Cache-Control": CACHED,
        "Content-Disposition": disposition_of(name),
    }
    return Found(sha256, name, size, headers)


def _stream(parts: Parts, found: Found, part: Slice, status: int) -> Response:
    """Bytes of a file as they are read: no file is ever held whole."""
    headers = {**found.headers, "Content-Length": str(part.end - part.start)}
    if status == 206:
        headers["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{found.size}"
    pieces = parts.blobs.read(found.sha256, part.start, part.end)
    return StreamingResponse(pieces, status, headers, media_type_of(found.name))


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
