"""The OpenAPI document: what every call takes and every way in which it may end.

`python -m server.api.documents` writes contract/openapi.json, which is what the server shows.
Route authors name what only their call may refuse (server/api/answers.py); what follows from
the kind of route (a token, a key, a body, an id in the path) is added here.
"""

import json
import sys
from collections.abc import Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import APIRouter, params
from fastapi.openapi.utils import get_openapi
from starlette.routing import BaseRoute

from contract.problems import Code
from contract.version import PRODUCT_VERSION
from server.api.answers import CODES, GOOD, SENDS
from server.api.examples import EXAMPLES
from server.api.order import OpenRoute
from server.api.problems import PROBLEM_TYPE, STATUS
from server.api.routers import ROUTERS

Json = dict[str, Any]

DESCRIPTION = """Reelyard turns words and pictures into vertical videos.

Every failure is an RFC 9457 problem with a stable `code`, a `detail` for a person and a `remedy`.
Every answer has an `X-Request-Id`; one that you send (8 to 64 letters, digits, `.`, `_` or `-`) is
kept. HEAD is answered wherever GET is, with the same headers. Lists go on at `next_cursor`. What
is somebody else's and what never was are both 404.
"""
TAGS = {
    "health": "For those who look after the server.",
    "accounts": "Signing up, in and out; devices; keys for machines.",
    "create": "Asking for reels, and what they cost.",
    "generations": "What is being made.",
    "drafts": "Words, media and choices, for clients that do not sync.",
    "media": "Pictures, clips and sounds that you bring: sent by tus 1.0, in parts.",
    "library": "Saved reels.",
    "dashboard": "What happened lately.",
    "usage": "What a month allows and what was used of it.",
    "catalogue": "Platforms and presets.",
    "files": "Finished files, by signed addresses.",
    "sync": "For devices that edit without a network; docs/sync.md says how to write one.",
    "events": "Hints as things happen.",
}
HEADERS = {
    "ETag": "Another one when the answer is another; for `If-None-Match` and `If-Match`.",
    "Location": "Where what was made is read.",
    "Retry-After": "After how many seconds it may go better.",
    "Idempotent-Replayed": "`true` when this is the answer that was given before.",
    "WWW-Authenticate": "How to say who you are.",
    "Accept-Ranges": "`bytes`: parts can be asked for with `Range`.",
    "Content-Range": "Which part this is.",
    "Upload-Offset": "How many bytes have come.",
    "Upload-Length": "How many bytes the file has.",
    "Upload-Metadata": "What was said of the file when it was announced.",
    "Upload-Expires": "Until when it is kept unless more comes.",
    "Tus-Version": "The versions of tus that are spoken here.",
    "Tus-Extension": "What of tus is spoken beside its core.",
    "Tus-Max-Size": "How many bytes a file may have.",
    "RateLimit-Policy": "How many wishes an hour may hold (draft-ietf-httpapi-ratelimit-headers).",
    "RateLimit": "How many are left, and in how many seconds there is room for more.",
}
# Where the id in an answer leads: from an operation, the name of the id, to which others.
LINKS = (
    ("create_api_key", "id", ("get_api_key", "revoke_api_key")),
    ("create_draft", "id", ("get_draft", "edit_draft", "delete_draft", "restore_draft")),
    ("save_variant", "id", ("get_asset", "edit_asset", "delete_asset", "restore_asset")),
    ("create", "generation_id", ("get_generation", "cancel")),
    ("regenerate", "generation_id", ("get_generation", "cancel")),
)
# What a status always brings along.
HEADERS_OF: dict[int, tuple[str, ...]] = {
    206: ("Content-Range",),
    304: ("ETag",),
    401: ("WWW-Authenticate",),
    416: ("Content-Range",),
    429: ("Retry-After",),
    503: ("Retry-After",),
}
IDEMPOTENCY_KEY: Json = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "description": "A new one for every wish, the same one when the wish is sent again: 1 to 255"
    " printable characters, bare or as a quoted string. Answers are kept for 200 days.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!#-~]+$"},
    "example": "4f8e2c1a-8a1d-4a6e-9a55-0d8c7b6a5f4e",
}
EVENTS_TYPE = "text/event-stream"
EVENT: Json = {
    "type": "object",
    "properties": {
        "event": {"enum": ["change", "progress"]},
        "id": {"type": "string", "pattern": "^[0-9]+$", "description": "Only of a change."},
        "data": {
            "type": "string",
            "contentMediaType": "application/json",
            "description": "`{seq}` of a change; `{generation_id, status, stage, progress_pct}`"
            " of progress.",
        },
        "retry": {"type": "integer"},
    },
}
PROBLEM: Json = {
    "title": "Problem",
    "description": "RFC 9457. Some codes bring facts of their own along.",
    "type": "object",
    "required": [
        "type", "title", "status", "detail", "instance", "code", "remedy", "retryable",
        "request_id",
    ],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "What is wrong, in one sentence."},
        "instance": {"type": "string", "format": "uri-reference"},
        "code": {"type": "string", "description": "Stable; compare with this one."},
        "remedy": {"type": "string", "description": "What to do next."},
        "retryable": {"type": "boolean", "description": "The same may succeed later."},
        "request_id": {"type": "string"},
        "retry_after_s": {"type": "integer", "minimum": 0},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["where", "says"],
                "properties": {"where": {"type": "string"}, "says": {"type": "string"}},
            },
        },
    },
    "examples": [
        {
            "type": "urn:reelyard:problem:quota-exceeded",
            "title": "Quota exceeded",
            "status": 403,
            "detail": "All 10 exports of this month are used.",
            "instance": "urn:reelyard:request:5d41402abc4b2a76b9719d911017c592",
            "code": "quota-exceeded",
            "remedy": "Wait for the next month, or get a larger plan.",
            "retryable": False,
            "request_id": "5d41402abc4b2a76b9719d911017c592",
            "pool": "exports",
            "used": 10,
            "limit": 10,
            "resets_at": "2026-12-01T00:00:00Z",
        }
    ],
}  # fmt: skip


