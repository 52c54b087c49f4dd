"""Promises of wishes: written down at the click as it was, sent once, answered or undone."""

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, update
from told_changes import LIMITS, ToldServer, at, pull_all, push_all

from contract.drafts import NewDraftBody
from contract.ids import asset_id_of, generation_id_of, variant_id_of
from contract.problems import Code, Problem
from contract.syncing.pull import Change, PullAnswer
from desktop.models import (
    arrivals,
    assets,
    drafts,
    generations,
    outbox,
    owners,
    placements,
    sync_state,
    usage,
    wishes,
)
from desktop.models.session import Session
from desktop.models.storage import Storage
from desktop.models.tables import MEDIA
from desktop.models.wishes import Wish

BODY = NewDraftBody(
    topic="Why is the sky blue?",
    script="Light from the sun is scattered.\n\nBlue light is scattered most of all.",
    tags=("sky",),
)
CREATED = "2026-11-22T14:05:00.000000Z"


def owner_of(storage: Storage) -> UUID:
    return storage.call(owners.owner_of)


def generation_row(id: UUID, draft_id: UUID, status: str, **more: Any) -> dict[str, Any]:
    ready = status == "succeeded"
    variants = [
        {
            "id": str(variant_id_of(id, index)),
            "index": index,
            "status": "ready" if ready else "waiting",
            "title": "Why is the sky blue?" if ready else None,
            "differs_by": None,
            "duration_ms": 30_000 if ready else None,
            "width": 1080 if ready else None,
            "height": 1920 if ready else None,
            "saved": False,
        }
        for index in range(3)
    ]
    told = {"id": str(id), "draft_id": str(draft_id), "status": status, "error": None}
    return {**told, "cooldown_until": None, "created_at": CREATED, "variants": variants, **more}


def usage_row(**more: Any) -> dict[str, Any]:
    return {
        "plan": "free",
        "exports_used": 1,
        "exports_limit": 10,
        "minutes_used": 2.5,
        "minutes_limit": 20,
        "minutes_reserved": 0.0,
        "boost_expires_at": None,
        "resets_at": "2026-12-01T00:00:00Z",
        **more,
    }


def ready_variant(storage: Storage, server: ToldServer) -> tuple[UUID, UUID]:
    """A variant that can be saved, of a generation that the server told of."""
    draft = storage.call(drafts.new, BODY)
    push_all(storage, server)
    generation_id = uuid4()
    server.tell("generation", generation_id, generation_row(generation_id, draft.id, "succeeded"))
    pull_all(storage, server)
    return generation_id, variant_id_of(generation_id, 0)


def answer_asset(asset_id: UUID, variant_id: UUID, generation_id: UUID) -> dict[str, Any]:
    urls = ("video", "proxy", "cover", "captions", "vtt", "text", "receipt")
    return {
        "id": str(asset_id),
        "variant_id": str(variant_id),
        "generation_id": str(generation_id),
        "title": "Why is the sky blue?",
        "platform": "tiktok",
        "preset": "explainer",
        "tags": ["sky"],
        "format": "mp4",
        "duration_ms": 30_000,
        "size_bytes": 123,
        "created_at": CREATED,
        "deleted_at": None,
        **{f"{kind}_url": None for kind in urls},
    }


def pressed(storage: Storage) -> Wish:
    draft = storage.call(drafts.new, BODY)
    return storage.call(wishes.create, draft.id)


def test_a_wish_freezes_what_was_on_screen(storage: Storage) -> None:
    wish = pressed(storage)
    draft_id = wish.draft_id
    assert draft_id is not None
    storage.call(drafts.edit_text, draft_id, "script", "Other words.")
    storage.call(drafts.edit, draft_id, {"platform": "shorts"})
    again = storage.call(wishes.get, wish.id)
    assert again == wish
    assert again.body["script"] == BODY.script
    assert again.body["platform"] == "tiktok"
    assert again.body["draft_id"] == str(draft_id)


def test_it_is_seen_at_once_and_the_meter_moves(storage: Storage) -> None:
    wish = pressed(storage)
    (job,) = storage.call(generations.list_jobs)
    assert (job.status, job.is_waiting) == ("queued", True)
    assert wish.generation_id is not None
    found = storage.call(generations.get, wish.generation_id)
    assert (found.is_provisional, found.wish_id, len(found.variants)) == (True, wish.id, 3)
    assert found.id == generation_id_of(owner_of(storage), "create", wish.key)
    meter = storage.call(usage.read)
    assert meter.waiting_ms == wish.price_ms > 10_000
    assert meter.minutes_reserved == wish.price_ms / 60_000


