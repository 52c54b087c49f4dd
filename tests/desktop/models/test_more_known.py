"""Promises of what only this device knows: a server that knows less is told, nothing is lost."""

import base64
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

from told_changes import LIMITS, ToldServer, greet, pull_all, push_all, sync

from contract.clocks import hlc_of
from contract.drafts import NewDraftBody
from contract.problems import Code, Problem
from contract.syncing.memory import after_conflict
from contract.syncing.ops import Op, TextOp
from contract.syncing.push import Held
from contract.syncing.rows import Row, Written, with_tags
from contract.text import Document, merged, seed, texts_of
from desktop.models import (
    arrivals,
    assets,
    dead_letters,
    draft_texts,
    drafts,
    outbox,
    overwritten,
    sync_state,
)
from desktop.models.session import Session
from desktop.models.storage import Storage

TOO_LONG = Problem(Code.TEXT_TOO_LONG, "Too long.", "Make it shorter.")
NOT_HERE = Problem(Code.NOT_FOUND, "There is no such row any more.", "Send all of it.")
OLD_HLC = hlc_of(1_700_000_000_000, 0)
# More talks than anything here needs.
MANY = 8


def begin_resync(storage: Storage, server: ToldServer, reason: str) -> None:
    """The server answered 409 resync; what is held is sent."""

    def note(session: Session) -> None:
        found = after_conflict(sync_state.load(session), Code.RESYNC, reason)
        assert found is not None
        sync_state.save(session, found.memory)

    storage.call(note)
    assert greet(storage, server).step == "resend"
    last_n = server.last_n.get(storage.call(sync_state.load).device, 0)
    storage.call_long(arrivals.put_whole_state, last_n)


def resync(storage: Storage, server: ToldServer, reason: str) -> None:
    """All of a resync."""
    begin_resync(storage, server, reason)
    push_all(storage, server)
    storage.call_long(arrivals.take_in_snapshot, server.snapshot())
    for _ in range(MANY):
        sync(storage, server)
        if not storage.call(outbox.count_waiting).ops:
            return
    raise AssertionError("it is sent for ever")


def new_draft(storage: Storage, server: ToldServer, **fields: Any) -> UUID:
    """A draft that both sides hold."""
    body = NewDraftBody(**{"title": "Sky", "script": "All words.", "tags": ("a",), **fields})
    draft_id = storage.call(drafts.new, body).id
    sync(storage, server)
    return draft_id


def put_back(server: ToldServer, draft_id: UUID, script: str | None, **fields: str) -> None:
    """Somebody brought the draft back who knew no more of it than this."""
    written = {name: Written(value, OLD_HLC, server.id) for name, value in fields.items()}
    whole = None if script is None else seed(uuid4().int >> 76 | 1, "", script)
    server._put(("draft", draft_id), Held(Row("draft", draft_id, written), whole), whole)


def known(storage: Storage, server: ToldServer, draft_id: UUID) -> None:
    """Both sides say the same of a draft, and what is stored says it as well."""
    found = storage.call(drafts.get, draft_id)
    assert found.script == server.script(draft_id)
    assert found.title == server.row("draft", draft_id).value("title")
    assert found.tags == server.row("draft", draft_id).tags
    assert not found.has_unsent
    assert storage.call(script_of, draft_id) == found.script


def script_of(session: Session, draft_id: UUID) -> str:
    return texts_of(merged(draft_texts.acknowledged_of(session, draft_id))).script


def test_past_the_horizon_what_is_later_here_is_sent(storage: Storage, server: ToldServer) -> None:
    draft_id = new_draft(storage, server)
    held = server.rows["draft", draft_id]
    older = replace(held.row.fields["title"], v="Old sky", hlc=OLD_HLC)
    fields = {**held.row.fields, "title": older}
    server.rows["draft", draft_id] = replace(held, row=replace(held.row, fields=fields))
    resync(storage, server, "horizon")
    assert server.row("draft", draft_id).value("title") == "Sky"
    known(storage, server, draft_id)


def test_past_the_horizon_what_is_later_there_is_taken(
    storage: Storage, server: ToldServer
) -> None:
    draft_id = new_draft(storage, server)
    server.now_ms += 10**9
    server.write("draft", draft_id, title="Later sky")
    begin_resync(storage, server, "horizon")
    storage.call_long(arrivals.take_in_snapshot, server.snapshot())
    assert storage.call(outbox.count_waiting).ops == 0
    assert storage.call(drafts.get, draft_id).title == "Later sky"


def test_past_the_horizon_tags_that_are_gone_there_go_and_can_be_looked_at(
    storage: Storage, server: ToldServer
) -> None:
    draft_id = new_draft(storage, server, tags=("a", "b"))
    held = server.rows["draft", draft_id]
    row = with_tags(held.row, (), ("a",), server.seq, server.seq, server.id)
    server.rows["draft", draft_id] = replace(held, row=row)
    resync(storage, server, "horizon")
    assert storage.call(drafts.get, draft_id).tags == ("b",)
    kept = storage.call(overwritten.list_of, draft_id)
    assert [(one.name, one.value) for one in kept] == [("tags", ["a", "b"])]


