"""The dashboard: what happened lately."""

from typing import Annotated

from fastapi import APIRouter, Query

from contract.assets import ExportsAnswer
from contract.jobs import JobsAnswer, JobStatus
from server.api.order import Signed, SignedRoute, Wired
from server.api.pages import USUAL_ITEMS, Limit
from server.database import reading
from server.exports import get_recent_exports
from server.jobs import get_recent_jobs

router = APIRouter(route_class=SignedRoute, tags=["dashboard"])


@router.get("/v1/jobs")
async def list_jobs(
    parts: Wired,
    caller: Signed,
    limit: Limit = USUAL_ITEMS,
    status: Annotated[JobStatus | None, Query(description="Only those that stand so.")] = None,
) -> JobsAnswer:
    """Your drafts with their latest generations, the newest change of a draft first."""
    async with parts.gate.through(caller.owner_id), reading(parts.engine) as session:
        return JobsAnswer(jobs=await get_recent_jobs(session, caller.owner_id, limit, status))


@router.get("/v1/exports")
async def list_exports(parts: Wired, caller: Signed, limit: Limit = USUAL_ITEMS) -> ExportsAnswer:
    """Your latest exports, the newest first: what was saved to the library for the first time."""
    async with parts.gate.through(caller.owner_id), reading(parts.engine) as session:
        return ExportsAnswer(exports=await get_recent_exports(session, caller.owner_id, limit))