def test_what_cannot_be_made_is_refused_before_anything_is_written(storage: Storage) -> None:
    draft = storage.call(drafts.new, NewDraftBody(topic="Only a topic"))
    with pytest.raises(Problem) as found:
        storage.call(wishes.create, draft.id)
    assert found.value.code in (Code.SCRIPT_EMPTY, Code.SCRIPT_TOO_SHORT)
    assert storage.call(wishes.list_open) == ()
    assert storage.call(usage.read).waiting_ms == 0
    long = storage.call(drafts.new, BODY.model_copy(update={"topic": "why " * 100}))
    with pytest.raises(Problem) as found:
        storage.call(wishes.create, long.id)
    assert found.value.code is Code.TOPIC_TOO_LONG


def test_it_waits_for_the_edits_before_it_and_not_for_those_after(
    storage: Storage, server: ToldServer
) -> None:
    wish = pressed(storage)
    other = storage.call(drafts.new, NewDraftBody(title="another draft"))
    assert wish.draft_id is not None
    storage.call(drafts.edit, wish.draft_id, {"title": "after the click"})
    assert storage.call(wishes.next_ready) is None
    # The server has all but the later edits.
    server.refuses = lambda op: None
    first = storage.call(_push_some, server, 4)
    assert first == 4
    ready = storage.call(wishes.next_ready)
    assert ready is not None
    assert (ready.path, ready.key, ready.body) == ("/v1/create", wish.key, wish.body)
    assert storage.call(drafts.get, other.id).has_unsent


def _push_some(session: Session, server: ToldServer, count: int) -> int:
    batch = outbox.next_batch(session, LIMITS.model_copy(update={"ops": count}))
    arrivals.take_in_acks(session, batch, server.push(sync_state.load(session).device, batch))
    return len(batch)


def test_it_waits_for_its_files_and_others_do_not(storage: Storage, server: ToldServer) -> None:
    sha = "ab" * 32
    row = {"sha256": sha, "name": "a.jpg", "size_bytes": 1, "is_held": False, "added_at_ms": 1}
    storage.call(lambda session: session.execute(insert(MEDIA).values(row)))
    draft = storage.call(drafts.new, BODY)
    storage.call(placements.add, draft.id, sha)
    storage.call(wishes.create, draft.id)
    other = pressed(storage)
    push_all(storage, server)
    ready = storage.call(wishes.next_ready)
    assert ready is not None
    assert ready.wish.id == other.id
    assert storage.call(wishes.next_ready, skip=frozenset({other.id})) is None
    storage.call(lambda session: session.execute(update(MEDIA).values(is_held=True)))
    push_all(storage, server)
    ready = storage.call(wishes.next_ready)
    assert ready is not None
    assert ready.wish.draft_id == draft.id


def test_an_answer_swaps_provisional_for_agreed_and_the_meter_counts_once(
    storage: Storage, server: ToldServer
) -> None:
    wish = pressed(storage)
    generation_id, draft_id = wish.generation_id, wish.draft_id
    assert generation_id is not None
    assert draft_id is not None
    push_all(storage, server)
    storage.call(wishes.mark_sent, wish.id)
    answer = {"generation_id": str(generation_id), "draft_id": str(draft_id)}
    storage.call(wishes.take_in_answer, wish.id, answer)
    storage.call(wishes.take_in_answer, wish.id, answer)
    assert not storage.call(generations.get, generation_id).is_provisional
    assert storage.call(wishes.list_open) == ()
    # The server's meter of before knows nothing of it yet.
    server.tell("usage", uuid4(), usage_row())
    page = server.pull().model_copy(update={"more": True})
    storage.call_long(arrivals.take_in_page, page)
    assert storage.call(usage.read).waiting_ms == wish.price_ms
    server.tell("generation", generation_id, generation_row(generation_id, draft_id, "running"))
    server.tell("usage", uuid4(), usage_row(minutes_reserved=wish.price_ms / 60_000))
    pull_all(storage, server)
    meter = storage.call(usage.read)
    assert meter.waiting_ms == 0
    assert meter.minutes_reserved == pytest.approx(wish.price_ms / 60_000)
    assert meter.told is not None
    assert meter.told.exports_limit == 10
    assert meter.as_of_ms is not None
    assert storage.call(generations.get, generation_id).status == "running"


def test_a_refusal_undoes_it_says_why_and_blocks_nothing(
    storage: Storage, server: ToldServer
) -> None:
    first, second = pressed(storage), pressed(storage)
    push_all(storage, server)
    storage.call(wishes.mark_sent, first.id)
    why = Problem(Code.QUOTA_EXCEEDED, "No minutes are left.", "Wait for next month.")
    storage.call(wishes.take_in_answer, first.id, why)
    refused, waiting = storage.call(wishes.list_open)
    assert (refused.state, refused.problem) == (
        "refused",
        {"code": "quota-exceeded", "says": why.says, "remedy": why.remedy},
    )
    assert waiting.id == second.id
    assert storage.call(usage.read).waiting_ms == second.price_ms
    assert first.draft_id is not None
    assert storage.call(generations.list_of_draft, first.draft_id) == ()
    ready = storage.call(wishes.next_ready)
    assert ready is not None
    assert ready.wish.id == second.id
    again = storage.call(wishes.retry, first.id)
    assert (again.key != first.key, again.body) == (True, first.body)
    assert again.price_ms == first.price_ms
    assert [one.id for one in storage.call(wishes.list_open)] == [second.id, again.id]


