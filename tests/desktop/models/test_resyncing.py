"""Promises of healing: a server that forgot is told, and what it has no more is not lost."""

import base64
import hashlib
import shutil
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import delete
from told_changes import LIMITS, ToldServer, greet, push_all, sync

from contract.drafts import NewDraftBody
from contract.problems import Code, Problem
from contract.syncing.memory import after_conflict
from contract.syncing.ops import is_resend
from desktop.models import arrivals, drafts, outbox, placements, sync_state
from desktop.models.session import Session
from desktop.models.storage import Storage
from desktop.models.tables import DRAFT_UPDATES


def conflict(storage: Storage, reason: str) -> None:
    """The server answered 409 resync."""

    def note(session: Session) -> None:
        found = after_conflict(sync_state.load(session), "resync", reason)
        assert found is not None
        sync_state.save(session, found.memory)

    storage.call(note)


def heal(storage: Storage, server: ToldServer) -> None:
    """What the engine does then."""
    assert greet(storage, server).step == "resend"
    memory = storage.call(sync_state.load)
    storage.call_long(arrivals.put_whole_state, server.last_n.get(memory.device, 0))
    push_all(storage, server)
    storage.call_long(arrivals.take_in_snapshot, server.snapshot())
    sync(storage, server)


def fill(storage: Storage) -> Any:
    draft = storage.call(
        drafts.new, NewDraftBody(title="Sky", topic="Why?", script="All words.", tags=("a", "b"))
    )
    storage.call(placements.add, draft.id, "ab" * 32)
    return draft


def test_a_restored_server_is_told_all_that_it_forgot(storage: Storage, server: ToldServer) -> None:
    draft = fill(storage)
    sync(storage, server)
    restored = ToldServer(id=server.id)
    storage.call(drafts.edit_text, draft.id, "script", "All words. And what waited.")
    storage.call(drafts.set_tags, draft.id, ("a", "c"))
    conflict(storage, "history")
    heal(storage, restored)
    row = restored.row("draft", draft.id)
    assert (row.value("title"), row.tags) == ("Sky", ("a", "c"))
    assert restored.script(draft.id) == "All words. And what waited."
    assert [held.row.value("media") for (of, _), held in restored.rows.items() if of == "placement"]
    memory = storage.call(sync_state.load)
    assert memory.resync == "none"
    assert storage.call(outbox.count_waiting).ops == 0
    assert storage.call(drafts.get, draft.id).script == "All words. And what waited."


def test_begun_anew_after_a_crash_it_puts_nothing_twice(open_store, server: ToldServer) -> None:
    storage = open_store("crashed")
    for _ in range(30):
        fill(storage)
    sync(storage, server)
    conflict(storage, "history")

    def begin(session: Session) -> None:
        coming = arrivals.put_whole_state(session, 0)
        for _ in range(3):
            next(coming)

    storage.call(begin)
    storage.close()
    storage = open_store("crashed")
    storage.call_long(arrivals.put_whole_state, 7)
    first = storage.call(outbox.count_waiting).ops
    storage.call_long(arrivals.put_whole_state, 7)
    assert storage.call(outbox.count_waiting).ops == first
    batch = storage.call(outbox.next_batch, LIMITS)
    assert batch[0].n == 8
    assert all(is_resend(op) for op in batch)


def test_values_come_back_under_the_names_of_those_who_wrote_them(
    open_store, server: ToldServer
) -> None:
    one, two = open_store("one"), open_store("two")
    draft = fill(one)
    sync(one, server)
    sync(two, server)
    two.call(drafts.edit, draft.id, {"title": "Two's"})
    sync(two, server)
    sync(one, server)
    before = server.row("draft", draft.id)
    restored = ToldServer(id=server.id)
    conflict(one, "history")
    heal(one, restored)
    assert restored.row("draft", draft.id).fields == before.fields


