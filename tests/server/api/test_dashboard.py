"""The dashboard over HTTP: what happened lately, by today's names and by those of the seed."""

from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import httpx
import pytest
from made_reels import make_draft, make_generation, make_ready
from server_client import client
from server_users import make_token, make_user
from sqlalchemy.ext.asyncio import AsyncEngine

from contract.assets import SaveBody
from server import assets
from server.database import transaction
from server.parts import usual_plans

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


@pytest.mark.parametrize("path", ["/v1/jobs", "/api/jobs", "/api/v1/jobs"])
async def test_jobs_are_drafts_with_their_latest_generations(api, engine, owner_id, path):
    async with transaction(engine) as session:
        first = await make_draft(session, owner_id, topic="First")
        second = await make_draft(session, owner_id, topic="Second")
        id = await make_generation(session, owner_id, first, status="running", progress_pct=7)
    jobs = (await api.get(path)).json()["jobs"]
    assert [(job["title"], job["status"]) for job in jobs] == [
        ("Second", "draft"),
        ("First", "running"),
    ]
    assert jobs[1] == {
        "id": str(first.id),
        "title": "First",
        "platform": "tiktok",
        "preset": "explainer",
        "status": "running",
        "stage": "drawing",
        "progress_pct": 7,
        "generation_id": str(id),
        "updated_at": jobs[1]["updated_at"],
    }
    running = (await api.get(path, params={"status": "running", "limit": 1})).json()["jobs"]
    assert running == jobs[1:]
    assert (await api.get(path, params={"limit": 1})).json()["jobs"][0]["id"] == str(second.id)


@pytest.mark.parametrize("params", [{"limit": 0}, {"limit": 101}, {"status": "lost"}])
async def test_a_question_that_means_nothing_is_refused(api, params):
    answer = await api.get("/v1/jobs", params=params)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-query")


@pytest.mark.parametrize("path", ["/v1/exports", "/api/exports"])
async def test_exports_name_their_generation_as_their_job(api, engine, owner_id, path):
    async with transaction(engine) as session:
        variant_id = await make_ready(session, owner_id)
        body = SaveBody(variant_id=variant_id, title="Saved")
        item = (await assets.save(session, owner_id, body, usual_plans())).item
    exports = (await api.get(path, params={"limit": 5})).json()["exports"]
    assert exports == [
        {
            "id": str(item.id),
            "job_id": str(item.generation_id),
            "title": "Saved",
            "format": "mp4",
            "created_at": exports[0]["created_at"],
        }
    ]


async def test_nobody_sees_anything_and_a_stranger_nothing(api, engine, owner_id, tmp_path):
    async with transaction(engine) as session:
        await make_draft(session, owner_id)
        token = await make_token(session, await make_user(session))
    async with client(engine, tmp_path) as nobody:
        assert (await nobody.get("/v1/jobs")).status_code == 401
        assert (await nobody.get("/v1/exports")).status_code == 401
    async with client(engine, tmp_path, token=token) as stranger:
        assert (await stranger.get("/v1/jobs")).json() == {"jobs": []}
        assert (await stranger.get("/v1/exports")).json() == {"exports": []}
