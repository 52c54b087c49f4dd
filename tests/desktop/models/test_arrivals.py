"""Promises of taking in: once or twice is the same, own edits stay on top, nothing vanishes."""

from collections.abc import Generator
from uuid import UUID, uuid4

import pytest
from told_changes import ToldServer, at, pull_all, push_all, sync

from contract.drafts import NewDraftBody
from contract.problems import Code, Problem
from contract.syncing.ops import SetOp
from contract.syncing.pull import PullAnswer
from desktop.models import arrivals, drafts, outbox, overwritten, placements, sync_state, synced
from desktop.models.arrivals import HeldBack
from desktop.models.session import Session
from desktop.models.storage import Storage


def test_two_devices_end_with_every_word_and_the_same_rows(open_store, server: ToldServer) -> None:
    one, two = open_store("one"), open_store("two")
    draft = one.call(drafts.new, NewDraftBody(topic="Sky", script="The sky.", tags=("a",)))
    sync(one, server)
    sync(two, server)
    one.call(drafts.edit_text, draft.id, "script", "Look up: The sky.")
    two.call(drafts.edit_text, draft.id, "script", "The sky. It is blue.")
    one.call(drafts.set_tags, draft.id, ("a", "one"))
    two.call(drafts.set_tags, draft.id, ("two",))
    two.call(drafts.edit, draft.id, {"title": "Two"})
    media = "ab" * 32
    one.call(placements.add, draft.id, media)
    for _ in range(2):
        sync(one, server)
        sync(two, server)
    first, second = one.call(drafts.get, draft.id), two.call(drafts.get, draft.id)
    assert first.script == second.script == "Look up: The sky. It is blue."
    assert server.script(draft.id) == first.script
    assert first.tags == second.tags == ("one", "two")
    assert first.title == second.title == "Two"
    assert [place.media for place in second.placements] == [media]
    assert not first.has_unsent


def test_a_page_taken_in_twice_changes_nothing(storage: Storage, server: ToldServer) -> None:
    draft_id = uuid4()
    server.write("draft", draft_id, title="Theirs", platform="reels")
    server.edit_text(draft_id, "script", "their words")
    page = server.pull()
    storage.call_long(arrivals.take_in_page, page)
    before = storage.call(drafts.get, draft_id)
    storage.call_long(arrivals.take_in_page, page)
    assert storage.call(drafts.get, draft_id) == before
    assert before.script == "their words"
    assert storage.call(drafts.edit_text, draft_id, "script", "their words and mine").script == (
        "their words and mine"
    )


def test_rows_cursor_and_mark_are_one(storage: Storage, server: ToldServer) -> None:
    for number in range(80):
        server.write("draft", uuid4(), title=str(number))
    page = server.pull()
    told: list[object] = []
    storage.subscribe(lambda news: told.append((storage, news)))
    storage.call_long(arrivals.take_in_page, page)
    assert len(told) == 1, "slices make ready; one transaction writes"
    assert storage.call(sync_state.load).cursor == at(80)
    assert storage.call(drafts.count) == 80


def test_own_pending_edits_stay_on_top_and_the_lost_value_is_kept(
    storage: Storage, server: ToldServer
) -> None:
    draft = storage.call(drafts.new, NewDraftBody(title="Mine"))
    sync(storage, server)
    storage.call(drafts.edit, draft.id, {"platform": "shorts"})
    server.now_ms += 10_000
    server.write("draft", draft.id, title="Theirs", language="de")
    pull_all(storage, server)
    found = storage.call(drafts.get, draft.id)
    assert (found.title, found.language, found.platform) == ("Theirs", "de", "shorts")
    kept = storage.call(overwritten.list_of, draft.id)
    assert [(one.name, one.value) for one in kept] == [("title", "Mine")]


def test_both_texts_before_a_merge_are_kept_for_a_month(
    storage: Storage, server: ToldServer
) -> None:
    draft = storage.call(drafts.new, NewDraftBody(script="begin"))
    sync(storage, server)
    storage.call(drafts.edit_text, draft.id, "script", "begin here")
    server.edit_text(draft.id, "script", "there begin")
    pull_all(storage, server)
    assert storage.call(drafts.get, draft.id).script == "there begin here"
    kept = {one.value for one in storage.call(overwritten.list_of, draft.id)}
    assert kept == {"begin here", "there begin"}


