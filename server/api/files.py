"""Finished files by signed addresses: whole, in part, or not again."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import StreamingResponse

from contract.problems import Code
from server.absence import nothing_here
from server.api.answers import answers
from server.api.conditions import IfNoneMatch
from server.api.order import OpenRoute, Wired
from server.api.stored_files import (
    WHOLE_OR_PART,
    Asked,
    Found,
    IfRange,
    Range,
    answer_get,
    answer_head,
    found_file,
)
from server.database import now, reading
from server.file_urls import GOOD_FOR, Address, disposition_of, is_ours, media_type_of
from server.parts import Parts

router = APIRouter(route_class=OpenRoute, tags=["files"])

# What an address leads to never changes, and nobody but its owner was given it.
CACHED = f"private, max-age={int(GOOD_FOR.total_seconds())}, immutable"
RESPONSES = {
    **WHOLE_OR_PART,
    **answers(Code.RANGE_UNSATISFIABLE, sends=("ETag", "Accept-Ranges"), not_modified=True),
}

Expires = Annotated[str, Query(description="Until when the address is good, in Unix seconds.")]
Signature = Annotated[str, Query(description="What proves that the address is ours.")]


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
    return answer_get(request, parts, found, Asked(range, if_range, if_none_match))


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
    return answer_head(found, if_none_match)


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
    return found_file(
        sha256, size, media_type_of(name), caching=CACHED, disposition=disposition_of(name)
    )
