"""Who is asking."""

from fastapi import APIRouter

from contract.accounts import UserAnswer
from server import accounts
from server.api.order import Signed, SignedRoute, Wired
from server.database import reading

router = APIRouter(route_class=SignedRoute, tags=["accounts"])


@router.get("/v1/me")
async def get_me(parts: Wired, caller: Signed) -> UserAnswer:
    """The account that a token or key belongs to."""
    async with parts.gate.through(caller.owner_id), reading(parts.engine) as session:
        return await accounts.get(session, caller.owner_id)