def test_values_are_kept_thirty_days_and_no_longer(storage: Storage, server: ToldServer) -> None:
    draft = storage.call(drafts.new, NewDraftBody(title="Mine"))
    sync(storage, server)
    server.now_ms += 10_000
    server.write("draft", draft.id, title="Theirs")
    pull_all(storage, server)
    assert len(storage.call(overwritten.list_of, draft.id)) == 1

    def later(session: Session) -> None:
        session.sources = type(session.sources)(
            lambda: server.now_ms + overwritten.KEPT_MS + 1,
            session.sources.new_id,
            session.sources.new_client_id,
        )
        overwritten.sweep(session)

    storage.call(later)
    assert storage.call(overwritten.list_of, draft.id) == ()


def test_a_damaged_update_is_refused_with_its_page(storage: Storage, server: ToldServer) -> None:
    draft_id = uuid4()
    server.write("draft", draft_id, title="x")
    server.edit_text(draft_id, "script", "words")
    page = server.pull()
    broken = page.changes[0].model_copy(update={"sha256": "0" * 64})
    with pytest.raises(Problem) as found:
        storage.call_long(arrivals.take_in_page, page.model_copy(update={"changes": (broken,)}))
    assert found.value.code is Code.TEXT_DAMAGED
    assert storage.call(sync_state.load).cursor is None
    assert storage.call(drafts.count) == 0


def test_the_open_document_takes_in_what_comes_and_undo_leaves_it(
    storage: Storage, server: ToldServer
) -> None:
    draft = storage.call(drafts.new, NewDraftBody(script="begin"))
    sync(storage, server)
    storage.call(drafts.edit_text, draft.id, "script", "begin mine")
    server.edit_text(draft.id, "script", "theirs begin")
    sync(storage, server)
    assert storage.call(drafts.get, draft.id).script == "theirs begin mine"
    assert storage.call(drafts.undo, draft.id).script == "theirs begin"


def test_lists_follow_the_servers_log_and_what_waits_is_above(
    storage: Storage, server: ToldServer
) -> None:
    made = [uuid4() for _ in range(4)]
    for one in made:
        server.write("draft", one, title="x")
    server.write("draft", made[1], title="again")
    pull_all(storage, server)
    listed = [one.id for one in storage.call(drafts.list_page).drafts]
    assert listed == [made[1], made[3], made[2], made[0]]
    storage.call(drafts.edit, made[0], {"title": "mine"})
    server.write("draft", made[2], title="newer")
    pull_all(storage, server)
    listed = [one.id for one in storage.call(drafts.list_page).drafts]
    assert listed == [made[0], made[2], made[1], made[3]]


def test_more_than_twenty_deletions_in_one_sync_are_asked_about_first(
    storage: Storage, server: ToldServer
) -> None:
    made = [uuid4() for _ in range(200)]
    for one in made:
        server.write("draft", one, title="x", deleted_at=None)
    pull_all(storage, server)
    for one in made[:25]:
        server.write("draft", one, deleted_at="2026-11-22T14:05:00Z")
    # In pages of ten the third one goes over the limit.
    held = pull_all(storage, server, limit=10)
    assert isinstance(held, HeldBack)
    assert (held.of, held.deleted, held.held) == ("draft", 25, 200)
    assert storage.call(drafts.count) == 180
    assert len(storage.call(arrivals.held_deletions)) == 5
    assert isinstance(pull_all(storage, server, limit=10), HeldBack), "it stays so"

    storage.call(arrivals.confirm_deletions)
    assert not isinstance(pull_all(storage, server, limit=10), HeldBack)
    assert storage.call(drafts.count) == 175
    # The yes was for that sync.
    for one in made[25:60]:
        server.write("draft", one, deleted_at="2026-11-22T14:05:00Z")
    assert isinstance(pull_all(storage, server), HeldBack)


