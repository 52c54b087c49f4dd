"""Promises of the library: saved once however often, counted once, never lost by mistake."""

import asyncio
from datetime import datetime
from uuid import UUID, uuid4

import pytest
from made_reels import FILES, make_draft, make_generation, make_ready, sha256_of
from server_users import make_user
from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from contract.assets import AssetPatchBody, SaveBody
from contract.ids import asset_id_of, variant_id_of
from contract.plans import Limits
from contract.problems import Code, Problem
from contract.search import search_text
from server import assets
from server.assets import Outcome
from server.database import transaction
from server.parts import usual_plans
from server.revisions import Meant
from server.tables import Asset, LedgerEntry, Variant

pytestmark = pytest.mark.anyio

PLANS = usual_plans()


@pytest.fixture
async def owner_id(engine: AsyncEngine) -> UUID:
    async with transaction(engine) as session:
        return await make_user(session)


async def save(session, owner_id: UUID, variant_id: UUID, **names) -> Outcome:
    return await assets.save(session, owner_id, SaveBody(variant_id=variant_id, **names), PLANS)


async def count_exports(session, owner_id: UUID) -> int:
    counted = (
        select(func.count())
        .select_from(LedgerEntry)
        .where(LedgerEntry.owner_id == owner_id, LedgerEntry.kind == "export")
    )
    return (await session.execute(counted)).scalar_one()


async def code_of(awaited) -> Code:
    with pytest.raises(Problem) as caught:
        await awaited
    return caught.value.code


async def test_a_saved_variant_is_what_it_was_made_of(engine, owner_id):
    async with transaction(engine) as session:
        variant_id = await make_ready(
            session, owner_id, topic="Café & sky", platform="reels", preset="list", tags=("Été",)
        )
        outcome = await save(session, owner_id, variant_id)
        item = await assets.get(session, owner_id, outcome.item.id)
        folded = (await session.execute(select(Asset.search_text))).scalar_one()
    assert outcome.is_first
    assert item.id == asset_id_of(owner_id, variant_id)
    assert (item.title, item.platform, item.preset) == ("Why? 0", "reels", "list")
    assert (item.tags, item.format, item.revision) == (("été",), "mp4", 1)
    assert (item.duration_ms, item.size_bytes) == (30_000, len(FILES["video"]))
    assert item.files == {kind: sha256_of(content) for kind, content in FILES.items()}
    assert folded == "why? 0\ncafe & sky\nete"
    assert item.deleted_at is None


async def test_a_persons_own_words_come_first(engine, owner_id):
    async with transaction(engine) as session:
        variant_id = await make_ready(session, owner_id, tags=("from the draft",))
        item = (await save(session, owner_id, variant_id, title="Mine", tags=())).item
    assert (item.title, item.tags) == ("Mine", ())


@pytest.mark.parametrize(
    ("title", "topic", "called"),
    [("Mine", "Why?", "Mine"), (None, "Why is that?", "Why is that?"), (None, "", "reel")],
)
async def test_a_variant_without_a_title_is_called_as_its_draft_was(
    engine, owner_id, title, topic, called
):
    async with transaction(engine) as session:
        variant_id = await make_ready(session, owner_id, title=title, topic=topic)
        await session.execute(update(Variant).values(title=None))
        assert (await save(session, owner_id, variant_id)).item.title == called


async def test_saving_again_is_the_same_item_and_no_second_export(engine, owner_id):
    async with transaction(engine) as session:
        variant_id = await make_ready(session, owner_id)
        first = await save(session, owner_id, variant_id, title="First")
        again = await save(session, owner_id, variant_id, title="Second")
        assert [line.of for line in first.news] == ["usage", "asset", "generation"]
        assert (again.item.title, again.is_first, again.news) == ("First", False, ())
        assert await count_exports(session, owner_id) == 1


async def test_saving_what_lies_in_the_trash_restores_it_for_free(engine, owner_id):
    async with transaction(engine) as session:
        variant_id = await make_ready(session, owner_id)
        item = (await save(session, owner_id, variant_id)).item
        await assets.delete(session, owner_id, item.id, None)
        again = await save(session, owner_id, variant_id)
        assert (again.item.deleted_at, again.is_first) == (None, False)
        assert [line.of for line in again.news] == ["asset", "generation"]
        assert await count_exports(session, owner_id) == 1


