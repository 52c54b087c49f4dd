"""Promises of the dashboard's jobs: each draft once, as it stands now, the newest change first."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from made_reels import make_draft, make_generation
from server_users import make_user
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from contract.drafts import DraftPatchBody
from contract.jobs import Job
from server import drafts
from server.database import reading, transaction
from server.jobs import get_recent_jobs
from server.revisions import Meant
from server.tables import Draft

pytestmark = pytest.mark.anyio

MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
async def owner_id(engine: AsyncEngine) -> UUID:
    async with transaction(engine) as session:
        return await make_user(session)


async def test_a_draft_that_was_never_made_is_a_job_of_its_own_kind(engine, owner_id):
    async with transaction(engine) as session:
        draft = await make_draft(session, owner_id, topic="  Why is\nthe sky *blue?*  ")
    async with reading(engine) as session:
        jobs = await get_recent_jobs(session, owner_id, 10)
    assert jobs == (
        Job(
            id=draft.id,
            title="Why is the sky blue?",
            platform="tiktok",
            preset="explainer",
            status="draft",
            stage=None,
            progress_pct=0,
            generation_id=None,
            updated_at=draft.updated_at,
        ),
    )


async def test_a_draft_stands_once_with_its_latest_generation(engine, owner_id):
    async with transaction(engine) as session:
        draft = await make_draft(session, owner_id, title="Sky")
        late = await make_generation(
            session,
            owner_id,
            draft,
            status="running",
            progress_pct=12,
            created_at=MOMENT.replace(day=3),
        )
        for day, status in ((1, "succeeded"), (2, "failed")):
            await make_generation(
                session, owner_id, draft, status=status, created_at=MOMENT.replace(day=day)
            )
        (job,) = await get_recent_jobs(session, owner_id, 10)
    assert (job.title, job.generation_id) == ("Sky", late)
    assert (job.status, job.stage, job.progress_pct) == ("running", "drawing", 12)


async def test_the_newest_change_comes_first_and_ids_break_ties(engine, owner_id):
    async with transaction(engine) as session:
        made = [await make_draft(session, owner_id, topic=f"{n}") for n in range(5)]
        for draft in made[:3]:
            await session.execute(
                update(Draft).where(Draft.id == draft.id).values(updated_at=MOMENT)
            )
        patch = DraftPatchBody(topic="edited")
        await drafts.edit(session, owner_id, made[3].id, patch, Meant(None))
        # A generation is no change of its draft.
        await make_generation(session, owner_id, made[4])
        jobs = await get_recent_jobs(session, owner_id, 10)
        assert [job.id for job in jobs] == [
            made[3].id,
            made[4].id,
            *sorted(draft.id for draft in made[:3]),
        ]
        assert await get_recent_jobs(session, owner_id, 2) == jobs[:2]


async def test_a_status_asks_for_the_latest_generations(engine, owner_id):
    async with transaction(engine) as session:
        never = await make_draft(session, owner_id)
        again = await make_draft(session, owner_id)
        for day, status in ((1, "failed"), (2, "queued")):
            await make_generation(
                session, owner_id, again, status=status, created_at=MOMENT.replace(day=day)
            )

        async def ids(status) -> list[UUID]:
            return [job.id for job in await get_recent_jobs(session, owner_id, 10, status)]

        assert await ids("queued") == [again.id]
        assert await ids("failed") == []
        assert await ids("draft") == [never.id]


async def test_what_is_in_the_trash_or_a_strangers_is_left_out(engine, owner_id):
    async with transaction(engine) as session:
        gone = await make_draft(session, owner_id)
        await drafts.delete(session, owner_id, gone.id, None)
        await make_draft(session, await make_user(session))
        assert await get_recent_jobs(session, owner_id, 10) == ()
