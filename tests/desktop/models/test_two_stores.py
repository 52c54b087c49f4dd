"""The promise of all of it together: two stores, edited at random, restarted, end equal."""

from collections.abc import Callable
from random import Random
from uuid import UUID

import pytest
from told_changes import ToldServer, pull_all, push_all, sync

from contract.drafts import NewDraftBody
from desktop.models import dead_letters, draft_texts, drafts, holdings, placements
from desktop.models.session import Session
from desktop.models.storage import Storage

STEPS = 50
ACTS = ("text", "text", "text", "field", "tags", "place", "unplace", "delete", "restore", "undo",
        "new", "push", "push", "pull", "pull", "restart")  # fmt: skip


class Story:
    """Two stores and what is done to them; `written` are marks that nobody takes back."""

    def __init__(self, seed: int, open_store: Callable[[str], Storage]) -> None:
        self.chance, self.open_store, self.server = Random(seed), open_store, ToldServer()
        self.names = ("one", "two")
        self.stores = [open_store(name) for name in self.names]
        first = self.stores[0].call(drafts.new, NewDraftBody(topic="Why", script="start"))
        self.drafts, self.written = [first.id], list[tuple[UUID, str]]()
        for store in self.stores:
            sync(store, self.server)

    def act(self, number: int) -> None:
        """One thing that happens to one of them."""
        chance, at = self.chance, self.chance.randrange(2)
        store, what = self.stores[at], self.chance.choice(ACTS)
        here = [one for one in self.drafts if store.call(drafts.find, one)]
        match what:
            case "new":
                self.drafts.append(store.call(drafts.new, NewDraftBody(script="new")).id)
            case "push":
                push_all(store, self.server, most_ops=chance.randint(1, 5))
            case "pull":
                pull_all(store, self.server, limit=chance.randint(1, 5))
            case "restart":
                self.restart(at)
            case _:
                self._edit(store, chance.choice(here), what, number)

    def _edit(self, store: Storage, draft_id: UUID, what: str, number: int) -> None:
        match what:
            case "text":
                self._write(store, draft_id, f"<{number}>")
            case "undo":
                # Of what is typed for it, so that marks stay.
                store.call(drafts.edit_text, draft_id, "topic", f"topic {number}")
                store.call(drafts.undo, draft_id)
            case "field":
                store.call(drafts.edit, draft_id, {"title": f"title {number}"})
            case "tags":
                tags = self.chance.sample("abcd", self.chance.randrange(4))
                store.call(drafts.set_tags, draft_id, tags)
            case "place":
                store.call(placements.add, draft_id, f"{number:064x}")
            case "unplace":
                for one in store.call(placements.list_of, draft_id)[:1]:
                    store.call(placements.remove, UUID(one.id))
            case "delete":
                store.call(drafts.delete, draft_id)
            case "restore":
                store.call(drafts.restore, draft_id)

    def restart(self, at: int) -> None:
        """The program ends and begins again."""
        self.stores[at].close()
        self.stores[at] = self.open_store(self.names[at])

    def _write(self, store: Storage, draft_id: UUID, mark: str) -> None:
        script = store.call(drafts.get, draft_id).script
        places = [at for at in range(len(script) + 1) if not _is_within(script, at)]
        at = self.chance.choice(places)
        store.call(drafts.splice_text, draft_id, "script", at, 0, mark)
        self.written.append((draft_id, mark))


def _is_within(script: str, at: int) -> bool:
    return script[:at].rfind("<") > script[:at].rfind(">")


@pytest.mark.parametrize("seed", range(4))
def test_edited_at_random_and_restarted_both_end_equal_with_every_word(
    seed: int, open_store: Callable[[str], Storage]
) -> None:
    story = Story(seed, open_store)
    for number in range(STEPS):
        story.act(number)
    for _ in range(3):
        for store in story.stores:
            sync(store, story.server)
    one, two = story.stores
    for draft_id in story.drafts:
        first, second = one.call(drafts.get, draft_id), two.call(drafts.get, draft_id)
        for name in ("topic", "script", "title", "tags", "placements", "deleted_at"):
            assert getattr(first, name) == getattr(second, name)
        assert not first.has_unsent
        assert first.script == story.server.script(draft_id)
    for draft_id, mark in story.written:
        assert mark in one.call(drafts.get, draft_id).script
    assert one.call_long(holdings.digests) == two.call_long(holdings.digests)
    assert one.call(dead_letters.list_all) == ()
    story.restart(0)
    for draft_id in story.drafts:
        script = story.stores[0].call(_script_of, draft_id)
        assert script == story.server.script(draft_id)


def _script_of(session: Session, draft_id: UUID) -> str:
    """What the stored updates say, on the thread that owns them."""
    return draft_texts.open_document(session, draft_id).script
