"""Promises of finding: filters that are all true, words however they are typed, exact pages."""

from itertools import count
from uuid import UUID, uuid4

import pytest
from made_reels import make_ready
from search_cases import SEARCH_CASES
from server_users import make_user
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from contract.search import search_text
from server import assets
from server.assets import Item
from server.cursors import Place
from server.database import transaction
from server.library_pages import Filters, list_page
from server.tables import Asset, Generation, Variant

pytestmark = pytest.mark.anyio


async def add_item(session: AsyncSession, owner_id: UUID, generation_id: UUID, **fields) -> UUID:
    """An item in the library, without the way to it."""
    variant_id, asset_id = uuid4(), uuid4()
    index = next(INDEXES)
    values = {"title": "", "topic": "", "tags": [], "platform": "tiktok", **fields}
    await session.execute(
        insert(Variant).values(
            id=variant_id,
            generation_id=generation_id,
            owner_id=owner_id,
            index=index,
            status="ready",
        )
    )
    await session.execute(
        insert(Asset).values(
            id=asset_id,
            owner_id=owner_id,
            variant_id=variant_id,
            generation_id=generation_id,
            preset="explainer",
            format="mp4",
            duration_ms=1,
            size_bytes=1,
            search_text=search_text(values["title"], values["topic"], tuple(values["tags"])),
            revision=1,
            **values,
        )
    )
    return asset_id


INDEXES = count(10)


async def make_generation_of(session: AsyncSession, owner_id: UUID) -> UUID:
    variant_id = await make_ready(session, owner_id)
    found = await session.execute(select(Variant.generation_id).where(Variant.id == variant_id))
    return found.scalar_one()


async def found(session: AsyncSession, owner_id: UUID, **filters) -> list[UUID]:
    asked = Filters(**{"platform": None, "tags": (), "q": "", "is_trash": False, **filters})
    page = await list_page(session, owner_id, asked, limit=100, after=None)
    return [item.id for item in page.items]


async def test_every_case_of_the_table_is_found_or_not(engine: AsyncEngine):
    async with transaction(engine) as session:
        owner_id = await make_user(session)
        generation_id = await make_generation_of(session, owner_id)
        wrong = []
        for case in SEARCH_CASES:
            id = await add_item(
                session,
                owner_id,
                generation_id,
                title=case.title,
                topic=case.topic,
                tags=list(case.tags),
            )
            if (id in await found(session, owner_id, q=case.asked)) is not case.is_found:
                wrong.append(case.says)
            await session.execute(
                update(Asset).where(Asset.id == id).values(deleted_at=Asset.created_at)
            )
    assert wrong == []


async def test_filters_are_all_true_of_what_is_found(engine: AsyncEngine):
    async with transaction(engine) as session:
        owner_id, stranger_id = await make_user(session), await make_user(session)
        mine = await make_generation_of(session, owner_id)
        theirs = await make_generation_of(session, stranger_id)
        await add_item(session, stranger_id, theirs, title="sky", tags=["a", "b"])
        one = await add_item(session, owner_id, mine, title="Sky", tags=["a", "b"])
        two = await add_item(session, owner_id, mine, title="sky", tags=["b"], platform="reels")
        gone = await add_item(session, owner_id, mine, title="Sky", tags=["a"])
        await session.execute(
            update(Asset).where(Asset.id == gone).values(deleted_at=Asset.created_at)
        )
        assert await found(session, owner_id) == [two, one]
        assert await found(session, owner_id, q="SKY") == [two, one]
        assert await found(session, owner_id, tags=("b",)) == [two, one]
        assert await found(session, owner_id, tags=("a", "b")) == [one]
        assert await found(session, owner_id, tags=("a", "c")) == []
        assert await found(session, owner_id, platform="reels", q="sky", tags=("b",)) == [two]
        assert await found(session, owner_id, platform="shorts") == []
        assert await found(session, owner_id, is_trash=True) == [gone]
        assert await found(session, owner_id, is_trash=True, q="sea") == []


async def test_pages_hold_each_item_once_also_of_one_moment(engine: AsyncEngine):
    async with transaction(engine) as session:
        owner_id = await make_user(session)
        generation_id = await make_generation_of(session, owner_id)
        ids = [await add_item(session, owner_id, generation_id, title=f"sky {n}") for n in range(9)]
        moment = (await session.execute(select(Asset.created_at).limit(1))).scalar_one()
        for id in ids[:5]:
            await session.execute(update(Asset).where(Asset.id == id).values(created_at=moment))
        everything = Filters(platform=None, tags=(), q="sky", is_trash=False)
        seen: list[Item] = []
        after: Place | None = None
        for expected in (4, 4, 1):
            page = await list_page(session, owner_id, everything, limit=4, after=after)
            assert len(page.items) == expected
            seen += page.items
            after = page.end
        assert after is None
        assert {item.id for item in seen} == set(ids)
        assert seen == sorted(seen, key=lambda item: (item.created_at, item.id), reverse=True)


async def test_another_filter_is_another_scope_for_a_cursor():
    base = {"platform": None, "tags": (), "q": "", "is_trash": False}
    changes = ({}, {"platform": "reels"}, {"tags": ("a",)}, {"q": "a"}, {"is_trash": True})
    assert len({Filters(**{**base, **change}).as_texts() for change in changes}) == len(changes)
    typed = Filters(**{**base, "q": " SKY "})
    assert typed.as_texts() == Filters(**{**base, "q": "sky"}).as_texts()


async def test_the_files_of_each_item_come_along(engine: AsyncEngine):
    async with transaction(engine) as session:
        owner_id = await make_user(session)
        variant_id = await make_ready(session, owner_id)
        generation_id = (await session.execute(select(Generation.id))).scalar_one()
        bare = await add_item(session, owner_id, generation_id)
        await session.execute(update(Asset).where(Asset.id == bare).values(variant_id=variant_id))
        item = await assets.get(session, owner_id, bare)
        assert set(item.files) == {
            "video", "proxy", "cover", "captions", "vtt", "text", "receipt",
        }  # fmt: skip
