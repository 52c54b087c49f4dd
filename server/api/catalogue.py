"""What there is to choose from: platforms and presets, the same for everybody."""

import hashlib

from fastapi import APIRouter, Request, Response

from contract.platforms import PlatformsAnswer
from contract.presets import PresetAnswer, PresetsAnswer
from reel import catalogue
from server.absence import nothing_here
from server.api.addresses import base_url_of
from server.api.answers import answers
from server.api.conditions import IfNoneMatch, is_known
from server.api.order import Signed, SignedRoute, Wired

router = APIRouter(route_class=SignedRoute, tags=["catalogue"])

# It changes with a new version of the server; a day later everybody has noticed.
CACHED = "public, max-age=86400"
CACHED_ANSWERS = answers(sends=("ETag",), not_modified=True)


@router.get("/v1/platforms", response_model=PlatformsAnswer, responses=CACHED_ANSWERS)
async def list_platforms(caller: Signed, if_none_match: IfNoneMatch = None) -> Response:
    """Every platform: its frame, its limits, and the box that its own buttons leave free."""
    body = PlatformsAnswer(platforms=catalogue.platforms()).model_dump_json().encode()
    return _cached(body, "application/json", if_none_match)


@router.get("/v1/presets", response_model=PresetsAnswer, responses=CACHED_ANSWERS)
async def list_presets(
    request: Request, parts: Wired, caller: Signed, if_none_match: IfNoneMatch = None
) -> Response:
    """Every look, with the address of a picture of it, which needs your token as well."""
    start = f"{base_url_of(request, parts)}/v1/presets"
    found = tuple(
        PresetAnswer(
            id=preset.id,
            version=preset.version,
            name=preset.name,
            says=preset.says,
            picture_url=f"{start}/{preset.id}/picture",
            variants=preset.variants,
            # None of ours has a voice of its own: the script's language brings it.
            voice=None,
        )
        for preset in catalogue.presets()
    )
    body = PresetsAnswer(presets=found).model_dump_json().encode()
    return _cached(body, "application/json", if_none_match)


@router.get(
    "/v1/presets/{id}/picture",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}}}, **CACHED_ANSWERS},
)
async def get_preset_picture(
    caller: Signed, id: str, if_none_match: IfNoneMatch = None
) -> Response:
    """A frame of the look, 360x640."""
    for preset in catalogue.presets():
        if preset.id == id:
            return _cached(catalogue.picture_of(preset), "image/jpeg", if_none_match)
    raise nothing_here()


def _cached(body: bytes, media_type: str, if_none_match: str | None) -> Response:
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": CACHED}
    if is_known(if_none_match, etag):
        return Response(status_code=304, headers=headers)
    return Response(body, headers=headers, media_type=media_type)
