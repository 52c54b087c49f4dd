"""Polling a generation: cheap when nothing is new, with fresh addresses when something is."""

from fastapi import APIRouter, Request, Response

from contract.generations import GenerationAnswer
from server import generations
from server.api.addresses import base_url_of
from server.api.answers import answers
from server.api.conditions import KEPT_BUT_ASKED, IfNoneMatch, is_known
from server.api.order import PolledRoute, get_caller, get_parts
from server.api.paths import id_of
from server.database import asking

router = APIRouter(route_class=PolledRoute, tags=["generations"])


@router.get(
    "/v1/generations/{id}",
    response_model=GenerationAnswer,
    responses=answers(sends=("ETag",), not_modified=True),
)
async def get_generation(request: Request, id: str, if_none_match: IfNoneMatch = None) -> Response:
    """What is being made and how far it is. Addresses of files are good for 15 minutes; the
    ETag is of everything else, so leave out `If-None-Match` to get fresh ones."""
    generation_id, parts, caller = id_of(id), get_parts(request), get_caller(request)
    async with parts.gate.through(caller.owner_id), asking(parts.engine) as session:
        made = await generations.get(session, caller.owner_id, generation_id)
    headers = {"ETag": generations.etag_of(made), "Cache-Control": KEPT_BUT_ASKED}
    if is_known(if_none_match, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    base_url = base_url_of(request, parts) if made.has_files else ""
    answer = generations.answer_of(made, secret=parts.settings.secret, base_url=base_url)
    # Worded here: the framework would validate what was just made, at twice the cost.
    return Response(answer.model_dump_json(), headers=headers, media_type="application/json")
