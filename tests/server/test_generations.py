"""Promises of reading a generation: one statement, all of it, nobody else's."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from made_reels import FILES, add_files, make_draft, make_generation, make_ready, sha256_of
from sent_statements import sent_statements
from server_users import make_user
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from contract.assets import SaveBody
from contract.generations import GenerationAnswer
from contract.ids import variant_id_of
from contract.problems import Code, Problem
from server import assets, generations
from server.database import reading, transaction
from server.parts import usual_plans
from server.tables import Generation

pytestmark = pytest.mark.anyio

SECRET = "a secret of tests, long enough to be one"
BASE = "https://reelyard.example"


@pytest.fixture
async def owner_id(engine: AsyncEngine) -> UUID:
    async with transaction(engine) as session:
        return await make_user(session)


async def test_a_generation_is_read_whole_by_one_statement(engine, owner_id):
    async with transaction(engine) as session:
        draft = await make_draft(session, owner_id)
        statuses = {1: "drawing", 0: "ready", 2: "waiting"}
        id = await make_generation(
            session, owner_id, draft, status="running", variants=statuses, progress_pct=41
        )
    with sent_statements() as sent:
        async with reading(engine) as session:
            made = await generations.get(session, owner_id, id)
    assert len(sent) == 1
    assert (made.draft_id, made.status, made.stage, made.progress_pct) == (
        draft.id,
        "running",
        "drawing",
        41,
    )
    assert [(one.index, one.status) for one in made.variants] == [
        (0, "ready"),
        (1, "drawing"),
        (2, "waiting"),
    ]
    ready, drawing, _ = made.variants
    assert ready.files == {kind: sha256_of(content) for kind, content in FILES.items()}
    assert (ready.duration_ms, ready.width, ready.height, ready.saved) == (
        30_000,
        1080,
        1920,
        False,
    )
    assert (drawing.files, drawing.title, drawing.duration_ms) == ({}, None, None)


async def test_a_generation_without_variants_yet_is_read_too(engine, owner_id):
    async with transaction(engine) as session:
        id = await make_generation(session, owner_id, await make_draft(session, owner_id))
        assert (await generations.get(session, owner_id, id)).variants == ()


async def test_a_failure_says_why_and_when_to_come_again(engine, owner_id):
    error = {"code": "worker-lost", "says": "It was lost.", "remedy": "Try again."}
    until = datetime(2026, 12, 1, tzinfo=UTC)
    async with transaction(engine) as session:
        draft = await make_draft(session, owner_id)
        id = await make_generation(
            session, owner_id, draft, status="failed", error=error, cooldown_until=until
        )
        made = await generations.get(session, owner_id, id)
    answer = generations.answer_of(made, secret=SECRET, base_url=BASE)
    assert answer.error is not None
    assert answer.error.model_dump() == error
    assert answer.cooldown_until == until


async def test_the_place_in_the_queue_counts_who_is_taken_up_before(engine, owner_id):
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    async with transaction(engine) as session:
        draft = await make_draft(session, owner_id)
        other_id = await make_user(session)
        others = await make_draft(session, other_id)

        async def waiting(priority: int, minute: int, id=owner_id, of=draft) -> UUID:
            return await make_generation(
                session,
                id,
                of,
                status="queued",
                priority=priority,
                created_at=moment.replace(minute=minute),
            )

        late = await waiting(-5, 0)
        second = await waiting(7, 30)
        first = await waiting(7, 20)
        paying = await waiting(900, 59, other_id, others)
        for status in ("running", "succeeded", "cancelled"):
            await make_generation(session, owner_id, draft, status=status, priority=9000)
        places = {
            id: (await generations.get(session, owner, id)).queue_position
            for id, owner in (
                (paying, other_id),
                (first, owner_id),
                (second, owner_id),
                (late, owner_id),
            )
        }
        assert list(places.values()) == [1, 2, 3, 4]
        await session.execute(
            update(Generation)
            .where(Generation.id == first)
            .values(status="running", stage="writing")
        )
        assert (await generations.get(session, owner_id, first)).queue_position is None
        assert (await generations.get(session, owner_id, late)).queue_position == 3


async def test_a_variant_is_saved_while_it_stands_in_the_library(engine, owner_id):
    async with transaction(engine) as session:
        variant_id = await make_ready(session, owner_id)
        plans = usual_plans()
        outcome = await assets.save(session, owner_id, SaveBody(variant_id=variant_id), plans)
        id = outcome.item.generation_id
        assert (await generations.get(session, owner_id, id)).variants[0].saved
        await assets.delete(session, owner_id, outcome.item.id, None)
        assert not (await generations.get(session, owner_id, id)).variants[0].saved


async def test_a_strangers_generation_and_none_are_the_same(engine, owner_id):
    async with transaction(engine) as session:
        stranger_id = await make_user(session)
        theirs = await make_generation(session, stranger_id, await make_draft(session, stranger_id))
        for id in (theirs, uuid4()):
            with pytest.raises(Problem) as caught:
                await generations.get(session, owner_id, id)
            assert caught.value.code is Code.NOT_FOUND


async def test_the_etag_is_of_everything_but_addresses_and_the_moment(engine, owner_id):
    async with transaction(engine) as session:
        draft = await make_draft(session, owner_id)
        id = await make_generation(
            session, owner_id, draft, status="running", variants={0: "ready"}
        )

        async def etag() -> str:
            return generations.etag_of(await generations.get(session, owner_id, id))

        seen = [await etag()]
        assert await etag() == seen[0]
        for values in ({"progress_pct": 5}, {"stage": "finishing"}):
            await session.execute(update(Generation).where(Generation.id == id).values(**values))
            seen.append(await etag())
        variant_id = variant_id_of(id, 0)
        await assets.save(session, owner_id, SaveBody(variant_id=variant_id), usual_plans())
        seen.append(await etag())
        assert len(set(seen)) == 4
        assert all(tag[0] == tag[-1] == '"' for tag in seen)


async def test_a_file_that_came_or_went_is_another_etag(engine, owner_id):
    async with transaction(engine) as session:
        draft = await make_draft(session, owner_id)
        id = await make_generation(session, owner_id, draft, variants={0: "waiting"})
        before = await generations.get(session, owner_id, id)
        await add_files(session, variant_id_of(id, 0), {"cover": b"c"})
        after = await generations.get(session, owner_id, id)
    assert generations.etag_of(before) != generations.etag_of(after)


async def test_news_are_what_get_answers_without_addresses_and_progress(engine, owner_id):
    async with transaction(engine) as session:
        draft = await make_draft(session, owner_id)
        id = await make_generation(
            session, owner_id, draft, status="queued", variants={0: "ready", 1: "waiting"}
        )
        told = await generations.news_of(session, id)
        made = await generations.get(session, owner_id, id)
    answer = generations.answer_of(made, secret=SECRET, base_url=BASE)
    full = answer.model_dump(mode="json")
    assert (told.of, told.id) == ("generation", str(id))
    left_out = {"stage", "progress_pct", "queue_position"}
    assert set(GenerationAnswer.model_fields) - set(told.row) == left_out
    assert {name: full[name] for name in told.row if name != "variants"} == {
        name: value for name, value in told.row.items() if name != "variants"
    }
    for variant, line in zip(full["variants"], told.row["variants"], strict=True):
        assert line == {name: value for name, value in variant.items() if "_url" not in name}
    await_urls = [value for name, value in full["variants"][0].items() if "_url" in name]
    assert len(await_urls) == len(FILES)
    assert all(url.startswith(f"{BASE}/v1/files/") for url in await_urls)