async def test_saving_anew_what_was_swept_from_the_trash_is_no_second_export(engine, owner_id):
    async with transaction(engine) as session:
        variant_id = await make_ready(session, owner_id)
        await save(session, owner_id, variant_id)
        await session.execute(delete(Asset))
        assert (await save(session, owner_id, variant_id)).is_first
        assert await count_exports(session, owner_id) == 1


async def test_many_saves_at_once_are_one_item_and_one_export(engine, owner_id):
    async with transaction(engine) as session:
        variant_id = await make_ready(session, owner_id)

    async def save_alone(_n: int) -> Outcome:
        async with transaction(engine) as session:
            return await save(session, owner_id, variant_id)

    outcomes = await asyncio.gather(*map(save_alone, range(8)))
    assert sorted(outcome.is_first for outcome in outcomes) == [False] * 7 + [True]
    assert len({outcome.item.id for outcome in outcomes}) == 1
    async with transaction(engine) as session:
        assert await count_exports(session, owner_id) == 1


async def test_of_two_last_exports_at_once_one_is_refused(engine, owner_id):
    one_left = {**PLANS, "free": Limits(exports=1, minutes=20, burst=5, at_once=1)}
    async with transaction(engine) as session:
        variants = [await make_ready(session, owner_id) for _ in range(4)]

    async def save_alone(variant_id: UUID) -> str:
        async with transaction(engine) as session:
            try:
                await assets.save(session, owner_id, SaveBody(variant_id=variant_id), one_left)
            except Problem as problem:
                return str(problem.code)
            return "saved"

    said = await asyncio.gather(*map(save_alone, variants))
    assert sorted(said) == ["quota-exceeded"] * 3 + ["saved"]


async def test_no_export_left_saves_nothing_but_saved_before_stays_free(engine, owner_id):
    one = {**PLANS, "free": Limits(exports=1, minutes=20, burst=5, at_once=1)}
    async with transaction(engine) as session:
        first, second = [await make_ready(session, owner_id) for _ in range(2)]
        await assets.save(session, owner_id, SaveBody(variant_id=first), one)
        refused = assets.save(session, owner_id, SaveBody(variant_id=second), one)
        assert await code_of(refused) is Code.QUOTA_EXCEEDED
        again = await assets.save(session, owner_id, SaveBody(variant_id=first), one)
        assert not again.is_first
        assert await count_exports(session, owner_id) == 1


@pytest.mark.parametrize("status", ["waiting", "drawing", "failed"])
async def test_a_variant_that_is_not_ready_cannot_be_saved(engine, owner_id, status):
    async with transaction(engine) as session:
        draft = await make_draft(session, owner_id)
        id = await make_generation(session, owner_id, draft, variants={0: status})
        refused = save(session, owner_id, variant_id_of(id, 0))
        with pytest.raises(Problem) as caught:
            await refused
    assert caught.value.code is Code.VARIANT_NOT_READY
    assert caught.value.retryable is (status != "failed")


async def test_a_variant_whose_files_are_gone_cannot_be_saved(engine, owner_id):
    async with transaction(engine) as session:
        variant_id = await make_ready(session, owner_id)
        await session.execute(update(Variant).values(files_gone_at=func.reelyard_now()))
        assert await code_of(save(session, owner_id, variant_id)) is Code.VARIANT_NOT_READY


async def test_a_variant_keeps_its_files_while_somebody_saves_it(engine, owner_id):
    async with transaction(engine) as session:
        variant_id = await make_ready(session, owner_id)
    async with transaction(engine) as saving, transaction(engine) as sweeping:
        await save(saving, owner_id, variant_id)
        free = select(Variant.id).with_for_update(skip_locked=True)
        assert (await sweeping.execute(free)).all() == []


