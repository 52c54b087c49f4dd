"""The library: saving a variant, finding it again, the trash."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from pydantic import AfterValidator, Field
from sqlalchemy.ext.asyncio import AsyncSession

from contract.assets import AssetAnswer, AssetPatchBody, AssetsAnswer, SaveBody
from contract.platforms import PlatformId
from contract.problems import Code
from contract.tags import LONGEST_TAG_CHARS, MOST_TAGS, tidy_tags
from server import assets, cursors, idempotency
from server.api.addresses import base_url_of
from server.api.answers import answers
from server.api.conditions import KEPT_BUT_ASKED, IfMatch, IfNoneMatch, is_known, meant_by
from server.api.merge_patches import merge_patch_of
from server.api.order import Key, KeyedRoute, Signed, SignedRoute, Wired
from server.api.pages import USUAL_ITEMS, Cursor, Limit
from server.api.paths import id_of
from server.assets import Item, Outcome
from server.database import now, reading, transaction
from server.file_urls import urls_for
from server.gestures import gesture
from server.idempotency import StoredAnswer, fingerprint_of
from server.library_pages import Filters, list_page
from server.parts import Parts
from server.revisions import etag_of
from server.variant_files import find_files

router = APIRouter(route_class=SignedRoute, tags=["library"])
saving = APIRouter(route_class=KeyedRoute, tags=["library"])

ROUTE = "save"
# Nobody types more into a search box; every letter is compared with everything.
LONGEST_QUERY_CHARS = 200

TagFilter = Annotated[
    list[Annotated[str, Field(max_length=LONGEST_TAG_CHARS)]],
    Query(
        default_factory=list,
        max_length=MOST_TAGS,
        description="Only items with this tag; again for more of them.",
    ),
    AfterValidator(tidy_tags),
]
Words = Annotated[
    str,
    Query(
        max_length=LONGEST_QUERY_CHARS,
        description="A part of title, topic or a tag; case and accents make no difference.",
    ),
]


@saving.post(
    "/v1/library/assets",
    status_code=201,
    response_model=AssetAnswer,
    responses={
        200: {"model": AssetAnswer, "description": "Saved before; restored from the trash."},
        **answers(
            Code.NOT_FOUND,
            Code.VARIANT_NOT_READY,
            Code.QUOTA_EXCEEDED,
            sends=("ETag", "Location"),
        ),
    },
)
async def save_variant(
    request: Request, parts: Wired, caller: Signed, key: Key, body: SaveBody
) -> Response:
    """Save a variant to your library. The first time it is an export; after that it is free."""
    owner_id, fingerprint = caller.owner_id, fingerprint_of(body)
    async with gesture(parts, owner_id) as going_on:
        session = going_on.session
        stored = await idempotency.begin(session, owner_id, ROUTE, key, fingerprint)
        is_replay = stored is not None
        if stored is None:
            outcome = await assets.save(session, owner_id, body, parts.plans)
            going_on.tell(*outcome.news)
            stored = _stored(outcome)
            await idempotency.store(session, owner_id, ROUTE, key, fingerprint, stored)
        answer = AssetAnswer.model_validate_json(stored.body)
        fresh = await _fresh_urls(request, parts, session, answer)
    headers = {**stored.headers, **({"Idempotent-Replayed": "true"} if is_replay else {})}
    body_text = answer.model_copy(update=fresh).model_dump_json()
    return Response(body_text, stored.status, headers, "application/json")


@router.get("/v1/library/assets", responses=answers(Code.INVALID_CURSOR))
async def list_assets(
    request: Request,
    parts: Wired,
    caller: Signed,
    tag: TagFilter,
    platform: Annotated[PlatformId | None, Query(description="Only for this one.")] = None,
    q: Words = "",
    trash: Annotated[bool, Query(description="Those in the trash instead.")] = False,
    limit: Limit = USUAL_ITEMS,
    cursor: Cursor = None,
) -> AssetsAnswer:
    """Your saved variants, the newest first; all filters must be true of each."""
    filters = Filters(platform=platform, tags=tuple(tag), q=q, is_trash=trash)
    secret, scope = parts.settings.secret, ("assets", str(caller.owner_id), *filters.as_texts())
    after = cursors.read_place(secret, scope, cursor)
    async with parts.gate.through(caller.owner_id), transaction(parts.engine) as session:
        page = await list_page(session, caller.owner_id, filters, limit=limit, after=after)
    base_url = base_url_of(request, parts)
    return AssetsAnswer(
        assets=tuple(
            assets.answer_of(item, secret=secret, base_url=base_url) for item in page.items
        ),
        next_cursor=cursors.write_place(secret, scope, page.end),
    )


@router.get(
    "/v1/library/assets/{id}",
    response_model=AssetAnswer,
    responses=answers(sends=("ETag",), not_modified=True),
)
async def get_asset(
    request: Request, parts: Wired, caller: Signed, id: str, if_none_match: IfNoneMatch = None
) -> Response:
    """One item; `deleted_at` says when it went into the trash. The ETag ignores addresses."""
    asset_id = id_of(id)
    async with parts.gate.through(caller.owner_id), reading(parts.engine) as session:
        item = await assets.get(session, caller.owner_id, asset_id)
    if is_known(if_none_match, etag_of(item.revision)):
        headers = {"ETag": etag_of(item.revision), "Cache-Control": KEPT_BUT_ASKED}
        return Response(status_code=304, headers=headers)
    return _answer(request, parts, item)


@router.patch(
    "/v1/library/assets/{id}",
    response_model=AssetAnswer,
    openapi_extra=merge_patch_of(AssetPatchBody),
    responses=answers(Code.STALE, sends=("ETag",)),
)
async def edit_asset(
    request: Request,
    parts: Wired,
    caller: Signed,
    id: str,
    body: AssetPatchBody,
    if_match: IfMatch = None,
) -> Response:
    """Change title and tags by a JSON merge patch (RFC 7396); an item in the trash is restored
    by it. With `If-Match` only if nobody else changed it."""
    asset_id, meant = id_of(id), meant_by(if_match)
    async with gesture(parts, caller.owner_id) as going_on:
        outcome = await assets.edit(going_on.session, caller.owner_id, asset_id, body, meant)
        going_on.tell(*outcome.news)
    return _answer(request, parts, outcome.item)


@router.delete("/v1/library/assets/{id}", status_code=204, responses=answers(Code.STALE))
async def delete_asset(parts: Wired, caller: Signed, id: str, if_match: IfMatch = None) -> None:
    """Put an item into the trash, from where it can be restored for 30 days."""
    asset_id, meant = id_of(id), meant_by(if_match)
    async with gesture(parts, caller.owner_id) as going_on:
        outcome = await assets.delete(going_on.session, caller.owner_id, asset_id, meant)
        going_on.tell(*outcome.news)


@router.post(
    "/v1/library/assets/{id}/restore",
    response_model=AssetAnswer,
    responses=answers(sends=("ETag",)),
)
async def restore_asset(request: Request, parts: Wired, caller: Signed, id: str) -> Response:
    """Take an item out of the trash."""
    asset_id = id_of(id)
    async with gesture(parts, caller.owner_id) as going_on:
        outcome = await assets.restore(going_on.session, caller.owner_id, asset_id)
        going_on.tell(*outcome.news)
    return _answer(request, parts, outcome.item)


def _answer(request: Request, parts: Parts, item: Item) -> Response:
    answer = assets.answer_of(
        item, secret=parts.settings.secret, base_url=base_url_of(request, parts)
    )
    headers = {"ETag": etag_of(item.revision), "Cache-Control": KEPT_BUT_ASKED}
    return Response(answer.model_dump_json(), 200, headers, "application/json")


def _stored(outcome: Outcome) -> StoredAnswer:
    """What is kept for the key: without addresses, which will have expired when it is read."""
    item = outcome.item
    headers = {"Location": f"/v1/library/assets/{item.id}", "ETag": etag_of(item.revision)}
    body = assets.plain_answer_of(item).model_dump_json()
    return StoredAnswer(201 if outcome.is_first else 200, headers, body)


async def _fresh_urls(
    request: Request, parts: Parts, session: AsyncSession, answer: AssetAnswer
) -> dict[str, str | None]:
    files = await find_files(session, answer.variant_id)
    urls = urls_for(
        parts.settings.secret, base_url_of(request, parts), files, answer.title, await now(session)
    )
    return dict(urls.__dict__)
