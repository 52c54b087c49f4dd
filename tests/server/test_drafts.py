"""Promises of drafts: what was accepted comes back, unseen words are never overwritten."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from made_reels import make_draft
from server_users import make_user
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from contract.drafts import LONGEST_TEXT_CHARS, DraftPatchBody, NewDraftBody, Placement
from contract.problems import Code, Problem
from contract.text import tidy
from server import drafts
from server.database import reading, transaction
from server.revisions import Meant
from server.tables import Draft

pytestmark = pytest.mark.anyio

WHATEVER = Meant(None)
MEDIA = "ab" * 32
# What databases, JSON and case folding have each been known to change.
EVERY_KIND_OF_TEXT = (
    "e\u0301 \u00e9 \ufb01 \u212b \u00c5 \u200b\u200d\ufeff \u202e abc \r\n\t \x01\x7f\x85 \u2028 "
    "\U0001f600 👨‍👩‍👧‍👦 \U0010ffff \ufffe\uffff שָׁלוֹם ท้องฟ้า İstanbul ' \" \\ % _ {} $1 :x -- ;"
)


def placed(id: str, order: str = "a0") -> Placement:
    return Placement.model_validate(
        {
            "id": id,
            "media": MEDIA,
            "order": order,
            "scene": None,
            "role": "picture",
            "focus": [0.1, 1.0],
            "trim_ms": [0, 2**53 - 1],
        }
    )


async def code_of(awaited) -> Code:
    with pytest.raises(Problem) as caught:
        await awaited
    return caught.value.code


@pytest.fixture
async def owner_id(engine: AsyncEngine) -> UUID:
    async with transaction(engine) as session:
        return await make_user(session)


async def test_a_new_draft_may_be_empty_and_takes_what_its_preset_says(engine, owner_id):
    async with transaction(engine) as session:
        made = await drafts.insert(session, owner_id, uuid4(), NewDraftBody())
    assert (made.topic, made.script, made.title, made.tags) == ("", "", None, ())
    assert (made.platform, made.preset, made.variants, made.revision) == (
        "tiktok",
        "explainer",
        3,
        1,
    )
    assert made.deleted_at is None


async def test_everything_comes_back_as_it_was_given(engine, owner_id):
    body = NewDraftBody(
        topic=EVERY_KIND_OF_TEXT,
        script=EVERY_KIND_OF_TEXT * 700,
        title=" ",
        platform="shorts",
        preset="story",
        language="sr-Latn",
        voice="en-gb+f2",
        variants=2,
        tags=("b", "a"),
        placements=(placed("p2", "\U0001f600"), placed("p1")),
    )
    async with transaction(engine) as session:
        made = await drafts.insert(session, owner_id, uuid4(), body)
    async with reading(engine) as session:
        read = await drafts.get(session, owner_id, made.id)
    assert read == made
    # Every end of a line is one LF: devices edit these texts, and editors know no other.
    words = {"topic": tidy(body.topic), "script": tidy(body.script)}
    assert NewDraftBody.model_validate(
        read.model_dump(include=set(NewDraftBody.model_fields))
    ) == body.model_copy(update=words)


@pytest.mark.parametrize(
    ("names", "code"),
    [({"platform": "vine"}, Code.UNKNOWN_PLATFORM), ({"preset": "noir"}, Code.UNKNOWN_PRESET)],
)
async def test_a_choice_that_there_is_not_is_refused_new_or_edited(engine, owner_id, names, code):
    async with transaction(engine) as session:
        new = drafts.insert(session, owner_id, uuid4(), NewDraftBody(**names))
        assert await code_of(new) is code
        mine = await make_draft(session, owner_id)
        patch = DraftPatchBody(**names)
        assert await code_of(drafts.edit(session, owner_id, mine.id, patch, WHATEVER)) is code


async def test_an_edit_changes_what_it_names_and_counts(engine, owner_id):
    async with transaction(engine) as session:
        before = await make_draft(session, owner_id, tags=("x",), placements=(placed("p"),))
    async with transaction(engine) as session:
        patch = DraftPatchBody(script="New.", tags=("y", "z"), placements=())
        after, news = await drafts.edit(session, owner_id, before.id, patch, WHATEVER)
    assert news
    assert after == before.model_copy(
        update={
            "script": "New.",
            "tags": ("y", "z"),
            "placements": (),
            "revision": 2,
            "updated_at": after.updated_at,
        }
    )
    assert after.updated_at > before.updated_at


async def test_null_brings_back_what_a_new_draft_has(engine, owner_id):
    full = {
        "title": "Mine",
        "platform": "reels",
        "preset": "list",
        "language": "de",
        "voice": "silent",
        "variants": 1,
        "tags": ("t",),
        "placements": (placed("p"),),
    }
    async with transaction(engine) as session:
        mine = await make_draft(session, owner_id, **full)
        names = ("topic", "script", *full)
        patch = DraftPatchBody.model_validate(dict.fromkeys(names))
        cleared, _ = await drafts.edit(session, owner_id, mine.id, patch, WHATEVER)
        empty = await drafts.insert(session, owner_id, uuid4(), NewDraftBody())
    assert cleared.model_dump(include=set(names)) == empty.model_dump(include=set(names))


async def test_an_edit_that_changes_nothing_is_no_new_revision(engine, owner_id):
    async with transaction(engine) as session:
        mine = await make_draft(session, owner_id)
        for patch in (DraftPatchBody(), DraftPatchBody(topic=mine.topic, variants=None)):
            same = await drafts.edit(session, owner_id, mine.id, patch, WHATEVER)
            assert same == (mine, ())


async def test_an_edit_must_say_what_it_was_meant_for(engine, owner_id):
    patch = DraftPatchBody(topic="New")
    async with transaction(engine) as session:
        mine = await make_draft(session, owner_id)
        missing = drafts.edit(session, owner_id, mine.id, patch, None)
        assert await code_of(missing) is Code.IF_MATCH_MISSING
        for wrong in (Meant(frozenset({2})), Meant(frozenset())):
            with pytest.raises(Problem) as caught:
                await drafts.edit(session, owner_id, mine.id, patch, wrong)
            assert caught.value.code is Code.STALE
            assert caught.value.facts == {"etag": '"1"'}
        edited, _ = await drafts.edit(session, owner_id, mine.id, patch, Meant(frozenset({7, 1})))
    assert edited.revision == 2


async def test_of_edits_at_once_each_keeps_its_words(engine, owner_id):
    """All were meant for what the draft was at first; none is refused, and none is lost."""
    async with transaction(engine) as session:
        mine = await make_draft(session, owner_id, topic="Why?", script="Air.")

    async def edit(n: int) -> None:
        patch = DraftPatchBody(topic=f"Why {n}?", title=f"{n}")
        async with transaction(engine) as session:
            await drafts.edit(session, owner_id, mine.id, patch, Meant(frozenset({1})))

    await asyncio.gather(*(edit(n) for n in range(6)))
    async with reading(engine) as session:
        now = await drafts.get(session, owner_id, mine.id)
    assert all(str(n) in now.topic for n in range(6))
    assert (now.topic[:3], now.topic[-1], now.script) == ("Why", "?", "Air.")
    assert now.revision == 7


async def test_a_deleted_draft_is_still_read_and_comes_back(engine, owner_id):
    async with transaction(engine) as session:
        mine = await make_draft(session, owner_id)
        gone, news = await drafts.delete(session, owner_id, mine.id, None)
        assert news
        assert gone.deleted_at is not None
        assert await drafts.get(session, owner_id, mine.id) == gone
        assert await drafts.delete(session, owner_id, mine.id, None) == (gone, ())
        back, news = await drafts.restore(session, owner_id, mine.id)
        assert (back.deleted_at, back.revision, bool(news)) == (None, 3, True)
        assert await drafts.restore(session, owner_id, mine.id) == (back, ())


@pytest.mark.parametrize("patch", [DraftPatchBody(topic="New"), DraftPatchBody(title=None)])
async def test_an_edit_after_a_delete_restores(engine, owner_id, patch):
    async with transaction(engine) as session:
        mine = await make_draft(session, owner_id)
        await drafts.delete(session, owner_id, mine.id, None)
        untouched, news = await drafts.edit(session, owner_id, mine.id, DraftPatchBody(), WHATEVER)
        assert not news
        assert untouched.deleted_at is not None
        back, news = await drafts.edit(session, owner_id, mine.id, patch, WHATEVER)
        assert news
        assert back.deleted_at is None


async def test_a_stale_delete_is_refused(engine, owner_id):
    async with transaction(engine) as session:
        mine = await make_draft(session, owner_id)
        stale = drafts.delete(session, owner_id, mine.id, Meant(frozenset({2})))
        assert await code_of(stale) is Code.STALE


async def test_a_strangers_draft_and_no_draft_are_the_same(engine, owner_id):
    async with transaction(engine) as session:
        theirs = await make_draft(session, await make_user(session))
        for id in (theirs.id, uuid4()):
            patch = DraftPatchBody(topic="Mine")
            for asked in (
                drafts.get(session, owner_id, id),
                drafts.edit(session, owner_id, id, patch, None),
                drafts.delete(session, owner_id, id, None),
                drafts.restore(session, owner_id, id),
            ):
                assert await code_of(asked) is Code.NOT_FOUND


async def test_pages_hold_each_draft_once_the_newest_change_first(engine, owner_id):
    async with transaction(engine) as session:
        made = [await make_draft(session, owner_id, topic=f"{n}") for n in range(7)]
        await make_draft(session, await make_user(session))
        # Three of one moment, so that ids must break the tie; and one put away.
        same = made[2].updated_at
        for draft in made[2:5]:
            await session.execute(update(Draft).where(Draft.id == draft.id).values(updated_at=same))
        gone, _ = await drafts.delete(session, owner_id, made[6].id, None)
    found, after = [], None
    async with reading(engine) as session:
        for _ in range(4):
            page = await drafts.list_page(session, owner_id, is_trash=False, limit=2, after=after)
            found += page.items
            after = page.end
            if after is None:
                break
        trash = await drafts.list_page(session, owner_id, is_trash=True, limit=2, after=None)
    assert len(found) == 6
    assert {draft.id for draft in found} == {draft.id for draft in made[:6]}
    assert found == sorted(found, key=lambda one: (one.updated_at, one.id), reverse=True)
    assert trash.items == (gone,)
    assert trash.end is None


async def test_a_page_of_long_drafts_ends_sooner_and_goes_on(engine, owner_id):
    script = "é" * LONGEST_TEXT_CHARS
    async with transaction(engine) as session:
        made = [await make_draft(session, owner_id, topic=f"{n}", script=script) for n in range(25)]
    pages, after = [], None
    async with reading(engine) as session:
        while not pages or after is not None:
            page = await drafts.list_page(session, owner_id, is_trash=False, limit=100, after=after)
            pages.append(page.items)
            after = page.end
    most = drafts.LARGEST_PAGE_BYTES // len(script.encode()) + 1
    assert [len(items) for items in pages] == [most, most, 25 - 2 * most]
    assert [draft for items in pages for draft in items] == made[::-1]


async def test_a_page_that_is_just_full_is_the_last(engine, owner_id):
    async with transaction(engine) as session:
        for _ in range(2):
            await make_draft(session, owner_id)
        page = await drafts.list_page(session, owner_id, is_trash=False, limit=2, after=None)
    assert (len(page.items), page.end) == (2, None)


async def test_the_clock_is_the_databases(engine, owner_id, move_clock):
    async with transaction(engine) as session:
        mine = await make_draft(session, owner_id)
    move_clock(timedelta(days=40))
    async with transaction(engine) as session:
        patch = DraftPatchBody(topic="Later")
        later, _ = await drafts.edit(session, owner_id, mine.id, patch, WHATEVER)
    assert later.updated_at - mine.updated_at > timedelta(days=39)


async def test_news_are_what_get_answers(engine, owner_id):
    async with transaction(engine) as session:
        mine = await make_draft(session, owner_id, placements=(placed("p"),))
    told = drafts.news_of(mine)
    assert (told.of, told.id) == ("draft", str(mine.id))
    assert type(mine).model_validate(told.row) == mine