def test_past_the_horizon_only_what_waits_is_sent_and_the_rest_goes_to_the_trash(
    storage: Storage, server: ToldServer
) -> None:
    gone, edited = fill(storage), fill(storage)
    sync(storage, server)
    for of, of_id in list(server.rows):
        server.forget(of, of_id)
    other = uuid4()
    server.write("draft", other, title="theirs")
    storage.call(drafts.edit_text, edited.id, "script", "All words. And an edit that waits.")
    conflict(storage, "horizon")
    heal(storage, server)
    lost = storage.call(drafts.get, gone.id)
    assert lost.is_lost
    assert lost.script == "All words."
    assert [one.id for one in storage.call(drafts.list_page, is_trash=True).drafts] == [gone.id]
    assert server.script(edited.id) == "All words. And an edit that waits."
    assert ("draft", gone.id) not in server.rows
    assert storage.call(drafts.get, other).title == "theirs"
    # A person wants it back: all of it is made there anew.
    storage.call(drafts.restore, gone.id)
    sync(storage, server)
    assert server.script(gone.id) == "All words."
    assert server.row("draft", gone.id).tags == ("a", "b")
    assert len(storage.call(drafts.get, gone.id).placements) == 1


def test_a_device_restored_from_a_copy_takes_a_new_name_and_loses_nothing(
    open_store, server: ToldServer, tmp_path
) -> None:
    storage = open_store("restored")
    draft = fill(storage)
    sync(storage, server)
    storage.close()
    shutil.copytree(tmp_path / "restored", tmp_path / "copy")
    storage = open_store("restored")
    storage.call(drafts.edit_text, draft.id, "script", "All words. After the copy.")
    sync(storage, server)
    copy = open_store("copy")
    copy.call(drafts.edit_text, draft.id, "script", "In the copy. All words.")
    assert greet(copy, server).step == "fork"
    copy.call(arrivals.fork)
    sync(copy, server)
    sync(storage, server)
    assert server.script(draft.id) == "In the copy. All words. After the copy."
    assert storage.call(drafts.get, draft.id).script == server.script(draft.id)


def test_an_interrupted_snapshot_begins_where_it_was(storage: Storage, server: ToldServer) -> None:
    kept, also = uuid4(), uuid4()
    server.write("draft", kept, title="kept")
    server.write("draft", also, title="also")
    sync(storage, server)
    conflict(storage, "horizon")
    storage.call_long(arrivals.put_whole_state, 0)
    whole = server.snapshot()
    first = whole.model_copy(update={"changes": whole.changes[:1], "next_cursor": "more"})
    rest = whole.model_copy(update={"changes": whole.changes[1:]})
    storage.call_long(arrivals.take_in_snapshot, first)
    assert storage.call(sync_state.load).snapshot_cursor == "more"
    storage.call_long(arrivals.take_in_snapshot, rest)
    assert storage.call(drafts.count) == 2
    assert storage.call(sync_state.load).resync == "none"


def test_a_text_that_does_not_fit_together_is_read_anew(
    storage: Storage, server: ToldServer
) -> None:
    draft_id = uuid4()
    server.write("draft", draft_id, title="x")
    for text in ("one", "one two", "one two three"):
        server.edit_text(draft_id, "script", text)
        page = server.pull(storage.call(sync_state.load).cursor.seq if text != "one" else 0)
        (update,) = (one for _, one in server.updates[draft_id][-1:])
        change = page.changes[0].model_copy(update=_packed(update))
        storage.call_long(arrivals.take_in_page, page.model_copy(update={"changes": (change,)}))

    def lose_the_middle(session: Session) -> None:
        ids = [row.id for row in session.execute(DRAFT_UPDATES.select())]
        session.execute(delete(DRAFT_UPDATES).where(DRAFT_UPDATES.c.id == ids[1]))
        session.documents.close_all()

    storage.call(lose_the_middle)
    with pytest.raises(Problem) as found:
        storage.call(drafts.edit_text, draft_id, "script", "mine")
    assert found.value.code is Code.TEXT_GAP
    assert storage.call(arrivals.drafts_to_read_anew) == (draft_id,)
    assert storage.call(drafts.get, draft_id).script == "one two three", "it can still be read"
    memory = storage.call(sync_state.load)
    storage.call(
        lambda session: sync_state.save(session, replace(memory, resync="horizon", is_resent=True))
    )
    storage.call_long(arrivals.take_in_snapshot, server.snapshot())
    assert storage.call(arrivals.drafts_to_read_anew) == ()
    assert storage.call(drafts.edit_text, draft_id, "script", "one two three four").script == (
        "one two three four"
    )


def _packed(update: bytes) -> dict[str, Any]:
    return {
        "update": base64.b64encode(update).decode(),
        "sha256": hashlib.sha256(update).hexdigest(),
        "is_whole": False,
    }
