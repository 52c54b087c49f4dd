"""Promises of the dashboard's exports: first saves, the newest first."""

from datetime import timedelta
from uuid import UUID

import pytest
from made_reels import make_ready
from server_users import make_user
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from contract.assets import SaveBody
from server import assets
from server.assets import Item
from server.database import transaction
from server.exports import get_recent_exports
from server.parts import usual_plans
from server.tables import Asset

pytestmark = pytest.mark.anyio


async def save(session, owner_id: UUID, title: str) -> Item:
    variant_id = await make_ready(session, owner_id)
    body = SaveBody(variant_id=variant_id, title=title)
    return (await assets.save(session, owner_id, body, usual_plans())).item


async def test_exports_are_listed_newest_first_and_stay_when_deleted(engine: AsyncEngine):
    async with transaction(engine) as session:
        owner_id, stranger_id = await make_user(session), await make_user(session)
        items = [await save(session, owner_id, f"{n}") for n in range(4)]
        await save(session, stranger_id, "theirs")
        await assets.delete(session, owner_id, items[3].id, None)
        exports = await get_recent_exports(session, owner_id, 3)
        assert [one.title for one in exports] == ["3", "2", "1"]
        assert [one.id for one in exports] == [item.id for item in reversed(items[1:])]
        assert exports[0].job_id == items[3].generation_id
        assert (exports[0].format, exports[0].created_at) == ("mp4", items[3].created_at)


async def test_exports_of_one_moment_come_by_id(engine: AsyncEngine):
    async with transaction(engine) as session:
        owner_id = await make_user(session)
        items = [await save(session, owner_id, f"{n}") for n in range(4)]
        at_once = items[0].created_at + timedelta(days=1)
        await session.execute(
            update(Asset).where(Asset.owner_id == owner_id).values(created_at=at_once)
        )
        exports = await get_recent_exports(session, owner_id, 10)
        assert [one.id for one in exports] == sorted(item.id for item in items)
