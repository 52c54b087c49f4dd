"""Promises of answers: what was taken is the server's, what was refused keeps its words."""

from uuid import UUID

from told_changes import LIMITS, ToldServer, pull_all, push_all, sync

from contract.drafts import NewDraftBody
from contract.problems import Code, Problem
from contract.syncing.ops import SetOp, TagsOp, TextOp
from contract.syncing.rows import Row
from desktop.models import (
    arrivals,
    dead_letters,
    draft_texts,
    drafts,
    outbox,
    sync_state,
    synced,
)
from desktop.models.storage import Storage

NO = Problem(Code.TEXT_TOO_LONG, "Too long.", "Make it shorter.")


def held_base(storage: Storage, draft_id: UUID) -> Row | None:
    held = storage.call(synced.find, "draft", draft_id)
    assert held is not None
    return held.base


def test_applied_ops_become_the_servers_row_as_far_as_a_device_can_tell(
    storage: Storage, server: ToldServer
) -> None:
    draft = storage.call(drafts.new, NewDraftBody(title="Sky", tags=("a",)))
    assert held_base(storage, draft.id) is None
    push_all(storage, server)
    base = held_base(storage, draft.id)
    assert base is not None
    assert base.fields == server.row("draft", draft.id).fields
    assert base.tags == ("a",)
    assert not storage.call(drafts.get, draft.id).has_unsent


def test_what_was_edited_while_it_was_on_its_way_stays_on_top(
    storage: Storage, server: ToldServer
) -> None:
    draft = storage.call(drafts.new, NewDraftBody(title="one", tags=("a",)))
    push_all(storage, server, most_ops=1)
    storage.call(drafts.edit, draft.id, {"title": "two"})
    storage.call(drafts.edit, draft.id, {"title": "three"})
    storage.call(drafts.set_tags, draft.id, ())

    def refuse_late(op: object) -> Problem | None:
        assert storage.call(drafts.get, draft.id).title == "three"
        return None

    server.refuses = refuse_late
    push_all(storage, server, most_ops=1)
    found = storage.call(drafts.get, draft.id)
    assert (found.title, found.tags) == ("three", ())
    assert server.row("draft", draft.id).tags == ()


def test_a_refused_field_goes_to_the_dead_letters_and_the_servers_value_is_back(
    storage: Storage, server: ToldServer
) -> None:
    draft = storage.call(drafts.new, NewDraftBody(title="taken"))
    sync(storage, server)
    server.refuses = lambda op: NO if isinstance(op, SetOp) else None
    storage.call(drafts.edit, draft.id, {"title": "refused"})
    storage.call(drafts.set_tags, draft.id, ("fine",))
    push_all(storage, server)
    found = storage.call(drafts.get, draft.id)
    assert (found.title, found.tags) == ("taken", ("fine",))
    (letter,) = storage.call(dead_letters.list_all)
    assert letter.words == "title: refused"
    assert letter.problem["code"] == Code.TEXT_TOO_LONG
    assert letter.problem["remedy"] == "Make it shorter."
    storage.call(dead_letters.dismiss, letter.id)
    assert storage.call(dead_letters.list_all) == ()


def test_a_refused_tag_is_put_aside_with_its_name(storage: Storage, server: ToldServer) -> None:
    draft = storage.call(drafts.new, NewDraftBody(tags=("stays",)))
    sync(storage, server)
    server.refuses = lambda op: NO if isinstance(op, TagsOp) else None
    storage.call(drafts.set_tags, draft.id, ("new",))
    push_all(storage, server)
    assert storage.call(drafts.get, draft.id).tags == ("stays",)
    assert storage.call(dead_letters.list_all)[0].words == "new, -stays"


def test_a_refused_text_takes_what_builds_on_it_along_and_keeps_all_words(
    storage: Storage, server: ToldServer
) -> None:
    draft = storage.call(drafts.new, NewDraftBody(topic="Sky", script="taken"))
    sync(storage, server)
    storage.call(drafts.edit_text, draft.id, "script", "taken, refused")
    storage.call(drafts.edit_text, draft.id, "script", "taken, refused, and more")
    storage.call(drafts.edit, draft.id, {"title": "fine"})
    server.edit_text(draft.id, "script", "theirs: taken")
    pull_all(storage, server)
    server.refuses = lambda op: NO if isinstance(op, TextOp) else None
    push_all(storage, server, most_ops=1)

    found = storage.call(drafts.get, draft.id)
    assert found.script == server.script(draft.id) == "theirs: taken"
    assert found.title == "fine", "what is refused never blocks the rest"
    assert storage.call(outbox.count_waiting).ops == 0
    letters = storage.call(dead_letters.list_all)
    assert {letter.words for letter in letters} == {"Sky\n\ntheirs: taken, refused, and more"}
    server.refuses = lambda op: None
    storage.call(drafts.edit_text, draft.id, "script", "theirs: taken, shorter")
    sync(storage, server)
    assert server.script(draft.id) == "theirs: taken, shorter"
    assert storage.call(draft_texts.whole_of, draft.id) is not None


def test_a_new_draft_that_is_refused_lies_in_the_trash_with_its_words(
    storage: Storage, server: ToldServer
) -> None:
    server.refuses = lambda op: NO
    draft = storage.call(drafts.new, NewDraftBody(title="refused", topic="t", script="words"))
    push_all(storage, server)
    found = storage.call(drafts.get, draft.id)
    assert found.is_lost
    assert any("words" in one.words for one in storage.call(dead_letters.list_all))
    server.refuses = lambda op: None
    storage.call(drafts.edit_text, draft.id, "script", "shorter")
    sync(storage, server)
    assert server.script(draft.id) == "shorter"
    assert server.row("draft", draft.id).value("title") == "refused"


def test_what_lacks_the_rest_is_sent_again_behind_all_of_its_row(
    storage: Storage, server: ToldServer
) -> None:
    draft = storage.call(drafts.new, NewDraftBody(title="Sky", script="begin", tags=("a",)))
    sync(storage, server)
    server.purge("draft", draft.id)
    storage.call(drafts.edit, draft.id, {"title": "Sky again"})
    storage.call(drafts.edit_text, draft.id, "script", "begin again")
    push_all(storage, server)
    row = server.row("draft", draft.id)
    assert (row.value("title"), row.value("platform"), row.tags) == ("Sky again", "tiktok", ("a",))
    assert server.script(draft.id) == "begin again"
    assert storage.call(dead_letters.list_all) == ()
    sync(storage, server)
    assert storage.call(drafts.get, draft.id).title == "Sky again"


def test_an_answer_that_comes_twice_changes_nothing(storage: Storage, server: ToldServer) -> None:
    storage.call(drafts.new, NewDraftBody(title="one", tags=("a",)))
    batch = storage.call(outbox.next_batch, LIMITS)
    answer = server.push(storage.call(sync_state.load).device, batch)
    storage.call(arrivals.take_in_acks, batch, answer)
    storage.call(drafts.edit, batch[0].id, {"title": "two"})
    before = storage.call(drafts.get, batch[0].id)
    storage.call(arrivals.take_in_acks, batch, answer)
    assert storage.call(drafts.get, batch[0].id) == before
