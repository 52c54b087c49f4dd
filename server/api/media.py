"""A creator's files: sent in parts, held once whole, read again, let go."""

import re
from collections.abc import AsyncIterator
from contextlib import suppress
from uuid import UUID, uuid4

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from starlette.requests import ClientDisconnect

from contract.media import MediaAnswer, MediaListAnswer, media_type_of
from contract.problems import Code, Problem
from server import cursors, media, uploads
from server.absence import nothing_here
from server.api import tus
from server.api.answers import answers
from server.api.conditions import KEPT_BUT_ASKED, IfNoneMatch
from server.api.order import Signed, SignedRoute, Wired
from server.api.pages import USUAL_ITEMS, Cursor, Limit
from server.api.paths import id_of
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
from server.api.tus import ABILITIES, PartRoute, TusRoute
from server.database import reading, transaction
from server.file_urls import disposition_of
from server.gestures import gesture
from server.parts import Parts

router = APIRouter(route_class=SignedRoute, tags=["media"])
sending = APIRouter(route_class=TusRoute, tags=["media"])
part_taking = APIRouter(route_class=PartRoute, tags=["media"])

_SHA256 = re.compile(r"[0-9a-f]{64}")
TELLS = ("Upload-Offset", "Upload-Expires")
OF_PARTS = {
    "requestBody": {
        "required": True,
        "content": {tus.PART_TYPE: {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/v1/media", responses=answers(Code.INVALID_CURSOR))
async def list_media(
    parts: Wired, caller: Signed, limit: Limit = USUAL_ITEMS, cursor: Cursor = None
) -> MediaListAnswer:
    """Your files, the newest first, and how much room they take."""
    secret, scope = parts.settings.secret, ("media", str(caller.owner_id))
    after = cursors.read_place(secret, scope, cursor)
    async with parts.gate.through(caller.owner_id), reading(parts.engine) as session:
        page = await media.list_page(session, caller.owner_id, limit=limit, after=after)
        storage = await media.read_storage(session, caller.owner_id, parts.plans)
    return MediaListAnswer(
        media=page.items,
        next_cursor=cursors.write_place(secret, scope, page.end),
        used_bytes=storage.used_bytes,
        limit_bytes=storage.limit_bytes,
    )


@sending.post(
    "/v1/media",
    status_code=201,
    response_class=Response,
    responses={
        200: {"description": "You hold this file already.", "model": MediaAnswer},
        201: {"description": "Send it to `Location`."},
        **answers(
            Code.UPLOAD_VERSION,
            Code.UPLOAD_MISMATCH,
            Code.UPLOADS_TOO_MANY,
            Code.STORAGE_FULL,
            Code.INVALID_QUERY,
            sends=("Location", *TELLS),
        ),
    },
)
async def begin_upload(
    parts: Wired,
    caller: Signed,
    tus_resumable: tus.Resumable,
    upload_length: tus.Length,
    upload_metadata: tus.Metadata,
) -> Response:
    """Announce a file (tus: creation) and be told where to send it.

    Whoever announces a file again that is on its way is told the same place, and how far it is.
    """
    new = tus.read_new_file(upload_length, upload_metadata)
    async with parts.gate.through(caller.owner_id), transaction(parts.engine) as session:
        held = await media.find(session, caller.owner_id, new.sha256)
        if held is not None:
            return _held(held)
        upload = await uploads.begin(session, caller.owner_id, uuid4(), new, parts.plans)
    if upload.size_bytes == 0:
        upload = await uploads.finish_empty(parts, upload)
    headers = {"Location": f"/v1/media/uploads/{upload.id}", **tus.headers_of(upload)}
    return Response(status_code=201, headers=headers)


@sending.head(
    "/v1/media/uploads/{id}",
    response_class=Response,
    responses=answers(
        Code.UPLOAD_UNKNOWN,
        Code.UPLOAD_VERSION,
        Code.INVALID_QUERY,
        sends=("Upload-Length", "Upload-Metadata", *TELLS),
    ),
)
async def head_upload(
    parts: Wired, caller: Signed, id: str, tus_resumable: tus.Resumable
) -> Response:
    """How much of a file has come; all of it, when its owner holds it."""
    upload_id = _upload_id_of(id)
    async with parts.gate.through(caller.owner_id), reading(parts.engine) as session:
        upload = await uploads.get(session, caller.owner_id, upload_id)
    headers = {"Upload-Length": str(upload.size_bytes), "Upload-Metadata": upload.told}
    return Response(status_code=200, headers={**headers, **tus.headers_of(upload)})


@part_taking.patch(
    "/v1/media/uploads/{id}",
    status_code=204,
    response_class=Response,
    openapi_extra=OF_PARTS,
    responses=answers(
        Code.UPLOAD_UNKNOWN,
        Code.UPLOAD_CONFLICT,
        Code.UPLOAD_VERSION,
        Code.UPLOAD_MISMATCH,
        Code.UNSUPPORTED_MEDIA_TYPE,
        Code.INVALID_QUERY,
        Code.DISK_FULL,
        sends=TELLS,
    ),
)
async def send_part(
    request: Request,
    parts: Wired,
    caller: Signed,
    id: str,
    tus_resumable: tus.Resumable,
    upload_offset: tus.Offset,
) -> Response:
    """Send on from an offset, best 8 MiB at a time: what has come is kept in steps of that.

    With its last byte a file is compared with the sha256 that was announced; if it is another,
    the upload is gone.
    """
    upload = await uploads.receive(
        parts, caller.owner_id, _upload_id_of(id), int(upload_offset), _until_gone(request)
    )
    return Response(status_code=204, headers=tus.headers_of(upload))


@sending.delete(
    "/v1/media/uploads/{id}",
    status_code=204,
    responses=answers(Code.UPLOAD_UNKNOWN, Code.UPLOAD_VERSION, Code.INVALID_QUERY),
)
async def cancel_upload(
    parts: Wired, caller: Signed, id: str, tus_resumable: tus.Resumable
) -> None:
    """Give an upload up (tus: termination). A file that came whole stays."""
    upload_id = _upload_id_of(id)
    async with parts.gate.through(caller.owner_id), transaction(parts.engine) as session:
        await uploads.cancel(session, caller.owner_id, upload_id)
    await uploads.part_files_of(parts).remove(upload_id)


@sending.options("/v1/media", status_code=204, responses=answers(sends=tuple(ABILITIES)))
async def tell_abilities(parts: Wired, caller: Signed, response: Response) -> None:
    """Which tus this is, and how large a file may be."""
    response.headers.update(ABILITIES)


@sending.options(
    "/v1/media/uploads/{id}",
    status_code=204,
    responses=answers(Code.UPLOAD_UNKNOWN, sends=tuple(ABILITIES)),
)
async def tell_abilities_of_upload(
    parts: Wired, caller: Signed, id: str, response: Response
) -> None:
    """The same, of a file that is on its way."""
    upload_id = _upload_id_of(id)
    async with parts.gate.through(caller.owner_id), reading(parts.engine) as session:
        await uploads.get(session, caller.owner_id, upload_id)
    response.headers.update(ABILITIES)


@router.get(
    "/v1/media/{sha256}",
    response_class=StreamingResponse,
    responses={
        **WHOLE_OR_PART,
        **answers(Code.RANGE_UNSATISFIABLE, sends=("ETag", "Accept-Ranges"), not_modified=True),
    },
)
async def get_media(
    request: Request,
    parts: Wired,
    caller: Signed,
    sha256: str,
    range: Range = None,
    if_range: IfRange = None,
    if_none_match: IfNoneMatch = None,
) -> Response:
    """One of your files. Several ranges at once get the whole."""
    found = await _find(parts, caller.owner_id, sha256)
    return answer_get(request, parts, found, Asked(range, if_range, if_none_match))


@router.head(
    "/v1/media/{sha256}",
    response_class=Response,
    responses=answers(sends=("ETag", "Accept-Ranges"), not_modified=True),
)
async def head_media(
    parts: Wired, caller: Signed, sha256: str, if_none_match: IfNoneMatch = None
) -> Response:
    """What GET would say of the whole file, without its bytes."""
    return answer_head(await _find(parts, caller.owner_id, sha256), if_none_match)


@router.delete("/v1/media/{sha256}", status_code=204, responses=answers(Code.MEDIA_IN_USE))
async def delete_media(parts: Wired, caller: Signed, sha256: str) -> None:
    """Let go of a file for good. Drafts that place it keep the place, and need the file again
    before a reel is made of them."""
    async with gesture(parts, caller.owner_id) as going_on:
        deleted = await media.delete_one(going_on.session, caller.owner_id, _sha256_of(sha256))
        going_on.tell(deleted)


async def _find(parts: Parts, owner_id: UUID, sha256: str) -> Found:
    """A file of the caller's.

    Raises: Problem NOT_FOUND.
    """
    async with parts.gate.through(owner_id), reading(parts.engine) as session:
        held = await media.get(session, owner_id, _sha256_of(sha256))
    return found_file(
        held.sha256,
        held.size_bytes,
        media_type_of(held.name),
        caching=KEPT_BUT_ASKED,
        disposition=disposition_of(held.name, "attachment"),
    )


def _held(held: MediaAnswer) -> Response:
    return Response(
        held.model_dump_json(),
        headers={"Location": f"/v1/media/{held.sha256}", "Cache-Control": "no-store"},
        media_type="application/json",
    )


async def _until_gone(request: Request) -> AsyncIterator[bytes]:
    """What comes of a body, until it ends or whoever sends it is gone: that much is kept."""
    with suppress(ClientDisconnect):
        async for piece in request.stream():
            yield piece


def _upload_id_of(text: str) -> UUID:
    """The id of an upload in a path.

    Raises: Problem UPLOAD_UNKNOWN.
    """
    try:
        return id_of(text)
    except Problem as error:
        raise uploads.unknown() from error


def _sha256_of(text: str) -> str:
    """The name of a file in a path.

    Raises: Problem NOT_FOUND.
    """
    if _SHA256.fullmatch(text) is None:
        raise nothing_here()
    return text
