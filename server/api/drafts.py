"""Drafts for clients that do not sync: read, write, merge, trash."""

from typing import Annotated
from uuid import uuid4

from fastapi import APIRouter, Query, Response

from contract.drafts import DraftAnswer, DraftPatchBody, DraftsAnswer, NewDraftBody
from contract.problems import Code
from server import cursors, drafts
from server.api.answers import answers
from server.api.conditions import KEPT_BUT_ASKED, IfMatch, IfNoneMatch, is_known, meant_by
from server.api.merge_patches import merge_patch_of
from server.api.order import Signed, SignedRoute, Wired
from server.api.pages import USUAL_ITEMS, Cursor, Limit
from server.api.paths import id_of
from server.changes import News
from server.database import reading
from server.gestures import Gesture, gesture
from server.revisions import etag_of

router = APIRouter(route_class=SignedRoute, tags=["drafts"])

UNKNOWN_CHOICES = (Code.UNKNOWN_PLATFORM, Code.UNKNOWN_PRESET)


@router.get("/v1/drafts", responses=answers(Code.INVALID_CURSOR))
async def list_drafts(
    parts: Wired,
    caller: Signed,
    trash: Annotated[bool, Query(description="Those in the trash instead.")] = False,
    limit: Limit = USUAL_ITEMS,
    cursor: Cursor = None,
) -> DraftsAnswer:
    """Your drafts, the newest change first.

    Of long ones a page holds fewer than `limit`, so that it stays at some megabytes; go on at
    `next_cursor`."""
    secret, scope = parts.settings.secret, ("drafts", str(caller.owner_id), str(trash))
    after = cursors.read_place(secret, scope, cursor)
    async with parts.gate.through(caller.owner_id), reading(parts.engine) as session:
        page = await drafts.list_page(
            session, caller.owner_id, is_trash=trash, limit=limit, after=after
        )
    next_cursor = cursors.write_place(secret, scope, page.end)
    return DraftsAnswer(drafts=page.items, next_cursor=next_cursor)


@router.post(
    "/v1/drafts",
    status_code=201,
    responses=answers(*UNKNOWN_CHOICES, sends=("ETag", "Location")),
)
async def create_draft(
    parts: Wired, caller: Signed, body: NewDraftBody, response: Response
) -> DraftAnswer:
    """Store a new draft; all of it may still be missing."""
    async with gesture(parts, caller.owner_id) as going_on:
        made = await drafts.insert(going_on.session, caller.owner_id, uuid4(), body)
        going_on.tell(*drafts.news_of_new(made))
    response.headers["Location"] = f"/v1/drafts/{made.id}"
    return _with_etag(made, response)


@router.get(
    "/v1/drafts/{id}",
    response_model=DraftAnswer,
    responses=answers(sends=("ETag",), not_modified=True),
)
async def get_draft(
    parts: Wired, caller: Signed, id: str, response: Response, if_none_match: IfNoneMatch = None
) -> DraftAnswer | Response:
    """One draft; `deleted_at` says when it went into the trash."""
    draft_id = id_of(id)
    async with parts.gate.through(caller.owner_id), reading(parts.engine) as session:
        found = await drafts.get(session, caller.owner_id, draft_id)
    response.headers["Cache-Control"] = KEPT_BUT_ASKED
    _with_etag(found, response)
    if is_known(if_none_match, etag_of(found.revision)):
        return Response(status_code=304, headers=dict(response.headers))
    return found


@router.patch(
    "/v1/drafts/{id}",
    openapi_extra=merge_patch_of(DraftPatchBody),
    responses=answers(*UNKNOWN_CHOICES, Code.STALE, Code.IF_MATCH_MISSING, sends=("ETag",)),
)
async def edit_draft(
    parts: Wired,
    caller: Signed,
    id: str,
    body: DraftPatchBody,
    response: Response,
    if_match: IfMatch = None,
) -> DraftAnswer:
    """Change what a JSON merge patch (RFC 7396) names; a deleted draft is restored by it.

    `If-Match` is required, so that nobody overwrites words that they have not seen. With the ETag
    of an older version the patch is merged: both keep their words. One that is too old is stale.
    """
    draft_id, meant = id_of(id), meant_by(if_match)
    async with gesture(parts, caller.owner_id) as going_on:
        found = await drafts.edit(going_on.session, caller.owner_id, draft_id, body, meant)
        return _told(found, going_on, response)


@router.delete("/v1/drafts/{id}", status_code=204, responses=answers(Code.STALE))
async def delete_draft(
    parts: Wired, caller: Signed, id: str, response: Response, if_match: IfMatch = None
) -> None:
    """Put a draft into the trash, from where it can be restored."""
    draft_id, meant = id_of(id), meant_by(if_match)
    async with gesture(parts, caller.owner_id) as going_on:
        found = await drafts.delete(going_on.session, caller.owner_id, draft_id, meant)
        _told(found, going_on, response)


@router.post("/v1/drafts/{id}/restore", responses=answers(sends=("ETag",)))
async def restore_draft(parts: Wired, caller: Signed, id: str, response: Response) -> DraftAnswer:
    """Take a draft out of the trash."""
    draft_id = id_of(id)
    async with gesture(parts, caller.owner_id) as going_on:
        found = await drafts.restore(going_on.session, caller.owner_id, draft_id)
        return _told(found, going_on, response)


def _told(
    found: tuple[DraftAnswer, tuple[News, ...]], going_on: Gesture, response: Response
) -> DraftAnswer:
    """A draft after a gesture, with the lines that tell what is new about it."""
    draft, news = found
    going_on.tell(*news)
    return _with_etag(draft, response)


def _with_etag(draft: DraftAnswer, response: Response) -> DraftAnswer:
    response.headers["ETag"] = etag_of(draft.revision)
    return draft
