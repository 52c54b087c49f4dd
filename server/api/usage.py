"""Meters: what a month allows and what was used, the entries behind it, earlier months."""

from typing import Annotated

from fastapi import APIRouter, Query, Request

from contract.problems import Code
from contract.usage import HistoryAnswer, LedgerAnswer, UsageAnswer
from server import cursors, usage
from server.api.answers import answers
from server.api.order import Signed, SignedRoute, Wired, get_caller, get_parts
from server.api.pages import USUAL_ITEMS, Cursor, Limit
from server.database import asking, reading

router = APIRouter(route_class=SignedRoute, tags=["usage"])

# A chart of three years is the longest that anybody looks at.
MOST_MONTHS, USUAL_MONTHS = 36, 6

Months = Annotated[int, Query(ge=1, le=MOST_MONTHS, description="How many, this one included.")]


@router.get("/v1/usage")
async def get_usage(request: Request) -> UsageAnswer:
    """This month's meter; limits are null where nothing is ever refused."""
    parts, caller = get_parts(request), get_caller(request)
    async with parts.gate.through(caller.owner_id), asking(parts.engine) as session:
        return await usage.get_user_usage(session, caller.owner_id, parts.plans)


@router.get("/v1/usage/ledger", responses=answers(Code.INVALID_CURSOR))
async def list_entries(
    parts: Wired, caller: Signed, limit: Limit = USUAL_ITEMS, cursor: Cursor = None
) -> LedgerAnswer:
    """Every entry that the meter is folded from, newest first."""
    secret, scope = parts.settings.secret, ("ledger", str(caller.owner_id))
    before = None
    if cursor is not None:
        before = int(cursors.read_cursor(secret, scope, cursor)[0])
    async with parts.gate.through(caller.owner_id), reading(parts.engine) as session:
        entries, end = await usage.list_entries(
            session, caller.owner_id, limit=limit, before=before
        )
    next_cursor = None if end is None else cursors.write_cursor(secret, scope, [str(end)])
    return LedgerAnswer(entries=entries, next_cursor=next_cursor)


@router.get("/v1/usage/history")
async def list_months(parts: Wired, caller: Signed, months: Months = USUAL_MONTHS) -> HistoryAnswer:
    """What this month and those before it used, this one first."""
    async with parts.gate.through(caller.owner_id), reading(parts.engine) as session:
        found = await usage.list_months(session, caller.owner_id, months)
    return HistoryAnswer(months=found)
