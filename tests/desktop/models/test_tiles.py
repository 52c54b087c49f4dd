"""Promises of the wall of pictures: exact stretches, read again as they are now; many at once."""

from uuid import UUID, uuid4

import pytest
from library_items import tell_items
from told_changes import ToldServer, pull_all, push_all

from contract.problems import Code, Problem
from desktop.models import assets, cache, many_assets, tiles
from desktop.models.assets import Filters
from desktop.models.storage import Storage

ALL = Filters()


def ids(page: tiles.TilePage) -> list[UUID]:
    return [tile.id for tile in page.tiles]


def test_pages_are_exact_and_the_last_one_says_so(storage: Storage, server: ToldServer) -> None:
    made = tell_items(server, tiles.A_PAGE + 3)
    pull_all(storage, server)
    first = storage.call(tiles.list_page, ALL)
    assert ids(first) == made[:2:-1]
    second = storage.call(tiles.list_page, ALL, after=first.end)
    assert (ids(second), second.end) == (made[2::-1], None)


@pytest.mark.parametrize("filters", [ALL, Filters(q="item"), Filters(platform="tiktok")])
def test_a_stretch_read_again_is_the_same_stretch_of_what_is_there_now(
    storage: Storage, server: ToldServer, filters: Filters
) -> None:
    made = tell_items(server, tiles.A_PAGE + 3)
    pull_all(storage, server)
    first = storage.call(tiles.list_page, filters)
    assert first.end is not None
    storage.call(assets.delete, made[50])
    again = storage.call(tiles.list_page, filters, after=None, down_to=first.end)
    assert ids(again) == [one for one in ids(first) if one != made[50]]
    assert again.end == first.end


def test_a_tile_says_what_of_it_is_here(storage: Storage, server: ToldServer) -> None:
    tell_items(server, 1)
    pull_all(storage, server)
    (tile,) = storage.call(tiles.list_page, ALL).tiles
    assert (tile.cover, tile.moving, tile.video, tile.is_kept) == (None, None, None, False)
    storage.call(tiles.keep, tile.variant_id, is_kept=True)
    assert {one.kind for one in storage.call(tiles.list_missing)} == set(tiles.KEPT_KINDS)
    for kind in ("cover", "proxy", "video"):
        storage.call(cache.note_whole, tile.variant_id, kind, kind * 10, 5)
    (tile,) = storage.call(tiles.list_of, [tile.id])
    assert tile.cover == cache.path_of("cover" * 10)
    assert tile.moving == cache.path_of("proxy" * 10)
    assert tile.video == cache.path_of("video" * 10)
    assert tile.is_kept
    storage.call(tiles.keep, tile.variant_id, is_kept=False)
    assert storage.call(tiles.list_missing) == ()
    assert not storage.call(tiles.list_of, [tile.id])[0].is_kept


def test_how_many_there_are_is_counted_up_to_a_limit(storage: Storage, server: ToldServer) -> None:
    made = tell_items(server, 9)
    tell_items(server, 4, platform="reels", title="Sea")
    pull_all(storage, server)
    storage.call(assets.delete, made[0])
    assert storage.call(assets.count, most=100) == 12
    assert storage.call(assets.count, most=5) == 5
    assert storage.call(assets.count, Filters(is_trash=True), most=100) == 1
    assert storage.call(assets.count, Filters(q="sea", platform="reels"), most=100) == 4


def test_many_are_deleted_restored_and_tagged_and_who_is_gone_is_left_out(
    storage: Storage, server: ToldServer
) -> None:
    made = tell_items(server, 25)
    pull_all(storage, server)
    asked = [*made, uuid4()]
    assert storage.call_long(many_assets.delete, asked) == tuple(made)
    assert storage.call(tiles.list_page, ALL).tiles == ()
    assert storage.call_long(many_assets.restore, asked) == tuple(made)
    assert len(storage.call(tiles.list_page, ALL).tiles) == 25
    tagged = storage.call_long(many_assets.tag, made[:3], ["New", "old"], [])
    assert tagged == tuple(made[:3])
    storage.call_long(many_assets.tag, made[:2], [], ["OLD"])
    assert [storage.call(assets.get, one).tags for one in made[:4]] == [
        ("new",),
        ("new",),
        ("new", "old"),
        (),
    ]
    push_all(storage, server)
    assert server.row("asset", made[0]).tags == ("new",)


def test_a_tag_that_cannot_be_is_refused_before_anything_is_done(
    storage: Storage, server: ToldServer
) -> None:
    made = tell_items(server, 2)
    pull_all(storage, server)
    with pytest.raises(Problem) as refused:
        storage.call_long(many_assets.tag, made, ["x" * 500], [])
    assert refused.value.code is Code.FIELD_INVALID
