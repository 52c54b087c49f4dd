"""Keys for machines. Whoever is signed in by a key may make and end keys, too."""

import secrets

from fastapi import APIRouter, Response

from contract.accounts import ApiKeyAnswer, ApiKeysAnswer, NewApiKeyAnswer, NewApiKeyBody
from contract.problems import Code
from server import api_keys
from server.absence import nothing_here
from server.api.answers import answers
from server.api.order import Signed, SignedRoute, Wired
from server.api.paths import id_of
from server.database import reading, transaction
from server.tokens import KEY_ENTROPY_BYTES

router = APIRouter(route_class=SignedRoute, tags=["accounts"])


@router.post(
    "/v1/api-keys",
    status_code=201,
    responses=answers(Code.API_KEYS_TOO_MANY, sends=("Location",)),
)
async def create_api_key(
    parts: Wired, caller: Signed, body: NewApiKeyBody, response: Response
) -> NewApiKeyAnswer:
    """Make a key; this answer is the only one that holds it whole."""
    entropy = secrets.token_bytes(KEY_ENTROPY_BYTES)
    async with parts.gate.through(caller.owner_id), transaction(parts.engine) as session:
        made = await api_keys.create(session, caller.owner_id, name=body.name, entropy=entropy)
    response.headers["Cache-Control"] = "no-store"
    response.headers["Location"] = f"/v1/api-keys/{made.id}"
    return made


@router.get("/v1/api-keys")
async def list_api_keys(parts: Wired, caller: Signed) -> ApiKeysAnswer:
    """All keys that are good, the newest first."""
    async with parts.gate.through(caller.owner_id), reading(parts.engine) as session:
        found = await api_keys.list_good(session, caller.owner_id)
    return ApiKeysAnswer(api_keys=found, next_cursor=None)


@router.get("/v1/api-keys/{id}")
async def get_api_key(parts: Wired, caller: Signed, id: str) -> ApiKeyAnswer:
    """One key by its first characters."""
    key_id = id_of(id)
    async with parts.gate.through(caller.owner_id), reading(parts.engine) as session:
        found = await api_keys.find(session, caller.owner_id, key_id)
    if found is None:
        raise nothing_here()
    return found


@router.delete("/v1/api-keys/{id}", status_code=204)
async def revoke_api_key(parts: Wired, caller: Signed, id: str) -> Response:
    """End a key for good."""
    key_id = id_of(id)
    async with parts.gate.through(caller.owner_id), transaction(parts.engine) as session:
        was_there = await api_keys.revoke(session, caller.owner_id, key_id)
    if not was_there:
        raise nothing_here()
    return Response(status_code=204)
