"""Polling over HTTP: whole when something is new, almost nothing when nothing is."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import httpx
import pytest
from made_reels import FILES, make_draft, make_generation
from server_client import client
from server_users import make_token, make_user
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from server.database import transaction
from server.tables import Generation

pytestmark = pytest.mark.anyio


@pytest.fixture
async def owner_id(engine: AsyncEngine) -> UUID:
    async with transaction(engine) as session:
        return await make_user(session)


@pytest.fixture
async def api(
    engine: AsyncEngine, tmp_path: Path, owner_id: UUID
) -> AsyncIterator[httpx.AsyncClient]:
    async with transaction(engine) as session:
        token = await make_token(session, owner_id)
    async with client(engine, tmp_path, token=token) as opened:
        yield opened


@pytest.fixture
async def running(engine: AsyncEngine, owner_id: UUID) -> UUID:
    async with transaction(engine) as session:
        draft = await make_draft(session, owner_id)
        variants = {0: "ready", 1: "drawing"}
        return await make_generation(
            session, owner_id, draft, status="running", variants=variants, progress_pct=50
        )


async def test_a_poll_answers_all_of_it(api, running):
    answer = await api.get(f"/v1/generations/{running}")
    made = answer.json()
    assert answer.status_code == 200
    assert (made["id"], made["status"], made["stage"]) == (str(running), "running", "drawing")
    assert (made["progress_pct"], made["queue_position"], made["error"]) == (50, None, None)
    ready, drawing = made["variants"]
    urls = {f"{kind}_url" for kind in FILES}
    assert all(ready[name].startswith("http://reelyard.test/v1/files/") for name in urls)
    assert {drawing[name] for name in urls} == {None}
    assert answer.headers["Cache-Control"] == "private, no-cache"


async def test_nothing_new_is_304_until_something_is(api, engine, running):
    where = f"/v1/generations/{running}"
    etag = (await api.get(where)).headers["ETag"]
    same = await api.get(where, headers={"If-None-Match": etag})
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", etag)
    assert same.headers["Cache-Control"] == "private, no-cache"
    async with transaction(engine) as session:
        await session.execute(update(Generation).values(progress_pct=51))
    new = await api.get(where, headers={"If-None-Match": etag})
    assert (new.status_code, new.json()["progress_pct"]) == (200, 51)
    assert new.headers["ETag"] != etag


async def test_addresses_are_fresh_each_time_and_leave_the_etag_alone(api, running, move_clock):
    where = f"/v1/generations/{running}"
    before = await api.get(where)
    move_clock(timedelta(minutes=5))
    after = await api.get(where)
    assert before.headers["ETag"] == after.headers["ETag"]
    assert before.json()["variants"][0]["video_url"] != after.json()["variants"][0]["video_url"]


async def test_foreign_unknown_and_malformed_are_not_found(api, engine, running, tmp_path):
    async with transaction(engine) as session:
        token = await make_token(session, await make_user(session))
    async with client(engine, tmp_path, token=token) as stranger:
        answer = await stranger.get(f"/v1/generations/{running}")
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    for id in (uuid4(), "x", f"{{{running}}}", str(running).replace("-", "")):
        assert (await api.get(f"/v1/generations/{id}")).status_code == 404
