"""What is reviewed: drafts with their latest generation, found by their words, page by page."""

from pathlib import Path

import pytest
from filled_stores import fill
from told_months import Clock

from desktop.models import drafts, made_drafts, wishes
from desktop.models.storage import Storage


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    storage = Storage(Path(tmp_path_factory.mktemp("store")))
    yield fill(storage, "full", Clock())
    storage.close()


def found(filled, q="", **more):
    return filled.storage.call_long(made_drafts.find, q, **more)


def test_only_drafts_with_a_generation_are_listed_the_newest_change_first(filled):
    page = found(filled)
    ids = [one.id for one in page.drafts]
    assert filled.drafts["sky"] in ids
    assert filled.drafts["empty"] not in ids
    assert [one.rank for one in page.drafts] == sorted((d.rank for d in page.drafts), reverse=True)
    assert page.end is None


def test_a_draft_says_how_its_latest_generation_stands(filled):
    by_id = {one.id: one for one in found(filled).drafts}
    sky = by_id[filled.drafts["sky"]]
    assert (sky.status, sky.variants, sky.ready, sky.saved) == ("succeeded", 3, 3, 1)
    assert sky.cover_of == (filled.generations["sky"], filled.variants["sky"][0])
    trees = by_id[filled.drafts["trees"]]
    assert (trees.status, trees.stage, trees.progress_pct) == ("running", "drawing", 62)
    assert by_id[filled.drafts["cats"]].status == "failed"


@pytest.mark.parametrize(
    ("q", "name"), [("SKY", "sky"), ("маяк", "lighthouse"), ("  keep  ", "cuts")]
)
def test_words_are_found_whatever_their_case(filled, q, name):
    assert [one.id for one in found(filled, q).drafts] == [filled.drafts[name]]


def test_pages_follow_each_other_without_gap_or_overlap(filled):
    whole = [one.id for one in found(filled).drafts]
    paged, after = [], None
    while True:
        page = found(filled, limit=2, after=after)
        paged += [one.id for one in page.drafts]
        after = page.end
        if after is None:
            break
    assert paged == whole


def test_one_in_the_trash_is_not_listed(tmp_path):
    storage = Storage(tmp_path / "store")
    filled = fill(storage, "busy", Clock())
    try:
        storage.call(drafts.delete, filled.drafts["sky"])
        assert filled.drafts["sky"] not in [one.id for one in found(filled).drafts]
    finally:
        storage.close()


def test_a_wish_that_waits_is_shown_and_an_older_cover_stands_for_it(tmp_path):
    storage = Storage(tmp_path / "store")
    filled = fill(storage, "busy", Clock())
    try:
        storage.call(wishes.regenerate, filled.drafts["cuts"])
        (cuts,) = found(filled, "3 cuts").drafts
        assert cuts.is_waiting
        assert cuts.cover_of == (filled.generations["cuts"], filled.variants["cuts"][0])
    finally:
        storage.close()