def document_of(routers: Iterable[APIRouter]) -> Json:
    """The OpenAPI document of everything that these routers answer."""
    routes = [route for router in routers for route in router.routes if _is_told(route)]
    document = get_openapi(
        title="Reelyard",
        version=PRODUCT_VERSION,
        summary="Words and pictures into vertical videos.",
        description=DESCRIPTION,
        routes=routes,
        servers=[{"url": "/"}],
        license_info={"name": "GPL-3.0-or-later", "identifier": "GPL-3.0-or-later"},
    )
    used: set[str] = set()
    operations: dict[str, Json] = {}
    for route in routes:
        assert isinstance(route, OpenRoute)
        for method in route.methods or ():
            operation = document["paths"][route.path_format][method.lower()]
            _complete(operation, route)
            if method == "GET":
                _tell_events(operation)
            if method == "PATCH":
                _take_merge_patches(operation)
            if method == "HEAD":
                _take_bodies_away(operation)
            used |= set(operation.get("tags", ()))
            operations[route.name] = operation
    _link(operations)
    document["tags"] = [{"name": name, "description": TAGS[name]} for name in TAGS if name in used]
    _complete_components(document)
    return document


def written(document: Json) -> str:
    """A document as the committed file spells it."""
    return json.dumps(document, indent=1, ensure_ascii=False, sort_keys=False) + "\n"


def _is_told(route: BaseRoute) -> bool:
    return isinstance(route, OpenRoute) and route.include_in_schema


def _complete(operation: Json, route: OpenRoute) -> None:
    """Add what follows from the kind of route, and word all its refusals."""
    operation["operationId"] = route.name
    operation["security"] = [{"bearer": []}] if route.is_signed else []
    if route.is_keyed:
        operation.setdefault("parameters", []).append(IDEMPOTENCY_KEY)
    responses: Json = operation["responses"]
    _name_headers(operation, is_meant=str(STATUS[Code.IF_MATCH_MISSING]) in responses)
    sends = responses.pop(GOOD, {}).get(SENDS, [])
    codes: dict[int, list[str]] = {}
    for key in [key for key in responses if not key.startswith(("2", "3"))]:
        codes[int(key)] = responses.pop(key).get(CODES, [])
    for code in _usual_codes(route):
        codes.setdefault(STATUS[code], []).append(str(code))
    for status in sorted(codes):
        responses[str(status)] = _refusal(status, sorted(set(codes[status])))
    sends = [*sends, "Idempotent-Replayed"] if route.is_keyed else sends
    for key, response in responses.items():
        names = [*(sends if key.startswith("2") else ()), *HEADERS_OF.get(int(key), ())]
        if names:
            response.setdefault("headers", {}).update({name: _header(name) for name in names})