async def test_strangers_and_nobodys_are_not_found(engine, owner_id):
    async with transaction(engine) as session:
        stranger_id = await make_user(session)
        theirs = await make_ready(session, stranger_id)
        item = (await save(session, stranger_id, theirs)).item
        for id in (theirs, uuid4()):
            assert await code_of(save(session, owner_id, id)) is Code.NOT_FOUND
        for id in (item.id, uuid4()):
            patch = AssetPatchBody(title="Mine")
            for asked in (
                assets.get(session, owner_id, id),
                assets.edit(session, owner_id, id, patch, None),
                assets.delete(session, owner_id, id, None),
                assets.restore(session, owner_id, id),
            ):
                assert await code_of(asked) is Code.NOT_FOUND


async def test_an_edit_changes_what_is_found(engine, owner_id):
    async with transaction(engine) as session:
        item = (await save(session, owner_id, await make_ready(session, owner_id))).item
        patch = AssetPatchBody(title="Łódź", tags=("City",))
        outcome = await assets.edit(session, owner_id, item.id, patch, Meant(frozenset({1})))
        folded = (await session.execute(select(Asset.search_text))).scalar_one()
        assert (outcome.item.title, outcome.item.tags, outcome.item.revision) == (
            "Łódź",
            ("city",),
            2,
        )
        assert folded == search_text("Łódź", item.topic, ("city",))
        assert [line.of for line in outcome.news] == ["asset"]
        same = await assets.edit(session, owner_id, item.id, patch, None)
        assert (same.item.revision, same.news) == (2, ())
        stale = assets.edit(session, owner_id, item.id, patch, Meant(frozenset({1})))
        assert await code_of(stale) is Code.STALE


async def test_null_brings_the_variants_title_back_and_takes_all_tags_off(engine, owner_id):
    async with transaction(engine) as session:
        variant_id = await make_ready(session, owner_id)
        item = (await save(session, owner_id, variant_id, title="Mine", tags=("x",))).item
        patch = AssetPatchBody(title=None, tags=None)
        cleared = (await assets.edit(session, owner_id, item.id, patch, None)).item
    assert (cleared.title, cleared.tags) == ("Why? 0", ())


async def test_the_trash_and_the_way_back(engine, owner_id):
    async with transaction(engine) as session:
        item = (await save(session, owner_id, await make_ready(session, owner_id))).item
        stale = assets.delete(session, owner_id, item.id, Meant(frozenset({9})))
        assert await code_of(stale) is Code.STALE
        gone = await assets.delete(session, owner_id, item.id, Meant(frozenset({1})))
        assert isinstance(gone.item.deleted_at, datetime)
        assert [line.of for line in gone.news] == ["asset", "generation"]
        assert (await assets.delete(session, owner_id, item.id, None)).news == ()
        assert (await assets.get(session, owner_id, item.id)).deleted_at is not None
        back = await assets.restore(session, owner_id, item.id)
        assert (back.item.deleted_at, back.item.revision) == (None, 3)
        assert (await assets.restore(session, owner_id, item.id)).news == ()


@pytest.mark.parametrize("title", ["New", "Why? 0"])
async def test_an_edit_after_a_delete_restores(engine, owner_id, title):
    async with transaction(engine) as session:
        item = (await save(session, owner_id, await make_ready(session, owner_id))).item
        await assets.delete(session, owner_id, item.id, None)
        untouched = await assets.edit(session, owner_id, item.id, AssetPatchBody(), None)
        assert untouched.item.deleted_at is not None
        patch = AssetPatchBody(title=title)
        back = await assets.edit(session, owner_id, item.id, patch, None)
        assert back.item.deleted_at is None
        assert [line.of for line in back.news] == ["asset", "generation"]


async def test_news_are_what_get_answers_without_addresses(engine, owner_id):
    async with transaction(engine) as session:
        item = (await save(session, owner_id, await make_ready(session, owner_id))).item
    full = assets.answer_of(item, secret="s", base_url="https://r.example").model_dump(mode="json")
    told = assets.news_of(item)
    assert (told.of, told.id) == ("asset", str(item.id))
    assert told.row == {name: value for name, value in full.items() if "_url" not in name}
    assert len(full) - len(told.row) == len(FILES)
