"""Where programs read what the API is."""

import hashlib
from importlib.resources import files

from fastapi import APIRouter, Request, Response

from server.api.order import OpenRoute

# As long as a program may go on without a call that came with an update.
KEPT_S = 300

router = APIRouter(route_class=OpenRoute)


@router.get("/v1/openapi.json", include_in_schema=False)
async def get_document(request: Request) -> Response:
    """The committed document, contract/openapi.json."""
    headers = {"Cache-Control": f"public, max-age={KEPT_S}", "ETag": _ETAG}
    if request.headers.get("If-None-Match") == _ETAG:
        return Response(status_code=304, headers=headers)
    return Response(_DOCUMENT, headers=headers, media_type="application/json")


_DOCUMENT = files("contract").joinpath("openapi.json").read_bytes()
_ETAG = f'"{hashlib.sha256(_DOCUMENT).hexdigest()}"'