def test_past_the_horizon_an_edit_brings_back_all_of_a_draft_that_was_swept(
    storage: Storage, server: ToldServer
) -> None:
    draft_id = new_draft(storage, server)
    server.forget("draft", draft_id)
    storage.call(drafts.edit, draft_id, {"title": "Sky, still"})
    resync(storage, server, "horizon")
    assert server.row("draft", draft_id).value("platform") == "tiktok"
    assert server.script(draft_id) == "All words."
    known(storage, server, draft_id)


def test_words_that_came_back_without_their_latest_are_sent_whole(
    storage: Storage, server: ToldServer
) -> None:
    draft_id = new_draft(storage, server)
    before = server.rows["draft", draft_id]
    storage.call(drafts.edit_text, draft_id, "script", "All words. The latest.")
    sync(storage, server)
    server._put(("draft", draft_id), before, before.whole)
    pull_all(storage, server)
    for _ in range(2):
        sync(storage, server)
    assert server.script(draft_id) == "All words. The latest."
    known(storage, server, draft_id)


def test_words_that_came_back_as_none_are_sent_whole(storage: Storage, server: ToldServer) -> None:
    draft_id = new_draft(storage, server)
    put_back(server, draft_id, None, title="Sky")
    pull_all(storage, server)
    assert storage.call(drafts.get, draft_id).script == "All words."
    for _ in range(2):
        sync(storage, server)
    assert server.script(draft_id) == "All words."
    known(storage, server, draft_id)


def test_words_that_wait_are_not_taken_for_acknowledged_ones(
    storage: Storage, server: ToldServer
) -> None:
    draft_id = new_draft(storage, server)
    storage.call(drafts.edit_text, draft_id, "script", "All words. Not sent yet.")
    server.write("draft", draft_id, title="Theirs")
    pull_all(storage, server)
    assert storage.call(outbox.count_waiting).ops == 1


def test_a_row_that_comes_back_takes_along_what_lay_in_our_own_trash(
    storage: Storage, server: ToldServer
) -> None:
    draft_id = new_draft(storage, server)
    server.purge("draft", draft_id)
    pull_all(storage, server)
    assert storage.call(drafts.get, draft_id).is_lost
    put_back(server, draft_id, None, platform="reels")
    pull_all(storage, server)
    for _ in range(2):
        sync(storage, server)
    found = storage.call(drafts.get, draft_id)
    assert (found.title, found.is_lost, found.deleted_at) == ("Sky", False, None)
    assert server.script(draft_id) == "All words."
    known(storage, server, draft_id)


def test_what_the_server_never_takes_is_tried_once_and_then_given_up(
    storage: Storage, server: ToldServer
) -> None:
    draft_id = new_draft(storage, server)
    server.refuses = lambda op: NOT_HERE
    storage.call(drafts.edit, draft_id, {"title": "Nobody wants this"})
    storage.call(drafts.edit_text, draft_id, "script", "All words. Nor this.")
    device, tries = storage.call(sync_state.load).device, 0
    while batch := storage.call(outbox.next_batch, LIMITS):
        tries += 1
        assert tries < MANY, "it is sent for ever"
        storage.call(arrivals.take_in_acks, batch, server.push(device, batch))
    words = [one.words for one in storage.call(dead_letters.list_all)]
    assert "title: Nobody wants this" in words
    assert any("Nor this." in one for one in words)


def test_words_upon_refused_ones_go_with_them_and_bring_nothing_whole(
    storage: Storage, server: ToldServer
) -> None:
    draft_id = new_draft(storage, server)
    storage.call(drafts.edit_text, draft_id, "script", "All words. Refused.")
    storage.call(drafts.edit_text, draft_id, "script", "All words. Refused. And more.")
    sent: list[Op] = []

    def refuse_first(op: Op) -> Problem | None:
        sent.append(op)
        return TOO_LONG if len(sent) == 1 else None

    server.refuses = refuse_first
    push_all(storage, server)
    assert len(sent) == 2, "nothing is sent after that"
    assert server.script(draft_id) == "All words."
    known(storage, server, draft_id)
    letters = storage.call(dead_letters.list_all)
    assert [one.words for one in letters] == ["All words. Refused. And more."] * 2
    assert {one.problem["code"] for one in letters} == {Code.TEXT_TOO_LONG}


def test_what_the_row_lacks_is_sent_without_words_that_wait(
    storage: Storage, server: ToldServer
) -> None:
    draft_id = new_draft(storage, server)
    storage.call(drafts.edit_text, draft_id, "script", "All words. Refused.")
    server.refuses = lambda op: TOO_LONG if says(op, b"Refused") else None
    resync(storage, ToldServer(id=server.id, refuses=server.refuses), "history")
    (letter,) = storage.call(dead_letters.list_all)
    assert letter.words.endswith("All words. Refused.")
    assert storage.call(drafts.get, draft_id).script == "All words."


