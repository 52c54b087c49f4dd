"""Whether this process is alive, and whether it can do its work."""

import asyncio

from fastapi import APIRouter
from pydantic import BaseModel
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from server.api.order import OpenRoute, Wired
from server.api.problems import database_unreachable
from server.database import reading

# A balancer asks every few seconds; a database slower than this serves nobody.
DATABASE_ANSWERS_WITHIN_S = 2.0

router = APIRouter(route_class=OpenRoute, tags=["health"])


class HealthAnswer(BaseModel):
    """`status` is `ok`; anything else is a problem."""

    status: str


@router.get("/healthz")
async def alive() -> HealthAnswer:
    """Answer as long as the process can answer anything."""
    return HealthAnswer(status="ok")


@router.get("/readyz")
async def ready(parts: Wired) -> HealthAnswer:
    """Answer once the database does; 503 without it."""
    try:
        async with asyncio.timeout(DATABASE_ANSWERS_WITHIN_S), reading(parts.engine) as session:
            await session.execute(text("SELECT 1"))
    except (SQLAlchemyError, TimeoutError) as error:
        raise database_unreachable() from error
    return HealthAnswer(status="ok")
