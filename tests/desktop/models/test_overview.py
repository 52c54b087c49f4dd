"""Promises of the overview: what is being made, what ended lately, what a reel usually takes."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from library_items import put_items
from told_changes import ToldServer, sync

from contract.drafts import NewDraftBody
from contract.ids import variant_id_of
from contract.problems import Code, Problem
from desktop.models import assets, drafts, overview, wishes
from desktop.models.storage import Storage

WORDS = NewDraftBody(topic="Why is the sky *blue?*", script="Air scatters blue light most of all.")


def draft_of(storage: Storage, server: ToldServer) -> UUID:
    made = storage.call(drafts.new, WORDS).id
    sync(storage, server)
    return made


def tell(storage: Storage, server: ToldServer, draft_id: UUID, **more: Any) -> UUID:
    """The server tells a generation; `minutes_ago`, `ready_ms` of each ready variant, `saved`."""
    generation_id = uuid4()
    now = datetime.fromtimestamp(storage.call(lambda session: session.now_ms()) / 1000, UTC)
    moment = now - timedelta(minutes=more.pop("minutes_ago", 1))
    saved = more.pop("saved", False)
    variants = [
        {
            "id": str(variant_id_of(generation_id, index)),
            "index": index,
            "status": "ready",
            "duration_ms": ms,
            "saved": saved,
        }
        for index, ms in enumerate(more.pop("ready_ms", ()))
    ]
    row = {
        "id": str(generation_id),
        "draft_id": str(draft_id),
        "status": "succeeded" if variants else "queued",
        "error": None,
        "cooldown_until": None,
        "created_at": moment.isoformat(),
        "variants": variants,
        **more,
    }
    server.tell("generation", generation_id, row)
    sync(storage, server)
    return generation_id


def test_a_new_store_is_new(storage: Storage) -> None:
    found = storage.call(overview.read)
    assert found.is_new
    assert (found.making, found.ended, found.exports, found.draft) == ((), (), (), None)
    assert found.usual_ms == overview.USUAL_MS


def test_what_is_made_and_what_waits_is_told_with_its_words(
    storage: Storage, server: ToldServer
) -> None:
    draft_id = draft_of(storage, server)
    running = tell(storage, server, draft_id, status="running")
    wish = storage.call(wishes.create, draft_id)
    found = storage.call(overview.read)
    by_id = {reel.generation.id: reel for reel in found.making}
    assert by_id.keys() == {running, wish.generation_id}
    assert wish.generation_id is not None
    assert by_id[wish.generation_id].wish == wish
    assert by_id[running].wish is None
    assert {reel.title for reel in found.making} == {"Why is the sky blue?"}
    assert not found.is_new


def test_what_ended_is_told_for_a_day_unless_it_was_saved_or_made_again(
    storage: Storage, server: ToldServer
) -> None:
    failed, saved, old, again = (draft_of(storage, server) for _ in range(4))
    one = tell(storage, server, failed, status="failed")
    tell(storage, server, saved, ready_ms=(30_000,), saved=True)
    tell(storage, server, old, ready_ms=(30_000,), minutes_ago=25 * 60)
    tell(storage, server, again, status="failed", minutes_ago=20)
    two = tell(storage, server, again, ready_ms=(30_000,), minutes_ago=2)
    found = storage.call(overview.read)
    assert {reel.generation.id for reel in found.ended} == {one, two}


def test_what_was_refused_is_told_until_it_was_read(storage: Storage, server: ToldServer) -> None:
    wish = storage.call(wishes.create, draft_of(storage, server))
    problem = Problem(Code.QUOTA_EXCEEDED, "Needs more.", "Wait.")
    storage.call(wishes.take_in_answer, wish.id, problem)
    (refused,) = storage.call(overview.read).refused
    assert (refused.wish.id, refused.title) == (wish.id, "Why is the sky blue?")
    storage.call(wishes.dismiss, wish.id)
    assert storage.call(overview.read).refused == ()


def test_what_a_reel_usually_takes_is_the_middle_of_the_last_ones(
    storage: Storage, server: ToldServer
) -> None:
    draft_id = draft_of(storage, server)
    for ms in (10_000, 40_000, 1_000_000):
        tell(storage, server, draft_id, ready_ms=(ms, ms))
    assert storage.call(overview.read).usual_ms == 80_000


def test_what_was_saved_last_comes_first_and_nothing_out_of_the_trash(
    storage: Storage, server: ToldServer
) -> None:
    made = put_items(storage, 12, server=server)
    storage.call(assets.delete, made[-1])
    found = storage.call(overview.read)
    assert [tile.id for tile in found.exports] == made[-2 : -2 - overview.MOST_EXPORTS : -1]
    assert not found.is_new


def test_where_to_go_on_has_the_picture_of_what_was_made(
    storage: Storage, server: ToldServer
) -> None:
    draft_id = draft_of(storage, server)
    found = storage.call(overview.read).draft
    assert found is not None
    assert (found.id, found.cover_of) == (draft_id, None)
    made = tell(storage, server, draft_id, ready_ms=(30_000,))
    found = storage.call(overview.read).draft
    assert found is not None
    assert found.cover_of == (made, variant_id_of(made, 0))