def test_an_item_that_a_restored_server_lost_is_no_dead_letter(
    storage: Storage, server: ToldServer
) -> None:
    asset_id = uuid4()
    server.write("asset", asset_id, title="Reel")
    server.facts["asset", asset_id] = facts_of(asset_id)
    sync(storage, server)
    resync(storage, ToldServer(id=server.id), "history")
    assert storage.call(dead_letters.list_all) == ()
    assert storage.call(assets.get, asset_id).is_lost


def test_an_edit_of_an_item_that_is_gone_lies_with_the_dead_letters(
    storage: Storage, server: ToldServer
) -> None:
    asset_id = uuid4()
    server.write("asset", asset_id, title="Reel")
    server.facts["asset", asset_id] = facts_of(asset_id)
    sync(storage, server)
    storage.call(assets.edit, asset_id, title="My reel")
    server.purge("asset", asset_id)
    pull_all(storage, server)
    push_all(storage, server)
    assert [one.words for one in storage.call(dead_letters.list_all)] == ["title: My reel"]
    assert storage.call(assets.get, asset_id).is_lost


def test_a_resync_that_begins_anew_keeps_what_was_about_to_be_sent(
    storage: Storage, server: ToldServer
) -> None:
    draft_id = new_draft(storage, server)
    held = server.rows["draft", draft_id]
    older = replace(held.row.fields["title"], v="Old sky", hlc=OLD_HLC)
    fields = {**held.row.fields, "title": older}
    server.rows["draft", draft_id] = replace(held, row=Row("draft", draft_id, fields))
    begin_resync(storage, server, "horizon")
    storage.call_long(arrivals.take_in_snapshot, server.snapshot())
    # The server's older row has taken its place here, and then the server is restored.
    restored = ToldServer(id=server.id)
    resync(storage, restored, "history")
    assert restored.row("draft", draft_id).value("title") == "Sky"
    assert restored.row("draft", draft_id).tags == ("a",)
    known(storage, restored, draft_id)


def test_a_resync_that_begins_anew_tries_again_what_lost_its_row(
    storage: Storage, server: ToldServer
) -> None:
    draft_id = new_draft(storage, server)
    server.forget("draft", draft_id)
    storage.call(drafts.edit_text, draft_id, "script", "All words. One.")
    storage.call(drafts.edit_text, draft_id, "script", "All words. One. Two.")
    begin_resync(storage, server, "horizon")
    device = storage.call(sync_state.load).device
    batch = storage.call(outbox.next_batch, LIMITS)
    storage.call(arrivals.take_in_acks, batch, server.push(device, batch))
    # They wait behind all of their row now, and the next resync takes that out of the outbox.
    assert storage.call(outbox.rows_with_whole, 1)
    resync(storage, server, "horizon")
    assert storage.call(dead_letters.list_all) == ()
    assert server.script(draft_id) == "All words. One. Two."
    known(storage, server, draft_id)


def test_words_upon_what_another_machine_sent_wait_until_both_are_read(
    storage: Storage, server: ToldServer
) -> None:
    """Of two machines with a copy of one profile, one sent the words that this one is refused."""
    draft_id = new_draft(storage, server)
    storage.call(drafts.edit_text, draft_id, "script", "All words. One.")
    storage.call(drafts.edit_text, draft_id, "script", "All words. One. Two.")
    batch = storage.call(outbox.next_batch, LIMITS)
    first = next(op for op in batch if isinstance(op, TextOp))
    server.push(uuid4(), (first.model_copy(update={"n": 1}),))
    server.refuses = lambda op: TOO_LONG if op.n == first.n else None
    device = storage.call(sync_state.load).device
    storage.call(arrivals.take_in_acks, batch, server.push(device, batch))
    server.refuses = lambda op: None
    sync(storage, server)
    assert server.script(draft_id) == "All words. One. Two."
    known(storage, server, draft_id)


def test_a_draft_that_cannot_be_read_keeps_no_resync_from_ending(
    storage: Storage, server: ToldServer
) -> None:
    draft_id = new_draft(storage, server)
    elsewhere = Document(5, [server.rows["draft", draft_id].whole or b""])
    elsewhere.edit("script", "All words. A gap.")
    (late,) = elsewhere.edit("script", "All words. A gap. Late.")

    def damage(session: Session) -> None:
        draft_texts.add_foreign(session, draft_id, late, is_whole=False)

    storage.call(damage)
    other = new_draft(storage, server, script="Readable.")
    restored = ToldServer(id=server.id)
    resync(storage, restored, "history")
    assert restored.script(other) == "Readable."
    assert restored.row("draft", draft_id).value("title") == "Sky"


def says(op: Op, words: bytes) -> bool:
    """Whether a text op brings these words."""
    return isinstance(op, TextOp) and words in base64.b64decode(op.update)


def facts_of(asset_id: UUID) -> dict[str, Any]:
    """What nobody edits of an item."""
    return {
        "id": str(asset_id),
        "variant_id": str(uuid4()),
        "generation_id": str(uuid4()),
        "topic": "",
        "platform": "tiktok",
        "preset": "explainer",
        "format": "mp4",
        "duration_ms": 30_000,
        "size_bytes": 1_000,
        "created_at": "2026-11-22T14:05:00.000000Z",
    }