def test_a_refusal_that_was_read_is_shown_no_more(storage: Storage) -> None:
    wish = pressed(storage)
    storage.call(wishes.take_in_answer, wish.id, Problem(Code.NOT_FOUND, "No.", "Ask."))
    storage.call(wishes.dismiss, wish.id)
    assert storage.call(wishes.list_open) == ()


def test_cancelled_before_it_was_sent_it_never_was(storage: Storage, server: ToldServer) -> None:
    wish = pressed(storage)
    assert wish.generation_id is not None
    assert storage.call(wishes.cancel, wish.generation_id) is None
    push_all(storage, server)
    assert storage.call(wishes.next_ready) is None
    assert storage.call(usage.read).waiting_ms == 0
    assert [job.status for job in storage.call(generations.list_jobs)] == ["draft"]
    with pytest.raises(Problem):
        storage.call(wishes.mark_sent, wish.id)


def test_cancelled_once_it_may_have_arrived_the_server_is_asked_after_its_answer(
    storage: Storage, server: ToldServer
) -> None:
    wish = pressed(storage)
    assert wish.generation_id is not None
    push_all(storage, server)
    storage.call(wishes.mark_sent, wish.id)
    cancel = storage.call(wishes.cancel, wish.generation_id)
    assert cancel is not None
    assert storage.call(wishes.cancel, wish.generation_id) == cancel, "pressed twice, asked once"
    assert storage.call(generations.get, wish.generation_id).is_cancelling
    ready = storage.call(wishes.next_ready)
    assert ready is not None
    assert ready.wish.id == wish.id, "what it cancels comes first"
    answer = {"generation_id": str(wish.generation_id), "draft_id": str(wish.draft_id)}
    storage.call(wishes.take_in_answer, wish.id, answer)
    ready = storage.call(wishes.next_ready)
    assert ready is not None
    assert ready.path == f"/v1/generations/{wish.generation_id}/cancel"
    assert (ready.body, ready.key) == (None, None)
    ended = Problem(Code.ALREADY_ENDED, "It has ended.", "Nothing to do.")
    storage.call(wishes.take_in_answer, cancel.id, ended)
    assert storage.call(wishes.list_open) == (), "that it had ended is no refusal"


def test_one_that_surely_did_not_arrive_can_be_taken_back_again(storage: Storage) -> None:
    wish = pressed(storage)
    assert wish.generation_id is not None
    storage.call(wishes.mark_sent, wish.id)
    storage.call(wishes.mark_unsent, wish.id)
    assert storage.call(wishes.cancel, wish.generation_id) is None


def test_saved_it_stands_in_the_library_at_once_and_counts_one_export(
    storage: Storage, server: ToldServer
) -> None:
    generation_id, variant_id = ready_variant(storage, server)
    wish = storage.call(wishes.save, variant_id, title="Sky", tags=("Blue",))
    assert storage.call(wishes.save, variant_id).id == wish.id, "pressed twice, saved once"
    (item,) = storage.call(assets.list_page).assets
    assert item.id == asset_id_of(owner_of(storage), variant_id) == wish.asset_id
    assert (item.title, item.tags, item.is_provisional) == ("Sky", ("blue",), True)
    assert storage.call(generations.get, generation_id).variants[0].is_saved
    assert storage.call(usage.read).exports_used == 1
    assert [one.id for one in storage.call(assets.list_page, assets.Filters(q="sky")).assets] == [
        item.id
    ]
    ready = storage.call(wishes.next_ready)
    assert ready is not None
    assert ready.path == "/v1/library/assets"
    storage.call(wishes.take_in_answer, wish.id, answer_asset(item.id, variant_id, generation_id))
    (agreed,) = storage.call(assets.list_page).assets
    assert (agreed.is_provisional, agreed.size_bytes) == (False, 123)
    storage.call(wishes.save, variant_id)
    assert storage.call(usage.read).waiting_exports == 1, "saved again it is free"


