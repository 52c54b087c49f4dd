"""What is read for Review, and what a person's second try makes."""

import pytest
from filled_stores import fill
from told_months import Clock

from contract.problems import Problem
from desktop.models import generations, reviews, wishes
from desktop.models.storage import Storage


@pytest.fixture
def filled(tmp_path):
    storage = Storage(tmp_path / "store")
    yield fill(storage, "refused", Clock())
    storage.close()


def told(generation_id, **more):
    bar = {"generation_id": str(generation_id), "status": "running", "stage": "drawing"}
    return {**bar, "progress_pct": 50, **more}


def test_a_review_has_the_draft_what_was_made_of_it_and_what_was_refused(filled):
    review = filled.storage.call(reviews.read, filled.drafts["names"])
    assert review.generations == ()
    assert review.refused.state == "refused"
    review = filled.storage.call(reviews.read, filled.drafts["cuts"])
    assert review.find(None).id == filled.generations["cuts"]
    assert review.refused is None
    assert review.meter.told is not None


def test_a_failure_whose_wish_is_not_here_is_made_again_from_the_draft_as_it_is(filled):
    failed = filled.generations["cats"]
    wish = filled.storage.call(wishes.make_again, failed)
    assert wish.kind == "regenerate"
    assert wish.body["draft_id"] == str(filled.drafts["cats"])
    assert wish.generation_id != failed


def test_a_failure_that_was_pressed_here_is_made_again_as_it_was(filled):
    first = filled.storage.call(wishes.create, filled.drafts["glass"], variants=2)
    again = filled.storage.call(wishes.make_again, first.generation_id)
    assert (again.kind, again.body, again.price_ms) == ("create", first.body, first.price_ms)
    assert again.key != first.key
    made = filled.storage.call(generations.get, again.generation_id)
    assert len(made.variants) == 2


def test_of_a_generation_that_is_not_here_nothing_is_made_again(filled):
    with pytest.raises(Problem):
        filled.storage.call(wishes.make_again, filled.drafts["cuts"])


def test_progress_of_a_stream_is_kept_and_never_falls_and_an_end_stands(filled):
    wish = filled.storage.call(wishes.create, filled.drafts["glass"])
    filled.storage.call(generations.note_progress, told(wish.generation_id))
    filled.storage.call(generations.note_progress, told(wish.generation_id, progress_pct=20))
    now = filled.storage.call(generations.get, wish.generation_id)
    assert (now.status, now.stage, now.progress_pct) == ("running", "drawing", 50)
    ended = filled.generations["cuts"]
    filled.storage.call(generations.note_progress, told(ended))
    assert filled.storage.call(generations.get, ended).status == "succeeded"
