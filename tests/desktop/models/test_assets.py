"""Promises of the library here: the same answers as the server's, exact pages, edits at once."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest
from search_cases import SEARCH_CASES, SearchCase
from told_changes import ToldServer, at, pull_all, push_all

from contract.problems import Code, Problem
from contract.syncing.pull import Change, PullAnswer
from contract.syncing.rows import Put
from desktop.models import arrivals, asset_rows, assets
from desktop.models.assets import Filters
from desktop.models.storage import Storage


def item(server: ToldServer, *, number: int = 0, **more: Any) -> UUID:
    """An item that the server tells of."""
    asset_id = more.pop("id", None) or uuid4()
    tags = more.pop("tags", ())
    facts = {
        "id": str(asset_id),
        "variant_id": str(uuid4()),
        "generation_id": str(uuid4()),
        "topic": more.pop("topic", ""),
        "platform": more.pop("platform", "tiktok"),
        "preset": "explainer",
        "format": "mp4",
        "duration_ms": 30_000,
        "size_bytes": 1_000,
        "created_at": more.pop("created_at", f"2026-11-22T14:05:{number % 60:02}.{number:06}Z"),
    }
    server.write("asset", asset_id, title=more.pop("title", f"Item {number}"), **more)
    if tags:
        held = server.rows["asset", asset_id]
        puts = tuple(Put(tag, server.seq, server.id) for tag in tags)
        server.rows["asset", asset_id] = replace(held, row=replace(held.row, puts=puts))
    server.facts["asset", asset_id] = facts
    return asset_id


def found(storage: Storage, **asked: Any) -> list[UUID]:
    return [one.id for one in storage.call(assets.list_page, Filters(**asked)).assets]


@pytest.mark.parametrize("case", SEARCH_CASES, ids=lambda case: case.says)
def test_a_search_finds_what_the_server_finds(
    storage: Storage, server: ToldServer, case: SearchCase
) -> None:
    asset_id = item(server, title=case.title, topic=case.topic, tags=case.tags)
    pull_all(storage, server)
    # A title of nothing is shown as the topic's first words; what is searched is the same.
    assert (found(storage, q=case.asked) == [asset_id]) is case.is_found


def test_filters_combine_and_pages_are_exact(storage: Storage, server: ToldServer) -> None:
    made = [
        item(
            server,
            number=number,
            title=f"Sky {number}" if number % 2 else f"Sea {number}",
            platform="reels" if number % 3 else "tiktok",
            tags=("a", "b") if number % 5 else ("a",),
        )
        for number in range(40)
    ]
    pull_all(storage, server)
    expected = [
        made[number] for number in reversed(range(40)) if number % 2 and number % 3 and number % 5
    ]
    asked = Filters(platform="reels", tags=("B", "a"), q="SKY")
    collected, after = [], None
    while True:
        page = storage.call(assets.list_page, asked, limit=3, after=after)
        collected += [one.id for one in page.assets]
        if page.end is None:
            break
        after = page.end
    assert collected == expected
    assert found(storage, q="sk", tags=("b",))[:1] == [made[39]]
    everything, after = [], None
    while True:
        page = storage.call(assets.list_page, limit=7, after=after)
        everything += [one.id for one in page.assets]
        if page.end is None:
            break
        after = page.end
    assert everything == made[::-1]
    assert storage.call(assets.list_tags) == ("a", "b")


def test_items_of_one_moment_stand_in_the_order_of_their_ids(
    storage: Storage, server: ToldServer
) -> None:
    moment = "2026-11-22T14:05:00.000000Z"
    made = sorted(item(server, created_at=moment) for _ in range(5))
    pull_all(storage, server)
    assert found(storage) == made[::-1]


def test_two_that_want_one_place_both_have_one(storage: Storage, server: ToldServer) -> None:
    moment = "2026-11-22T14:05:00.000000Z"
    one = UUID(int=(5 << 118) + 1, version=4)
    two = UUID(int=(5 << 118) + 2, version=4)
    assert asset_rows.place_of(moment, one) == asset_rows.place_of(moment, two)
    item(server, id=one, created_at=moment)
    pull_all(storage, server)
    item(server, id=two, created_at=moment)
    pull_all(storage, server)
    assert set(found(storage)) == {one, two}


def test_an_edit_is_found_at_once_sent_and_taken_back_by_nobody(
    storage: Storage, server: ToldServer
) -> None:
    asset_id = item(server, title="Old name", tags=("old",), topic="The topic")
    pull_all(storage, server)
    storage.call(assets.edit, asset_id, title="New name")
    storage.call(assets.set_tags, asset_id, ("new",))
    assert found(storage, q="new name") == [asset_id]
    assert found(storage, q="old name") == []
    assert found(storage, tags=("new",)) == [asset_id]
    assert found(storage, q="the topic") == [asset_id]
    assert storage.call(assets.get, asset_id).has_unsent
    push_all(storage, server)
    pull_all(storage, server)
    row = server.row("asset", asset_id)
    assert (row.value("title"), row.tags) == ("New name", ("new",))
    told = storage.call(assets.get, asset_id)
    assert (told.title, told.tags, told.has_unsent) == ("New name", ("new",), False)


def test_deleted_it_lies_in_the_trash_and_comes_back(storage: Storage, server: ToldServer) -> None:
    asset_id = item(server, title="Sky")
    pull_all(storage, server)
    storage.call(assets.delete, asset_id)
    assert found(storage) == found(storage, q="sky") == []
    assert found(storage, q="sky", is_trash=True) == found(storage, is_trash=True) == [asset_id]
    storage.call(assets.restore, asset_id)
    assert found(storage, q="sky") == [asset_id]
    storage.call(assets.delete, asset_id)
    storage.call(assets.edit, asset_id, title="Sea")
    assert storage.call(assets.get, asset_id).deleted_at is None


def test_what_does_not_fit_is_refused(storage: Storage, server: ToldServer) -> None:
    asset_id = item(server, title="Sky")
    pull_all(storage, server)
    with pytest.raises(Problem) as refused:
        storage.call(assets.edit, asset_id, title="x" * 301)
    assert refused.value.code is Code.FIELD_INVALID
    with pytest.raises(Problem) as refused:
        storage.call(assets.set_tags, asset_id, [str(n) for n in range(21)])
    assert refused.value.code is Code.TAGS_TOO_MANY
    with pytest.raises(Problem) as refused:
        storage.call(assets.get, uuid4())
    assert refused.value.code is Code.NOT_FOUND


def test_an_item_that_the_server_has_no_more_is_kept_in_our_own_trash(
    storage: Storage, server: ToldServer
) -> None:
    asset_id = item(server, title="Sky")
    pull_all(storage, server)
    server.purge("asset", asset_id)
    pull_all(storage, server)
    assert found(storage) == []
    lost = storage.call(assets.get, asset_id)
    assert lost.is_lost
    with pytest.raises(Problem) as refused:
        storage.call(assets.restore, asset_id)
    assert refused.value.code is Code.NOT_FOUND
    gone = Change(seq=9, of="asset", id=asset_id, is_gone=True)
    page = PullAnswer(changes=(gone,), next=at(9), more=False)
    storage.call_long(arrivals.take_in_page, page)
    assert storage.call(assets.get, asset_id) == lost, "told twice, it is as told once"