def test_a_refused_save_is_taken_out_of_the_library(storage: Storage, server: ToldServer) -> None:
    generation_id, variant_id = ready_variant(storage, server)
    wish = storage.call(wishes.save, variant_id)
    why = Problem(Code.QUOTA_EXCEEDED, "No exports are left.", "Wait.")
    storage.call(wishes.take_in_answer, wish.id, why)
    assert storage.call(assets.list_page).assets == ()
    assert storage.call(assets.list_page, assets.Filters(q="sky")).assets == ()
    assert not storage.call(generations.get, generation_id).variants[0].is_saved
    assert storage.call(usage.read).exports_used == 0


def test_what_is_not_ready_or_not_here_is_not_saved(storage: Storage, server: ToldServer) -> None:
    wish = pressed(storage)
    assert wish.generation_id is not None
    for variant_id, code in (
        (variant_id_of(wish.generation_id, 0), Code.VARIANT_NOT_READY),
        (uuid4(), Code.NOT_FOUND),
    ):
        with pytest.raises(Problem) as found:
            storage.call(wishes.save, variant_id)
        assert found.value.code is code


def test_one_scene_made_anew_is_priced_as_one_scene(storage: Storage, server: ToldServer) -> None:
    generation_id, variant_id = ready_variant(storage, server)
    draft_id = storage.call(generations.get, generation_id).draft_id
    whole = storage.call(wishes.regenerate, draft_id)
    scene = storage.call(wishes.regenerate, draft_id, variant_id=variant_id, scene=1)
    assert 0 < scene.price_ms < whole.price_ms
    assert scene.body["scene"] == 1
    assert scene.generation_id is not None
    assert len(storage.call(generations.get, scene.generation_id).variants) == 1
    for asked in ({"scene": 9, "variant_id": variant_id}, {"scene": 1}):
        with pytest.raises(Problem):
            storage.call(wishes.regenerate, draft_id, **asked)


def test_after_a_restore_what_the_server_does_not_know_is_sent_again_under_its_own_key(
    storage: Storage, server: ToldServer
) -> None:
    wish = pressed(storage)
    generation_id, draft_id = wish.generation_id, wish.draft_id
    assert generation_id is not None
    assert draft_id is not None
    push_all(storage, server)
    answer = {"generation_id": str(generation_id), "draft_id": str(draft_id)}
    storage.call(wishes.take_in_answer, wish.id, answer)
    server.tell("generation", generation_id, generation_row(generation_id, draft_id, "running"))
    pull_all(storage, server)
    assert storage.call(wishes.send_again_unknown) == 0
    server.forget("generation", generation_id)
    storage.call_long(arrivals.take_in_snapshot, server.snapshot())
    assert storage.call(wishes.send_again_unknown) == 1
    ready = storage.call(wishes.next_ready)
    assert ready is not None
    assert (ready.key, ready.body) == (wish.key, wish.body)
    assert storage.call(generations.get, generation_id).is_provisional


def answered(storage: Storage, server: ToldServer) -> tuple[Wish, UUID, UUID]:
    """A wish that the server answered, and has told nothing about."""
    wish = pressed(storage)
    assert wish.generation_id is not None
    assert wish.draft_id is not None
    push_all(storage, server)
    _answer(storage, wish)
    return wish, wish.generation_id, wish.draft_id


def _answer(storage: Storage, wish: Wish) -> None:
    told = {"generation_id": str(wish.generation_id), "draft_id": str(wish.draft_id)}
    storage.call(wishes.take_in_answer, wish.id, told)


def test_what_an_answered_wish_made_and_nobody_reads_is_asked_again_once(
    storage: Storage, server: ToldServer
) -> None:
    """The server was put back to a moment between its answer and the next page."""
    wish, generation_id, _ = answered(storage, server)
    pull_all(storage, server)
    ready = storage.call(wishes.next_ready)
    assert ready is not None
    assert (ready.key, ready.body) == (wish.key, wish.body)
    assert storage.call(generations.get, generation_id).is_provisional
    _answer(storage, wish)
    pull_all(storage, server)
    assert storage.call(wishes.next_ready) is None


def test_what_was_read_is_done_and_not_asked_again_when_it_is_gone(
    storage: Storage, server: ToldServer
) -> None:
    _, generation_id, draft_id = answered(storage, server)
    server.tell("generation", generation_id, generation_row(generation_id, draft_id, "succeeded"))
    pull_all(storage, server)
    gone = Change(seq=server.seq + 1, of="generation", id=generation_id, is_gone=True)
    page = PullAnswer(changes=(gone,), next=at(server.seq + 1), more=False)
    storage.call_long(arrivals.take_in_page, page)
    assert storage.call(wishes.send_again_unknown) == 0
    assert storage.call(wishes.next_ready) is None


def test_what_waits_is_still_there_after_a_restart(open_store) -> None:
    storage = open_store("again")
    wish = pressed(storage)
    storage.close()
    storage = open_store("again")
    assert storage.call(wishes.list_open) == (wish,)