def test_a_no_restores_what_was_to_be_deleted_everywhere(
    storage: Storage, server: ToldServer
) -> None:
    made = [uuid4() for _ in range(30)]
    for one in made:
        server.write("draft", one, title="x", deleted_at=None)
    pull_all(storage, server)
    # By a device whose clock is half a minute ahead.
    server.now_ms += 30_000
    for one in made:
        server.write("draft", one, deleted_at="2026-11-22T14:05:00Z")
    assert isinstance(pull_all(storage, server), HeldBack)
    storage.call(arrivals.refuse_deletions)
    sync(storage, server)
    assert storage.call(drafts.count) == 30
    assert not any(server.row("draft", one).is_deleted for one in made)


def test_own_deletions_that_come_back_are_not_asked_about(
    storage: Storage, server: ToldServer
) -> None:
    made = [storage.call(drafts.new).id for _ in range(30)]
    sync(storage, server)
    for one in made:
        storage.call(drafts.delete, one)
    push_all(storage, server)
    assert not isinstance(pull_all(storage, server), HeldBack)


def test_what_the_server_purged_goes_from_the_trash_and_is_never_just_gone(
    storage: Storage, server: ToldServer
) -> None:
    trashed, shown, edited = (
        storage.call(drafts.new, NewDraftBody(title=name, script=f"{name} words")).id
        for name in ("trashed", "shown", "edited")
    )
    storage.call(drafts.delete, trashed)
    sync(storage, server)
    storage.call(drafts.edit_text, edited, "script", "edited words, and more")
    for one in (trashed, shown, edited):
        server.purge("draft", one)
    pull_all(storage, server)
    assert storage.call(drafts.find, trashed) is None
    found = storage.call(drafts.get, shown)
    assert found.is_lost
    assert found.deleted_at is not None
    assert found.script == "shown words"

    push_all(storage, server)
    assert server.script(edited) == "edited words, and more"
    assert server.row("draft", edited).value("title") == "edited"

    storage.call(drafts.restore, shown)
    sync(storage, server)
    assert server.script(shown) == "shown words"
    assert server.row("draft", shown).value("title") == "shown"
    assert not storage.call(drafts.get, shown).is_lost


def test_a_refused_deletion_asks_for_nothing_that_is_not_here(
    storage: Storage, server: ToldServer
) -> None:
    for _ in range(30):
        server.write("draft", uuid4(), title="x", deleted_at="2026-11-22T14:05:00Z")
    assert not isinstance(pull_all(storage, server), HeldBack)
    assert storage.call(drafts.count, is_trash=True) == 30


def test_unknown_fields_are_kept_and_sent_back(storage: Storage, server: ToldServer) -> None:
    draft_id = uuid4()
    server.write("draft", draft_id, title="x", mood={"of": ["the", 1]})
    sync(storage, server)
    storage.call(drafts.edit, draft_id, {"title": "y"})
    sync(storage, server)
    assert server.row("draft", draft_id).value("mood") == {"of": ["the", 1]}

    def base_of(session: Session) -> object:
        held = synced.find(session, "draft", draft_id)
        assert held is not None
        return held.shown.value("mood")

    assert storage.call(base_of) == {"of": ["the", 1]}


def test_an_empty_page_moves_nothing(storage: Storage, server: ToldServer) -> None:
    server.write("draft", uuid4(), title="x")
    pull_all(storage, server)
    page = PullAnswer(changes=(), next=at(1), more=False)
    following = storage.call_long(arrivals.take_in_page, page)
    assert following.step == "rest"
    assert storage.call(sync_state.load).cursor == at(1)


def test_while_a_page_comes_in_edits_are_taken(storage: Storage, server: ToldServer) -> None:
    made: list[UUID] = [uuid4() for _ in range(100)]
    for one in made:
        server.write("draft", one, title="x")
    pull_all(storage, server)
    for one in made:
        server.write("draft", one, title="theirs")

    def with_an_edit(session: Session) -> Generator[None, None, None]:
        coming = arrivals.take_in_page(session, server.pull(100))
        next(coming)
        yield
        drafts.edit(session, made[0], {"platform": "shorts"})
        yield
        yield from coming

    storage.call_long(with_an_edit)
    found = storage.call(drafts.get, made[0])
    assert (found.title, found.platform) == ("theirs", "shorts")
    (op,) = storage.call(outbox.pending, made[0])
    assert isinstance(op, SetOp)