def _link(operations: dict[str, Json]) -> None:
    """Say in each answer that makes something what can be done with its id."""
    for origin, name, targets in LINKS:
        responses: Json = operations[origin]["responses"]
        for key in [key for key in responses if key.startswith("2")]:
            responses[key]["links"] = {
                target: {
                    "operationId": target,
                    "parameters": {"id": f"$response.body#/{name}"},
                }
                for target in targets
            }


def _name_headers(operation: Json, *, is_meant: bool) -> None:
    """Headers as RFC 9110 spells them; If-Match is required where 428 asks for it."""
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "header":
            parameter["name"] = parameter["name"].title()
            if is_meant and parameter["name"] == "If-Match":
                parameter["required"] = True


def _tell_events(operation: Json) -> None:
    """What comes of an event stream, one event after the other (as OpenAPI 3.2 tells it)."""
    content: Json = operation["responses"]["200"]["content"]
    if EVENTS_TYPE in content:
        content[EVENTS_TYPE] = {"itemSchema": EVENT}


def _take_merge_patches(operation: Json) -> None:
    """RFC 7396 has a media type of its own; plain JSON is taken for one as well."""
    content: Json = operation["requestBody"]["content"]
    if "application/json" in content:
        content["application/merge-patch+json"] = content["application/json"]


def _take_bodies_away(operation: Json) -> None:
    """Whatever GET would say, HEAD says without a body."""
    for response in operation["responses"].values():
        response.pop("content", None)


def _usual_codes(route: OpenRoute) -> list[Code]:
    """What every route of this kind may refuse."""
    usual = [Code.BODY_TOO_LARGE]
    if route.is_signed or route.is_wired:
        usual += [Code.DATABASE_UNREACHABLE, Code.SERVER_BUSY]
    if route.is_signed:
        usual.append(Code.NOT_SIGNED_IN)
    if route.is_keyed:
        usual += [Code.KEY_MISSING, Code.KEY_INVALID, Code.KEY_IN_FLIGHT, Code.KEY_REUSED]
    if route.body_field is not None:
        usual += [Code.UNSUPPORTED_MEDIA_TYPE, Code.INVALID_BODY]
    if route.reads(params.Query):
        usual.append(Code.INVALID_QUERY)
    if route.reads(params.Path):
        usual.append(Code.NOT_FOUND)
    return usual


def _refusal(status: int, codes: list[str]) -> Json:
    schema = {
        "allOf": [
            {"$ref": "#/components/schemas/Problem"},
            {"properties": {"code": {"enum": codes}}},
        ]
    }
    return {
        "description": f"{HTTPStatus(status).phrase}: " + ", ".join(f"`{code}`" for code in codes),
        "content": {PROBLEM_TYPE: {"schema": schema}},
    }


def _header(name: str) -> Json:
    return {"$ref": f"#/components/headers/{name}"}


def _complete_components(document: Json) -> None:
    components = document.setdefault("components", {})
    components["securitySchemes"] = {
        "bearer": {
            "type": "http",
            "scheme": "bearer",
            "description": "An access token, good for 10 minutes, or an API key.",
        }
    }
    components["headers"] = {
        name: {"description": says, "schema": {"type": "string"}} for name, says in HEADERS.items()
    }
    schemas: Json = components.setdefault("schemas", {})
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    schemas["Problem"] = PROBLEM
    _require_kinds(schemas)
    for name, example in EXAMPLES.items():
        if name in schemas:
            schemas[name]["examples"] = [example]


def _require_kinds(schemas: Json) -> None:
    """What tells the members of a choice apart is no matter of defaults, whatever Python says."""
    for schema in list(schemas.values()):
        for inner in schema.get("properties", {}).values():
            choice = inner.get("items", inner).get("discriminator")
            for reference in (choice or {}).get("mapping", {}).values():
                member = schemas[reference.rpartition("/")[2]]
                required = member.setdefault("required", [])
                if choice["propertyName"] not in required:
                    required.insert(0, choice["propertyName"])


if __name__ == "__main__":
    place = Path(__file__).parents[2] / "contract" / "openapi.json"
    place.write_text(written(document_of(ROUTERS)), encoding="utf-8")
    print(f"Written: {place}", file=sys.stderr)
